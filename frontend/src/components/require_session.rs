//! The guard of pages for those who are signed in.

use yew::prelude::*;
use yew_router::prelude::*;

use super::Placeholder;
use crate::hooks::use_session;
use crate::route::{Next, Route};
use crate::session::SessionState;

/// Props of [`RequireSession`].
#[derive(Properties, PartialEq)]
pub struct RequireSessionProps {
    /// What only they may see.
    pub children: Html,
}

/// Shows its children to somebody who is signed in, and takes everybody else to the sign-in page,
/// which brings them back here.
///
/// This is for orientation. The server decides what anybody may read or do.
#[component]
pub fn RequireSession(props: &RequireSessionProps) -> Html {
    let state = use_session().state;
    let navigator = use_navigator();
    let route = use_route::<Route>().unwrap_or(Route::Dashboard);
    use_effect_with(state == SessionState::SignedOut, move |signed_out| {
        if let Some(navigator) = navigator.filter(|_| *signed_out) {
            // Replaced, so that "back" does not lead here and away again. The query is one string;
            // it cannot fail to serialise.
            let _ = navigator.replace_with_query(&Route::SignIn, Next::to(route));
        }
    });
    match state {
        SessionState::SignedIn(_) => props.children.clone(),
        SessionState::Loading | SessionState::SignedOut => html! { <Placeholder /> },
    }
}
