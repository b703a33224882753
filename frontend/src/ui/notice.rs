//! Sentences that matter now: what went wrong, or what was done.

use yew::prelude::*;

/// Something went wrong. Screen readers say it at once.
pub fn error_notice(children: impl Into<Html>) -> Html {
    html! { <div class="Notice Notice-error" role="alert">{ children.into() }</div> }
}

/// Something was done. Screen readers say it when there is a pause.
pub fn status_notice(children: impl Into<Html>) -> Html {
    html! { <div class="Notice" role="status">{ children.into() }</div> }
}
