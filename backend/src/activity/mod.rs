//! What happened to an account, for its user to see. Each entry is written in the transaction of what
//! it tells of, so that neither is there without the other.

mod events;
mod failed_sign_ins;
pub mod purge;
pub(crate) mod routes;
pub mod store;

use std::sync::Arc;

use shared::activity::ActivityKind;
use shared::{SessionHandle, TenantId, Timestamp, UserId};

use session::clock::{NoRandomness, Random, random_uuid};
use session::{Device, Session};

pub use events::ActivityEvents;
pub(crate) use failed_sign_ins::FailedSignIns;

/// An entry to write.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// A UUID.
    pub id: String,
    /// Whose account.
    pub user_id: UserId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ActivityKind,
    /// Where.
    pub tenant_id: TenantId,
    /// The session that it happened to, if it was one.
    pub session_handle: Option<SessionHandle>,
    /// Who did it.
    pub device: Device,
}

/// Who did it, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Who.
    pub device: &'a Device,
    /// When.
    pub at: Timestamp,
}

/// Makes entries. Cheap to clone.
#[derive(Clone)]
pub struct Entries {
    /// Where their ids come from.
    pub random: Arc<dyn Random>,
}

impl Entries {
    /// Something happened to a user in a tenant.
    ///
    /// # Errors
    /// No randomness.
    pub fn of_user(
        &self,
        kind: ActivityKind,
        user: &UserId,
        tenant: &TenantId,
        by: By<'_>,
    ) -> Result<NewEntry, NoRandomness> {
        Ok(NewEntry {
            id: random_uuid(&*self.random)?.to_string(),
            user_id: user.clone(),
            at: by.at,
            kind,
            tenant_id: tenant.clone(),
            session_handle: None,
            device: by.device.clone(),
        })
    }

    /// A user did something in a session, to that session.
    ///
    /// # Errors
    /// No randomness.
    pub fn of_session(
        &self,
        kind: ActivityKind,
        session: &Session,
        by: By<'_>,
    ) -> Result<NewEntry, NoRandomness> {
        let entry = self.of_user(kind, session.get_user_id(), session.get_tenant_id(), by)?;
        Ok(entry.about(session.get_handle().clone()))
    }
}

impl NewEntry {
    /// The same, of a session.
    #[must_use]
    pub fn about(mut self, session: SessionHandle) -> Self {
        self.session_handle = Some(session);
        self
    }
}
