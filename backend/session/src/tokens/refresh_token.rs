//! The refresh token of a generation: computed from the row and the server key, stored nowhere.
//!
//! Because the successor is a function of the row, a lost response, two tabs and ten thousand
//! parallel callers all get the same next token. `key id · handle · n · MAC`, all fixed-width
//! binary.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::SessionHandle;
use uuid::Uuid;

use crate::keys::server_key::{KEY_ID_LEN, ServerKey};

const HANDLE_LEN: usize = 16;
const GENERATION_LEN: usize = 8;
const HEAD_LEN: usize = KEY_ID_LEN + HANDLE_LEN + GENERATION_LEN;
const MAC_LEN: usize = 32;

/// A refresh token that has the right form. Its MAC is not checked yet: see [`Self::is_of`].
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken {
    head: [u8; HEAD_LEN],
    mac: [u8; MAC_LEN],
}

impl RefreshToken {
    /// The token of a generation. `None` when the handle is no UUID.
    #[must_use]
    pub fn derive(
        key: &ServerKey,
        handle: &SessionHandle,
        generation: i64,
        seed: &[u8],
    ) -> Option<Self> {
        let head = head(key, handle, generation)?;
        let tag = hmac::sign(key.refresh(), &[head.as_slice(), seed].concat());
        Some(Self { head, mac: tag.as_ref().try_into().ok()? })
    }

    /// Reads a token. Only the text that [`RefreshToken::encode`] would write is one: other
    /// spellings of the same bytes are refused.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (head, mac) = bytes.split_first_chunk::<HEAD_LEN>()?;
        let token = Self { head: *head, mac: mac.try_into().ok()? };
        (token.encode() == text).then_some(token)
    }

    /// The token as text, URL-safe base64 without padding.
    #[must_use]
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode([self.head.as_slice(), &self.mac].concat())
    }

    /// The server key it names.
    #[must_use]
    pub fn key_id(&self) -> [u8; KEY_ID_LEN] {
        let mut id = [0; KEY_ID_LEN];
        id.copy_from_slice(&self.head[..KEY_ID_LEN]);
        id
    }

    /// The session it names.
    #[must_use]
    pub fn session_handle(&self) -> Option<SessionHandle> {
        let bytes: [u8; HANDLE_LEN] =
            self.head[KEY_ID_LEN..KEY_ID_LEN + HANDLE_LEN].try_into().ok()?;
        SessionHandle::try_from(Uuid::from_bytes(bytes).to_string()).ok()
    }

    /// The generation it names.
    #[must_use]
    pub fn generation(&self) -> i64 {
        let mut bytes = [0; GENERATION_LEN];
        bytes.copy_from_slice(&self.head[KEY_ID_LEN + HANDLE_LEN..]);
        i64::from_be_bytes(bytes)
    }

    /// Did `key` make this token for a row with this `seed`? Compared in constant time.
    #[must_use]
    pub fn is_of(&self, key: &ServerKey, seed: &[u8]) -> bool {
        hmac::verify(key.refresh(), &[self.head.as_slice(), seed].concat(), &self.mac).is_ok()
    }
}

/// The anti-CSRF token of a generation: the same inputs under another label (engine rule 3).
#[must_use]
pub(crate) fn anti_csrf_token(
    key: &ServerKey,
    handle: &SessionHandle,
    generation: i64,
    seed: &[u8],
) -> Option<String> {
    let head = head(key, handle, generation)?;
    let tag = hmac::sign(key.anti_csrf(), &[head.as_slice(), seed].concat());
    Some(URL_SAFE_NO_PAD.encode(tag.as_ref()))
}

fn head(key: &ServerKey, handle: &SessionHandle, generation: i64) -> Option<[u8; HEAD_LEN]> {
    let handle = Uuid::try_parse(handle.as_str()).ok()?;
    let mut head = [0; HEAD_LEN];
    head[..KEY_ID_LEN].copy_from_slice(key.id());
    head[KEY_ID_LEN..KEY_ID_LEN + HANDLE_LEN].copy_from_slice(handle.as_bytes());
    head[KEY_ID_LEN + HANDLE_LEN..].copy_from_slice(&generation.to_be_bytes());
    Some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HANDLE: &str = "71b4ce30-60c8-414f-b534-6815b762de86";

    fn token(generation: i64) -> (ServerKey, RefreshToken) {
        let key = ServerKey::new(&[7; 32]).expect("a key");
        let handle = HANDLE.parse().expect("a handle");
        let token = RefreshToken::derive(&key, &handle, generation, &[1; 32]).expect("derived");
        (key, token)
    }

    #[test]
    fn the_same_row_gives_the_same_token() {
        assert_eq!(token(3).1.encode(), token(3).1.encode());
        assert_ne!(token(3).1.encode(), token(4).1.encode());
    }

    #[test]
    fn what_is_written_is_read() {
        let (key, token) = token(3);
        let back = RefreshToken::parse(&token.encode()).expect("parses");
        assert_eq!(back.session_handle().expect("a handle").as_str(), HANDLE);
        assert_eq!((back.generation(), &back.key_id()), (3, key.id()));
        assert!(back.is_of(&key, &[1; 32]));
        assert!(!back.is_of(&key, &[2; 32]));
        assert!(!back.is_of(&ServerKey::new(&[8; 32]).expect("a key"), &[1; 32]));
    }

    #[test]
    fn every_changed_character_is_refused() {
        let (key, token) = token(3);
        let text = token.encode();
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            let accepted = RefreshToken::parse(&changed).is_some_and(|t| t.is_of(&key, &[1; 32]));
            assert!(!accepted, "character {at}");
        }
        for other in ["", "x", &format!("{text}="), &format!("{text}A"), &text[1..]] {
            assert!(RefreshToken::parse(other).is_none(), "{other}");
        }
    }

    #[test]
    fn the_anti_csrf_token_is_no_refresh_token() {
        let (key, token) = token(3);
        let handle = HANDLE.parse().expect("a handle");
        let anti_csrf = anti_csrf_token(&key, &handle, 3, &[1; 32]).expect("derived");
        assert!(!token.encode().contains(&anti_csrf));
        assert_ne!(Some(anti_csrf), anti_csrf_token(&key, &handle, 4, &[1; 32]));
    }
}
