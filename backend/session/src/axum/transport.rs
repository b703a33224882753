//! How the engine's tokens travel, as the settings say.

use std::sync::Arc;

use super::cookies::SessionCookies;
use crate::config::TransportConfig;
use crate::{ClaimValidator, Sessions};

/// What [`layer`](super::layer) needs: the engine and how its tokens travel. Cheap to clone.
#[derive(Clone)]
pub struct Transport {
    inner: Arc<Inner>,
}

struct Inner {
    sessions: Sessions,
    config: TransportConfig,
    cookies: SessionCookies,
    claim_validators: Vec<ClaimValidator>,
}

impl Transport {
    /// Sessions that travel as `config` says.
    #[must_use]
    pub fn new(sessions: Sessions, config: TransportConfig) -> Self {
        Self::with_claim_validators(sessions, config, Vec::new())
    }

    /// The same, asking this of the claims of every session, unless a route asks something else.
    #[must_use]
    pub fn with_claim_validators(
        sessions: Sessions,
        config: TransportConfig,
        claim_validators: Vec<ClaimValidator>,
    ) -> Self {
        let cookies = SessionCookies::new(&config);
        Self { inner: Arc::new(Inner { sessions, config, cookies, claim_validators }) }
    }

    pub(crate) fn claim_validators(&self) -> &[ClaimValidator] {
        &self.inner.claim_validators
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.inner.sessions
    }

    pub(crate) fn config(&self) -> &TransportConfig {
        &self.inner.config
    }
    pub(crate) fn cookies(&self) -> &SessionCookies {
        &self.inner.cookies
    }
}
