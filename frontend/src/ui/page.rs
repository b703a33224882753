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
    pub lead: Html,
    /// What can be done, at the right of the heading.
    #[prop_or_default]
    pub actions: Html,
    /// The rest.
    #[prop_or_default]
    pub children: Html,
}

/// A page. On opening it goes to the top, and takes the focus to its heading, because in an app of
/// one document nothing else tells a screen reader that there is a new page.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let heading = use_page(&props.title);
    html! {
        <>
            <header class="Page-head">
                <div>
                    <h1 ref={heading} tabindex="-1">{ &props.title }</h1>
                    <p class="Page-lead">{ props.lead.clone() }</p>
                </div>
                <div class="Actions">{ props.actions.clone() }</div>
            </header>
            { props.children.clone() }
        </>
    }
}

/// Does what [`Page`] does on opening, for a page that draws its own heading. The heading takes the
/// `ref`, and `tabindex="-1"`.
#[hook]
pub fn use_page(title: &AttrValue) -> NodeRef {
    let heading = use_node_ref();
    {
        let heading = heading.clone();
        use_effect_with(title.clone(), move |title| {
            browser::set_title(title);
            browser::scroll_to_top();
            browser::focus(heading.cast::<Element>());
        });
    }
    heading
}
