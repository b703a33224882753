//! The guard of sign-in and sign-up: somebody who is signed in has no business there.

use yew::prelude::*;

use super::placeholder;
use crate::hooks::{use_does_session_exist, use_place};
use crate::route::Next;
use crate::router::Step;

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
    let place = use_place();
    use_effect_with(exists == Some(true), move |signed_in| {
        if *signed_in {
            let target = Next::of(&place.address).route();
            place.step.emit(Step::Replace(target.url(None)));
        }
    });
    match exists {
        Some(false) => props.children.clone(),
        Some(true) | None => placeholder(),
    }
}
