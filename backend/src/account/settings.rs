//! Changing and deleting an account.

use shared::SessionHandle;
use shared::activity::ActivityKind;
use shared::rules::password;

use super::{AccountError, Accounts};
use crate::account::password::Check;
use crate::account::users::{self as store, UserRow};
use crate::activity::{By, NewEntry, store as activity};
use db::{DbError, Tx};
use session::store::{LiveFilter, user_sessions};
use session::{Device, Session, SessionError, to_its_end, write_to_its_end};

/// How a change of an account ends, if nothing is at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// It is changed.
    Done,
    /// That is not the password.
    WrongPassword,
    /// The new password breaks a rule, in words.
    WeakPassword(String),
}

/// A new password, on its way into the database.
#[derive(Clone)]
struct PasswordChange {
    /// As read when the current password was checked.
    user: UserRow,
    hash: String,
    /// The session that goes on.
    keep: SessionHandle,
    /// For the user to see.
    entry: NewEntry,
    live: LiveFilter,
}

impl PasswordChange {
    /// Returns the sessions that have ended. `None`: the password is not the one that was checked
    /// any more.
    async fn write(self, tx: &mut Tx) -> Result<Option<Vec<SessionHandle>>, DbError> {
        let Self { user, hash, keep, entry, live } = self;
        // First the user, then their sessions: a sign-in with the old password waits for the
        // user's row, and then fails.
        let UserRow { user_id, password_hash, .. } = &user;
        if !store::change_password(tx, user_id, password_hash, &hash, entry.at).await? {
            return Ok(None);
        }
        activity::insert(tx, &entry).await?;
        let ended = user_sessions::delete_of_user(tx, &user.user_id, None, Some(&keep), &live);
        ended.await.map(Some)
    }
}

impl Accounts {
    /// Is this the password of the session's user? If so, it counts as a sign-in for what needs a
    /// recent one, and the session is re-keyed: a copy of it that was made before must not share
    /// the proof.
    ///
    /// # Errors
    /// [`AccountError`]; as [`Session::rekey`].
    pub async fn confirm_password(
        &self,
        session: &Session,
        password: &str,
        device: &Device,
    ) -> Result<ChangeOutcome, AccountError> {
        // Before the password: a session that has ended must not learn whether one is right.
        self.sessions.check_current(session).await?;
        if self.check_password(session, password, device).await?.is_none() {
            return Ok(ChangeOutcome::WrongPassword);
        }
        let entry = self.entry(ActivityKind::PasswordConfirmed, session, device)?;
        let (sessions, session) = (self.sessions.clone(), session.clone());
        to_its_end(async move {
            let note = async move |tx: &mut Tx| {
                activity::insert(tx, &entry).await?;
                Ok(Some(()))
            };
            sessions.rekey_with(&session, note).await
        })
        .await?;
        Ok(ChangeOutcome::Done)
    }

    /// Changes the password. The same transaction ends the user's other sessions and re-keys this
    /// one: a client that knew the old password, or holds a copy of this session, is out.
    ///
    /// # Errors
    /// [`AccountError`]; as [`Session::rekey`].
    pub async fn change_password(
        &self,
        session: &Session,
        current: &str,
        new: &str,
        device: &Device,
    ) -> Result<ChangeOutcome, AccountError> {
        let normalised = password::normalise(new);
        let typed = normalised.as_deref().unwrap_or(new);
        if let Some(sentence) = password::error(typed, self.password_min_length) {
            return Ok(ChangeOutcome::WeakPassword(sentence));
        }
        let Some(user) = self.check_password(session, current, device).await? else {
            return Ok(ChangeOutcome::WrongPassword);
        };
        let hash = self.hasher.hash(typed.to_owned(), self.salt()?).await?;
        let (keep, live) = (session.get_handle().clone(), self.sessions.live());
        let entry = self.entry(ActivityKind::PasswordChanged, session, device)?;
        let change = PasswordChange { user, hash, keep, entry, live };
        let (sessions, session) = (self.sessions.clone(), session.clone());
        to_its_end(async move {
            let ended =
                sessions.rekey_with(&session, async move |tx| change.write(tx).await).await?;
            let Some(ended) = ended else { return Ok(ChangeOutcome::WrongPassword) };
            sessions.audit("password_changed", session.get_handle());
            sessions.revoked(&ended);
            Ok(ChangeOutcome::Done)
        })
        .await
    }

    /// Deletes the session's user with everything of theirs, and ends all their sessions.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn delete(&self, session: &Session) -> Result<(), AccountError> {
        let (user, live) = (session.get_user_id().clone(), self.sessions.live());
        let (sessions, db, handle) =
            (self.sessions.clone(), self.db.clone(), session.get_handle().clone());
        write_to_its_end(async move {
            let write = db.write(async move |tx| {
                store::delete(tx, &user).await?;
                user_sessions::delete_of_user(tx, &user, None, None, &live).await
            });
            let ended = write.await?;
            sessions.audit("account_deleted", &handle);
            sessions.revoked(&ended);
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// The session's user, if this is their password.
    async fn check_password(
        &self,
        session: &Session,
        password: &str,
        device: &Device,
    ) -> Result<Option<UserRow>, AccountError> {
        let Some(password) = password::normalise(password) else { return Ok(None) };
        let found = store::find(&self.db, session.get_user_id()).await?;
        let stored = found.as_ref().map(|user| user.password_hash.clone());
        if self.hasher.check(password, stored).await? != Check::Wrong {
            return Ok(found);
        }
        let (user, tenant) = (session.get_user_id().clone(), session.get_tenant_id().clone());
        self.failed_sign_ins.record(user, tenant, device.clone(), self.sessions.now());
        Ok(None)
    }

    fn entry(
        &self,
        kind: ActivityKind,
        session: &Session,
        device: &Device,
    ) -> Result<NewEntry, SessionError> {
        let by = By { device, at: self.sessions.now() };
        Ok(self.entries.of_session(kind, session, by)?)
    }
}
