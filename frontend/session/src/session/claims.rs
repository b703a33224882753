//! The claims of the session, under the names of SuperTokens' web client.

use shared::ClaimValidationError;

use super::session_client::SessionClient;
use crate::claims::{Claim, ClaimType, ClaimValidator, get_invalid_claims_from_response};
use crate::client::ApiError;
use crate::platform::HttpResponse;

impl SessionClient {
    /// The value of a claim; `None` where the session has none, or one of another type.
    ///
    /// # Errors
    /// As [`SessionClient::get_access_token_payload_securely`].
    pub async fn get_claim_value<T: ClaimType>(
        &self,
        claim: &Claim<T>,
    ) -> Result<Option<T>, ApiError> {
        let payload = self.get_access_token_payload_securely().await?;
        Ok(claim.get_value_from_payload(&payload))
    }

    /// What is wrong with the session's claims; empty when all is well. A value that is missing or
    /// too old is fetched again first where its validator says how.
    ///
    /// # Errors
    /// As [`SessionClient::get_access_token_payload_securely`].
    pub async fn validate_claims(
        &self,
        validators: &[ClaimValidator],
    ) -> Result<Vec<ClaimValidationError>, ApiError> {
        let mut payload = self.get_access_token_payload_securely().await?;
        for validator in validators {
            let wanted = validator.should_refresh(&payload, self.api().server_now());
            if let Some(refresh) = wanted.then(|| validator.refresh()).flatten() {
                refresh.await;
                payload = self.get_access_token_payload_securely().await?;
            }
        }
        let now = self.api().server_now();
        Ok(validators.iter().filter_map(|one| one.validate(&payload, now)).collect())
    }

    /// The claims that the session lacks, by the body of a 403. For responses of
    /// [`ApiClient::send`](crate::ApiClient::send); a typed call has them in
    /// [`ApiError::claim_validation_errors`].
    #[must_use]
    pub fn get_invalid_claims_from_response(response: &HttpResponse) -> Vec<ClaimValidationError> {
        get_invalid_claims_from_response(response)
    }
}
