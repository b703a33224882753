//! Value parsers. Their errors are sentences that say what to write.

use tracing::level_filters::LevelFilter;
use url::Url;

/// Scheme, host and port, nothing else. A bare host gets https, a local one http (wire protocol 1).
pub(super) fn origin(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let local = text.starts_with("localhost") || text.starts_with(|c: char| c.is_ascii_digit());
    let full = match (text.contains("://"), local) {
        (true, _) => text.to_owned(),
        (false, true) => format!("http://{text}"),
        (false, false) => format!("https://{text}"),
    };
    let sentence = "write scheme, host and port only, such as https://app.example.com";
    let url = Url::parse(&full).map_err(|error| format!("{sentence} ({error})"))?;
    let plain = matches!(url.path(), "/" | "") && url.query().is_none() && url.fragment().is_none();
    let anonymous = url.username().is_empty() && url.password().is_none();
    // A wildcard parses as a host; no browser ever sends it as an origin.
    let named = url.host_str().is_some_and(|host| !host.is_empty() && !host.contains('*'));
    (plain && anonymous && named).then_some(url).ok_or_else(|| sentence.to_owned())
}

/// `/` and letters, digits, dashes, dots; no slash at the end. Empty segments are refused.
pub(super) fn base_path(text: &str) -> Result<String, String> {
    let path = text.trim_end_matches('/');
    let segment = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
    };
    match path.strip_prefix('/') {
        Some(rest) if rest.split('/').all(segment) => Ok(path.to_owned()),
        _ => Err("write a path such as /auth".to_owned()),
    }
}

/// A filter of log lines. A single word that is no level would be taken for the name of a module,
/// and silence everything else.
pub(super) fn log_filter(text: &str) -> Result<String, String> {
    let is_level = |word: &str| word.parse::<LevelFilter>().is_ok();
    let is_plain = |part: &&str| !part.contains(['=', '[']);
    match text.split(',').map(str::trim).filter(is_plain).find(|word| !is_level(word)) {
        None => Ok(text.to_owned()),
        Some(word) => Err(format!(
            "{word} is no level: write error, warn, info, debug, trace or off, or a filter such as \
             info,backend=debug"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_scheme_host_and_port() {
        let shown = |text| origin(text).map(|url| url.origin().ascii_serialization());
        assert_eq!(shown("example.com").as_deref(), Ok("https://example.com"));
        assert_eq!(shown("localhost:3000").as_deref(), Ok("http://localhost:3000"));
        assert_eq!(shown("127.0.0.1:3000").as_deref(), Ok("http://127.0.0.1:3000"));
        assert_eq!(shown("tauri://localhost").map(|_| ()), Ok(()));
        for bad in ["https://a.b/path", "https://u:p@a.b", "https://a.b?x", "*", "a b"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn base_paths_have_no_empty_segments() {
        assert_eq!(base_path("/auth/").as_deref(), Ok("/auth"));
        assert_eq!(base_path("/api/v1").as_deref(), Ok("/api/v1"));
        for bad in ["auth", "/", "", "//a", "/{x}", "/a b"] {
            assert!(base_path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_log_filter_that_would_silence_everything_is_refused() {
        for good in ["info", "WARN", "off", "info,backend=debug", "warn, session::axum=trace"] {
            assert_eq!(log_filter(good).as_deref(), Ok(good));
        }
        for bad in ["loud", "info,backend"] {
            assert!(log_filter(bad).is_err(), "{bad}");
        }
    }
}
