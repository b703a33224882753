//! Claims of a session by its handle (wire protocol 8). The browser sees a change at its next
//! refresh, or with its next call where the database is checked.

use std::sync::Arc;

use serde_json::{Map, Value};
use shared::{ClaimValidationError, SessionHandle};

use crate::claims::claim::{Claim, ClaimOwner};
use crate::claims::validator::{ClaimValidator, refetch, validation_errors};
use crate::clock::Clock;
use crate::error::SessionError;
use crate::manage::payload::Payloads;
use crate::manage::stored::{SessionInformation, StoredSessions};
use crate::rotation::live_rows::RowOf;

/// Claims of sessions by their handle.
pub(crate) struct StoredClaims {
    pub(crate) stored: Arc<StoredSessions>,
    pub(crate) payloads: Arc<Payloads>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl StoredClaims {
    /// Fetches a claim for the session's user and stores it. False: there is no such session.
    ///
    /// # Errors
    /// The fetch's own, as [`SessionError::General`]; as
    /// [`Payloads::merge`].
    pub(crate) async fn fetch_and_set(
        &self,
        handle: &SessionHandle,
        claim: &Claim,
    ) -> Result<bool, SessionError> {
        let Some(session) = self.stored.information(handle).await? else { return Ok(false) };
        let value = claim.fetch(session.owner()).await?;
        self.merge(handle, &claim.update(value, self.clock.now())).await
    }

    /// Stores a claim without fetching it. False: there is no such session.
    ///
    /// # Errors
    /// As [`Payloads::merge`].
    pub(crate) async fn set(
        &self,
        handle: &SessionHandle,
        claim: &Claim,
        value: Value,
    ) -> Result<bool, SessionError> {
        let update = claim.update(Some(value), self.clock.now());
        self.merge(handle, &update).await
    }

    /// The stored value of a claim; the inner `None`: the session has no such claim. The outer
    /// `None`: there is no such session.
    ///
    /// # Errors
    /// The database's faults.
    pub(crate) async fn get(
        &self,
        handle: &SessionHandle,
        claim: &Claim,
    ) -> Result<Option<Option<Value>>, SessionError> {
        let session = self.stored.information(handle).await?;
        Ok(session
            .map(|session| claim.value_in(&session.custom_claims_in_access_token_payload).cloned()))
    }

    /// Removes a claim. False: there is no such session.
    ///
    /// # Errors
    /// As [`Payloads::merge`].
    pub(crate) async fn remove(
        &self,
        handle: &SessionHandle,
        claim: &Claim,
    ) -> Result<bool, SessionError> {
        self.merge(handle, &claim.update(None, self.clock.now())).await
    }

    /// What is wrong with the claims of a session; empty when nothing is. What is missing or too
    /// old is fetched and stored first. `None`: there is no such session.
    ///
    /// # Errors
    /// As [`StoredClaims::fetch_and_set`].
    pub(crate) async fn validate(
        &self,
        handle: &SessionHandle,
        validators: &[ClaimValidator],
    ) -> Result<Option<Vec<ClaimValidationError>>, SessionError> {
        let Some(session) = self.stored.information(handle).await? else { return Ok(None) };
        let now = self.clock.now();
        let owner = session.owner();
        let mut payload = session.custom_claims_in_access_token_payload;
        let update = refetch(validators, &payload, &owner, now).await?;
        if !update.is_empty() {
            match self.payloads.merge(RowOf::Handle(handle), &update).await? {
                Some(merged) => payload = merged,
                None => return Ok(None),
            }
        }
        Ok(Some(validation_errors(validators, &payload, now)))
    }

    /// False: there is no such session.
    async fn merge(
        &self,
        handle: &SessionHandle,
        update: &Map<String, Value>,
    ) -> Result<bool, SessionError> {
        Ok(self.payloads.merge(RowOf::Handle(handle), update).await?.is_some())
    }
}

impl SessionInformation {
    fn owner(&self) -> ClaimOwner {
        ClaimOwner { user_id: self.user_id.clone(), tenant_id: self.tenant_id.clone() }
    }
}
