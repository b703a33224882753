//! The guard of sign-in and sign-up: somebody who is signed in has no business there.

use yew::prelude::*;
use yew_router::prelude::*;

use super::Placeholder;
use crate::hooks::use_does_session_exist;
use crate::route::Next;

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
    let exists = use_does_session_exist();
    let navigator = use_navigator();
    let target = Next::of(use_location().as_ref()).route();
    use_effect_with(exists == Some(true), move |signed_in| {
        if let Some(navigator) = navigator.filter(|_| *signed_in) {
            navigator.replace(&target);
        }
    });
    match exists {
        Some(false) => props.children.clone(),
        Some(true) | None => html! { <Placeholder /> },
    }
}
