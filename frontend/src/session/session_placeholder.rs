//! What stands in the place of a page until it is known whether there is a session.

use yew::prelude::*;

use super::provider::SessionContext;
use crate::ui::{Failure, Placeholder};

/// Props of [`SessionPlaceholder`].
#[derive(Properties, PartialEq)]
pub struct SessionPlaceholderProps {
    /// The session that the page waits for.
    pub session: SessionContext,
}

/// "Loading…", or that the server cannot be reached.
#[component]
pub fn SessionPlaceholder(props: &SessionPlaceholderProps) -> Html {
    let SessionContext { unreachable, check, .. } = props.session.clone();
    if !unreachable {
        return html! { <Placeholder /> };
    }
    let reason = "The server cannot be reached, or does not answer as it should. This page opens as soon as it does.";
    html! {
        <div class="Page"><Failure {reason} onretry={check} /></div>
    }
}
