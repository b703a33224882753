//! Signatures that were checked before: a look-up in the place of 100 µs of arithmetic.
//!
//! Only successes are remembered, by SHA-256 of the whole text, so that a flipped bit is another
//! token. A hit says "signed by this key", nothing else: time, anti-CSRF and the key's standing are
//! checked on every call.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use shared::Timestamp;

use crate::tokens::access_token::{Hash, UnverifiedToken};

/// How many bytes the cache may hold.
const CAPACITY: u64 = 16 * 1024 * 1024;
/// What an entry costs beyond its text: the parsed claims, the key, the bookkeeping.
const OVERHEAD: u64 = 512;
/// A typical entry, for the cache's own tables.
const TYPICAL: u64 = 2048;

/// A token whose signature was checked.
#[derive(Debug)]
pub struct VerifiedToken {
    /// What it says.
    pub token: UnverifiedToken,
    text_len: usize,
}

impl VerifiedToken {
    pub(crate) fn new(token: UnverifiedToken, text_len: usize) -> Self {
        Self { token, text_len }
    }
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Hash, Arc<VerifiedToken>> for ByBytes {
    fn weight(&self, _: &Hash, entry: &Arc<VerifiedToken>) -> u64 {
        // The parsed claims take about twice what their text takes.
        2 * entry.text_len as u64 + OVERHEAD
    }
}

/// The cache.
pub(crate) struct VerifiedTokens(Cache<Hash, Arc<VerifiedToken>, ByBytes>);

impl Default for VerifiedTokens {
    fn default() -> Self {
        let entries = usize::try_from(CAPACITY / TYPICAL).unwrap_or(usize::MAX);
        Self(Cache::with_weighter(entries, CAPACITY, ByBytes))
    }
}

impl VerifiedTokens {
    /// The token, if its signature was checked before.
    #[must_use]
    pub(crate) fn get(&self, hash: &Hash) -> Option<Arc<VerifiedToken>> {
        self.0.get(hash)
    }

    /// Remembers a token whose signature is good.
    pub(crate) fn insert(
        &self,
        hash: Hash,
        token: UnverifiedToken,
        text_len: usize,
    ) -> Arc<VerifiedToken> {
        let entry = Arc::new(VerifiedToken::new(token, text_len));
        self.0.insert(hash, Arc::clone(&entry));
        entry
    }

    /// How many tokens there are.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Forgets a token: it has expired.
    pub(crate) fn remove(&self, hash: &Hash) {
        self.0.remove(hash);
    }

    /// Forgets the tokens that have expired.
    pub(crate) fn forget_expired(&self, now: Timestamp) {
        self.0.retain(|_, entry| !entry.token.claims.is_expired(now));
    }
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
    use serde_json::json;

    use super::*;
    use crate::tokens::access_token::{hash, read};

    /// The hash of a token that expires at `expires_at`; it is remembered.
    fn remembered(tokens: &VerifiedTokens, expires_at: Timestamp) -> Hash {
        let header = json!({"alg": "ES256", "typ": "JWT", "version": "5", "kid": "d-1"});
        let payload = json!({
            "sub": "ada", "rsub": "ada", "tId": "public", "sessionHandle": "h1", "iat": 1,
            "exp": expires_at.as_secs(), "refreshTokenHash1": "x", "parentRefreshTokenHash1": null,
            "antiCsrfToken": null,
        });
        let [header, payload] =
            [header, payload].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part.to_string()));
        let text = format!("{header}.{payload}.x");
        tokens.insert(hash(&text), read(&text).expect("a session token"), text.len());
        hash(&text)
    }

    #[test]
    fn what_has_expired_is_forgotten_and_nothing_else() {
        let (tokens, at) = (VerifiedTokens::default(), Timestamp::from_secs);
        let (short, long) = (remembered(&tokens, at(10)), remembered(&tokens, at(20)));
        tokens.forget_expired(Timestamp::from_millis(9_999));
        assert!(tokens.get(&short).is_some());
        tokens.forget_expired(at(10));
        assert!(tokens.get(&short).is_none() && tokens.get(&long).is_some());
    }
}
