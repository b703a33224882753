//! The dashboard.

use shared::SessionInfo;
use yew::prelude::*;

use super::ask_server::AskServer;
use super::data_editor::DataEditor;
use super::session_card::SessionCard;
use crate::activity::{timeline, use_activity};
use crate::navigation::NavLink;
use crate::route::Route;
use crate::session::use_session;
use crate::ui::{Icon, LocalTime, Page, facts, failure, placeholder, section, small_icon};

/// The signed-in user's session, with the time that its access token has left.
#[component]
pub fn Dashboard() -> Html {
    let session = use_session();
    let Some(info) = session.state.info() else {
        return Html::default();
    };
    let lead = html! { <>{ "Signed in to " }<b>{ info.tenant_id.as_str() }</b>{ ". Nothing needs your attention." }</> };
    html! {
        <Page title="Your session" {lead}>
            <div class="Page-columns">
                <div>
                    <SessionCard />
                    <DataEditor />
                </div>
                <div>
                    <RecentActivity />
                    { session_facts(info) }
                    <AskServer />
                    { next() }
                </div>
            </div>
        </Page>
    }
}

fn session_facts(info: &SessionInfo) -> Html {
    let token = html! { <NavLink to={Route::Token}>{ "Token" }</NavLink> };
    section(
        "Facts",
        token,
        facts([
            ("User id", html! { <code>{ info.user_id.as_str() }</code> }),
            ("Session handle", html! { <code>{ info.session_handle.as_str() }</code> }),
            ("Token expires", html! { <LocalTime at={info.access_token_expiry} /> }),
        ]),
    )
}

/// What happened last.
#[component]
fn RecentActivity() -> Html {
    let activity = use_activity(1);
    let all = html! { <NavLink to={Route::Activity}>{ "All activity" }</NavLink> };
    section(
        "Activity",
        all,
        match (&activity.data, &activity.error) {
            (Some(page), _) => timeline(&page.entries[..page.entries.len().min(4)]),
            (None, Some(error)) => failure(error.to_string(), &activity.reload),
            (None, None) => placeholder(),
        },
    )
}

fn next() -> Html {
    let link = |to: Route, picture, text: &'static str| {
        html! {
            <li><NavLink {to}>{ small_icon(picture) }<span>{ text }</span>{ small_icon(Icon::RIGHT) }</NavLink></li>
        }
    };
    section(
        "Next",
        html! {},
        html! {
            <ul class="Rows Links">
                { link(Route::Sessions, Icon::LAPTOP, "See where else you are signed in") }
                { link(Route::Token, Icon::BRACES, "Read what the server checks") }
            </ul>
        },
    )
}
