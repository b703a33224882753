//! Verifying an access token: its signature, its time and its anti-CSRF token. No database is asked,
//! unless the token's key is not known yet.

use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use shared::{AccessTokenPayload, SessionHandle, Timestamp};

use crate::audit::note_user;
use crate::clock::Clock;
use crate::counters::Counters;
use crate::error::{SessionError, TryRefresh};
use crate::keys::SigningKeys;
use crate::tokens::access_token::{self, Hash, UnverifiedToken};
use crate::tokens::pair::AccessToken;
use crate::tokens::verified::{VerifiedToken, VerifiedTokens};

/// What a request must prove about its anti-CSRF token.
#[derive(Clone, Copy)]
pub enum AntiCsrf<'a> {
    /// Nothing: header mode, a GET, another anti-CSRF mode, or switched off for the route.
    NotDue,
    /// It must have sent the session's own; this is what it sent.
    Token(Option<&'a str>),
}

impl AntiCsrf<'_> {
    /// Is what was sent one of `expected`? In constant time for each.
    pub(crate) fn accepts<'e>(self, mut expected: impl Iterator<Item = &'e str>) -> bool {
        match self {
            AntiCsrf::NotDue => true,
            AntiCsrf::Token(None) => false,
            AntiCsrf::Token(Some(sent)) => {
                expected.any(|one| verify_slices_are_equal(one.as_bytes(), sent.as_bytes()).is_ok())
            }
        }
    }
}

/// A text that is a session token by its structure, and what is known of it.
pub struct PresentedToken {
    text: String,
    hash: Hash,
    known: Known,
}

enum Known {
    Signature(Arc<VerifiedToken>),
    Structure(Box<UnverifiedToken>),
}

impl Known {
    fn token(&self) -> &UnverifiedToken {
        match self {
            Self::Signature(verified) => &verified.token,
            Self::Structure(token) => token,
        }
    }
}

impl PresentedToken {
    /// The session that it names. Whether the token is genuine is another matter.
    #[must_use]
    pub fn session_handle(&self) -> &SessionHandle {
        &self.known.token().claims.session_handle
    }
}

/// Verifies access tokens.
pub(crate) struct Verifier {
    /// The issuers whose tokens count, this server's own first.
    pub(crate) issuers: Vec<String>,
    pub(crate) keys: Arc<SigningKeys>,
    pub(crate) verified: Arc<VerifiedTokens>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) counters: Arc<Counters>,
}

impl Verifier {
    /// Looks at a text. `None`: it is no session token by its structure and counts as absent, so
    /// that a foreign bearer token does not disturb (wire protocol 5.1).
    pub(crate) fn inspect(&self, text: &str) -> Option<PresentedToken> {
        let hash = access_token::hash(text);
        let known = match self.verified.get(&hash) {
            Some(verified) => Known::Signature(verified),
            None => Known::Structure(Box::new(access_token::read(text)?)),
        };
        Some(PresentedToken { text: text.to_owned(), hash, known })
    }

    /// The access token, if it is good at `now`. Whether its session still lives is another matter.
    ///
    /// # Errors
    /// [`SessionError::TryRefreshToken`] when the signature, the time or the anti-CSRF token is
    /// not good; the database's faults, if the token's key is not known yet.
    pub(crate) async fn verify(
        &self,
        presented: PresentedToken,
        anti_csrf: AntiCsrf<'_>,
        now: Timestamp,
    ) -> Result<AccessToken, SessionError> {
        let PresentedToken { text, hash, known } = presented;
        // Before the signature: browsers bring expired tokens all day, and a check of each would
        // cost what a refresh costs.
        if known.token().claims.is_expired(now) {
            self.verified.remove(&hash);
            return Err(TryRefresh::Expired.into());
        }
        let verified = self.check_signature(&text, hash, known).await?;
        if !verified.token.is_of_its_time(now) {
            return Err(TryRefresh::Forged.into());
        }
        if !anti_csrf.accepts(verified.token.claims.anti_csrf_token.as_deref().into_iter()) {
            return Err(TryRefresh::AntiCsrf.into());
        }
        let claims = Arc::clone(&verified.token.claims);
        note_user(&claims.user_id, &claims.tenant_id);
        Ok(AccessToken { text, claims, signed: None })
    }

    /// What a token of this server says, expired or not: the caller has had it. `None` for every
    /// other text.
    pub(crate) async fn claims_of(
        &self,
        presented: PresentedToken,
    ) -> Option<Arc<AccessTokenPayload>> {
        let PresentedToken { text, hash, known } = presented;
        let verified = self.check_signature(&text, hash, known).await.ok()?;
        Some(Arc::clone(&verified.token.claims))
    }

    async fn check_signature(
        &self,
        text: &str,
        hash: Hash,
        known: Known,
    ) -> Result<Arc<VerifiedToken>, SessionError> {
        let token = match known {
            // A hit counts only while its key does.
            Known::Signature(verified) if self.keys.accepts(&verified.token.kid) => {
                return Ok(verified);
            }
            Known::Signature(_) => return Err(TryRefresh::Forged.into()),
            Known::Structure(token) => *token,
        };
        let key = self.keys.find(&token.kid).await?.ok_or(TryRefresh::Forged)?;
        self.counters.count_signature_checked();
        if !token.is_signed_by(text, &key.decoding, key.algorithm)
            || !self.issuers.iter().any(|issuer| token.is_from(issuer))
        {
            return Err(TryRefresh::Forged.into());
        }
        if token.claims.is_expired(self.clock.now()) {
            return Ok(Arc::new(VerifiedToken::new(token, text.len())));
        }
        Ok(self.verified.insert(hash, token, text.len()))
    }
}
