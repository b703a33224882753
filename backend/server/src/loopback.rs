//! The names of this machine.

use url::{Host, Url};

/// Is the URL's host a name or an address of this machine, for browsers too (RFC 6761, 6.3)?
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The same origin under the other name: `http://localhost:8080` ↔ `http://127.0.0.1:8080`.
pub(crate) fn loopback_twin(origin: &str) -> Option<String> {
    let (localhost, address) = ("://localhost", "://127.0.0.1");
    if origin.contains(localhost) {
        Some(origin.replacen(localhost, address, 1))
    } else if origin.contains(address) {
        Some(origin.replacen(address, localhost, 1))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_on_this_machine_has_a_twin_and_no_other_has_one() {
        for (origin, twin) in [
            ("http://localhost:8080", Some("http://127.0.0.1:8080")),
            ("http://127.0.0.1:8080", Some("http://localhost:8080")),
            ("https://app.example.com", None),
        ] {
            assert_eq!(loopback_twin(origin).as_deref(), twin, "{origin}");
        }
    }
}
