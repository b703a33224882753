//! Code to read and to copy.

use yew::prelude::*;

use super::copy_button::CopyButton;

/// A block of code with a button that copies it.
pub fn code_block(text: impl Into<AttrValue>) -> Html {
    let text: AttrValue = text.into();
    html! {
        <div class="CodeBlock">
            <pre class="Code" tabindex="0"><code>{ &text }</code></pre>
            <CopyButton {text} />
        </div>
    }
}
