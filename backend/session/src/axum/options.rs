//! What a route asks of the session beyond being there: a value beside the route.

use crate::ClaimValidator;

/// Options of verification (wire protocol 7.2). They are a layer: of a router, for the routes that
/// it has so far, or of one route. An inner one adds to an outer one, and where both say something
/// the inner one counts.
///
/// ```
/// use axum::{Router, routing::post};
/// use session::{Session, VerifyOptions};
///
/// async fn transfer(session: Session) -> String {
///     session.get_user_id().to_string()
/// }
///
/// let app: Router = Router::new()
///     .route("/transfer", post(transfer))
///     .layer(VerifyOptions::new().check_database(true));
/// # let _ = app;
/// ```
#[derive(Debug, Clone, Default)]
pub struct VerifyOptions {
    pub(crate) anti_csrf_check: Option<bool>,
    pub(crate) check_database: Option<bool>,
    pub(crate) claim_validators: Option<Vec<ClaimValidator>>,
    pub(crate) more_claim_validators: Vec<ClaimValidator>,
}

impl VerifyOptions {
    /// What the settings say.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Check for cross-site requests? Unset: for every method but those that only read.
    #[doc(alias = "doAntiCsrfCheck")]
    #[must_use]
    pub fn anti_csrf_check(mut self, check: bool) -> Self {
        self.anti_csrf_check = Some(check);
        self
    }

    /// Read the session's row, so that a revoked session ends at once? Unset: as
    /// `CHECK_DATABASE` says.
    #[doc(alias = "blacklisting")]
    #[must_use]
    pub fn check_database(mut self, check: bool) -> Self {
        self.check_database = Some(check);
        self
    }

    /// Ask this of the claims besides what is asked everywhere.
    #[must_use]
    pub fn more_claim_validators(
        mut self,
        these: impl IntoIterator<Item = ClaimValidator>,
    ) -> Self {
        self.more_claim_validators.extend(these);
        self
    }

    /// Ask this of the claims, in the place of what is asked everywhere.
    #[must_use]
    pub fn claim_validators(mut self, these: impl IntoIterator<Item = ClaimValidator>) -> Self {
        self.claim_validators = Some(these.into_iter().collect());
        self
    }

    /// These options and then `inner`.
    pub(crate) fn merged_with(mut self, inner: &Self) -> Self {
        self.anti_csrf_check = inner.anti_csrf_check.or(self.anti_csrf_check);
        self.check_database = inner.check_database.or(self.check_database);
        if inner.claim_validators.is_some() {
            self.claim_validators.clone_from(&inner.claim_validators);
            self.more_claim_validators.clear();
        }
        self.more_claim_validators.extend(inner.more_claim_validators.iter().cloned());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inner_layer_adds_to_the_outer_one_and_wins_where_both_say_something() {
        let validator = |id: &str| ClaimValidator::custom(id, |_| Ok(()));
        let outer = VerifyOptions::new()
            .check_database(true)
            .anti_csrf_check(true)
            .more_claim_validators([validator("outer")]);
        let merged = outer.clone().merged_with(&VerifyOptions::new().anti_csrf_check(false));
        assert_eq!((merged.check_database, merged.anti_csrf_check), (Some(true), Some(false)));
        assert_eq!(merged.more_claim_validators.len(), 1);
        let more = VerifyOptions::new().more_claim_validators([validator("inner")]);
        assert_eq!(outer.clone().merged_with(&more).more_claim_validators.len(), 2);
        let instead = outer.merged_with(&VerifyOptions::new().claim_validators([]));
        assert_eq!(instead.claim_validators.map(|these| these.len()), Some(0));
        assert!(instead.more_claim_validators.is_empty(), "an inner list takes the place of all");
    }
}
