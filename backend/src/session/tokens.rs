//! Issuing: everything that can fail about a session's tokens happens here, before anything is
//! written.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use serde_json::{Map, Value};

use super::access_token::{self, hash1};
use super::claims::{Claims, ISSUER, PROTECTED};
use super::refresh_token::{RefreshToken, anti_csrf_token};
use super::{SessionError, Sessions};
use crate::clock::random_bytes;
use crate::store::sessions::{SessionRow, json_object};

/// The longest access token that may be stored for a session: with its cookie's name it must stay
/// under the 4,096 bytes that browsers keep, later and longer expiries included.
const MAX_ACCESS_TOKEN: usize = 4000;

/// An access token and what it says.
#[derive(Clone)]
pub struct AccessToken {
    /// The token.
    pub text: String,
    /// Its payload.
    pub claims: Arc<Claims>,
}

/// What a sign-in or a refresh gives.
#[derive(Clone)]
pub struct Tokens {
    /// The access token.
    pub access_token: AccessToken,
    /// The refresh token.
    pub refresh_token: String,
    /// When the refresh token expires, ms since 1970.
    pub refresh_token_expires_at: i64,
    /// The anti-CSRF token, if the session is protected by one.
    pub anti_csrf_token: Option<String>,
}

impl Sessions {
    /// The tokens of a row's generation, its access token valid from `now`, ms since 1970.
    pub(super) fn issue(
        &self,
        row: &SessionRow,
        with_anti_csrf: bool,
        now: i64,
    ) -> Result<Tokens, SessionError> {
        let key =
            self.0.server_keys.find_text(&row.key_id).context("the row's server key is gone")?;
        let refresh_token =
            RefreshToken::derive(key, &row.session_handle, row.generation, &row.seed)
                .context("the session handle is no UUID")?
                .encode();
        let anti_csrf_token = with_anti_csrf
            .then(|| anti_csrf_token(key, &row.session_handle, row.generation, &row.seed))
            .flatten();
        let custom = self.stored_claims(row)?;
        let claims = Claims {
            user_id: row.user_id.clone(),
            recipe_user_id: row.user_id.clone(),
            tenant_id: row.tenant_id.clone(),
            session_handle: row.session_handle.clone(),
            issued_at: now / 1000,
            expires_at: self.access_token_expiry(row, now)?,
            refresh_token_hash1: hash1(&refresh_token),
            anti_csrf_token: anti_csrf_token.clone(),
            custom,
        };
        Ok(Tokens {
            access_token: self.sign(&claims)?,
            refresh_token,
            refresh_token_expires_at: row.expires_at,
            anti_csrf_token,
        })
    }

    /// Signs, and remembers the signature as checked: the token's first use costs a look-up.
    pub(super) fn sign(&self, claims: &Claims) -> Result<AccessToken, SessionError> {
        let key = self.0.keys.active()?;
        let text = access_token::sign(claims, &key.kid, key.encoding()?, key.algorithm)
            .map_err(|error| anyhow!("cannot sign an access token: {error}"))?;
        if text.len() > access_token::MAX_LEN {
            return Err(SessionError::PayloadTooLarge { len: text.len(), max: MAX_ACCESS_TOKEN });
        }
        // Parsed from the text, so that a hit says exactly what a miss would.
        let token = access_token::read(&text).context("a token of ours does not parse")?;
        let claims = Arc::clone(&token.claims);
        self.0.verified.insert(access_token::hash(&text), token, text.len());
        Ok(AccessToken { text, claims })
    }

    /// s since 1970; never later than the row's end.
    ///
    /// Shortened at random by up to 5 %, whole seconds: fleets do not refresh at once, and who
    /// shares a stolen session cannot tell when the other will refresh.
    fn access_token_expiry(&self, row: &SessionRow, now: i64) -> Result<i64, SessionError> {
        let validity = self.0.config.access_token_validity / 1000;
        let most = validity / 20;
        let shortened = if self.0.config.validity_jitter && most > 0 {
            let random = u32::from_be_bytes(random_bytes(&*self.0.random)?);
            i64::from(random) % (most + 1)
        } else {
            0
        };
        Ok((now / 1000 + validity - shortened).min(row.expires_at / 1000))
    }

    /// The app's claims as they are stored: protected names dropped, `iss` ours.
    pub(super) fn own_claims(&self, mut payload: Map<String, Value>) -> Map<String, Value> {
        for name in PROTECTED {
            payload.remove(name);
        }
        payload.insert(ISSUER.to_owned(), self.0.config.issuer.as_str().into());
        payload
    }

    /// The app's claims of a row. Of `iss` a row says only whether there is one: an API that has
    /// moved signs with its new name, or its sessions would never be good again.
    pub(super) fn stored_claims(
        &self,
        row: &SessionRow,
    ) -> Result<Map<String, Value>, SessionError> {
        let mut claims = json_object("sessions.access_token_payload", &row.access_token_payload)?;
        if let Some(issuer) = claims.get_mut(ISSUER) {
            *issuer = self.0.config.issuer.as_str().into();
        }
        Ok(claims)
    }

    /// Refuses tokens that a browser would silently drop.
    pub(super) fn check_size(tokens: &Tokens) -> Result<(), SessionError> {
        let len = tokens.access_token.text.len();
        if len <= MAX_ACCESS_TOKEN {
            return Ok(());
        }
        Err(SessionError::PayloadTooLarge { len, max: MAX_ACCESS_TOKEN })
    }
}
