//! Checks the signature in the browser, as another service would: with the public keys and nothing
//! else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::{JSON, Object, Reflect, Uint8Array};
use shared::Jwks;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;
use yew::prelude::*;

use crate::session::{use_query, use_session};
use crate::ui::{Tone, badge};

/// Props of [`Verification`].
#[derive(Properties, PartialEq)]
pub(super) struct VerificationProps {
    /// The token.
    pub token: AttrValue,
}

/// "The signature fits", or why nothing is known about it.
#[component]
pub(super) fn Verification(props: &VerificationProps) -> Html {
    let api = use_session().api();
    let verified = use_query(props.token.clone(), move |token| {
        let api = api;
        async move {
            let jwks = api.to(Jwks).send().await?;
            Ok(verify(&token, &jwks.to_string()).await.unwrap_or(None))
        }
    });
    match verified.data.as_deref() {
        Some(Some(true)) => badge(Tone::Live, "Checked here: it fits the public key"),
        Some(Some(false)) => badge(Tone::Gone, "It does not fit the public key"),
        Some(None) => badge(Tone::Low, "This browser cannot check it"),
        None => Html::default(),
    }
}

/// Does the signature fit? `Ok(None)` where there is no key for it.
async fn verify(token: &str, jwks: &str) -> Result<Option<bool>, JsValue> {
    let Some((signed, signature)) = token.rsplit_once('.') else { return Ok(None) };
    let Some((header, _)) = signed.split_once('.') else { return Ok(None) };
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let header = JSON::parse(&String::from_utf8(decode(header)).unwrap_or_default())?;
    let keys = js_sys::Array::from(&Reflect::get(&JSON::parse(jwks)?, &"keys".into())?);
    let kid = Reflect::get(&header, &"kid".into())?;
    let Some(key) =
        keys.iter().find(|key| Reflect::get(key, &"kid".into()).is_ok_and(|id| id == kid))
    else {
        return Ok(None);
    };
    let algorithm =
        algorithm(&Reflect::get(&header, &"alg".into())?.as_string().unwrap_or_default())?;
    let subtle = gloo_utils::window().crypto()?.subtle();
    let usages = js_sys::Array::of1(&"verify".into());
    let key = JsFuture::from(subtle.import_key_with_object(
        "jwk",
        key.unchecked_ref(),
        &algorithm,
        false,
        &usages,
    )?)
    .await?
    .unchecked_into::<CryptoKey>();
    let (signature, signed) =
        (Uint8Array::from(&*decode(signature)), Uint8Array::from(signed.as_bytes()));
    let fits = subtle.verify_with_object_and_buffer_source_and_buffer_source(
        &algorithm, &key, &signature, &signed,
    )?;
    Ok(JsFuture::from(fits).await?.as_bool())
}

/// The algorithm as WebCrypto names it; its parameters serve both calls.
fn algorithm(alg: &str) -> Result<Object, JsValue> {
    let object = Object::new();
    let name = match alg {
        "ES256" => "ECDSA",
        "EdDSA" => "Ed25519",
        _ => "RSASSA-PKCS1-v1_5",
    };
    for (member, value) in [("name", name), ("namedCurve", "P-256"), ("hash", "SHA-256")] {
        Reflect::set(&object, &member.into(), &value.into())?;
    }
    Ok(object)
}
