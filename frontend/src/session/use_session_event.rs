//! What happens to the session, as it happens.

use session_client::SessionEvent;
use yew::prelude::*;

use super::hooks::use_session;

/// Calls `listener` at every [`SessionEvent`] for as long as the component is there. It holds what the
/// component had when it appeared: use setters and refs inside, which do not grow old.
///
/// ```
/// use frontend::session::use_session_event;
/// use session_client::SessionEvent;
/// use yew::prelude::*;
///
/// #[component]
/// fn Refreshes() -> Html {
///     let count = use_mut_ref(|| 0_u32);
///     let shown = use_force_update();
///     let refreshes = *count.borrow();
///     use_session_event(move |event| {
///         if let SessionEvent::RefreshSession { .. } = event {
///             *count.borrow_mut() += 1;
///             shown.force_update();
///         }
///     });
///     html! { refreshes }
/// }
/// ```
#[hook]
pub fn use_session_event(listener: impl Fn(SessionEvent) + 'static) {
    let client = use_session().client;
    use_effect_with((), move |()| {
        let subscription = client.subscribe(listener);
        move || drop(subscription)
    });
}
