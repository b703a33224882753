//! The guard of sign-in and sign-up, which are of no use to a signed-in user.

use session_client::{SessionClient, SessionState};
use yew::platform::spawn_local;
use yew::prelude::*;
use yew_router::hooks::{use_location, use_navigator};
use yew_router::prelude::Navigator;

use super::hooks::use_session;
use super::session_placeholder::session_placeholder;
use crate::route::{ReturnTo, Route};

/// Props of [`RedirectIfSignedIn`].
#[derive(Properties, PartialEq)]
pub struct RedirectIfSignedInProps {
    /// The form.
    pub children: Html,
}

/// Shows its children to a visitor who is signed out. Once they are signed in, takes them to where
/// they wanted to go: the page in `?next=`, else the dashboard.
#[component]
pub fn RedirectIfSignedIn(props: &RedirectIfSignedInProps) -> Html {
    let session = use_session();
    let navigator = use_navigator();
    let target = ReturnTo::from_location(use_location().as_ref()).route();
    let client = session.client.clone();
    use_effect_with(session.state.info().is_some(), move |signed_in| {
        if let (true, Some(navigator)) = (*signed_in, navigator) {
            spawn_local(leave(client, navigator, target));
        }
    });
    match session.state {
        SessionState::SignedOut(_) => props.children.clone(),
        SessionState::Loading | SessionState::SignedIn(_) => session_placeholder(&session),
    }
}

/// Goes on to the wanted page once it is certain that there is a session: a planted cookie must not
/// keep a visitor from the form.
async fn leave(client: SessionClient, navigator: Navigator, target: Route) {
    if client.confirm().await {
        navigator.replace(&target);
    }
}
