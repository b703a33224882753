//! Signing in, also while the password hash changes under it.

use shared::activity::ActivityKind;
use shared::rules::password;
use shared::{FieldError, FormRequest, TenantId, User};

use super::form::Fields;
use super::{AccountError, Accounts};
use crate::account::password::Check;
use crate::account::user_tenants;
use crate::account::users::{self as store, UserRow};
use crate::activity::{self, By};
use session::{Device, NewSession, SessionError, SignInContext};
use session::{Tokens, Unclaimed, write_to_its_end};

/// How a sign-in ends.
pub enum SignInOutcome {
    /// There is a new session.
    Done(Box<(User, Tokens)>),
    /// A wrong password or an unknown address; the caller does not learn which.
    WrongCredentials,
    /// Fields to correct.
    Refused(Vec<FieldError>),
}

/// A user whose password was right.
struct Checked {
    user: UserRow,
    /// The hash was made with weaker parameters than this app's.
    is_weak: bool,
}

impl Accounts {
    /// Makes a session for an address and its password.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn sign_in(
        &self,
        tenant: &TenantId,
        form: FormRequest,
        sign_in_context: SignInContext,
    ) -> Result<SignInOutcome, AccountError> {
        let fields = Fields::read(form)?;
        let credentials = match fields.check_known() {
            Ok(credentials) => credentials,
            Err(errors) => return Ok(SignInOutcome::Refused(errors)),
        };
        let Some(password) = password::normalise(&credentials.password) else {
            // Too long to be a user's: no look-up, no hash, and so nothing to tell from the time.
            return Ok(SignInOutcome::WrongCredentials);
        };
        // Twice, because the hash can change between the check and the session: by a new password,
        // which the second check finds wrong, or by another sign-in that found the hash weak.
        for _ in 0..2 {
            let (email, device) = (&credentials.email, &sign_in_context.device);
            let checked = self.check_credentials(tenant, email, &password, device).await?;
            let Some(Checked { user, is_weak }) = checked else { break };
            let mut new = NewSession::of(user.user_id.clone(), tenant.clone());
            new.sign_in_context = sign_in_context.clone();
            let started = self.start_session(new, user.password_hash.clone()).await?;
            let Some((stored, tenants)) = started else { continue };
            if is_weak && let Err(error) = self.rehash(&user, password).await {
                // Nothing is lost: the user is signed in, and the next sign-in tries again.
                tracing::warn!(%error, "a weak password hash stays as it is");
            }
            return Ok(SignInOutcome::Done(Box::new((user.shown_in(tenants), stored.claim()))));
        }
        Ok(SignInOutcome::WrongCredentials)
    }

    /// The user of an address, if this is their password.
    async fn check_credentials(
        &self,
        tenant: &TenantId,
        email: &str,
        password: &str,
        device: &Device,
    ) -> Result<Option<Checked>, AccountError> {
        let found = store::find_by_email(&self.db, tenant, email).await?;
        let stored = found.as_ref().map(|user| user.password_hash.clone());
        let check = self.hasher.check(password.to_owned(), stored).await?;
        let is_weak = check == Check::RightButWeak;
        let Some(user) = found else { return Ok(None) };
        if check == Check::Wrong {
            let (tenant, device) = (tenant.clone(), device.clone());
            self.failed_sign_ins.record(user.user_id, tenant, device, self.sessions.now());
            return Ok(None);
        }
        Ok(Some(Checked { user, is_weak }))
    }

    /// Stores a session on condition that the password hash that was checked is still the user's:
    /// a password change in between ends all sessions, and must end this one too. And that they are
    /// still in the tenant, for the same reason. Gives all their tenants, too.
    async fn start_session(
        &self,
        new: NewSession,
        checked_hash: String,
    ) -> Result<Option<(Unclaimed, Vec<TenantId>)>, AccountError> {
        let (user_id, tenant) = (new.user_id.clone(), new.tenant_id.clone());
        let now = self.sessions.now();
        let by = By { device: &new.sign_in_context.device, at: now };
        let entry = self.entries.of_user(ActivityKind::SignIn, &user_id, &tenant, by);
        let entry = entry.map_err(SessionError::from)?;
        let prepared = self.sessions.prepare(new, now)?;
        let entry = entry.about(prepared.session_handle().clone());
        let (db, sessions) = (self.db.clone(), self.sessions.clone());
        let created = write_to_its_end(async move {
            let write = db.write(async move |tx| {
                if !store::lock_if_password_is(tx, &user_id, &checked_hash).await? {
                    return Ok(None);
                }
                // By a statement of its own: one that waited for the lock shows the rows of before.
                let tenants = user_tenants::list_in(tx, &user_id).await?;
                if !tenants.contains(&tenant) {
                    return Ok(None);
                }
                activity::store::insert(tx, &entry).await?;
                Ok(Some((prepared.store(tx).await?, tenants)))
            });
            Ok(write.await?.map(|(stored, tenants)| (sessions.created(stored), tenants)))
        });
        Ok(created.await?)
    }

    async fn rehash(&self, user: &UserRow, password: String) -> Result<(), AccountError> {
        let new = self.hasher.hash(password, self.salt()?).await?;
        let (user_id, old) = (user.user_id.clone(), user.password_hash.clone());
        self.db
            .write(async move |tx| store::replace_password_hash(tx, &user_id, &old, &new).await)
            .await?;
        Ok(())
    }
}
