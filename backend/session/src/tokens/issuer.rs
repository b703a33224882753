//! Issuing: everything that can fail about a session's tokens happens here, before anything is
//! written.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use serde_json::{Map, Value};
use shared::{AccessTokenPayload, ISSUER, PROTECTED, Timestamp};

use crate::clock::{Clock, Random, random_bytes};
use crate::counters::Counters;
use crate::error::SessionError;
use crate::keys::{ServerKey, ServerKeys, SigningKeys};
use crate::store::sessions::{SessionRow, json_object};
use crate::tokens::access_token::{self, hash1};
use crate::tokens::pair::{AccessToken, Tokens};
use crate::tokens::refresh_token::{RefreshToken, anti_csrf_token};
use crate::tokens::verified::VerifiedTokens;

/// What browsers keep of a cookie's name, `=` and value together.
const MAX_COOKIE: usize = 4096;
/// The longest spelling of the cookie's name, which COOKIE_DOMAIN brings.
const LONGEST_NAME: &str = "__Secure-sAccessToken=";
/// The longest access token that a payload may give when it is stored.
const MAX_ACCESS_TOKEN: usize = MAX_COOKIE - LONGEST_NAME.len();

/// Issues tokens.
pub(crate) struct Issuer {
    /// `iss` in access tokens.
    pub(crate) iss: String,
    pub(crate) access_token_validity: Duration,
    /// Shorten each access token's life at random?
    pub(crate) validity_jitter: bool,
    pub(crate) keys: Arc<SigningKeys>,
    pub(crate) server_keys: Arc<ServerKeys>,
    pub(crate) verified: Arc<VerifiedTokens>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) counters: Arc<Counters>,
}

impl Issuer {
    /// The tokens of a row's generation, its access token valid from `now`. The access token is to
    /// be [remembered](Issuer::remember) once it is sure to be handed out.
    pub(crate) fn issue(
        &self,
        row: &SessionRow,
        with_anti_csrf: bool,
        now: Timestamp,
    ) -> Result<Tokens, SessionError> {
        let refresh_token = self.refresh_token(row)?;
        let claims = self.claims(row, &refresh_token, with_anti_csrf)?;
        let (issued_at, expires_at) = (now.floor_to_secs(), self.access_token_expiry(row, now)?);
        let claims = AccessTokenPayload { issued_at, expires_at, ..claims };
        Ok(Tokens {
            access_token: self.sign(&claims)?,
            refresh_token,
            refresh_token_expires_at: row.expires_at,
            anti_csrf_token: claims.anti_csrf_token,
        })
    }

    /// The refresh token of a row's generation.
    fn refresh_token(&self, row: &SessionRow) -> Result<String, SessionError> {
        let key = self.server_key_of(row)?;
        let token = RefreshToken::derive(key, &row.session_handle, row.generation, &row.seed);
        Ok(token.context("the session handle is no UUID")?.encode())
    }

    fn server_key_of(&self, row: &SessionRow) -> anyhow::Result<&ServerKey> {
        self.server_keys.find_text(&row.key_id).context("the row's server key is gone")
    }

    /// What the access token of a row's generation says, but for its times: those are the longest
    /// that it can have.
    fn claims(
        &self,
        row: &SessionRow,
        refresh_token: &str,
        with_anti_csrf: bool,
    ) -> Result<AccessTokenPayload, SessionError> {
        let key = self.server_key_of(row)?;
        let anti_csrf_token = with_anti_csrf
            .then(|| anti_csrf_token(key, &row.session_handle, row.generation, &row.seed))
            .flatten();
        Ok(AccessTokenPayload {
            user_id: row.user_id.clone(),
            recipe_user_id: row.user_id.clone(),
            tenant_id: row.tenant_id.clone(),
            session_handle: row.session_handle.clone(),
            issued_at: row.absolute_expires_at.floor_to_secs(),
            expires_at: row.absolute_expires_at.floor_to_secs(),
            refresh_token_hash1: hash1(refresh_token),
            anti_csrf_token,
            custom: self.stored_claims(row)?,
        })
    }

    /// Signs.
    pub(crate) fn sign(&self, claims: &AccessTokenPayload) -> Result<AccessToken, SessionError> {
        let key = self.keys.active()?;
        self.counters.count_signature_made();
        let text = access_token::sign(claims, &key.kid, key.encoding()?, key.algorithm)
            .map_err(|error| anyhow!("cannot sign an access token: {error}"))?;
        if text.len() > access_token::MAX_LEN {
            return Err(SessionError::PayloadTooLarge { len: text.len(), max: MAX_ACCESS_TOKEN });
        }
        // Parsed from the text, so that a hit says exactly what a miss would.
        let token = access_token::read(&text).context("the signed token does not parse")?;
        Ok(AccessToken { text, claims: Arc::clone(&token.claims), signed: Some(token) })
    }

    /// Remembers the signature of a token of this process as checked, so that the token's first use
    /// costs a look-up. Only for tokens that are handed out: the others would fill the memory.
    pub(crate) fn remember(&self, token: &AccessToken) {
        if let Some(signed) = token.signed.clone() {
            self.verified.insert(access_token::hash(&token.text), signed, token.text.len());
        }
    }

    /// A whole second; never later than the row's end, and never later than a whole life after the
    /// rotation: a token that is asked for again in the grace window gets no life of its own.
    ///
    /// Shortened at random by up to 5 %, whole seconds: fleets do not refresh at once, and a thief
    /// who shares a session cannot tell when its owner will refresh.
    fn access_token_expiry(
        &self,
        row: &SessionRow,
        now: Timestamp,
    ) -> Result<Timestamp, SessionError> {
        let validity = self.access_token_validity.as_secs();
        let most = validity / 20;
        let shortened = if self.validity_jitter && most > 0 {
            let random = u32::from_be_bytes(random_bytes(&*self.random)?);
            u64::from(random) % (most + 1)
        } else {
            0
        };
        let wanted = now + Duration::from_secs(validity - shortened);
        let of_rotation = row.rotated_at + Duration::from_secs(validity);
        Ok(wanted.min(of_rotation).min(row.expires_at).floor_to_secs())
    }

    /// The app's claims as they are stored: protected names dropped, `iss` this server's.
    pub(crate) fn app_claims(&self, mut payload: Map<String, Value>) -> Map<String, Value> {
        for name in PROTECTED {
            payload.remove(name);
        }
        payload.insert(ISSUER.to_owned(), self.iss.as_str().into());
        payload
    }

    /// The app's claims of a row. Of `iss` a row says only whether there is one: an API that has
    /// moved signs with its new name, or its sessions would never be good again.
    pub(crate) fn stored_claims(
        &self,
        row: &SessionRow,
    ) -> Result<Map<String, Value>, SessionError> {
        let mut claims = json_object("sessions.access_token_payload", &row.access_token_payload)?;
        if let Some(issuer) = claims.get_mut(ISSUER) {
            *issuer = self.iss.as_str().into();
        }
        Ok(claims)
    }

    /// Refuses to store a payload whose token a browser would silently drop, be it after a change
    /// of SIGNING_ALGORITHM, ANTI_CSRF or COOKIE_DOMAIN. Nothing is signed for it.
    pub(crate) fn check_size(&self, row: &SessionRow) -> Result<(), SessionError> {
        let claims = self.claims(row, &self.refresh_token(row)?, true)?;
        let len = access_token::largest_len(&claims, &self.keys.active()?.kid)
            .map_err(anyhow::Error::from)?;
        if len <= MAX_ACCESS_TOKEN {
            return Ok(());
        }
        Err(SessionError::PayloadTooLarge { len, max: MAX_ACCESS_TOKEN })
    }

    /// The token that takes another's place with a changed payload: the handle, the hash, the
    /// anti-CSRF token and the expiry stay. `None`: the old one has just expired, and its owner
    /// gets the new payload with the next refresh.
    pub(crate) fn reissue(
        &self,
        old: &AccessTokenPayload,
        payload: Map<String, Value>,
    ) -> Result<Option<AccessToken>, SessionError> {
        let now = self.clock.now();
        if old.is_expired(now) {
            return Ok(None);
        }
        let claims =
            AccessTokenPayload { issued_at: now.floor_to_secs(), custom: payload, ..old.clone() };
        let token = self.sign(&claims)?;
        self.remember(&token);
        Ok(Some(token))
    }
}
