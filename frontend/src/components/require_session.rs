//! The guard of pages for those who are signed in.

use yew::prelude::*;

use super::session_placeholder;
use crate::hooks::{use_place, use_session};
use crate::route::Route;
use crate::router::Step;
use session_client::SessionState;

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
    let session = use_session();
    let place = use_place();
    use_effect_with(session.state == SessionState::SignedOut, move |signed_out| {
        if *signed_out {
            // Replaced, so that "back" does not lead here and away again.
            place.step.emit(Step::Replace(Route::SignIn.url(Some(place.route()))));
        }
    });
    match &session.state {
        SessionState::SignedIn(info) => html! {
            <OfSession key={info.session_handle.as_str()}>{ props.children.clone() }</OfSession>
        },
        SessionState::Loading | SessionState::SignedOut => session_placeholder(&session),
    }
}

/// What belongs to one session. With the session's handle as its key it is made anew, with all that
/// its pages hold, when another session takes the place: Bob never sees what Ada's page has fetched.
#[component]
fn OfSession(props: &RequireSessionProps) -> Html {
    props.children.clone()
}
