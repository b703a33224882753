//! The address of an endpoint: its path with the parameters filled in, and its query.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::params::is_segment;

/// What is encoded in a segment of a path: all but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A parameter or a query that no address can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidAddress;

impl fmt::Display for InvalidAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no address can carry these parameters")
    }
}

impl std::error::Error for InvalidAddress {}

/// `path` with `segments` in the place of its `{…}`, percent-encoded.
///
/// # Errors
/// [`InvalidAddress`] for an empty segment, `.` and `..`, which browsers resolve, and for more or
/// fewer segments than the path has places.
pub fn fill_path(path: &str, segments: &[String]) -> Result<String, InvalidAddress> {
    let mut filled = String::with_capacity(path.len());
    let mut segments = segments.iter();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let segment = segments.next().filter(|text| is_segment(text)).ok_or(InvalidAddress)?;
        filled.push_str(before);
        filled.extend(utf8_percent_encode(segment, ENCODED));
        rest = after.split_once('}').ok_or(InvalidAddress)?.1;
    }
    filled.push_str(rest);
    segments.next().map_or(Ok(filled), |_| Err(InvalidAddress))
}

/// `query` with its leading `?`; empty where nothing is in it. Fields that are `None` are left out.
///
/// # Errors
/// [`InvalidAddress`] for a query that is not a flat struct.
pub fn query_string<Q: Serialize>(query: &Q) -> Result<String, InvalidAddress> {
    let query = serde_urlencoded::to_string(query).map_err(|_| InvalidAddress)?;
    Ok(if query.is_empty() { query } else { format!("?{query}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Endpoint, GetDataOfSession, ListSessionsQuery, NoQuery};

    fn fill(path: &str, segments: &[&str]) -> Result<String, InvalidAddress> {
        let segments: Vec<String> = segments.iter().map(|text| (*text).to_owned()).collect();
        fill_path(path, &segments)
    }

    #[test]
    fn parameters_are_filled_in_and_encoded() {
        let filled = fill(GetDataOfSession::PATH, &["a/b c"]).expect("an address");
        assert_eq!(filled, "/api/sessions/a%2Fb%20c/data");
        assert_eq!(fill("/{a}/x/{b}", &["{1}", "~ä"]).expect("two"), "/%7B1%7D/x/~%C3%A4");
        assert_eq!(fill("/plain", &[]).expect("none"), "/plain");
    }

    #[test]
    fn what_browsers_resolve_is_refused() {
        for segments in [&["."][..], &[".."], &[""], &[], &["a", "b"]] {
            assert_eq!(fill("/x/{a}", segments), Err(InvalidAddress), "{segments:?}");
        }
    }

    #[test]
    fn absent_fields_are_left_out_of_the_query() {
        assert_eq!(query_string(&NoQuery {}).as_deref(), Ok(""));
        let query = ListSessionsQuery { tenant_id: None, after: Some("1.h&x".to_owned()) };
        assert_eq!(query_string(&query).as_deref(), Ok("?after=1.h%26x"));
    }
}
