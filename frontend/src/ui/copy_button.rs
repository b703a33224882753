//! Copies a text to the clipboard, and says so.

use yew::platform::spawn_local;
use yew::prelude::*;

use super::browser;
use super::icon::{Icon, small_icon};
use super::toast::use_toasts;

/// Props of [`CopyButton`].
#[derive(Properties, PartialEq)]
pub struct CopyButtonProps {
    /// What to copy.
    pub text: AttrValue,
}

/// A "Copy" button.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let toasts = use_toasts();
    let text = props.text.clone();
    let onclick = Callback::from(move |_| {
        let (text, toasts) = (text.clone(), toasts.clone());
        spawn_local(async move {
            if browser::copy(&text).await {
                toasts.done("Copied.");
            } else {
                toasts.error("This browser does not let the page copy. Select the text instead.");
            }
        });
    });
    html! {
        <button class="Button Button-quiet" type="button" {onclick}>{ small_icon(Icon::COPY) }{ "Copy" }</button>
    }
}
