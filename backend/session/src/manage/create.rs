//! Sign-in makes a new session, never adopts an id, ends the browser's previous one, and, at the
//! limit, the one of the user's that was idle for longest.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use shared::{SessionHandle, TenantId, Timestamp};

use crate::audit::{Audit, note_user};
use crate::clock::{Clock, Random, random_bytes, random_uuid};
use crate::error::SessionError;
use crate::keys::ServerKeys;
use crate::manage::new_session::{NewSession, SignInContext};
use crate::manage::revoke::Revoker;
use crate::manage::stored::data_text;
use crate::manage::unclaimed::Unclaimed;
use crate::rotation::live_rows::LiveRows;
use crate::store::sessions::{self as store, SessionRow};
use crate::store::{self as all, Db, LiveFilter, Tx, session_limit, user_sessions};
use crate::to_its_end::write_to_its_end;
use crate::tokens::issuer::Issuer;
use crate::tokens::pair::Tokens;

/// A session with its tokens, signed and not yet stored: nothing about it can fail any more but
/// the database.
#[derive(Clone)]
pub struct PreparedSession {
    pub(super) row: SessionRow,
    replaces: Option<SessionHandle>,
    /// How many sessions the user may have beside this one.
    others: i64,
    pub(super) tokens: Tokens,
    live: LiveFilter,
}

/// A session whose row is in a transaction: see
/// [`Sessions::created`](crate::Sessions::created), once that is committed.
#[must_use = "it has the session's tokens"]
pub struct StoredSession {
    pub(super) tokens: Tokens,
    pub(super) ended: Vec<SessionHandle>,
}

/// Makes sessions.
pub(crate) struct Creator {
    pub(crate) db: Db,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) server_keys: Arc<ServerKeys>,
    pub(crate) rows: Arc<LiveRows>,
    pub(crate) revoker: Arc<Revoker>,
    pub(crate) audit: Audit,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) refresh_token_validity: Duration,
    pub(crate) session_max_age: Duration,
    pub(crate) max_sessions_per_user: i64,
}

impl Creator {
    /// Makes a session by itself. Dropped before it is done, it leaves none behind.
    ///
    /// # Errors
    /// As [`Creator::prepare`], and the database's faults.
    pub(crate) async fn create(self: &Arc<Self>, new: NewSession) -> Result<Tokens, SessionError> {
        let prepared = self.prepare(new, self.clock.now())?;
        let creator = Arc::clone(self);
        let created = write_to_its_end(async move {
            let stored = creator.db.write(async move |tx| prepared.store(tx).await).await?;
            Ok(creator.created(stored))
        });
        Ok(created.await?.claim())
    }

    /// Makes everything of a session but its row.
    ///
    /// # Errors
    /// [`SessionError::PayloadTooLarge`]; [`SessionError::DataTooLarge`]; no randomness; no signing
    /// key.
    pub(crate) fn prepare(
        &self,
        new: NewSession,
        now: Timestamp,
    ) -> Result<PreparedSession, SessionError> {
        let SignInContext { replaces, with_anti_csrf, .. } = new.sign_in_context.clone();
        let row = self.row(new, now)?;
        Ok(PreparedSession { replaces, ..self.sign(row, with_anti_csrf, now)? })
    }

    /// The same for a session in the place of one that was read: it ends no later, and the password
    /// was given when it was given for that one.
    ///
    /// # Errors
    /// As [`Creator::prepare`].
    pub(crate) fn prepare_in_place_of(
        &self,
        read: &SessionRow,
        tenant: &TenantId,
        sign_in_context: SignInContext,
        now: Timestamp,
    ) -> Result<PreparedSession, SessionError> {
        let with_anti_csrf = sign_in_context.with_anti_csrf;
        let new = NewSession::of(read.user_id.clone(), tenant.clone());
        let new = NewSession { sign_in_context, ..new };
        let mut row = self.row(new, now)?;
        row.confirmed_at = read.confirmed_at;
        row.absolute_expires_at = read.absolute_expires_at;
        row.expires_at = row.expires_at.min(read.absolute_expires_at);
        self.sign(row, with_anti_csrf, now)
    }

    fn row(&self, new: NewSession, now: Timestamp) -> Result<SessionRow, SessionError> {
        let random = &*self.random;
        let handle = random_uuid(random)?.to_string();
        let absolute_expires_at = now + self.session_max_age;
        let payload = self.issuer.app_claims(new.access_token_payload);
        Ok(SessionRow {
            session_handle: SessionHandle::try_from(handle).map_err(anyhow::Error::from)?,
            user_id: new.user_id,
            tenant_id: new.tenant_id,
            key_id: self.server_keys.current().id_text(),
            seed: random_bytes::<32>(random)?.to_vec(),
            generation: 0,
            rotated_at: now,
            created_at: now,
            confirmed_at: now,
            last_active_at: now,
            expires_at: (now + self.refresh_token_validity).min(absolute_expires_at),
            absolute_expires_at,
            session_data: data_text(new.session_data)?,
            access_token_payload: Value::Object(payload).to_string(),
            user_agent: new.sign_in_context.device.user_agent,
            address: new.sign_in_context.device.address,
        })
    }

    fn sign(
        &self,
        row: SessionRow,
        with_anti_csrf: bool,
        now: Timestamp,
    ) -> Result<PreparedSession, SessionError> {
        self.issuer.check_size(&row)?;
        let tokens = self.issuer.issue(&row, with_anti_csrf, now)?;
        let live = self.rows.filter(self.clock.now());
        let others = self.max_sessions_per_user - 1;
        Ok(PreparedSession { row, replaces: None, others, tokens, live })
    }

    /// The tokens of a session whose row is committed. Says in the audit log that it was made, and
    /// which ones have ended for it.
    pub(crate) fn created(&self, stored: StoredSession) -> Unclaimed {
        let StoredSession { tokens, ended } = stored;
        self.issuer.remember(&tokens.access_token);
        self.audit.record_revoked(&ended);
        let claims = &tokens.access_token.claims;
        note_user(&claims.user_id, &claims.tenant_id);
        self.audit.record("session_created", &claims.session_handle);
        Unclaimed::new(Arc::clone(&self.revoker), tokens)
    }
}

impl PreparedSession {
    /// The handle that the session will have.
    #[must_use]
    pub fn session_handle(&self) -> &SessionHandle {
        &self.row.session_handle
    }

    /// Adds the row, and ends the session it replaces and those beyond the limit.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn store(&self, tx: &mut Tx) -> all::Result<StoredSession> {
        let Self { row, replaces, others, tokens, live } = self;
        let mut ended = Vec::new();
        if let Some(previous) = replaces
            && user_sessions::delete_live(tx, previous, live).await?
        {
            ended.push(previous.clone());
        }
        ended.extend(session_limit::delete_beyond(tx, &row.user_id, *others, live).await?);
        store::insert(tx, row).await?;
        Ok(StoredSession { tokens: tokens.clone(), ended })
    }
}
