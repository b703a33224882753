//! What the server says about the session, beside what the page knows.

use session_client::ApiError;
use shared::{GetSession, SessionInfo};
use yew::prelude::*;

use crate::hooks::{Mutation, use_mutation};
use crate::session::use_session;
use crate::ui::{error_notice, section, status_notice};

/// A button that calls `GET /getSession`.
#[component]
pub(super) fn AskServer() -> Html {
    let api = use_session().api();
    let ask: Mutation<(), SessionInfo, ApiError> =
        use_mutation(move |()| api.to(GetSession).send());
    let onclick = ask.callback().reform(|_: MouseEvent| ());
    let button = html! { <button type="button" {onclick}>{ "Ask now" }</button> };
    section(
        "Ask the server",
        button,
        html! {
            <div class="Stack-s">
                <p class="soft">{ "What stands on this page comes from the front token. The server checks the real one." }</p>
                if let Some(info) = ask.data() {
                    { status_notice(format!("The server knows this session: {} in {}.", info.user_id, info.tenant_id)) }
                }
                if let Some(error) = ask.error() {
                    { error_notice(error.to_string()) }
                }
            </div>
        },
    )
}
