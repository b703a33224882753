//! The hosts that a proxy says it was asked for, in `X-Forwarded-Host` and `Forwarded` (RFC 7239).
//!
//! A proxy may put its own name for this server into `Host`; these headers then show which name the
//! browser used.

use axum::http::header::FORWARDED;
use axum::http::{HeaderMap, HeaderValue};

const X_FORWARDED_HOST: &str = "x-forwarded-host";

/// Every host that these headers name. `None` stands for one that is not text.
pub(super) fn hosts(headers: &HeaderMap) -> impl Iterator<Item = Option<&str>> {
    let of_proxies = headers.get_all(X_FORWARDED_HOST).iter().flat_map(|line| parts(line, ','));
    let forwarded = headers.get_all(FORWARDED).iter().flat_map(|line| parts(line, ','));
    let pairs = forwarded.flat_map(|element| match element {
        Some(element) => element.split(';').map(Some).collect::<Vec<_>>(),
        None => vec![None],
    });
    of_proxies.chain(pairs.filter_map(|pair| pair.map_or(Some(None), |pair| host(pair).map(Some))))
}

/// The parts of a header line, without the space around them. Where the line is not text there is
/// one part, `None`.
fn parts(line: &HeaderValue, separator: char) -> Vec<Option<&str>> {
    match line.to_str() {
        Ok(text) => text.split(separator).map(|part| Some(part.trim())).collect(),
        Err(_) => vec![None],
    }
}

/// The value of a pair `host=…`, without the quotes.
fn host(pair: &str) -> Option<&str> {
    let (name, value) = pair.split_once('=')?;
    name.trim().eq_ignore_ascii_case("host").then(|| value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &'static str, lines: &[&str]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, HeaderValue::from_str(line).expect("a header"));
        }
        hosts(&headers).map(|host| host.unwrap_or("(not text)").to_owned()).collect()
    }

    #[test]
    fn every_host_of_every_line_is_named() {
        assert_eq!(named("x-forwarded-host", &["a:1, b", "c"]), ["a:1", "b", "c"]);
        assert_eq!(
            named(
                "forwarded",
                &["for=1.2.3.4;Host=\"a:1\";proto=https, for=x, HOST = b", "host=c"]
            ),
            ["a:1", "b", "c"]
        );
        assert_eq!(named("forwarded", &["for=1.2.3.4;proto=http"]), Vec::<String>::new());
        assert_eq!(named("x-forwarded-host", &["caf\u{e9}"]), ["(not text)"]);
        assert_eq!(named("forwarded", &["host=caf\u{e9}"]), ["(not text)"]);
        assert_eq!(named("x-forwarded-host", &[""]), [""]);
    }
}
