//! The arithmetic of password hashes: argon2id, and its PHC strings. Every call brings the memory
//! block of its thread.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;

/// Memory in KiB, passes, lanes: OWASP's argon2id minimum (security rule 7.4).
const PARAMS: (u32, u32, u32) = (19_456, 2, 1);
const OUTPUT_LEN: usize = 32;
/// The most memory (KiB), passes and lanes that a stored hash may ask for. A client of the database
/// that can write a row must not be able to stop the server with it: one such hash costs some
/// seventeen times a hash of [`PARAMS`], and 64 MiB while it is computed.
const MAX_STORED_PARAMS: (u32, u32, u32) = (65_536, 10, 4);

/// Why a password was neither hashed nor checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many are waiting.
    #[error("too many passwords are being hashed")]
    Overloaded,
    /// A stored hash is not this app's, or the library failed.
    #[error("cannot hash a password: {0}")]
    Failed(String),
}

/// The result of checking a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// It is not the password, or there is no such user.
    Wrong,
    /// It is the password.
    Right,
    /// It is, and its hash was made with weaker parameters: hash it again.
    RightButWeak,
}

/// Hashes a password to a PHC string.
pub(super) fn hash(
    password: &str,
    salt: &[u8],
    memory: &mut Vec<Block>,
) -> Result<String, PasswordError> {
    let params = default_params()?;
    let output = compute(password, salt, &params, memory)?;
    to_phc(salt, &params, &output)
}

/// Checks a password against a stored hash.
pub(super) fn check(
    password: &str,
    stored: &str,
    memory: &mut Vec<Block>,
) -> Result<Check, PasswordError> {
    let unreadable = || PasswordError::Failed("the stored hash is not argon2id".to_owned());
    let phc = PasswordHash::new(stored).map_err(|_| unreadable())?;
    let params = Params::try_from(&phc).map_err(|_| unreadable())?;
    let (Some(salt), Some(expected)) = (phc.salt, phc.hash) else {
        return Err(unreadable());
    };
    let (memory_cost, passes, lanes) = MAX_STORED_PARAMS;
    let is_absurd =
        params.m_cost() > memory_cost || params.t_cost() > passes || params.p_cost() > lanes;
    if phc.algorithm != ARGON2ID_IDENT || is_absurd {
        return Err(unreadable());
    }
    let output = compute(password, salt.as_ref(), &params, memory)?;
    if verify_slices_are_equal(&output, expected.as_bytes()).is_err() {
        return Ok(Check::Wrong);
    }
    let weak = params.m_cost() < PARAMS.0 || params.t_cost() < PARAMS.1;
    Ok(if weak { Check::RightButWeak } else { Check::Right })
}

fn compute(
    password: &str,
    salt: &[u8],
    params: &Params,
    memory: &mut Vec<Block>,
) -> Result<[u8; OUTPUT_LEN], PasswordError> {
    let failed = |error: argon2::Error| PasswordError::Failed(error.to_string());
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::new());
    }
    let mut output = [0; OUTPUT_LEN];
    let computed = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password_into_with_memory(
            password.as_bytes(),
            salt,
            &mut output,
            memory.as_mut_slice(),
        );
    give_back(memory)?;
    computed.map_err(failed)?;
    Ok(output)
}

/// What a larger stored hash needed beyond our own parameters goes back to the system.
fn give_back(memory: &mut Vec<Block>) -> Result<(), PasswordError> {
    let own = default_params()?.block_count();
    if memory.len() > own {
        memory.truncate(own);
        memory.shrink_to_fit();
    }
    Ok(())
}

fn default_params() -> Result<Params, PasswordError> {
    let (memory, passes, lanes) = PARAMS;
    Params::new(memory, passes, lanes, Some(OUTPUT_LEN))
        .map_err(|error| PasswordError::Failed(error.to_string()))
}

fn to_phc(salt: &[u8], params: &Params, output: &[u8]) -> Result<String, PasswordError> {
    let failed = |what: &str| PasswordError::Failed(format!("cannot write the {what}"));
    Ok(PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(|_| failed("parameters"))?,
        salt: Some(Salt::new(salt).map_err(|_| failed("salt"))?),
        hash: Some(Output::new(output).map_err(|_| failed("hash"))?),
    }
    .to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_hashes_are_noticed_and_absurd_ones_refused() {
        let memory = &mut Vec::new();
        let weak = Params::new(64, 1, 1, Some(OUTPUT_LEN)).expect("parameters");
        let output = compute("password", &[1; 16], &weak, memory).expect("computed");
        let phc = to_phc(&[1; 16], &weak, &output).expect("written");
        assert_eq!(check("password", &phc, memory).expect("checked"), Check::RightButWeak);
        let absurd = phc.replace("m=64,t=1", "m=4194304,t=1");
        assert!(check("password", &absurd, memory).is_err());
        assert!(check("password", "plain", memory).is_err());
    }

    fn stored_hash(memory: u32, passes: u32, lanes: u32) -> String {
        let params = Params::new(memory, passes, lanes, Some(OUTPUT_LEN)).expect("parameters");
        to_phc(&[1; 16], &params, &[0; OUTPUT_LEN]).expect("written")
    }

    #[test]
    fn a_stored_hash_pins_no_more_memory_than_our_own() {
        let own = default_params().expect("parameters").block_count();
        let mut memory = Vec::new();
        let checked = check("x", &stored_hash(65_536, 1, 4), &mut memory);
        assert_eq!(checked.expect("within the limits"), Check::Wrong);
        assert!(memory.capacity() <= own, "{} blocks", memory.capacity());
        for absurd in [(65_537, 1, 1), (64, 11, 1), (64, 1, 5), (262_144, 1, 1)] {
            let (memory_cost, passes, lanes) = absurd;
            let refused = check("x", &stored_hash(memory_cost, passes, lanes), &mut memory);
            assert!(refused.is_err(), "{absurd:?}");
        }
        assert!(memory.capacity() <= own);
    }
}
