//! Headers of every response, errors and files included (security rules 6.6 and 6.7).

use aws_lc_rs::digest;
use axum::http::{HeaderName, HeaderValue, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tower::layer::util::{Identity, Stack};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::ServerConfig;

/// One header, unless the response has it already; nothing if there is no value.
pub type Header = SetResponseHeaderLayer<Option<HeaderValue>>;
/// The headers as layers, one inside the other.
pub type Headers =
    Stack<Header, Stack<Header, Stack<Header, Stack<Header, Stack<Header, Identity>>>>>;

/// The layer: content security policy, `nosniff`, referrer and opener policy, and with https the
/// order to use nothing else. A header that a response has already stays.
///
/// The policy allows the one inline script that trunk writes into index.html, by its
/// hash, taken from the built file at start.
pub fn layer(config: &ServerConfig) -> tower::ServiceBuilder<Headers> {
    let index = std::fs::read_to_string(config.dist_dir.join("index.html")).unwrap_or_default();
    let hsts =
        config.https.then(|| HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    tower::ServiceBuilder::new()
        .layer(set(header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy(&index)).ok()))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, Some(HeaderValue::from_static("nosniff"))))
        .layer(set(header::REFERRER_POLICY, Some(HeaderValue::from_static("same-origin"))))
        .layer(set(
            HeaderName::from_static("cross-origin-opener-policy"),
            Some(HeaderValue::from_static("same-origin")),
        ))
        .layer(set(header::STRICT_TRANSPORT_SECURITY, hsts))
}

fn set(name: HeaderName, value: Option<HeaderValue>) -> Header {
    SetResponseHeaderLayer::if_not_present(name, value)
}

fn policy(index: &str) -> String {
    let mut scripts = "'self' 'wasm-unsafe-eval'".to_owned();
    for script in inline_scripts(index) {
        let hash = digest::digest(&digest::SHA256, script.as_bytes());
        scripts.push_str(&format!(" 'sha256-{}'", STANDARD.encode(hash)));
    }
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; connect-src 'self'; \
         font-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}

/// The text of each `<script>` without a `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (tag, rest) = rest.split_once('>')?;
        let (text, _) = rest.split_once("</script>")?;
        (!tag.contains("src=")).then_some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_inline_scripts_by_their_hash() {
        let html = r#"<script src="/a.js"></script><script type="module">alert(1)</script>"#;
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["alert(1)"]);
        let hash = STANDARD.encode(digest::digest(&digest::SHA256, b"alert(1)"));
        assert!(policy(html).contains(&format!("'sha256-{hash}'")));
        assert!(!policy("").contains("sha256"));
    }
}
