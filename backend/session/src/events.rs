//! What the app is told of in the transaction in which it happens, so that what it writes about it is
//! there exactly if it happened.

use std::pin::Pin;

use db::{Result, Tx};
use shared::{SessionHandle, TenantId, Timestamp, UserId};

use crate::device::Device;

/// What an observer does with an event.
pub type EventFuture<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Told of what the engine finds out by itself. What the app does with sessions, it writes about in
/// transactions of its own.
pub trait SessionEvents: Send + Sync {
    /// A live session's row was deleted in `tx`. If this fails, the row stays. It may run again, when
    /// the database rolled the transaction back for another one's sake.
    fn session_ended<'a>(&'a self, tx: &'a mut Tx, ended: &'a EndedSession) -> EventFuture<'a>;
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// By itself: [`Session::revoke_session`](crate::Session::revoke_session).
    SignedOut,
    /// One of its refresh tokens was used again.
    TokenTheft,
}

/// A session that has just ended.
#[derive(Debug, Clone)]
pub struct EndedSession {
    /// The session.
    pub session_handle: SessionHandle,
    /// The user it belonged to.
    pub user_id: UserId,
    /// The tenant it belonged to.
    pub tenant_id: TenantId,
    /// Why.
    pub reason: EndReason,
    /// When.
    pub at: Timestamp,
    /// Who signed out, as the row says; who used the token again.
    pub device: Device,
}

/// Writes nothing.
pub(crate) struct NoEvents;

impl SessionEvents for NoEvents {
    fn session_ended<'a>(&'a self, _: &'a mut Tx, _: &'a EndedSession) -> EventFuture<'a> {
        Box::pin(async { Ok(()) })
    }
}
