//! The dashboard.

use session_client::SessionState;
use yew::prelude::*;

use super::refresh_notice::refresh_notice;
use super::session_details::session_details;
use super::use_refresh::{RefreshStatus, use_refresh};
use crate::session::{use_session, use_sign_out};
use crate::ui::{Page, error_notice};

/// The signed-in user, how long the access token lasts, and what can be done about it.
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
