//! What came of pressing "Refresh session".

use yew::prelude::*;

use super::use_refresh::RefreshStatus;
use crate::ui::{ErrorNotice, LocalTime, StatusNotice};

/// Props of [`RefreshNotice`].
#[derive(Properties, PartialEq)]
pub struct RefreshNoticeProps {
    /// How the refresh went.
    pub status: RefreshStatus,
}

/// Both expiries, or that it did not work.
#[component]
pub fn RefreshNotice(props: &RefreshNoticeProps) -> Html {
    match props.status {
        // Rejected: the session is over, and the page's guard is leaving for the sign-in page.
        RefreshStatus::Idle | RefreshStatus::Busy | RefreshStatus::Rejected => Html::default(),
        RefreshStatus::Refreshed { old_expiry, new_expiry } => html! {
            <StatusNotice>
                <dl class="RefreshNotice">
                    <div><dt>{ "Old expiry" }</dt><dd><LocalTime ms={old_expiry} /></dd></div>
                    <div><dt>{ "New expiry" }</dt><dd><LocalTime ms={new_expiry} /></dd></div>
                </dl>
            </StatusNotice>
        },
        RefreshStatus::Failed => html! {
            <ErrorNotice>
                { "The server cannot refresh the session just now. You are still signed in; try again in a moment." }
            </ErrorNotice>
        },
    }
}
