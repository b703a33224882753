//! An attacker who has a good token to look at, and a key of their own to sign with.

use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::{Map, Value, json};
use session::store::StoredDuration;
use session::store::signing_keys::{self, KeyState, SigningKeyRow};
use session::{ServerKey, signing_key_mac};
use tests::{Call, Reply, SECRET_KEY, TestApp};

/// A good token, taken apart, and the means to sign anything as another user.
pub(crate) struct Forger {
    pub(crate) app: TestApp,
    pub(crate) header: Map<String, Value>,
    pub(crate) payload: Map<String, Value>,
    key: OwnKey,
}

/// A P-256 key pair that the application has never heard of.
pub(crate) struct OwnKey {
    signs: EncodingKey,
    /// Signed by the key itself, as DER.
    pub(crate) certificate: Vec<u8>,
}

impl OwnKey {
    pub(crate) fn new() -> Result<Self> {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let certificate = CertificateParams::default().self_signed(&pair)?.der().to_vec();
        Ok(Self { signs: EncodingKey::from_ec_der(pair.serialized_der()), certificate })
    }

    /// The public part, under this name.
    pub(crate) fn jwk(&self, kid: &str) -> Result<Value> {
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&self.signs, Algorithm::ES256)?)?;
        jwk["kid"] = json!(kid);
        Ok(jwk)
    }
}

pub(crate) fn encode(part: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(part.to_string())
}

fn decode(part: &str) -> Result<Map<String, Value>> {
    Ok(serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part)?)?)
}

impl Forger {
    pub(crate) async fn new() -> Result<Self> {
        Self::with(&[]).await
    }

    pub(crate) async fn with(settings: &[(&str, &str)]) -> Result<Self> {
        let app = TestApp::with(settings).await?;
        let token = app.signed_in().await?.access()?;
        let mut parts = token.split('.');
        let mut part = || decode(parts.next().context("a part")?);
        Ok(Self { app, header: part()?, payload: part()?, key: OwnKey::new()? })
    }

    pub(crate) fn key(&self) -> &OwnKey {
        &self.key
    }

    pub(crate) fn header(&self, name: &str, value: Value) -> Value {
        let mut header = self.header.clone();
        header.insert(name.to_owned(), value);
        Value::Object(header)
    }

    /// Signed by a key of our own, under the real key's name.
    pub(crate) fn signed(&self, header: &Value, payload: &Value) -> Result<String> {
        let text = format!("{}.{}", encode(header), encode(payload));
        let key = &self.key.signs;
        let signature = jsonwebtoken::crypto::sign(text.as_bytes(), key, Algorithm::ES256)?;
        Ok(format!("{text}.{signature}"))
    }

    /// The same key in the application's table, with a MAC under the server key: what it signs is wrong in one way only.
    pub(crate) async fn plant_key(&self) -> Result<Value> {
        let secret = BASE64_STANDARD.decode(SECRET_KEY)?;
        let server_key = ServerKey::new(secret.as_slice().try_into()?)?;
        let mut row = SigningKeyRow {
            kid: "planted".to_owned(),
            algorithm: "ES256".to_owned(),
            state: KeyState::Retiring,
            public_jwk: self.key.jwk("planted")?.to_string(),
            sealed_private: Vec::new(),
            key_id: server_key.id_text(),
            mac: Vec::new(),
            token_validity: StoredDuration::default(),
            created_at: self.app.now(),
            changed_at: self.app.now(),
        };
        row.mac = signing_key_mac(&server_key, &row);
        let write =
            self.app.state.db.write(async move |tx| signing_keys::insert_if_free(tx, &row).await);
        anyhow::ensure!(write.await?, "the place is taken");
        self.app.state.sessions.keys().reload().await?;
        Ok(self.header("kid", json!("planted")))
    }

    pub(crate) async fn present(&self, token: &str) -> Result<Reply> {
        let bearer = format!("Bearer {token}");
        self.app.send(Call::get("/getSession").header("authorization", bearer)).await
    }

    pub(crate) async fn is_refused(&self, token: &str, what: &str) -> Result<()> {
        let reply = self.present(token).await?;
        assert_eq!(reply.status, 401, "{what}: {}", reply.text());
        assert!(reply.error_type().is_some(), "{what}");
        assert!(reply.says_nothing_of_the_session(), "{what}");
        let cookie = format!("sAccessToken={token}");
        let reply = self.app.send(Call::get("/getSession").header("cookie", cookie)).await?;
        assert_eq!(reply.status, 401, "{what}, as a cookie");
        Ok(())
    }
}
