//! New tokens: of a new session, for a refresh token, after a proof of who the user is, with another
//! payload.

use serde_json::{Map, Value};
use shared::{SessionHandle, TenantId, Timestamp};

use super::Sessions;
use crate::device::Device;
use crate::error::SessionError;
use crate::manage::create::{PreparedSession, StoredSession};
use crate::manage::new_session::NewSession;
use crate::manage::unclaimed::Unclaimed;
use crate::object::Session;
use crate::rotation::request::RefreshRequest;
use crate::store::{self, Tx};
use crate::tokens::pair::{AccessToken, Tokens};

impl Sessions {
    /// Makes a session by itself. Dropped before it is done, it leaves none behind.
    ///
    /// # Errors
    /// As [`Sessions::prepare`], and the database's faults.
    pub async fn create_new_session(&self, new: NewSession) -> Result<Tokens, SessionError> {
        self.parts.creator.create(new).await
    }

    /// Makes everything of a session but its row, for a transaction of the caller's: see
    /// [`PreparedSession::store`].
    ///
    /// # Errors
    /// [`SessionError::PayloadTooLarge`] for a cookie; [`SessionError::DataTooLarge`] over
    /// [`MAX_SESSION_DATA_BYTES`](crate::MAX_SESSION_DATA_BYTES); no randomness; no signing key.
    pub fn prepare(
        &self,
        new: NewSession,
        now: Timestamp,
    ) -> Result<PreparedSession, SessionError> {
        self.parts.creator.prepare(new, now)
    }

    /// The tokens of a session whose row is committed, for one who claims them; says in the audit
    /// log that it was made, and which ones have ended for it.
    pub fn created(&self, stored: StoredSession) -> Unclaimed {
        self.parts.creator.created(stored)
    }

    /// New tokens for a refresh token.
    ///
    /// After a fault the same token is still good. If the rotation was stored and only the
    /// database's answer was lost, the row is read again at once; if that fails too, this process
    /// remembers it, and answers the token as within the grace window, however late it comes back.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] for a token that is not a live session's own,
    /// [`SessionError::TokenTheftDetected`] for one that was used before, and
    /// [`SessionError::General`] for faults, after which the same token is still good.
    pub async fn refresh_session(
        &self,
        request: &RefreshRequest<'_>,
    ) -> Result<Tokens, SessionError> {
        self.parts.refresher.refresh(request).await
    }

    /// [`Session::rekey`], and `first` in the same transaction. `None` from `first` means that
    /// nothing is to happen, and is given back. `first` runs again if the session changes
    /// meanwhile; what it did before was rolled back then.
    ///
    /// # Errors
    /// As [`Session::rekey`]; those of `first`.
    pub async fn rekey_with<T>(
        &self,
        session: &Session,
        first: impl AsyncFnOnce(&mut Tx) -> store::Result<Option<T>> + Clone,
    ) -> Result<Option<T>, SessionError> {
        self.parts.rekeyer.rekey_with(session.held(), first).await
    }

    /// Ends a session and makes one of the same user in `tenant`, and does `first` in the same
    /// transaction: it is told the new session's handle, and says whether the user may be there.
    /// `None`: they may not, and nothing has happened. The tokens are for the response:
    /// [`Session::replace_tokens`].
    ///
    /// It is no sign-in. When the password was last given, and the end that no refresh moves, are
    /// those of the session before; data and payload begin empty.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session has ended; [`SessionError::TryRefreshToken`]
    /// when its token is of a generation before the last one; [`SessionError::ResponseSent`]; faults,
    /// those of `first` among them.
    pub async fn switch_tenant(
        &self,
        session: &Session,
        tenant: &TenantId,
        device: &Device,
        first: impl AsyncFnOnce(&mut Tx, &SessionHandle) -> store::Result<bool> + Clone,
    ) -> Result<Option<Unclaimed>, SessionError> {
        self.parts.switcher.switch(session.held(), tenant, device, first).await
    }

    /// Replaces the app's claims of the session that `access_token` is of, and gives the token that
    /// carries them: the handle, the hash, the anti-CSRF token and the expiry stay. Protected names
    /// in `payload` are ignored, and `iss` is this server's. `None`: the session is gone.
    ///
    /// # Errors
    /// [`SessionError::TryRefreshToken`] when the token is not good, or no more;
    /// [`SessionError::PayloadTooLarge`]; the database's faults.
    pub async fn regenerate_access_token(
        &self,
        access_token: &str,
        payload: Map<String, Value>,
    ) -> Result<Option<AccessToken>, SessionError> {
        self.parts.regenerator.regenerate(access_token, payload).await
    }
}
