//! Texts in base64 (RFC 4648), as the browser reads them: the front token and the parts of a JWT.

/// The text that `encoded` stands for; `None` when it is no base64, or not UTF-8.
///
/// Either alphabet, with padding or without. By hand, because the crate that encodes them brings
/// an engine for every dialect, a hundredth of the page; and lenient, because who reads these
/// decides nothing by them. What decides is decoded by the backend, with the crate.
#[must_use]
pub fn decode_base64_text(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let (mut bits, mut count) = (0_u32, 0);
    for digit in encoded.trim_end_matches('=').bytes() {
        bits = (bits << 6) | u32::from(value(digit)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count).to_le_bytes()[0]);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Six bits.
fn value(digit: u8) -> Option<u8> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn reads_what_the_crate_writes_in_either_alphabet() {
        let text = "ÿ?>~ {\"sub\":\"u1\"} \u{10FFFF}";
        for end in text.char_indices().map(|(at, _)| at) {
            let part = &text[..end];
            assert_eq!(decode_base64_text(&STANDARD.encode(part)).as_deref(), Some(part));
            assert_eq!(decode_base64_text(&URL_SAFE_NO_PAD.encode(part)).as_deref(), Some(part));
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in ["?", "ab cd", "YQ==YQ", "é", "/w=="] {
            assert_eq!(decode_base64_text(text), None, "{text}");
        }
    }
}
