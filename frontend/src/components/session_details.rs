//! Who is signed in, where, and for how long.

use std::rc::Rc;

use shared::SessionInfo;
use yew::prelude::*;

use super::countdown;

/// Props of [`SessionDetails`].
#[derive(Properties, PartialEq)]
pub struct SessionDetailsProps {
    /// The session.
    pub info: Rc<SessionInfo>,
    /// Seconds until its access token expires.
    pub seconds_left: Option<i64>,
}

/// The session as a list of terms.
#[component]
pub fn SessionDetails(props: &SessionDetailsProps) -> Html {
    let info = &props.info;
    html! {
        <dl class="SessionDetails">
            <div><dt>{ "User id" }</dt><dd><code>{ info.user_id.as_str() }</code></dd></div>
            <div><dt>{ "Tenant" }</dt><dd>{ info.tenant_id.as_str() }</dd></div>
            <div><dt>{ "Session handle" }</dt><dd><code>{ info.session_handle.as_str() }</code></dd></div>
            <div>
                <dt>{ "Access token expires in" }</dt>
                <dd>{ countdown(props.seconds_left) }</dd>
            </div>
        </dl>
    }
}
