//! Claims of a session: fetched, set, asked for.

use serde_json::Value;
use shared::Timestamp;

use super::Session;
use crate::claims::claim::{Claim, ClaimOwner};
use crate::claims::validator::{ClaimValidator, refetch, validation_errors};
use crate::error::SessionError;

impl Session {
    /// The value of a claim in the access token's payload.
    #[must_use]
    pub fn get_claim_value(&self, claim: &Claim) -> Option<Value> {
        claim.value_in(&self.inner.held.custom_claims()).cloned()
    }

    /// Fetches a claim and merges it into the payload.
    ///
    /// # Errors
    /// The fetch's own, as [`SessionError::General`]; as
    /// [`Session::merge_into_access_token_payload`].
    pub async fn fetch_and_set_claim(&self, claim: &Claim) -> Result<(), SessionError> {
        self.inner.held.check_response_not_sent()?;
        let value = claim.fetch(self.owner()).await?;
        self.merge_into_access_token_payload(claim.update(value, self.now())).await
    }

    /// Sets a claim without fetching it.
    ///
    /// # Errors
    /// As [`Session::merge_into_access_token_payload`].
    pub async fn set_claim_value(&self, claim: &Claim, value: Value) -> Result<(), SessionError> {
        let update = claim.update(Some(value), self.now());
        self.merge_into_access_token_payload(update).await
    }

    /// Removes a claim.
    ///
    /// # Errors
    /// As [`Session::merge_into_access_token_payload`].
    pub async fn remove_claim(&self, claim: &Claim) -> Result<(), SessionError> {
        self.merge_into_access_token_payload(claim.update(None, self.now())).await
    }

    /// Asks all of this of the claims. What is missing or too old is fetched first, all of it,
    /// with one merge.
    ///
    /// # Errors
    /// [`SessionError::InvalidClaims`] with everything that is wrong; as
    /// [`Session::fetch_and_set_claim`].
    pub async fn assert_claims(&self, validators: &[ClaimValidator]) -> Result<(), SessionError> {
        self.inner.held.check_response_not_sent()?;
        let now = self.now();
        let update =
            refetch(validators, &self.inner.held.custom_claims(), &self.owner(), now).await?;
        if !update.is_empty() {
            self.merge_into_access_token_payload(update).await?;
        }
        let errors = validation_errors(validators, &self.inner.held.custom_claims(), now);
        if errors.is_empty() { Ok(()) } else { Err(SessionError::InvalidClaims(errors)) }
    }

    fn now(&self) -> Timestamp {
        self.inner.parts.clock.now()
    }

    fn owner(&self) -> ClaimOwner {
        ClaimOwner { user_id: self.get_user_id().clone(), tenant_id: self.get_tenant_id().clone() }
    }
}
