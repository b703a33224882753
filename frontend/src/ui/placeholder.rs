//! What stands where something is still to come, could not come, or is not there.

use yew::prelude::*;

use super::icon::{Icon, icon};
use super::notice::error_notice;

/// Rows of grey, which become visible only if it takes a moment.
pub fn placeholder() -> Html {
    html! {
        <div class="Placeholder" role="status">
            <span class="hidden">{ "Loading…" }</span>
            <i class="Skeleton"></i><i class="Skeleton"></i><i class="Skeleton"></i>
        </div>
    }
}

/// In place of what could not be loaded: why, and a button that calls `onretry`.
pub fn failure(reason: String, onretry: &Callback<()>) -> Html {
    let onclick = onretry.reform(|_| ());
    html! {
        <div class="Stack-s">
            { error_notice(reason) }
            <p><button class="Button Button-quiet" type="button" {onclick}>{ "Try again" }</button></p>
        </div>
    }
}

/// In place of a list without rows.
pub fn empty(picture: Icon, title: &'static str, text: impl Into<Html>) -> Html {
    html! {
        <div class="Empty">{ icon(picture) }<h3>{ title }</h3><p>{ text.into() }</p></div>
    }
}
