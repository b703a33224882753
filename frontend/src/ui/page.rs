//! The frame of every page: its heading, its title, and where the keyboard is when it opens.

use web_sys::Element;
use yew::prelude::*;

use super::browser;

/// Props of [`Page`].
#[derive(Properties, PartialEq)]
pub struct PageProps {
    /// The heading; also the tab's title.
    pub title: AttrValue,
    /// A sentence below the heading.
    #[prop_or_default]
    pub lead: Option<AttrValue>,
    /// Narrow pages read like a form, wide ones like a list.
    #[prop_or_default]
    pub narrow: bool,
    /// The rest.
    #[prop_or_default]
    pub children: Html,
}

/// A page. On opening it takes the focus to its heading, because in an app of one document nothing
/// else tells a screen reader that there is a new page.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let heading = use_node_ref();
    {
        let heading = heading.clone();
        use_effect_with(props.title.clone(), move |title| {
            browser::set_title(title);
            browser::focus(heading.cast::<Element>());
        });
    }
    html! {
        <article class={classes!("Page", props.narrow.then_some("Page-narrow"))}>
            <h1 ref={heading} tabindex="-1">{ &props.title }</h1>
            if let Some(lead) = &props.lead {
                <p class="Page-lead">{ lead }</p>
            }
            { props.children.clone() }
        </article>
    }
}
