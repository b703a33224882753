//! Questions that wait for an answer: the browser's own `<dialog>`, which keeps the focus inside and
//! closes on Escape.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Props of [`Dialog`].
#[derive(Properties, PartialEq)]
pub struct DialogProps {
    /// The question.
    pub title: AttrValue,
    /// Called when it was closed, by a button or by Escape.
    pub onclose: Callback<()>,
    /// What is asked for, and the buttons. The first that takes the focus gets it: put the harmless
    /// one first, or `autofocus` on a field.
    pub children: Html,
}

/// A dialog that is open for as long as it is rendered.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                let _ = dialog.show_modal();
            }
        });
    }
    let onclose = props.onclose.reform(|_| ());
    html! {
        <dialog class="Dialog" ref={dialog} aria-labelledby="dialog-title" {onclose}>
            <h2 id="dialog-title">{ &props.title }</h2>
            { props.children.clone() }
        </dialog>
    }
}
