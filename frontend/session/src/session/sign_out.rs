//! Ending the session, or all of the user's.

use shared::{RevokeOtherSessions, SignOut};

use super::session_client::SessionClient;
use crate::client::{ApiError, CallKind};
use crate::memory::{LocalState, SessionEvent};

/// How to sign out; by default here alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SignOutOptions {
    /// On all other devices first, and then here.
    pub everywhere: bool,
}

impl SessionClient {
    /// Ends the session, here and on the server. A session that is over already is fine.
    ///
    /// With [`SignOutOptions::everywhere`] the user's other sessions end first. That needs a sign-in
    /// or a confirmed password within the last minutes: without, it is an error for which
    /// [`ApiError::is_reauthentication_required`] is true, and no session has ended. After
    /// [`SessionClient::confirm_password`] the same call does it.
    ///
    /// # Errors
    /// When the server could not be reached: the session goes on, and saying otherwise would be wrong.
    /// With `everywhere` any error of its first part, [`ApiError::NotSignedIn`] included: the other
    /// sessions have not ended then.
    pub async fn sign_out(&self, options: SignOutOptions) -> Result<(), ApiError> {
        if options.everywhere {
            self.api().to(RevokeOtherSessions).done().await?;
        }
        let memory = self.api().memory();
        if memory.local_state() == LocalState::NotExists {
            let reason = memory.sign_out_reason();
            let event = SessionEvent::SignOut { session: None, reason };
            self.api().connection().observers.notify([event]);
            return Ok(());
        }
        match self.api().to(SignOut).kind(CallKind::SignOut).done().await {
            Ok(()) | Err(ApiError::NotSignedIn) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
