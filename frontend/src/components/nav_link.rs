//! A link to a page of this app.

use yew::prelude::*;
use yew_router::prelude::*;

use crate::route::{Next, Route};

/// Props of [`NavLink`].
#[derive(Properties, PartialEq)]
pub struct NavLinkProps {
    /// The page.
    pub to: Route,
    /// Where that page leads on to, for the sign-in pages.
    #[prop_or_default]
    pub next: Option<Route>,
    /// Further classes.
    #[prop_or_default]
    pub class: Classes,
    /// The link's text.
    pub children: Html,
}

/// A link that changes the page without loading anything. In place of yew-router's own `Link`,
/// which cannot say `aria-current`.
#[component]
pub fn NavLink(props: &NavLinkProps) -> Html {
    let navigator = use_navigator();
    let current = use_route::<Route>() == Some(props.to);
    let (to, next) = (props.to, Next { next: props.next.map(|route| route.to_path()) });
    let href = match &next.next {
        // A route's path holds nothing that a query would have to encode.
        Some(path) => format!("{}?next={path}", to.to_path()),
        None => to.to_path(),
    };
    let onclick = Callback::from(move |event: MouseEvent| {
        let opens_elsewhere =
            event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
        let Some(navigator) = navigator.as_ref().filter(|_| !opens_elsewhere) else {
            return;
        };
        event.prevent_default();
        // The query is one string; it cannot fail to serialise.
        let _ = navigator.push_with_query(&to, next.clone());
    });
    html! {
        <a class={classes!("NavLink", props.class.clone())} {href} {onclick}
            aria-current={current.then_some("page")}>
            { props.children.clone() }
        </a>
    }
}
