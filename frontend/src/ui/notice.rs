//! Sentences that matter now: what went wrong, or what was done.

use yew::prelude::*;

/// Props of [`ErrorNotice`] and [`StatusNotice`].
#[derive(Properties, PartialEq)]
pub struct NoticeProps {
    /// The sentence.
    pub children: Html,
}

/// Something went wrong. Screen readers say it at once.
#[component]
pub fn ErrorNotice(props: &NoticeProps) -> Html {
    html! { <div class="Notice Notice-error" role="alert">{ props.children.clone() }</div> }
}

/// Something was done. Screen readers say it when there is a pause.
#[component]
pub fn StatusNotice(props: &NoticeProps) -> Html {
    html! { <div class="Notice" role="status">{ props.children.clone() }</div> }
}
