//! What the browser and the server saw, side by side, and what is wrong with it.

use shared::Timestamp;
use shared::diagnostics::Diagnostics;

/// How far two clocks may be apart before a token that one made looks wrong to the other.
const MOST_SKEW_MS: u128 = 60_000;

/// What the page knows by itself.
#[derive(Clone, PartialEq)]
pub(super) struct Here {
    /// Scheme, host and port of the page.
    pub(super) origin: String,
    /// This device's clock when the response came.
    pub(super) now: Timestamp,
    /// Does this browser know Web Locks?
    pub(super) has_locks: bool,
    /// Does the page think that it is signed in?
    pub(super) signed_in: bool,
}

/// One finding: what was looked at, what was seen, and whether that is good.
pub(super) struct Check {
    pub(super) name: &'static str,
    pub(super) seen: String,
    pub(super) good: bool,
}

/// All of them.
pub(super) fn checks(here: &Here, server: &Diagnostics) -> Vec<Check> {
    let check = |name, seen, good| Check { name, seen, good };
    let skew = here.now.abs_diff(server.now).as_millis();
    let insecure = server.secure_cookies && here.origin.starts_with("http:");
    let cookie = match (here.signed_in, server.has_access_token) {
        (true, false) => "The page is signed in, but the server got no token",
        (false, true) => "The server got a token that the page does not know of",
        (true, true) => "Sent and received",
        (false, false) => "None, and none is expected",
    };
    vec![
        check("Session token", cookie.to_owned(), here.signed_in == server.has_access_token),
        check(
            "Cookies",
            if server.has_duplicate_cookies {
                "One name came twice: delete this site's cookies"
            } else if insecure {
                "Marked Secure, and this page has no https: the browser drops them"
            } else {
                "One of each"
            }
            .to_owned(),
            !server.has_duplicate_cookies && !insecure,
        ),
        check("Page", here.origin.clone(), true),
        check("Host", server.host.clone().unwrap_or_default(), true),
        check("Address", server.address.clone().unwrap_or_default(), true),
        check("Clocks", format!("{skew} ms apart"), skew <= MOST_SKEW_MS),
        check(
            "Web Locks",
            if here.has_locks { "There" } else { "Missing: tabs may refresh twice" }.to_owned(),
            here.has_locks,
        ),
        check("Version", server.version.clone(), true),
    ]
}

/// The findings as text, to send to who can help.
pub(super) fn as_text(checks: &[Check]) -> String {
    checks.iter().map(|check| format!("{}: {}\n", check.name, check.seen)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> Diagnostics {
        Diagnostics {
            now: Timestamp::from_secs(1_000),
            version: "1.0.0".to_owned(),
            host: Some("localhost:3000".to_owned()),
            origin: None,
            fetch_site: None,
            has_access_token: true,
            has_duplicate_cookies: false,
            secure_cookies: false,
            address: None,
        }
    }

    fn bad(here: &Here, server: &Diagnostics) -> Vec<&'static str> {
        checks(here, server)
            .into_iter()
            .filter(|check| !check.good)
            .map(|check| check.name)
            .collect()
    }

    #[test]
    fn what_is_wrong_is_named() {
        let here = Here {
            origin: "http://localhost:8080".to_owned(),
            now: Timestamp::from_secs(1_000),
            has_locks: true,
            signed_in: true,
        };
        assert!(bad(&here, &server()).is_empty());
        let lost = Diagnostics { has_access_token: false, secure_cookies: true, ..server() };
        assert_eq!(bad(&here, &lost), ["Session token", "Cookies"]);
        let late = Here { now: Timestamp::from_secs(5_000), has_locks: false, ..here };
        assert_eq!(bad(&late, &server()), ["Clocks", "Web Locks"]);
    }
}
