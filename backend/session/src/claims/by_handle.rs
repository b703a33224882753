//! Claims of a session by its handle (wire protocol 8). The browser sees a change at its next
//! refresh, or with its next call where the database is checked.

use serde_json::Value;
use shared::{ClaimValidationError, SessionHandle};

use crate::claims::validator::{refetch, wrong_in};
use crate::manage::by_handle::SessionInformation;
use crate::rotation::lineage::RowOf;
use crate::{Claim, ClaimOwner, ClaimValidator, SessionError, Sessions};

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
        let Some(session) = self.get_session_information(handle).await? else { return Ok(false) };
        let value = claim.fetch(session.owner()).await?;
        self.merge_into_access_token_payload(handle, &claim.update(value, self.now())).await
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
        let update = claim.update(Some(value), self.now());
        self.merge_into_access_token_payload(handle, &update).await
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
        let session = self.get_session_information(handle).await?;
        Ok(session
            .map(|session| claim.value_in(&session.custom_claims_in_access_token_payload).cloned()))
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
        self.merge_into_access_token_payload(handle, &claim.update(None, self.now())).await
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
        let Some(session) = self.get_session_information(handle).await? else { return Ok(None) };
        let now = self.now();
        let owner = session.owner();
        let mut payload = session.custom_claims_in_access_token_payload;
        let update = refetch(validators, &payload, &owner, now).await?;
        if !update.is_empty() {
            match self.merge_stored(RowOf::Handle(handle), &update).await? {
                Some(merged) => payload = merged,
                None => return Ok(None),
            }
        }
        Ok(Some(wrong_in(validators, &payload, now)))
    }
}

impl SessionInformation {
    fn owner(&self) -> ClaimOwner {
        ClaimOwner { user_id: self.user_id.clone(), tenant_id: self.tenant_id.clone() }
    }
}
