//! The guard of pages for signed-in users.

use session_client::SessionState;
use yew::prelude::*;
use yew_router::hooks::{use_navigator, use_route};

use super::hooks::use_session;
use super::session_placeholder::session_placeholder;
use crate::route::{ReturnTo, Route};

/// Props of [`RequireSession`].
#[derive(Properties, PartialEq)]
pub struct RequireSessionProps {
    /// What only signed-in users may see.
    pub children: Html,
}

/// Shows its children to a signed-in user, and takes every other visitor to the sign-in page, which
/// brings them back here.
///
/// This is for orientation. The server decides what a user may read or do.
#[component]
pub fn RequireSession(props: &RequireSessionProps) -> Html {
    let session = use_session();
    let navigator = use_navigator();
    let route = use_route::<Route>();
    use_effect_with(session.state.is_signed_out(), move |signed_out| {
        if let (true, Some(navigator), Some(route)) = (*signed_out, navigator, route) {
            // Replaced, so that "back" does not lead here and away again.
            let Ok(()) =
                navigator.replace_with_query(&Route::SignIn, ReturnTo::new(&route).to_query());
        }
    });
    match &session.state {
        SessionState::SignedIn(info) => html! {
            <OfSession key={info.session_handle.as_str()}>{ props.children.clone() }</OfSession>
        },
        SessionState::Loading | SessionState::SignedOut(_) => session_placeholder(&session),
    }
}

/// What belongs to one session. With the session's handle as its key it is made anew, with all that
/// its pages hold, when another session takes the place: Bob never sees what Ada's page has fetched.
#[component]
fn OfSession(props: &RequireSessionProps) -> Html {
    props.children.clone()
}
