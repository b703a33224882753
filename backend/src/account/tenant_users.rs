//! Users come into a tenant and leave it, under the names that SuperTokens has for it; and sessions go
//! from one to another.

use shared::activity::ActivityKind;
use shared::{SessionHandle, TenantId, UserId};

use super::user_tenants;
use super::users as store;
use super::{AccountError, Accounts, tenants};
use crate::activity::{By, store as activity};
use db::Tx;
use session::store::user_sessions;
use session::{Device, Session, SessionError, to_its_end, write_to_its_end};

/// How putting a user into a tenant ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssociateOutcome {
    /// The user can sign in there, with the same password.
    Associated,
    /// They could already.
    WasAssociated,
    /// Another user has the address there.
    EmailExists,
    /// There is no such user.
    UnknownUser,
    /// There is no such tenant.
    UnknownTenant,
}

impl Accounts {
    /// Puts a user into a tenant: they sign in there with the address and the password that they
    /// have, and switch to it from their other tenants.
    ///
    /// # Errors
    /// The database's faults.
    #[doc(alias = "associateUserToTenant")]
    pub async fn associate_user_to_tenant(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<AssociateOutcome, AccountError> {
        if !tenants::exists(&self.db, tenant).await? {
            return Ok(AssociateOutcome::UnknownTenant);
        }
        let (tenant, user) = (tenant.clone(), user.clone());
        let write = self.db.write(async move |tx| {
            if store::lock(tx, &user).await?.is_none() {
                return Ok(AssociateOutcome::UnknownUser);
            }
            if user_tenants::insert_if_free(tx, &tenant, &user).await? {
                return Ok(AssociateOutcome::Associated);
            }
            let is_in = user_tenants::list_in(tx, &user).await?.contains(&tenant);
            Ok(if is_in { AssociateOutcome::WasAssociated } else { AssociateOutcome::EmailExists })
        });
        Ok(write.await?)
    }

    /// Takes a user out of a tenant, and ends their sessions there in the same transaction. What they
    /// wrote there stays, and so do their other tenants; one who is in none is still a user, and
    /// signs in nowhere. False: they were not in it.
    ///
    /// An access token that was issued there lives until it expires, unless the database is checked.
    ///
    /// # Errors
    /// The database's faults.
    #[doc(alias = "disassociateUserFromTenant")]
    pub async fn disassociate_user_from_tenant(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<bool, AccountError> {
        let (tenant, user, live) = (tenant.clone(), user.clone(), self.sessions.live());
        let (db, sessions) = (self.db.clone(), self.sessions.clone());
        let was_in = write_to_its_end(async move {
            let write = db.write(async move |tx| {
                // A sign-in or a switch there waits for the user's row, and then finds them gone.
                store::lock(tx, &user).await?;
                if !user_tenants::delete(tx, &tenant, &user).await? {
                    return Ok(None);
                }
                user_sessions::delete_of_user(tx, &user, Some(&tenant), None, &live).await.map(Some)
            });
            let ended = write.await?;
            sessions.revoked(ended.as_deref().unwrap_or_default());
            Ok(ended.is_some())
        });
        Ok(was_in.await?)
    }

    /// Puts a session in another tenant of its user's in the place of this one, and has the response
    /// carry its tokens. It is no sign-in: see [`Sessions::switch_tenant`]. False: the user is not in
    /// that tenant, or there is none.
    ///
    /// [`Sessions::switch_tenant`]: session::Sessions::switch_tenant
    ///
    /// # Errors
    /// As [`Sessions::switch_tenant`].
    pub async fn switch_tenant(
        &self,
        session: &Session,
        tenant: &TenantId,
        device: &Device,
    ) -> Result<bool, AccountError> {
        let (kind, user) = (ActivityKind::TenantSwitched, session.get_user_id());
        let by = By { device, at: self.sessions.now() };
        let entry = self.entries.of_user(kind, user, tenant, by);
        let (entry, user) = (entry.map_err(SessionError::from)?, user.clone());
        let (sessions, old) = (self.sessions.clone(), session.clone());
        let (tenant, device) = (tenant.clone(), device.clone());
        let switched = to_its_end(async move {
            let named = tenant.clone();
            let if_theirs = async move |tx: &mut Tx, handle: &SessionHandle| {
                store::lock(tx, &user).await?;
                if !user_tenants::list_in(tx, &user).await?.contains(&named) {
                    return Ok(false);
                }
                activity::insert(tx, &entry.about(handle.clone())).await?;
                Ok(true)
            };
            sessions.switch_tenant(&old, &tenant, &device, if_theirs).await
        });
        let Some(unclaimed) = switched.await? else { return Ok(false) };
        session.replace_tokens(unclaimed.claim())?;
        Ok(true)
    }
}
