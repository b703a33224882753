//! Changing and deleting an account.

use shared::rules::password;

use super::{AccountError, Accounts};
use crate::password::Check;
use crate::session::Session;
use crate::store::user_sessions;
use crate::store::users::{self as store, UserRow};

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

impl Accounts {
    /// Is this the password of the session's user? If so, it counts as a sign-in for what needs a
    /// recent one.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn confirm_password(
        &self,
        session: &Session,
        password: &str,
    ) -> Result<ChangeOutcome, AccountError> {
        if self.check_password(session, password).await?.is_none() {
            return Ok(ChangeOutcome::WrongPassword);
        }
        self.sessions.confirm(session).await?;
        Ok(ChangeOutcome::Done)
    }

    /// Changes the password, and in the same transaction ends the user's other sessions: whoever
    /// knew the old one is out.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn change_password(
        &self,
        session: &Session,
        current: &str,
        new: &str,
    ) -> Result<ChangeOutcome, AccountError> {
        let normalised = password::normalise(new);
        let typed = normalised.as_deref().unwrap_or(new);
        if let Some(sentence) = password::error(typed, self.password_min_length) {
            return Ok(ChangeOutcome::WeakPassword(sentence));
        }
        let Some(user) = self.check_password(session, current).await? else {
            return Ok(ChangeOutcome::WrongPassword);
        };
        let hash = self.hasher.hash(typed.to_owned(), self.salt()?).await?;
        let (keep, live) = (session.get_handle().clone(), self.sessions.live());
        let ended = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    // First the user, then their sessions: a sign-in with the old password waits
                    // for the user's row, and then fails.
                    if !store::replace_password_hash(tx, &user.user_id, &user.password_hash, &hash)
                        .await?
                    {
                        return Ok(None);
                    }
                    let (user, keep) = (&user.user_id, Some(&keep));
                    user_sessions::delete_of_user(tx, user, None, keep, &live).await.map(Some)
                })
            })
            .await?;
        let Some(ended) = ended else { return Ok(ChangeOutcome::WrongPassword) };
        self.sessions.audit("password_changed", session.get_handle());
        self.sessions.revoked(&ended);
        Ok(ChangeOutcome::Done)
    }

    /// Deletes the session's user with everything of theirs, and ends all their sessions.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn delete(&self, session: &Session) -> Result<(), AccountError> {
        let (user, live) = (session.get_user_id().clone(), self.sessions.live());
        let ended = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    store::delete(tx, &user).await?;
                    user_sessions::delete_of_user(tx, &user, None, None, &live).await
                })
            })
            .await?;
        self.sessions.audit("account_deleted", session.get_handle());
        self.sessions.revoked(&ended);
        Ok(())
    }

    /// The session's user, if this is their password.
    async fn check_password(
        &self,
        session: &Session,
        password: &str,
    ) -> Result<Option<UserRow>, AccountError> {
        let Some(password) = password::normalise(password) else { return Ok(None) };
        let found = store::find(&self.db, session.get_user_id()).await?;
        let stored = found.as_ref().map(|user| user.password_hash.clone());
        let check = self.hasher.check(password, stored).await?;
        Ok(found.filter(|_| check != Check::Wrong))
    }
}
