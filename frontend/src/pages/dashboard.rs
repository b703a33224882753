//! The session, with its access token's time running.

use yew::prelude::*;

use crate::components::{LocalTime, Page, error_notice, session_details, status_notice};
use crate::hooks::{RefreshStatus, use_refresh, use_session, use_sign_out};
use session_client::SessionState;

/// Who is signed in, how long the access token lasts, and the two things to do about it.
#[component]
pub fn Dashboard() -> Html {
    let session = use_session();
    let time = use_refresh();
    let sign_out = use_sign_out();
    let refreshing = time.status == RefreshStatus::Busy;
    let SessionState::SignedIn(info) = session.state else {
        return Html::default();
    };
    html! {
        <Page title="Dashboard" lead="You are signed in. This is what the page knows about it.">
            { session_details(&info, time.seconds_left) }
            <p class="Dashboard-actions">
                <button type="button" onclick={time.refresh.reform(|_| ())} disabled={refreshing}
                    aria-busy={refreshing.then_some("true")}>
                    { "Refresh session" }
                </button>
                <button type="button" class="Button-quiet" onclick={sign_out.run.reform(|_| ())}
                    disabled={sign_out.state.is_busy()}>
                    { "Sign out" }
                </button>
            </p>
            { refresh_notice(time.status) }
            if let Some(error) = sign_out.state.error() {
                { error_notice(format!("You are still signed in. {error}")) }
            }
        </Page>
    }
}

/// What came of pressing "Refresh session".
pub fn refresh_notice(status: RefreshStatus) -> Html {
    match status {
        // Rejected: the session is over, and the page's guard is leaving for the sign-in page.
        RefreshStatus::Idle | RefreshStatus::Busy | RefreshStatus::Rejected => Html::default(),
        RefreshStatus::Refreshed { old_expiry, new_expiry } => status_notice(html! {
            <dl class="RefreshNotice">
                <div><dt>{ "Old expiry" }</dt><dd><LocalTime ms={old_expiry} /></dd></div>
                <div><dt>{ "New expiry" }</dt><dd><LocalTime ms={new_expiry} /></dd></div>
            </dl>
        }),
        RefreshStatus::Failed => error_notice(
            "The server cannot refresh the session just now. You are still signed in; try again in a moment.",
        ),
    }
}
