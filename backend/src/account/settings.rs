//! Changing and deleting an account.

use shared::rules::password;

use super::{AccountError, Accounts};
use crate::password::Check;
use crate::session::Session;
use crate::store::users::{self as store, UserRow};
use crate::store::{self as all, sessions};

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
        let (keep, now) = (session.get_handle().clone(), self.sessions.now());
        let changed = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    // First the user, then their sessions: a sign-in with the old password waits
                    // for the user's row, and then fails.
                    if !store::replace_password_hash(tx, &user.user_id, &user.password_hash, &hash)
                        .await?
                    {
                        return Ok(false);
                    }
                    sessions::delete_of_user(tx, &user.user_id, None, Some(&keep), now).await?;
                    Ok(true)
                })
            })
            .await?;
        Ok(if changed { ChangeOutcome::Done } else { ChangeOutcome::WrongPassword })
    }

    /// Deletes the session's user with everything of theirs, and ends all their sessions.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn delete(&self, session: &Session) -> Result<(), AccountError> {
        let (user, now) = (session.get_user_id().clone(), self.sessions.now());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    store::delete(tx, &user).await?;
                    sessions::delete_of_user(tx, &user, None, None, now).await?;
                    all::Result::Ok(())
                })
            })
            .await?;
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
