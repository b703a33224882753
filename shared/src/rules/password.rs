//! Passwords: long enough, and otherwise whatever the user likes (NIST SP 800-63B-4, ASVS 6.2.5).

/// The least `PASSWORD_MIN_LENGTH`, and its default, in code points (ASVS 6.2.1).
pub const MIN_CHARS: usize = 8;
/// The longest password in bytes; checked before any hashing, so that a long password does not cost the server more work.
pub const MAX_BYTES: usize = 1024;

/// What is wrong with a new password, in words for the person who chose it.
#[must_use]
pub fn error(password: &str, min_chars: usize) -> Option<String> {
    if password.len() > MAX_BYTES {
        return Some(format!("Password must be at most {MAX_BYTES} bytes long"));
    }
    (password.chars().count() < min_chars)
        .then(|| format!("Password must contain at least {min_chars} characters"))
}

/// The password as it is hashed: NFKC, so that composed and decomposed typing match.
///
/// `None` when it is over [`MAX_BYTES`]; no account has such a password.
#[cfg(feature = "server")]
#[must_use]
pub fn normalise(password: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;

    (password.len() <= MAX_BYTES).then(|| password.nfkc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_code_points() {
        assert_eq!(error("ääääääää", 8), None);
        assert_eq!(
            error("äääääää", 8).as_deref(),
            Some("Password must contain at least 8 characters")
        );
        assert!(error(&"x".repeat(1025), 8).is_some());
        assert_eq!(error(&"x".repeat(1024), 8), None);
    }

    #[cfg(feature = "server")]
    #[test]
    fn composed_and_decomposed_typing_are_one_password() {
        assert_eq!(normalise("p\u{e4}ssword"), normalise("pa\u{308}ssword"));
        assert_eq!(normalise(&"x".repeat(1025)), None);
    }
}
