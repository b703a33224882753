//! Verifying an access token: its signature, its time and its anti-CSRF token, without a database
//! unless that is asked for.

use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use serde_json::{Map, Value};
use shared::{AccessTokenPayload, SessionHandle, Timestamp};

use crate::audit::note_user;
use crate::tokens::access_token::{self, Hash, UnverifiedToken};
use crate::tokens::verified::VerifiedToken;
use crate::{AccessToken, Session, SessionError, Sessions, TryRefresh};

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

impl Sessions {
    /// Looks at a text. `None`: it is no session token by its structure and counts as absent, so
    /// that a foreign bearer token does not disturb (wire protocol 5.1).
    #[must_use]
    pub fn inspect(&self, text: &str) -> Option<PresentedToken> {
        let hash = access_token::hash(text);
        let known = match self.0.verified.get(&hash) {
            Some(verified) => Known::Signature(verified),
            None => Known::Structure(Box::new(access_token::read(text)?)),
        };
        Some(PresentedToken { text: text.to_owned(), hash, known })
    }

    /// The session of an access token. No database is asked, unless `check_database` says so; the
    /// session then shows the payload that is stored.
    ///
    /// # Errors
    /// [`SessionError::TryRefreshToken`] when the signature, the time or the anti-CSRF token is
    /// not good; [`SessionError::Unauthorised`] when the row is gone, if it is checked; the
    /// database's faults, if it is checked or the token's key is not known yet.
    pub async fn verify(
        &self,
        presented: PresentedToken,
        anti_csrf: AntiCsrf<'_>,
        check_database: bool,
    ) -> Result<Session, SessionError> {
        let PresentedToken { text, hash, known } = presented;
        let now = self.now();
        // Before the signature: browsers bring expired tokens all day, and a check of each would
        // cost what a refresh costs.
        if known.token().claims.is_expired(now) {
            self.0.verified.remove(&hash);
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
        let stored = if check_database { Some(self.check_row(&claims, now).await?) } else { None };
        Ok(Session::new(self.clone(), AccessToken { text, claims, signed: None }, stored))
    }

    /// The payload that is stored for a session, if it lives and the token is of its current or
    /// previous generation. One query.
    async fn check_row(
        &self,
        claims: &AccessTokenPayload,
        now: Timestamp,
    ) -> Result<Map<String, Value>, SessionError> {
        self.stored_claims(&self.find_row_of(claims, now).await?)
    }

    /// What a token of this server says, expired or not: the caller has had it. `None` for every
    /// other text.
    pub async fn claims_of(&self, presented: PresentedToken) -> Option<Arc<AccessTokenPayload>> {
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
            Known::Signature(verified) if self.0.keys.accepts(&verified.token.kid) => {
                return Ok(verified);
            }
            Known::Signature(_) => return Err(TryRefresh::Forged.into()),
            Known::Structure(token) => *token,
        };
        let key = self.0.keys.find(&token.kid).await?.ok_or(TryRefresh::Forged)?;
        self.0.counters.count_signature_checked();
        if !token.is_signed_by(text, &key.decoding, key.algorithm)
            || !self.0.config.issuers().any(|issuer| token.is_from(issuer))
        {
            return Err(TryRefresh::Forged.into());
        }
        if token.claims.is_expired(self.now()) {
            return Ok(Arc::new(VerifiedToken::new(token, text.len())));
        }
        Ok(self.0.verified.insert(hash, token, text.len()))
    }
}
