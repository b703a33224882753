//! An access token, raw and decoded.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use shared::Timestamp;
use yew::prelude::*;

use crate::ui::{LocalTime, code_block, section};

/// A JWT in its compact form (RFC 7519): as it is sent, and what its two readable parts say.
/// `verification` stands below the signature.
pub fn token_view(token: &str, verification: Html) -> Html {
    let mut parts = token.split('.');
    let (header, payload) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let signature = parts.next().unwrap_or_default();
    let part = |number: &'static str, text: &str| html! { <span data-part={number}>{ text.to_owned() }</span> };
    html! {
        <div class="Page-columns Page-even">
            <div>
                { section("As it is sent", html! { <span class="num">{ format!("{} bytes", token.len()) }</span> }, html! {
                    <p class="Token" tabindex="0" role="region" aria-label="Access token, as it is sent">
                        { part("1", header) }{ "." }{ part("2", payload) }{ "." }{ part("3", signature) }
                    </p>
                }) }
                { claims("1", "Header", header) }
            </div>
            <div>
                { claims("2", "Payload", payload) }
                <section class="Section" data-part="3">
                    <div class="Section-head"><h2 class="Part">{ "Signature" }</h2></div>
                    <div class="Stack-s">
                        <p class="soft">{ "Made by the server over the two other parts. Change one letter and it no longer fits." }</p>
                        { verification }
                    </div>
                </section>
                { section("Use it", html! {}, code_block(format!("curl -H 'Authorization: Bearer {token}' \\\n  https://another-service.example/"))) }
            </div>
        </div>
    }
}

fn claims(number: &'static str, title: &'static str, part: &str) -> Html {
    let rows = decode(part).unwrap_or_default();
    html! {
        <section class="Section" data-part={number}>
            <div class="Section-head"><h2 class="Part">{ title }</h2></div>
            <dl class="Rows" aria-label={format!("{title} of the access token")}>
                { for rows.iter().map(|(name, value)| html! {
                    <div class="Claim">
                        <dt><code>{ name }</code></dt>
                        <dd><code>{ value.as_str().map_or_else(|| value.to_string(), str::to_owned) }</code></dd>
                        <dd>{ meaning(name) }{ moment(name, value) }</dd>
                    </div>
                }) }
            </dl>
        </section>
    }
}

/// A claim that is a moment, as one reads it.
fn moment(name: &str, value: &Value) -> Html {
    match (name, value.as_i64()) {
        ("iat" | "exp", Some(seconds)) => {
            html! { <LocalTime at={Timestamp::from_secs(seconds)} /> }
        }
        _ => Html::default(),
    }
}

/// What a claim of the protocol is for. Nothing for the app's own.
fn meaning(name: &str) -> &'static str {
    match name {
        "alg" => "How it is signed.",
        "kid" => "Which key. The public half is at /auth/jwt/jwks.json.",
        "typ" => "A JSON Web Token.",
        "version" => "Of the payload's form.",
        "sub" => "Who you are.",
        "rsub" => "The same, by your way of signing in.",
        "tId" => "The tenant you signed in to.",
        "sessionHandle" => "Names the session. Knowing it opens nothing.",
        "iss" => "Who made it.",
        "exp" => "When it ends, and a refresh is due: ",
        "iat" => "When it was made: ",
        "refreshTokenHash1" => "Ties it to one refresh token. Its first 24 digits cut your key.",
        "antiCsrfToken" => "Sent in a header as well, where that is asked for.",
        _ => "",
    }
}

/// One part of a JWT.
fn decode(part: &str) -> Option<Map<String, Value>> {
    let json = String::from_utf8(URL_SAFE_NO_PAD.decode(part).ok()?).ok()?;
    serde_json::from_str(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_base64url_of_json() {
        assert_eq!(decode("eyJhbGciOiJFUzI1NiJ9").expect("a header")["alg"], "ES256");
        assert!(decode("?").is_none());
    }
}
