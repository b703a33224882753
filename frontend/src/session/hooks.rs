//! The session's hooks. A component that uses one renders again when the session changes.

use session_client::{ApiError, SessionState, SignOutOptions};
use shared::{AccessTokenPayload, Account, GetAccount, TenantId, UserId};
use yew::prelude::*;

use super::provider::SessionContext;
use super::use_query::{Query, use_query};
use crate::hooks::{Mutation, use_mutation};
use crate::ui::Countdown;

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

/// The payload of the access token, from the front token.
///
/// Good for showing things. What the user may do is decided by the server, which checks signatures.
#[hook]
pub fn use_access_token_payload() -> Option<AccessTokenPayload> {
    let session = use_session();
    session.state.info()?.access_token_payload.clone().try_into().ok()
}

/// The signed-in user, from the server.
#[hook]
pub fn use_user() -> Query<Account> {
    let api = use_session().api();
    use_query((), move |()| api.to(GetAccount).send())
}

/// The time that the access token has left, by the server's clock; `None` without a session.
#[hook]
pub fn use_session_countdown() -> Option<Countdown> {
    let session = use_session();
    let client = session.client.clone();
    let now = use_callback((), move |(), ()| client.api().server_now());
    let info = session.state.info()?;
    let payload = AccessTokenPayload::try_from(info.access_token_payload.clone()).ok()?;
    let ends_at = info.access_token_expiry;
    Some(Countdown { ends_at, whole: ends_at.since(payload.issued_at), now })
}

/// Signs out, in all tabs. It fails when the server could not be told.
#[hook]
pub fn use_sign_out() -> Mutation<(), (), ApiError> {
    let client = use_session().client;
    use_mutation(move |()| {
        let client = client.clone();
        async move { client.sign_out(SignOutOptions::default()).await }
    })
}
