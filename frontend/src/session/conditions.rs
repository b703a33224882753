//! Parts of a page that depend on whether a user is signed in.

use session_client::SessionState;
use yew::prelude::*;

use super::hooks::use_session;

/// Props of [`SignedIn`], [`SignedOut`], [`SessionLoading`] and [`ServerUnreachable`].
#[derive(Properties, PartialEq)]
pub struct ConditionProps {
    /// What is shown.
    pub children: Html,
}

/// Shows its children to a signed-in user.
#[component]
pub fn SignedIn(props: &ConditionProps) -> Html {
    let session = use_session();
    shown_if(session.state.info().is_some(), props)
}

/// Shows its children to a visitor who is not signed in.
#[component]
pub fn SignedOut(props: &ConditionProps) -> Html {
    let session = use_session();
    shown_if(session.state.is_signed_out(), props)
}

/// Shows its children while it is not known whether a user is signed in, and the server is being
/// asked.
#[component]
pub fn SessionLoading(props: &ConditionProps) -> Html {
    let session = use_session();
    shown_if(session.state == SessionState::Loading && !session.unreachable, props)
}

/// Shows its children while the server, which alone knows whether a user is signed in, cannot be
/// reached.
#[component]
pub fn ServerUnreachable(props: &ConditionProps) -> Html {
    let session = use_session();
    shown_if(session.unreachable, props)
}

fn shown_if(condition: bool, props: &ConditionProps) -> Html {
    if condition { props.children.clone() } else { Html::default() }
}
