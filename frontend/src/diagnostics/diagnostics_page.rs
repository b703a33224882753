//! The page of the diagnostics.

use shared::diagnostics::GetDiagnostics;
use yew::prelude::*;

use super::checks::{Here, as_text, checks};
use crate::session::{use_query, use_session};
use crate::ui::{
    CopyButton, Icon, Page, browser, facts, failure, placeholder, section, small_icon,
};

/// The page at `/diagnostics`. It needs no session: what keeps one from having one is what it is for.
#[component]
pub fn DiagnosticsPage() -> Html {
    let session = use_session();
    let signed_in = session.state.info().is_some();
    let api = session.client.api().clone();
    let found = use_query((), move |()| {
        let api = api.clone();
        async move {
            let server = api.to(GetDiagnostics).send().await?;
            let (origin, has_locks) = (browser::origin(), browser::has_locks());
            Ok((Here { origin, now: browser::now(), has_locks, signed_in }, server))
        }
    });
    html! {
        <Page title="Diagnostics" lead="What the browser and the server saw of each other just now. Look here when sign-in does not stick.">
            { match (&found.data, &found.error) {
                (Some(found), _) => {
                    let checks = checks(&found.0, &found.1);
                    section("Seen", html! {}, html! {
                        <div class="Stack-s">
                            { facts(checks.iter().map(|check| (check.name, html! {
                                <span class="Row" data-tone={if check.good { "live" } else { "gone" }}>
                                    <span class="toned">{ small_icon(if check.good { Icon::CHECK } else { Icon::ALERT }) }</span>
                                    { &check.seen }
                                </span>
                            }))) }
                            <p><CopyButton text={as_text(&checks)} /></p>
                        </div>
                    })
                }
                (None, Some(error)) => failure(error.to_string(), &found.reload),
                (None, None) => placeholder(),
            } }
        </Page>
    }
}
