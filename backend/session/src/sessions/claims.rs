//! Claims of a session by its handle (wire protocol 8). The browser sees a change at its next
//! refresh, or with its next call where the database is checked.

use serde_json::Value;
use shared::{ClaimValidationError, SessionHandle};

use super::Sessions;
use crate::claims::claim::Claim;
use crate::claims::validator::ClaimValidator;
use crate::error::SessionError;

impl Sessions {
    /// Fetches a claim for the session's user and stores it. False: there is no such session.
    ///
    /// # Errors
    /// The fetch's own, as [`SessionError::General`]; as
    /// [`Sessions::merge_into_access_token_payload`].
    pub async fn fetch_and_set_claim(
        &self,
        handle: &SessionHandle,
        claim: &Claim,
    ) -> Result<bool, SessionError> {
        self.parts.claims.fetch_and_set(handle, claim).await
    }

    /// Stores a claim without fetching it. False: there is no such session.
    ///
    /// # Errors
    /// As [`Sessions::merge_into_access_token_payload`].
    pub async fn set_claim_value(
        &self,
        handle: &SessionHandle,
        claim: &Claim,
        value: Value,
    ) -> Result<bool, SessionError> {
        self.parts.claims.set(handle, claim, value).await
    }

    /// The stored value of a claim; the inner `None`: the session has no such claim. The outer
    /// `None`: there is no such session.
    ///
    /// # Errors
    /// The database's faults.
    pub async fn get_claim_value(
        &self,
        handle: &SessionHandle,
        claim: &Claim,
    ) -> Result<Option<Option<Value>>, SessionError> {
        self.parts.claims.get(handle, claim).await
    }

    /// Removes a claim. False: there is no such session.
    ///
    /// # Errors
    /// As [`Sessions::merge_into_access_token_payload`].
    pub async fn remove_claim(
        &self,
        handle: &SessionHandle,
        claim: &Claim,
    ) -> Result<bool, SessionError> {
        self.parts.claims.remove(handle, claim).await
    }

    /// What is wrong with the claims of a session; empty when nothing is. What is missing or too
    /// old is fetched and stored first. `None`: there is no such session.
    ///
    /// # Errors
    /// As [`Sessions::fetch_and_set_claim`].
    pub async fn validate_claims_for_session_handle(
        &self,
        handle: &SessionHandle,
        validators: &[ClaimValidator],
    ) -> Result<Option<Vec<ClaimValidationError>>, SessionError> {
        self.parts.claims.validate(handle, validators).await
    }
}
