//! Copies a text to the clipboard, and says so.

use yew::prelude::*;

use super::browser;
use crate::hooks::{TaskState, use_task};

/// Props of [`CopyButton`].
#[derive(Properties, PartialEq)]
pub struct CopyButtonProps {
    /// What to copy.
    pub text: AttrValue,
}

/// A "Copy" button.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let copy = use_task(|text: AttrValue| async move {
        if browser::copy(&text).await { Ok(()) } else { Err(()) }
    });
    let text = props.text.clone();
    let onclick = copy.run.reform(move |_| text.clone());
    let status = match &*copy.state {
        TaskState::Idle | TaskState::Busy => "",
        TaskState::Done(()) => "Copied",
        TaskState::Failed(()) => {
            "This browser does not let the page copy. Select the text instead."
        }
    };
    html! {
        <p class="CopyButton">
            <button type="button" {onclick}>{ "Copy" }</button>
            <span role="status">{ status }</span>
        </p>
    }
}
