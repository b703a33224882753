//! What happened to the session: the events of SuperTokens' clients (wire protocol 10.6).

/// Something happened to the session. [`crate::SessionClient::subscribe`] hears of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEvent {
    /// There was none, and now there is one.
    SessionCreated,
    /// It has new tokens.
    RefreshSession,
    /// The access token's payload is another one.
    AccessTokenPayloadUpdated,
    /// The user ended it.
    SignOut,
    /// A call needed a session.
    Unauthorised {
        /// True: there was one, and the server ended it. False: there was none to begin with.
        session_expired_or_revoked: bool,
    },
    /// The session lacks a claim that a route asks for.
    ApiInvalidClaim,
}
