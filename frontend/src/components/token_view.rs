//! An access token, raw and decoded.

use serde_json::Value;
use shared::decode_base64_text;
use yew::prelude::*;

use super::CopyButton;

/// A JWT in its compact form (RFC 7519): as it is sent, and what its two readable parts say.
/// Nothing is verified here: that takes the public keys, and is the business of whoever receives
/// the token.
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
    part.and_then(decode_base64_text)
        .filter(|text| serde_json::from_str::<Value>(text).is_ok())
        .map_or_else(|| "not readable".to_owned(), |json| indented(&json))
}

/// `json` with a line for each value. The text as it is, and not the values printed again: what
/// prints floating-point numbers would weigh on the page.
fn indented(json: &str) -> String {
    let mut lines = String::with_capacity(2 * json.len());
    let mut depth = 0;
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        if quoted || c == '"' {
            lines.push(c);
            quoted = if c == '"' && !escaped { !quoted } else { quoted };
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '{' | '[' => {
                depth += 1;
                lines.push(c);
                new_line(&mut lines, depth);
            }
            '}' | ']' => {
                depth -= 1;
                lines.truncate(lines.trim_end().len());
                if !lines.ends_with(['{', '[']) {
                    new_line(&mut lines, depth);
                }
                lines.push(c);
            }
            ',' => {
                lines.push(c);
                new_line(&mut lines, depth);
            }
            ':' => lines.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => lines.push(c),
        }
    }
    lines
}

fn new_line(lines: &mut String, depth: usize) {
    lines.push('\n');
    (0..depth).for_each(|_| lines.push_str("  "));
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

    #[test]
    fn indents_as_serde_json_does() {
        let json = serde_json::json!({
            "a\"b\\": [1, -0.5, {"c": ": {[,\\"}, "\u{e4}\n"],
            "d": {},
            "e": [],
            "f": [[null]],
        });
        assert_eq!(indented(&json.to_string()), format!("{json:#}"));
        assert_eq!(indented(&format!("{json:#}")), format!("{json:#}"));
    }
}
