//! What the page itself says about its API.

use gloo_utils::document;

/// The API's domain, as it stands in index.html: `<meta name="api-domain" content="…">`. Empty, or
/// without such a line, it is the page's own origin.
#[must_use]
pub fn api_domain_of_page() -> String {
    let line = document().query_selector("meta[name=api-domain]").ok().flatten();
    let domain = line.and_then(|line| line.get_attribute("content")).unwrap_or_default();
    domain.trim_end_matches('/').to_owned()
}
