//! A link to a page of this app.

use yew::prelude::*;

use crate::hooks::use_place;
use crate::route::Route;
use crate::router::Step;

/// Props of [`NavLink`].
#[derive(Properties, PartialEq)]
pub struct NavLinkProps {
    /// The page.
    pub to: Route,
    /// Where that page leads on to, for the sign-in pages.
    #[prop_or_default]
    pub next: Option<Route>,
    /// `button` or `quiet`, where it should look like such a button. An attribute, because a class
    /// that is not a literal makes Yew bring its sets of classes.
    #[prop_or_default]
    pub look: Option<&'static str>,
    /// The link's text.
    pub children: Html,
}

/// A link that changes the page without loading anything, and says which page is the current one.
#[component]
pub fn NavLink(props: &NavLinkProps) -> Html {
    let place = use_place();
    let current = place.route() == props.to;
    let href = props.to.url(props.next);
    let onclick = {
        let href = href.clone();
        Callback::from(move |event: MouseEvent| {
            let opens_elsewhere =
                event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
            if !opens_elsewhere {
                event.prevent_default();
                place.step.emit(Step::Push(href.clone()));
            }
        })
    };
    html! {
        <a class="NavLink" data-look={props.look} {href} {onclick}
            aria-current={current.then_some("page")}>
            { props.children.clone() }
        </a>
    }
}
