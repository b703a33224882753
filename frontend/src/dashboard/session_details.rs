//! The signed-in user, their tenant, and the time left.

use shared::SessionInfo;
use yew::prelude::*;

use super::countdown::countdown;

/// The session as a list of terms. `seconds_left` is how long its access token lasts.
pub fn session_details(info: &SessionInfo, seconds_left: Option<u64>) -> Html {
    html! {
        <dl class="SessionDetails">
            <div><dt>{ "User id" }</dt><dd><code>{ info.user_id.as_str() }</code></dd></div>
            <div><dt>{ "Tenant" }</dt><dd>{ info.tenant_id.as_str() }</dd></div>
            <div><dt>{ "Session handle" }</dt><dd><code>{ info.session_handle.as_str() }</code></dd></div>
            <div>
                <dt>{ "Access token expires in" }</dt>
                <dd>{ countdown(seconds_left) }</dd>
            </div>
        </dl>
    }
}
