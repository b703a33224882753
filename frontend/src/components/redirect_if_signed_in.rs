//! The guard of sign-in and sign-up: somebody who is signed in has no business there.

use yew::platform::spawn_local;
use yew::prelude::*;

use super::session_placeholder;
use crate::hooks::{use_place, use_session};
use crate::route::Next;
use crate::router::{Place, Step};
use session_client::{SessionClient, SessionState};

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
    let client = session.client.clone();
    use_effect_with(session.state.info().is_some(), move |signed_in| {
        if *signed_in {
            spawn_local(leave(client, place));
        }
    });
    match session.state {
        SessionState::SignedOut => props.children.clone(),
        SessionState::Loading | SessionState::SignedIn(_) => session_placeholder(&session),
    }
}

/// Goes on to the wanted page once it is certain that there is a session: a planted cookie must not
/// keep a visitor from the form.
async fn leave(client: SessionClient, place: Place) {
    if client.confirm().await {
        let target = Next::of(&place.address).route();
        place.step.emit(Step::Replace(target.url(None)));
    }
}
