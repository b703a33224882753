//! A new session, until the reply that carries its tokens is made.
//!
//! A client may hang up at any moment, and the server then drops what it did for the request, also
//! in the middle of a commit. A session whose tokens never left the server would stay for months, in
//! the user's list and against their limit. So it is stored by a task that goes on by itself, and
//! ends if there is no request any more that takes its tokens.

use futures_util::future::BoxFuture;

use super::audit::to_its_end;
use super::{PreparedSession, SessionError, Sessions, Tokens};
use crate::store::budget::{WRITE_LIMIT, spend};
use crate::store::{self, StoreError, Tx};

/// The tokens of a stored session that no reply carries yet. Dropped, it ends the session.
#[must_use = "dropped, it ends the session"]
pub(crate) struct Unclaimed {
    sessions: Sessions,
    tokens: Tokens,
    is_claimed: bool,
}

impl Unclaimed {
    /// The tokens, for a reply. Nothing may be awaited between this and the reply.
    pub(crate) fn claim(mut self) -> Tokens {
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
        let sessions = self.sessions.clone();
        let handle = self.tokens.access_token.claims.session_handle.clone();
        runtime.spawn(async move {
            if let Err(error) = sessions.revoke_session(&handle).await {
                tracing::warn!(%error, "a session is left that no client knows of");
            }
        });
    }
}

impl Sessions {
    /// Stores a session, and does `first` before in the same transaction. `None`: `first` said
    /// false, and nothing was written.
    ///
    /// # Errors
    /// The database's faults.
    pub(crate) async fn store_new<F>(
        &self,
        prepared: PreparedSession,
        first: F,
    ) -> Result<Option<Unclaimed>, SessionError>
    where
        F: for<'tx> FnOnce(&'tx mut Tx) -> BoxFuture<'tx, store::Result<bool>>,
        F: Clone + Send + 'static,
    {
        let sessions = self.clone();
        let work = async move {
            let write = sessions.0.db.write(|tx| {
                Box::pin(async move {
                    if first(tx).await? { prepared.store(tx).await.map(Some) } else { Ok(None) }
                })
            });
            let stored = write.await?;
            Ok::<_, StoreError>(stored.map(|stored| {
                let tokens = sessions.created(stored);
                Unclaimed { sessions, tokens, is_claimed: false }
            }))
        };
        Ok(spend(WRITE_LIMIT, to_its_end(work)).await?)
    }
}
