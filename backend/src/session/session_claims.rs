//! Claims of a session: fetched, set, asked for.

use serde_json::{Map, Value};

use super::{Claim, ClaimOwner, ClaimValidator, Session, SessionError};

impl Session {
    /// The value of a claim in the access token's payload.
    #[must_use]
    pub fn get_claim_value(&self, claim: &Claim) -> Option<Value> {
        claim.value_in(&self.custom_claims()).cloned()
    }

    /// Fetches a claim and merges it into the payload.
    ///
    /// # Errors
    /// The fetch's own, as [`SessionError::General`]; as
    /// [`Session::merge_into_access_token_payload`].
    pub async fn fetch_and_set_claim(&self, claim: &Claim) -> Result<(), SessionError> {
        let update = self.fetch_claim(claim).await?;
        self.merge_into_access_token_payload(update).await
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
        let now = self.now();
        let payload = self.custom_claims();
        let mut update = Map::new();
        for claim in validators.iter().filter_map(|one| one.to_refetch(&payload, now)) {
            if !update.contains_key(claim.key()) {
                update.extend(self.fetch_claim(claim).await?);
            }
        }
        // What is not there need not be taken away, and brings no new token.
        update.retain(|name, value| !value.is_null() || payload.contains_key(name));
        if !update.is_empty() {
            self.merge_into_access_token_payload(update).await?;
        }
        let payload = self.custom_claims();
        let errors: Vec<_> = validators.iter().filter_map(|one| one.check(&payload, now)).collect();
        if errors.is_empty() { Ok(()) } else { Err(SessionError::InvalidClaims(errors)) }
    }

    async fn fetch_claim(&self, claim: &Claim) -> Result<Map<String, Value>, SessionError> {
        let user_id = self.get_user_id().clone();
        let tenant_id = self.get_tenant_id().clone();
        let value = claim.fetch(ClaimOwner { user_id, tenant_id }).await?;
        Ok(claim.update(value, self.now()))
    }
}
