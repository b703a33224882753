//! Key pairs: made, sealed, opened.

use anyhow::{Context, anyhow, bail};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair,
};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde_json::Value;
use shared::Timestamp;

use crate::clock::{Random, random_bytes};
use crate::keys::mac::signing_key_mac;
use crate::keys::server_keys::ServerKeys;
use crate::keys::signing_key::SigningKey;
use crate::store::StoredDuration;
use crate::store::signing_keys::{KeyState, SigningKeyRow};

/// Makes a key.
pub(crate) fn generate(
    algorithm: Algorithm,
    state: KeyState,
    server_keys: &ServerKeys,
    now: Timestamp,
    random: &dyn Random,
) -> anyhow::Result<SigningKeyRow> {
    let private = generate_private(algorithm)?;
    // `d-` says that the key is rotated (wire protocol 5.3).
    let kid = format!("d-{}-{}", now.as_millis(), hex::encode(random_bytes::<4>(random)?));
    let mut jwk = Jwk::from_encoding_key(&encoding_key(algorithm, &private)?, algorithm)?;
    jwk.common.key_id = Some(kid.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    let row = SigningKeyRow {
        kid,
        algorithm: name(algorithm)?.to_owned(),
        state,
        token_validity: StoredDuration::default(),
        public_jwk: serde_json::to_string(&jwk)?,
        sealed_private: Vec::new(),
        key_id: String::new(),
        mac: Vec::new(),
        created_at: now,
        changed_at: now,
    };
    seal(row, &private, server_keys, random)
}

/// The row with its private part sealed, and its MAC made, under the current server key.
pub(crate) fn seal(
    row: SigningKeyRow,
    private: &[u8],
    server_keys: &ServerKeys,
    random: &dyn Random,
) -> anyhow::Result<SigningKeyRow> {
    let key = server_keys.current();
    let sealed_private = key.seal(private, &context(&row), random)?;
    let row = SigningKeyRow { sealed_private, key_id: key.id_text(), ..row };
    let mac = signing_key_mac(key, &row);
    Ok(SigningKeyRow { mac, ..row })
}

/// The private part of a genuine row.
pub(crate) fn unseal(row: &SigningKeyRow, server_keys: &ServerKeys) -> anyhow::Result<Vec<u8>> {
    let key = server_keys.find_text(&row.key_id);
    let key = key.ok_or_else(|| anyhow!("the server key of signing key {} is gone", row.kid))?;
    key.open(&row.sealed_private, &context(row))
        .with_context(|| format!("signing key {} does not open", row.kid))
}

/// A genuine row, ready to verify, and to sign if it is the active one.
pub(crate) fn open(row: &SigningKeyRow, server_keys: &ServerKeys) -> anyhow::Result<SigningKey> {
    let mut key = open_public(row)?;
    if row.state == KeyState::Active {
        key.encoding = Some(encoding_key(key.algorithm, &unseal(row, server_keys)?)?);
    }
    Ok(key)
}

fn open_public(row: &SigningKeyRow) -> anyhow::Result<SigningKey> {
    let public_jwk: Value = serde_json::from_str(&row.public_jwk)
        .with_context(|| format!("signing key {}: its public part is no JSON", row.kid))?;
    let decoding = DecodingKey::from_jwk(&serde_json::from_value(public_jwk.clone())?)?;
    let algorithm = row.algorithm.parse()?;
    let (kid, changed_at) = (row.kid.clone(), row.changed_at);
    Ok(SigningKey { kid, algorithm, decoding, encoding: None, public_jwk, changed_at })
}

/// What a sealed key is bound to: it cannot be moved to another row.
fn context(row: &SigningKeyRow) -> Vec<u8> {
    format!("{} {}", row.kid, row.algorithm).into_bytes()
}

/// The name of an algorithm in a token's header.
pub(crate) fn name(algorithm: Algorithm) -> anyhow::Result<&'static str> {
    match algorithm {
        Algorithm::ES256 => Ok("ES256"),
        Algorithm::EdDSA => Ok("EdDSA"),
        Algorithm::RS256 => Ok("RS256"),
        other => bail!("{other:?} is not a supported algorithm"),
    }
}

/// PKCS #8, but for RSA, which the JWT library takes as PKCS #1.
#[expect(clippy::disallowed_methods, reason = "the library draws for its own keys")]
fn generate_private(algorithm: Algorithm) -> anyhow::Result<Vec<u8>> {
    let failed = |_| anyhow!("cannot make a {algorithm:?} key");
    let random = SystemRandom::new();
    match algorithm {
        Algorithm::ES256 => {
            let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
            Ok(key.map_err(failed)?.as_ref().to_vec())
        }
        Algorithm::EdDSA => {
            // Version 1, without the public part: the form that the JWT library measures.
            let key = Ed25519KeyPair::generate_pkcs8v1(&random);
            Ok(key.map_err(failed)?.as_ref().to_vec())
        }
        Algorithm::RS256 => {
            let key = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
            let pkcs8: Pkcs8V1Der<'static> = key.as_der().map_err(failed)?;
            pkcs1_of_rsa_2048(pkcs8.as_ref())
        }
        other => bail!("{other:?} is not a supported algorithm"),
    }
}

/// The PKCS #1 key inside the PKCS #8 one (RFC 5208): behind a head of 22 bytes, an OCTET STRING
/// with a length of two bytes.
fn pkcs1_of_rsa_2048(pkcs8: &[u8]) -> anyhow::Result<Vec<u8>> {
    const HEAD: usize = 22;
    match pkcs8.get(HEAD..) {
        Some([0x04, 0x82, high, low, key @ ..])
            if key.len() == usize::from(*high) << 8 | usize::from(*low) =>
        {
            Ok(key.to_vec())
        }
        _ => bail!("the new RSA key is not in the expected form"),
    }
}

fn encoding_key(algorithm: Algorithm, private: &[u8]) -> anyhow::Result<EncodingKey> {
    match algorithm {
        Algorithm::ES256 => Ok(EncodingKey::from_ec_der(private)),
        Algorithm::EdDSA => Ok(EncodingKey::from_ed_der(private)),
        Algorithm::RS256 => Ok(EncodingKey::from_rsa_der(private)),
        other => bail!("{other:?} is not a supported algorithm"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::OsRandom;
    use crate::keys::server_key::ServerKey;

    #[test]
    fn every_algorithm_signs_what_its_public_part_verifies() {
        let server_keys = ServerKeys::of(ServerKey::new(&[7; 32]).expect("a key"));
        for algorithm in [Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256] {
            let row =
                generate(algorithm, KeyState::Active, &server_keys, Timestamp::EPOCH, &OsRandom);
            let key = open(&row.expect("generated"), &server_keys).expect("opened");
            let private = key.encoding().expect("active");
            let signature =
                jsonwebtoken::crypto::sign(b"text", private, algorithm).expect("signed");
            let good = jsonwebtoken::crypto::verify(&signature, b"text", &key.decoding, algorithm);
            assert!(good.expect("verified"), "{algorithm:?}");
            let members = key.public_jwk.as_object().expect("an object");
            assert_eq!(members["kid"], key.kid.as_str());
            assert_eq!(
                (&members["use"], members["alg"].as_str()),
                (&"sig".into(), name(algorithm).ok())
            );
            assert!(!members.contains_key("d"), "public members only");
        }
    }

    #[test]
    fn a_key_opens_in_its_own_row_only() {
        let server_keys = ServerKeys::of(ServerKey::new(&[7; 32]).expect("a key"));
        let row =
            generate(Algorithm::ES256, KeyState::Active, &server_keys, Timestamp::EPOCH, &OsRandom);
        let mut moved = row.expect("generated");
        moved.kid = "d-6-00000000".to_owned();
        assert!(open(&moved, &server_keys).is_err());
    }
}
