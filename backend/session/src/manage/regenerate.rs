//! Another payload for an access token (wire protocol 8): what a merge is made of, for callers that
//! hold the token and not the session.

use anyhow::anyhow;
use serde_json::{Map, Value};

use crate::manage::payload::MERGE_TRIES;
use crate::{AccessToken, AntiCsrf, SessionError, Sessions, TryRefresh};

impl Sessions {
    /// Replaces the app's claims of the session that `access_token` is of, and gives the token that
    /// carries them: the handle, the hash, the anti-CSRF token and the expiry stay. Protected names
    /// in `payload` are ignored, and `iss` is ours. `None`: the session is gone.
    ///
    /// # Errors
    /// [`SessionError::TryRefreshToken`] when the token is not good, or no more;
    /// [`SessionError::PayloadTooLarge`]; the database's faults.
    pub async fn regenerate_access_token(
        &self,
        access_token: &str,
        payload: Map<String, Value>,
    ) -> Result<Option<AccessToken>, SessionError> {
        let presented = self.inspect(access_token).ok_or(TryRefresh::NoAccessToken)?;
        let session = self.verify(presented, AntiCsrf::NotDue, false).await?;
        let payload = self.app_claims(payload);
        let now = self.now();
        // A change of the payload at the same time comes before this one or after it.
        for _ in 0..MERGE_TRIES {
            let Some(row) = self.find_live(session.get_handle(), now).await? else {
                return Ok(None);
            };
            if self.replace_payload(row, &payload, now).await? {
                let (token, _) = session.current_access_token();
                return self.reissue(&token.claims, payload);
            }
        }
        Err(anyhow!("the payload changed each time it was replaced").into())
    }
}
