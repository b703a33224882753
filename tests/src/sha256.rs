//! SHA-256 for tests that check the engine's: none of its code is used.

use aws_lc_rs::digest;

/// The bytes.
pub fn sha256(text: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, text.as_bytes()).as_ref().to_vec()
}

/// In hex, as `refreshTokenHash1` is (wire protocol 5.2).
pub fn sha256_hex(text: &str) -> String {
    sha256(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The vector of FIPS 180-2, appendix B.1.
#[cfg(test)]
#[test]
fn is_the_published_one() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256_hex("abc"), abc);
}
