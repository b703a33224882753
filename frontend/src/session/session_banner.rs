//! A line below the bar when things are not as usual: no connection, or a server that does not
//! respond. It comes and goes by itself.

use yew::prelude::*;

use super::hooks::use_session;
use super::use_online::use_online;
use crate::ui::{Icon, icon};

/// Once in the app.
#[component]
pub fn SessionBanner() -> Html {
    let session = use_session();
    if !use_online() {
        return banner(
            "low",
            Icon::OFFLINE,
            "You are offline.",
            " What you see is what there was before.",
            None,
        );
    }
    if session.unreachable {
        let onclick = session.check.reform(|_: MouseEvent| ());
        return banner(
            "gone",
            Icon::ALERT,
            "The server cannot be reached.",
            " It is asked again by itself.",
            Some(onclick),
        );
    }
    Html::default()
}

fn banner(
    tone: &'static str,
    picture: Icon,
    what: &'static str,
    then: &'static str,
    retry: Option<Callback<MouseEvent>>,
) -> Html {
    html! {
        <div class="Notice Notice-banner" data-tone={tone} role="status">
            { icon(picture) }
            <p><b>{ what }</b>{ then }</p>
            if let Some(onclick) = retry {
                <button class="Link" type="button" {onclick}>{ "Try now" }</button>
            }
        </div>
    }
}
