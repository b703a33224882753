//! An access token, raw and decoded.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use yew::prelude::*;

use crate::ui::CopyButton;

/// A JWT in its compact form (RFC 7519): as it is sent, and what its two readable parts say.
/// Nothing is verified here: that takes the public keys, and is the task of the service
/// that receives the token.
pub fn token_view(token: &str) -> Html {
    let mut parts = token.split('.');
    let header = decode(parts.next());
    let payload = decode(parts.next());
    html! {
        <div class="TokenView">
            <h2>{ "As it is sent" }</h2>
            <pre class="TokenView-raw" role="region" tabindex="0" aria-label="Access token, as it is sent"><code>{ token }</code></pre>
            <CopyButton text={token.to_owned()} />
            <h2>{ "Header" }</h2>
            <pre role="region" tabindex="0" aria-label="Header of the access token"><code>{ header }</code></pre>
            <h2>{ "Payload" }</h2>
            <pre role="region" tabindex="0" aria-label="Payload of the access token"><code>{ payload }</code></pre>
        </div>
    }
}

/// One part of a JWT as indented JSON.
fn decode(part: Option<&str>) -> String {
    let json = part.and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let json = json.and_then(|json| String::from_utf8(json).ok());
    let json = json.and_then(|json| serde_json::from_str::<Value>(&json).ok());
    let text = json.and_then(|json| serde_json::to_string_pretty(&json).ok());
    text.unwrap_or_else(|| "not readable".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_base64url_of_json() {
        assert_eq!(decode(Some("eyJhbGciOiJFUzI1NiJ9")), "{\n  \"alg\": \"ES256\"\n}");
        assert_eq!(decode(Some("?")), "not readable");
        assert_eq!(decode(None), "not readable");
    }
}
