//! The pairs of a `Cookie` header (RFC 6265, 4.2 and 5.4).
//!
//! Not by the `cookie` crate: it percent-decodes names and trims them of every kind of space, and
//! so takes `%5F%5FHost-sAccessToken` for `__Host-sAccessToken`. Browsers let a neighbouring site
//! set the first and not the second. Names are therefore compared as the bytes that came.

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// The pairs of one header line: the name as it came, the value percent-decoded. What is no pair is
/// skipped, and so is a value that is not UTF-8.
pub(crate) fn cookie_pairs(line: &[u8]) -> impl Iterator<Item = (&[u8], Cow<'_, str>)> {
    line.split(|&byte| byte == b';').filter_map(|pair| {
        let equals = pair.iter().position(|&byte| byte == b'=')?;
        let (name, value) = (trim(&pair[..equals]), trim(&pair[equals + 1..]));
        Some((name, percent_decode(value).decode_utf8().ok()?))
    })
}

/// Without the space and tab around it, the only bytes that the standard takes for space.
fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(line: &[u8]) -> Vec<(&[u8], String)> {
        cookie_pairs(line).map(|(name, value)| (name, value.into_owned())).collect()
    }

    #[test]
    fn names_stay_as_they_came_and_values_are_decoded() {
        let found = pairs(b"%61=%62; \t c =d= ;e;=f;g=%ff;\xa0h=\xff; i=");
        let expected: [(&[u8], &str); 4] = [(b"%61", "b"), (b"c", "d="), (b"", "f"), (b"i", "")];
        assert_eq!(found, expected.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn only_space_and_tab_are_trimmed() {
        for space in ["\u{a0}", "\u{3000}", "\u{feff}", "\u{85}", "\n", "\u{b}", "\u{c}", "\r"] {
            let (before, after) = (format!("{space}a=b"), format!("a{space}=b"));
            assert!(pairs(before.as_bytes()).iter().all(|(name, _)| *name != b"a"), "{space:?}");
            assert!(pairs(after.as_bytes()).iter().all(|(name, _)| *name != b"a"), "{space:?}");
        }
    }
}
