//! A link to a page of this app.

use yew::prelude::*;
use yew_router::Routable;
use yew_router::hooks::{use_navigator, use_route};

use crate::route::{ReturnTo, Route};

/// Props of [`NavLink`].
#[derive(Properties, PartialEq)]
pub struct NavLinkProps {
    /// The page.
    pub to: Route,
    /// The query of the sign-in pages: where they lead on to.
    #[prop_or_default]
    pub return_to: ReturnTo,
    /// Further classes, such as `Button` for a link that looks like one.
    #[prop_or_default]
    pub class: Classes,
    /// Called before the page changes.
    #[prop_or_default]
    pub onclick: Callback<MouseEvent>,
    /// The link's text.
    pub children: Html,
}

/// A link that changes the page without loading anything, and says which page is the current one.
#[component]
pub fn NavLink(props: &NavLinkProps) -> Html {
    let navigator = use_navigator();
    let current = use_route::<Route>().as_ref() == Some(&props.to);
    let query = props.return_to.to_query();
    let mut href = props.to.to_path();
    if !query.0.is_empty() {
        href = format!("{href}?{}", query.0);
    }
    let to = props.to.clone();
    let before = props.onclick.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        before.emit(event.clone());
        let opens_elsewhere =
            event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
        if let (false, Some(navigator)) = (opens_elsewhere, &navigator) {
            event.prevent_default();
            let Ok(()) = navigator.push_with_query(&to, query.clone());
        }
    });
    html! {
        <a class={props.class.clone()} {href} {onclick}
            aria-current={current.then_some("page")}>
            { props.children.clone() }
        </a>
    }
}
