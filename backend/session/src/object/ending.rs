//! The end of a session, and of all copies of its tokens.

use super::{Inner, Session};
use crate::error::SessionError;
use crate::tokens::pair::Tokens;

impl Session {
    /// Ends the session: deletes its row, and has the response clear its tokens, even if the row
    /// was gone already.
    ///
    /// # Errors
    /// The database's faults; [`SessionError::ResponseSent`], also when the response leaves
    /// meanwhile: the session is then gone, and the browser learns it from its next refresh.
    pub async fn revoke_session(&self) -> Result<(), SessionError> {
        let Inner { parts, held } = &*self.inner;
        held.check_response_not_sent()?;
        parts.revoker.sign_out(self.get_handle()).await?;
        held.set_revoked()
    }

    /// Has the response clear the session's tokens. For a caller that has ended the session by
    /// other means, with its user say: nothing is written to the database.
    ///
    /// # Errors
    /// [`SessionError::ResponseSent`].
    pub fn clear_tokens(&self) -> Result<(), SessionError> {
        self.inner.held.set_revoked()
    }

    /// Has the response carry these tokens, and forget the session's own. For a caller that has put
    /// another session in the place of this one: see
    /// [`Sessions::switch_tenant`](crate::Sessions::switch_tenant). Whose session it is and where,
    /// the getters say of this one still.
    ///
    /// # Errors
    /// [`SessionError::ResponseSent`].
    pub fn replace_tokens(&self, tokens: Tokens) -> Result<(), SessionError> {
        self.inner.held.replace_tokens(tokens)
    }

    /// Gives the session new tokens, which the response carries, and ends every copy of those
    /// before: the refresh tokens at once, the access tokens at their next refresh, or at once
    /// where the database is checked. It counts as a sign-in for what needs a recent one, so call
    /// it when the user has just proved who they are.
    ///
    /// There is no grace for the tokens before. If the response gets lost, the user signs in again.
    ///
    /// # Errors
    /// [`SessionError::Unauthorised`] when the session has ended; [`SessionError::TryRefreshToken`]
    /// when this is itself such a copy, or a token of long before; the database's faults;
    /// [`SessionError::ResponseSent`].
    pub async fn rekey(&self) -> Result<(), SessionError> {
        let Inner { parts, held } = &*self.inner;
        parts.rekeyer.rekey_with(held, async move |_| Ok(Some(()))).await?;
        Ok(())
    }
}
