//! A session in another tenant in the place of one: the same user, another row.
//!
//! It is no sign-in: when the password was last given, and the end that no refresh moves, are those of
//! the session before. Its data and its payload begin empty, because what they say may hold in that
//! tenant alone.

use std::sync::Arc;

use anyhow::anyhow;
use shared::{SessionHandle, TenantId};

use crate::clock::Clock;
use crate::device::Device;
use crate::error::SessionError;
use crate::held::held_session::HeldSession;
use crate::manage::create::{Creator, StoredSession};
use crate::manage::new_session::SignInContext;
use crate::manage::unclaimed::Unclaimed;
use crate::rotation::live_rows::LiveRows;
use crate::store::{self, Db, DbError, Tx, ended, sessions};

/// How often it is tried. A refresh that comes between the read and the write makes the read old.
const TRIES: usize = 20;

/// Switches tenants.
pub(crate) struct Switcher {
    pub(crate) db: Db,
    pub(crate) rows: Arc<LiveRows>,
    pub(crate) creator: Arc<Creator>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Switcher {
    /// Ends the session and makes one in `tenant`, and does `first` in the same transaction, which is
    /// told the new handle. `false` from `first` means that nothing is to happen: `None`.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session has ended; [`SessionError::TryRefreshToken`]
    /// when its token was left behind; [`SessionError::ResponseSent`]; faults, those of `first`
    /// among them.
    pub(crate) async fn switch(
        &self,
        session: &HeldSession,
        tenant: &TenantId,
        device: &Device,
        first: impl AsyncFnOnce(&mut Tx, &SessionHandle) -> store::Result<bool> + Clone,
    ) -> Result<Option<Unclaimed>, SessionError> {
        session.check_response_not_sent()?;
        for _ in 0..TRIES {
            let (claims, now) = (session.current_claims(), self.clock.now());
            let read = self.rows.find_of_token(&claims, now).await?;
            let context = SignInContext {
                device: device.clone(),
                replaces: None,
                with_anti_csrf: claims.anti_csrf_token.is_some(),
            };
            let prepared = self.creator.prepare_in_place_of(&read, tenant, context, now)?;
            let first = first.clone();
            let work = self.db.write(async move |tx| {
                if !first(tx, &prepared.row.session_handle).await? {
                    return Ok(None);
                }
                if !ended::delete_as_read(tx, &read).await? {
                    return Err(DbError::Conflict("the session"));
                }
                sessions::insert(tx, &prepared.row).await?;
                let ended = vec![read.session_handle];
                Ok(Some(StoredSession { tokens: prepared.tokens, ended }))
            });
            return match work.await {
                Err(DbError::Conflict(_)) => continue,
                outcome => Ok(outcome?.map(|stored| self.creator.created(stored))),
            };
        }
        Err(anyhow!("the session changed each time it was switched").into())
    }
}
