//! What sign-in and sign-up have in common: a narrow form beside a key that is not cut yet.

use yew::prelude::*;

use crate::ui::{KeyCard, use_page};

/// Props of [`Gate`].
#[derive(Properties, PartialEq)]
pub(super) struct GateProps {
    /// The heading.
    pub title: AttrValue,
    /// A sentence below it.
    pub lead: AttrValue,
    /// The form.
    pub children: Html,
}

/// The frame of the two pages.
#[component]
pub(super) fn Gate(props: &GateProps) -> Html {
    let heading = use_page(&props.title);
    html! {
        <div class="Gate">
            <div class="Gate-form">
                <header>
                    <h1 ref={heading} tabindex="-1">{ &props.title }</h1>
                    <p class="Page-lead">{ &props.lead }</p>
                </header>
                { props.children.clone() }
            </div>
            <div class="Gate-card" aria-hidden="true">
                <KeyCard tenant="Latchkey" owner="Your key" owner_detail="cut when you sign in" />
            </div>
        </div>
    }
}
