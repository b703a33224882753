//! E-mail addresses: normalise first, then validate (security rule 7.7).

/// The one text for every address that is refused (wire protocol 2.4).
pub const EMAIL_IS_INVALID: &str = "Email is invalid";
/// The text of a sign-up with an address that is taken (wire protocol 2.4).
pub const EMAIL_EXISTS: &str = "This email already exists. Please sign in instead.";
/// The longest address in bytes: RFC 5321's path of 256 less its two brackets.
pub const MAX_BYTES: usize = 254;

/// Has the text the shape of an address? White space around it is ignored.
///
/// One `@`, a non-empty local part, a domain with a dot and a last label of two letters or more.
/// Spaces, commas, quotes, control characters and characters that show nothing are refused
/// anywhere, because two addresses that look the same must not be two accounts.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    let text = text.trim();
    let mut parts = text.split('@');
    let (Some(local), Some(domain), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    text.len() <= MAX_BYTES
        && !local.is_empty()
        && !text.chars().any(is_refused)
        && is_domain(domain)
}

fn is_domain(domain: &str) -> bool {
    let Some((_, last)) = domain.rsplit_once('.') else {
        return false;
    };
    domain
        .split('.')
        .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
        && last.chars().count() >= 2
        && !last.bytes().all(|b| b.is_ascii_digit())
}

/// Unicode's `Default_Ignorable_Code_Point`, written out: the table is small and changes with no
/// assigned character, and the browser must not load a Unicode library for it.
fn is_default_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

fn is_refused(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || is_default_ignorable(c)
        || matches!(c, ',' | ';' | '"' | '\'' | '(' | ')' | '<' | '>' | '[' | ']' | '\\')
}

/// The address as it is stored and compared: trimmed, NFKC, lower case, the domain in its ASCII
/// form (IDNA). `None` when it is not valid after that.
#[cfg(feature = "server")]
#[must_use]
pub fn normalise(text: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;

    // Bounded before the work: NFKC can make 18 characters of one.
    if text.len() > 4 * MAX_BYTES {
        return None;
    }
    let folded: String = text.trim().nfkc().collect::<String>().to_lowercase();
    // Lower-casing can undo NFKC (İ becomes i and a combining dot), so compose once more.
    let folded: String = folded.nfkc().collect();
    let (local, domain) = folded.rsplit_once('@')?;
    let domain = idna::domain_to_ascii(domain).ok()?;
    let address = format!("{local}@{domain}");
    is_valid(&address).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_pass() {
        for good in ["a@b.co", " ada.lovelace+x@example.com ", "ü@example.org", "a@sub.b-c.de"] {
            assert!(is_valid(good), "{good}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.com", "x".repeat(250));
        for bad in [
            "",
            "a",
            "@b.co",
            "a@",
            "a@b",
            "a@b.c",
            "a@@b.co",
            "a@b@c.de",
            "a b@c.de",
            "a,b@c.de",
            "\"a\"@b.co",
            "a@b..co",
            "a@-b.co",
            "a@1.2.3.44",
            "a\u{200B}@b.co",
            "a\u{0}@b.co",
            &long,
        ] {
            assert!(!is_valid(bad), "{bad:?}");
        }
    }

    #[cfg(feature = "server")]
    #[test]
    fn spellings_of_one_address_are_one() {
        for same in
            ["ada@example.com", " ADA@EXAMPLE.COM ", "ａｄａ@example.com", "ada@exam\u{AD}ple.com"]
        {
            assert_eq!(normalise(same).as_deref(), Some("ada@example.com"), "{same:?}");
        }
        assert_eq!(normalise("a@BÜCHER.example").as_deref(), Some("a@xn--bcher-kva.example"));
        assert_eq!(normalise("a\u{200B}da@example.com"), None);
        assert_eq!(normalise("ada@example.com@evil.test"), None);
    }
}
