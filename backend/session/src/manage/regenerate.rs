//! Another payload for an access token (wire protocol 8): what a merge is made of, for callers that
//! hold the token and not the session.

use std::sync::Arc;

use anyhow::anyhow;
use serde_json::{Map, Value};

use crate::clock::Clock;
use crate::error::{SessionError, TryRefresh};
use crate::manage::payload::{MERGE_TRIES, Payloads};
use crate::rotation::live_rows::LiveRows;
use crate::tokens::issuer::Issuer;
use crate::tokens::pair::AccessToken;
use crate::tokens::verifier::{AntiCsrf, Verifier};

/// Makes access tokens with another payload.
pub(crate) struct Regenerator {
    pub(crate) verifier: Arc<Verifier>,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) rows: Arc<LiveRows>,
    pub(crate) payloads: Arc<Payloads>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Regenerator {
    /// Replaces the app's claims of the session that `access_token` is of, and gives the token that
    /// carries them. `None`: the session is gone.
    ///
    /// # Errors
    /// [`SessionError::TryRefreshToken`] when the token is not good, or no more;
    /// [`SessionError::PayloadTooLarge`]; the database's faults.
    pub(crate) async fn regenerate(
        &self,
        access_token: &str,
        payload: Map<String, Value>,
    ) -> Result<Option<AccessToken>, SessionError> {
        let presented = self.verifier.inspect(access_token).ok_or(TryRefresh::NoAccessToken)?;
        let now = self.clock.now();
        let token = self.verifier.verify(presented, AntiCsrf::NotDue, now).await?;
        let payload = self.issuer.app_claims(payload);
        let now = self.clock.now();
        // A change of the payload at the same time comes before this one or after it.
        for _ in 0..MERGE_TRIES {
            let Some(row) = self.rows.find(&token.claims.session_handle, now).await? else {
                return Ok(None);
            };
            if self.payloads.replace(row, &payload, now).await? {
                return self.issuer.reissue(&token.claims, payload);
            }
        }
        Err(anyhow!("the payload changed each time it was replaced").into())
    }
}
