//! The session's hooks. A component that uses one renders again when the session changes.

use session_client::{ApiError, SessionState, SignOutOptions};
use shared::{AccessTokenPayload, TenantId, UserId};
use yew::prelude::*;

use super::provider::SessionContext;
use crate::hooks::{Task, use_task};

/// The session's state to render, and its client to act with.
///
/// # Panics
/// Outside a [`super::SessionProvider`], which is a mistake in the component tree.
#[hook]
#[expect(clippy::expect_used, reason = "without a provider no page can work; say so at once")]
pub fn use_session() -> SessionContext {
    use_context().expect("use_session is called below a SessionProvider")
}

/// Is a user signed in? `None` while that is not known yet.
#[hook]
pub fn use_does_session_exist() -> Option<bool> {
    match use_session().state {
        SessionState::Loading => None,
        SessionState::SignedOut(_) => Some(false),
        SessionState::SignedIn(_) => Some(true),
    }
}

/// The id of the signed-in user.
#[hook]
pub fn use_user_id() -> Option<UserId> {
    use_session().state.user_id().cloned()
}

/// The tenant of the session, from the claim `tId`.
#[hook]
pub fn use_tenant_id() -> Option<TenantId> {
    use_session().state.tenant_id().cloned()
}

/// The payload of the access token, from the front token. `None` without a session, and for a front
/// token that lacks a claim of the protocol, which no backend of this kind sends.
///
/// Good for showing things. What the user may do is decided by the server, which checks signatures.
#[hook]
pub fn use_access_token_payload() -> Option<AccessTokenPayload> {
    let session = use_session();
    session.state.info()?.access_token_payload.clone().try_into().ok()
}

/// A task that signs out, in all tabs. It fails when the server could not be told.
#[hook]
pub fn use_sign_out() -> Task<(), (), ApiError> {
    let client = use_session().client;
    use_task(move |()| {
        let client = client.clone();
        async move { client.sign_out(SignOutOptions::default()).await }
    })
}
