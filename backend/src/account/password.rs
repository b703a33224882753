//! Password hashing: argon2id on threads of its own.
//!
//! One thread fewer than cores, so that requests that only verify keep a core, and at least one.
//! Each keeps its memory block: hashing on tokio's blocking pool with fresh memory each time takes a
//! server to gigabytes under a storm of sign-ins. The queue is bounded; a caller that finds it full
//! is told to come back.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use tokio::sync::oneshot;

/// Memory in KiB, passes, lanes: OWASP's argon2id minimum (security rule 7.4).
const PARAMS: (u32, u32, u32) = (19_456, 2, 1);
const OUTPUT_LEN: usize = 32;
/// The most memory (KiB), passes and lanes that a stored hash may ask for. A client of the database
/// that can write a row must not be able to stop the server with it: one such hash costs some
/// seventeen times a hash of [`PARAMS`], and 64 MiB while it is computed.
const MAX_STORED_PARAMS: (u32, u32, u32) = (65_536, 10, 4);
/// How many wait for each thread.
const QUEUE_PER_THREAD: usize = 32;
/// How long somebody waits for a hash.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many are waiting.
    #[error("too many passwords are being hashed")]
    Overloaded,
    /// A stored hash is not one of ours, or the library failed.
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

/// The hashing threads. They end when this is dropped.
pub struct PasswordHasher {
    queue: flume::Sender<Job>,
}

struct Job {
    work: Work,
    reply: oneshot::Sender<Result<Answer, PasswordError>>,
}

enum Work {
    Hash {
        password: String,
        salt: [u8; 16],
    },
    Check {
        password: String,
        stored: Option<String>,
    },
    /// Work that fails as no work should.
    #[cfg(test)]
    Panic,
}

enum Answer {
    Hashed(String),
    Checked(Check),
}

impl PasswordHasher {
    /// Starts the threads: `permits`, or one fewer than cores and at least one.
    #[must_use]
    pub fn start(permits: Option<usize>) -> Self {
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = permits.unwrap_or_else(|| default_threads(cores()));
        let (queue, jobs) = flume::bounded::<Job>(threads * QUEUE_PER_THREAD);
        for _ in 0..threads {
            let jobs = jobs.clone();
            thread::spawn(move || {
                let mut memory = Vec::new();
                for job in jobs {
                    // An abandoned request is not worth a hash.
                    if !job.reply.is_closed() {
                        let answer = work_or_fail(&job.work, &mut memory);
                        // The request may have been abandoned meanwhile.
                        let _ = job.reply.send(answer);
                    }
                }
            });
        }
        Self { queue }
    }

    /// Hashes a password (normalised, see `shared::rules::password`) to a PHC string.
    ///
    /// # Errors
    /// [`PasswordError::Overloaded`] when too many wait.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, PasswordError> {
        match self.run(Work::Hash { password, salt }).await? {
            Answer::Hashed(phc) => Ok(phc),
            Answer::Checked(_) => Err(PasswordError::Failed("wrong answer".to_owned())),
        }
    }

    /// Checks a password against a stored hash. Without one it does the same work and says wrong,
    /// so that an unknown address takes as long as a wrong password (ASVS 6.3.8).
    ///
    /// # Errors
    /// [`PasswordError::Overloaded`] when too many wait; [`PasswordError::Failed`] when the stored
    /// hash is not one of ours.
    pub async fn check(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<Check, PasswordError> {
        match self.run(Work::Check { password, stored }).await? {
            Answer::Checked(check) => Ok(check),
            Answer::Hashed(_) => Err(PasswordError::Failed("wrong answer".to_owned())),
        }
    }

    async fn run(&self, work: Work) -> Result<Answer, PasswordError> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Job { work, reply }).map_err(|_| PasswordError::Overloaded)?;
        match tokio::time::timeout(MAX_WAIT, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(PasswordError::Failed("a hashing thread ended".to_owned())),
            Err(_) => Err(PasswordError::Overloaded),
        }
    }
}

fn default_threads(cores: usize) -> usize {
    cores.saturating_sub(1).max(1)
}

/// A panic fails its own job, and the thread takes the next one.
fn work_or_fail(work: &Work, memory: &mut Vec<Block>) -> Result<Answer, PasswordError> {
    // The memory holds nothing between two jobs, so what a panic leaves in it does no harm.
    let worked = catch_unwind(AssertUnwindSafe(|| do_work(work, memory)));
    worked.unwrap_or_else(|_| Err(PasswordError::Failed("the hashing panicked".to_owned())))
}

fn do_work(work: &Work, memory: &mut Vec<Block>) -> Result<Answer, PasswordError> {
    match work {
        Work::Hash { password, salt } => {
            let params = default_params()?;
            let output = compute(password, salt, &params, memory)?;
            to_phc(salt, &params, &output).map(Answer::Hashed)
        }
        Work::Check { password, stored: None } => {
            compute(password, &[0; 16], &default_params()?, memory)?;
            Ok(Answer::Checked(Check::Wrong))
        }
        Work::Check { password, stored: Some(stored) } => {
            check(password, stored, memory).map(Answer::Checked)
        }
        #[cfg(test)]
        Work::Panic => std::panic::panic_any("on purpose"),
    }
}

fn check(password: &str, stored: &str, memory: &mut Vec<Block>) -> Result<Check, PasswordError> {
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

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let hasher = PasswordHasher::start(Some(1));
        let phc = hasher.hash("correct horse".to_owned(), [1; 16]).await.expect("hashed");
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        let check = |password: &str| hasher.check(password.to_owned(), Some(phc.clone()));
        assert_eq!(check("correct horse").await.expect("checked"), Check::Right);
        assert_eq!(check("correct horsf").await.expect("checked"), Check::Wrong);
        assert_eq!(hasher.check("x".to_owned(), None).await.expect("checked"), Check::Wrong);
    }

    #[tokio::test]
    async fn weak_hashes_are_noticed_and_absurd_ones_refused() {
        let hasher = PasswordHasher::start(Some(1));
        let weak = Params::new(64, 1, 1, Some(OUTPUT_LEN)).expect("parameters");
        let output = compute("password", &[1; 16], &weak, &mut Vec::new()).expect("computed");
        let phc = to_phc(&[1; 16], &weak, &output).expect("written");
        let check = hasher.check("password".to_owned(), Some(phc.clone())).await;
        assert_eq!(check.expect("checked"), Check::RightButWeak);
        let absurd = phc.replace("m=64,t=1", "m=4194304,t=1");
        assert!(hasher.check("password".to_owned(), Some(absurd)).await.is_err());
        assert!(hasher.check("password".to_owned(), Some("plain".to_owned())).await.is_err());
    }

    #[tokio::test]
    async fn a_panic_ends_one_hash_and_no_thread() {
        let hasher = PasswordHasher::start(Some(1));
        for _ in 0..3 {
            let failed = hasher.run(Work::Panic).await;
            assert!(matches!(failed, Err(PasswordError::Failed(_))));
        }
        assert_eq!(hasher.check("x".to_owned(), None).await.expect("checked"), Check::Wrong);
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

    #[test]
    fn one_core_is_left_to_the_rest_if_there_are_two() {
        for (cores, threads) in [(1, 1), (2, 1), (3, 2), (16, 15)] {
            assert_eq!(default_threads(cores), threads);
        }
    }

    #[tokio::test]
    async fn a_full_queue_says_so() {
        let hasher = PasswordHasher::start(Some(1));
        let many = (0..QUEUE_PER_THREAD + 2).map(|_| hasher.check("x".to_owned(), None));
        let answers = futures_util::future::join_all(many).await;
        assert!(answers.iter().any(|a| matches!(a, Err(PasswordError::Overloaded))));
        assert!(answers.iter().any(Result::is_ok));
    }
}
