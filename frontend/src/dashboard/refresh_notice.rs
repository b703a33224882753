//! What came of pressing "Refresh session".

use yew::prelude::*;

use super::use_refresh::RefreshStatus;
use crate::ui::{LocalTime, error_notice, status_notice};

/// Both expiries, or that it did not work.
pub fn refresh_notice(status: RefreshStatus) -> Html {
    match status {
        // Rejected: the session is over, and the page's guard is leaving for the sign-in page.
        RefreshStatus::Idle | RefreshStatus::Busy | RefreshStatus::Rejected => Html::default(),
        RefreshStatus::Refreshed { old_expiry, new_expiry } => status_notice(html! {
            <dl class="RefreshNotice">
                <div><dt>{ "Old expiry" }</dt><dd><LocalTime at={old_expiry} /></dd></div>
                <div><dt>{ "New expiry" }</dt><dd><LocalTime at={new_expiry} /></dd></div>
            </dl>
        }),
        RefreshStatus::Failed => error_notice(
            "The server cannot refresh the session just now. You are still signed in; try again in a moment.",
        ),
    }
}
