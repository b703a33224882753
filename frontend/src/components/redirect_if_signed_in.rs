//! The guard of sign-in and sign-up: somebody who is signed in has no business there.

use yew::prelude::*;

use super::session_placeholder;
use crate::hooks::{use_place, use_session};
use crate::route::Next;
use crate::router::Step;
use crate::session::SessionState;

/// Props of [`RedirectIfSignedIn`].
#[derive(Properties, PartialEq)]
pub struct RedirectIfSignedInProps {
    /// The form.
    pub children: Html,
}

/// Shows its children to somebody who is signed out. Once they are signed in, takes them to where
/// they wanted to go: the page in `?next=`, else the dashboard.
#[component]
pub fn RedirectIfSignedIn(props: &RedirectIfSignedInProps) -> Html {
    let session = use_session();
    let place = use_place();
    use_effect_with(session.state.info().is_some(), move |signed_in| {
        if *signed_in {
            let target = Next::of(&place.address).route();
            place.step.emit(Step::Replace(target.url(None)));
        }
    });
    match session.state {
        SessionState::SignedOut => props.children.clone(),
        SessionState::Loading | SessionState::SignedIn(_) => session_placeholder(&session),
    }
}
