//! Public keys as libraries take them: DER and PEM.

use base64::prelude::{BASE64_STANDARD, Engine};

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
/// id-ecPublicKey and prime256v1, as object identifiers.
const P256: [&[u8]; 2] = [
    &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
    &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
];
/// rsaEncryption, and the null that goes with it.
const RSA: [&[u8]; 2] =
    [&[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01], &[0x05, 0x00]];

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let len = content.len();
    let length = match len.to_be_bytes() {
        [.., _] if len < 0x80 => vec![len as u8],
        [.., one] if len < 0x100 => vec![0x81, one],
        [.., two, one] => vec![0x82, two, one],
    };
    [[tag].as_slice(), &length, &content].concat()
}

fn bits(content: &[u8]) -> Vec<u8> {
    der(BIT_STRING, &[&[0], content])
}

/// A positive number: where its first bit is set, a zero in front keeps its sign.
fn number(bytes: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if bytes.first().is_some_and(|byte| *byte >= 0x80) { &[0] } else { &[] };
    der(INTEGER, &[sign, bytes])
}

fn spki(algorithm: [&[u8]; 2], key: &[u8]) -> Vec<u8> {
    der(SEQUENCE, &[&der(SEQUENCE, &algorithm), &bits(key)])
}

/// `SubjectPublicKeyInfo` of a P-256 key, given its uncompressed point.
pub(crate) fn spki_of_point(point: &[u8]) -> Vec<u8> {
    spki(P256, point)
}

/// `RSAPublicKey` (RFC 8017).
pub(crate) fn rsa_key(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    der(SEQUENCE, &[&number(modulus), &number(exponent)])
}

/// `SubjectPublicKeyInfo` of an RSA key, given its `RSAPublicKey`.
pub(crate) fn spki_of_rsa(key: &[u8]) -> Vec<u8> {
    spki(RSA, key)
}

/// As in a file: 64 characters a line.
pub(crate) fn pem(name: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let mut lines = String::new();
    for (at, character) in text.chars().enumerate() {
        if at > 0 && at % 64 == 0 {
            lines.push('\n');
        }
        lines.push(character);
    }
    format!("-----BEGIN {name}-----\n{lines}\n-----END {name}-----\n")
}
