//! A sentence that matters now: what went wrong, or what was done.

use yew::prelude::*;

/// What kind of sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NoticeKind {
    /// Something went wrong. Screen readers say it at once.
    #[default]
    Error,
    /// Something was done. Screen readers say it when there is a pause.
    Status,
}

/// Props of [`Notice`].
#[derive(Properties, PartialEq)]
pub struct NoticeProps {
    /// What kind.
    #[prop_or_default]
    pub kind: NoticeKind,
    /// The sentence.
    pub children: Html,
}

/// A sentence that is also announced.
#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    let children = props.children.clone();
    match props.kind {
        NoticeKind::Error => {
            html! { <div class="Notice Notice-error" role="alert">{ children }</div> }
        }
        NoticeKind::Status => html! { <div class="Notice" role="status">{ children }</div> },
    }
}
