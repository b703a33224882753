//! The signed-in user, their tenant, and the time left.

use std::rc::Rc;

use shared::SessionInfo;
use yew::prelude::*;

use super::countdown::Countdown;

/// Props of [`SessionDetails`].
#[derive(Properties, PartialEq)]
pub struct SessionDetailsProps {
    /// The session.
    pub info: Rc<SessionInfo>,
    /// How long its access token lasts; `None` before the first tick.
    pub seconds_left: Option<i64>,
}

/// The session as a list of terms.
#[component]
pub fn SessionDetails(props: &SessionDetailsProps) -> Html {
    let SessionDetailsProps { info, seconds_left } = props;
    html! {
        <dl class="SessionDetails">
            <div><dt>{ "User id" }</dt><dd><code>{ info.user_id.as_str() }</code></dd></div>
            <div><dt>{ "Tenant" }</dt><dd>{ info.tenant_id.as_str() }</dd></div>
            <div><dt>{ "Session handle" }</dt><dd><code>{ info.session_handle.as_str() }</code></dd></div>
            <div>
                <dt>{ "Access token expires in" }</dt>
                <dd><Countdown seconds_left={*seconds_left} /></dd>
            </div>
        </dl>
    }
}
