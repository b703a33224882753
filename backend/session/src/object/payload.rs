//! Changes of a session's payload. The response carries the token that says them.

use serde_json::{Map, Value};

use super::{Inner, Session};
use crate::error::{SessionError, Unauthorised};
use crate::manage::user_part::{UserPartChange, user_part};
use crate::rotation::live_rows::RowOf;

impl Session {
    /// Merges into the access token's payload: shallow, null deletes, protected claims are
    /// ignored. The response carries a new access token of the same expiry. One read, one write.
    ///
    /// # Errors
    /// [`SessionError::PayloadTooLarge`]; [`SessionError::Unauthorised`] when the session was
    /// revoked; the database's faults; [`SessionError::ResponseSent`], also when the response
    /// leaves meanwhile: the merge is then stored, and the browser sees it at its next refresh.
    pub async fn merge_into_access_token_payload(
        &self,
        update: Map<String, Value>,
    ) -> Result<(), SessionError> {
        let Inner { parts, held } = &*self.inner;
        held.check_response_not_sent()?;
        let merged = parts.payloads.merge(RowOf::Session(held), &update).await?;
        held.show_payload(merged.ok_or(Unauthorised::SessionGone)?, &parts.issuer)
    }

    /// Changes the user's claim of the payload and returns it. The response carries a new access
    /// token of the same expiry. One read, one write.
    ///
    /// # Errors
    /// As [`Session::merge_into_access_token_payload`].
    pub async fn change_user_claim(
        &self,
        change: &UserPartChange,
    ) -> Result<Map<String, Value>, SessionError> {
        let Inner { parts, held } = &*self.inner;
        held.check_response_not_sent()?;
        let apply = |payload: &mut _| change.apply(payload);
        let changed = parts.payloads.change(RowOf::Session(held), apply).await?;
        let payload = changed.ok_or(Unauthorised::SessionGone)?;
        let part = user_part(&payload);
        held.show_payload(payload, &parts.issuer)?;
        Ok(part)
    }
}
