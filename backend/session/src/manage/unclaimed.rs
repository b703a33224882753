//! A new session, until the response that carries its tokens is made.
//!
//! A client may hang up at any moment, and the server then drops what it did for the request, also
//! in the middle of a commit. A session whose tokens never left the server would stay for months,
//! in the user's list and against their limit. So it is stored by a task that goes on by itself,
//! and ends if there is no request any more that takes its tokens.

use std::sync::Arc;

use crate::manage::revoke::Revoker;
use crate::tokens::pair::Tokens;

/// The tokens of a stored session that no response carries yet. Dropped, it ends the session.
#[must_use = "dropped, it ends the session"]
pub struct Unclaimed {
    revoker: Arc<Revoker>,
    tokens: Tokens,
    is_claimed: bool,
}

impl Unclaimed {
    pub(crate) fn new(revoker: Arc<Revoker>, tokens: Tokens) -> Self {
        Self { revoker, tokens, is_claimed: false }
    }

    /// The tokens, for a response. Nothing may be awaited between this and the response.
    #[must_use]
    pub fn claim(mut self) -> Tokens {
        self.is_claimed = true;
        self.tokens.clone()
    }
}

impl Drop for Unclaimed {
    fn drop(&mut self) {
        if self.is_claimed {
            return;
        }
        // Outside of a runtime the process is ending.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let revoker = Arc::clone(&self.revoker);
        let handle = self.tokens.access_token.claims.session_handle.clone();
        runtime.spawn(async move {
            if let Err(error) = revoker.revoke(&handle).await {
                tracing::warn!(%error, "a session is left that no client knows of");
            }
        });
    }
}
