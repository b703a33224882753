//! Password hashing on threads of its own.
//!
//! One thread fewer than cores, so that requests that only verify keep a core, and at least one.
//! Each keeps its memory block: hashing on tokio's blocking pool with fresh memory each time takes
//! a server to gigabytes under a storm of sign-ins. The queue is bounded; a caller that finds it
//! full is told to come back.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use argon2::Block;
use tokio::sync::oneshot;

use super::argon;

pub use super::argon::{Check, PasswordError};

/// How many wait for each thread.
const QUEUE_PER_THREAD: usize = 32;
/// How long a caller waits for a hash.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// The hashing threads. They end when this is dropped.
pub struct PasswordHasher {
    queue: flume::Sender<Job>,
}

struct Job {
    work: Work,
    result: oneshot::Sender<Result<Outcome, PasswordError>>,
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

enum Outcome {
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
                    if !job.result.is_closed() {
                        let outcome = work_or_fail(&job.work, &mut memory);
                        // The request may have been abandoned meanwhile.
                        let _ = job.result.send(outcome);
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
            Outcome::Hashed(phc) => Ok(phc),
            Outcome::Checked(_) => Err(PasswordError::Failed("wrong outcome".to_owned())),
        }
    }

    /// Checks a password against a stored hash. Without one it does the same work and says wrong,
    /// so that an unknown address takes as long as a wrong password (ASVS 6.3.8).
    ///
    /// # Errors
    /// [`PasswordError::Overloaded`] when too many wait; [`PasswordError::Failed`] when the stored
    /// hash is not this app's.
    pub async fn check(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<Check, PasswordError> {
        match self.run(Work::Check { password, stored }).await? {
            Outcome::Checked(check) => Ok(check),
            Outcome::Hashed(_) => Err(PasswordError::Failed("wrong outcome".to_owned())),
        }
    }

    async fn run(&self, work: Work) -> Result<Outcome, PasswordError> {
        let (result, outcome) = oneshot::channel();
        self.queue.try_send(Job { work, result }).map_err(|_| PasswordError::Overloaded)?;
        match tokio::time::timeout(MAX_WAIT, outcome).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(PasswordError::Failed("a hashing thread ended".to_owned())),
            Err(_) => Err(PasswordError::Overloaded),
        }
    }
}

fn default_threads(cores: usize) -> usize {
    cores.saturating_sub(1).max(1)
}

/// A panic fails its own job, and the thread takes the next one.
fn work_or_fail(work: &Work, memory: &mut Vec<Block>) -> Result<Outcome, PasswordError> {
    // The memory holds nothing between two jobs, so what a panic leaves in it does no harm.
    let worked = catch_unwind(AssertUnwindSafe(|| do_work(work, memory)));
    worked.unwrap_or_else(|_| Err(PasswordError::Failed("the hashing panicked".to_owned())))
}

fn do_work(work: &Work, memory: &mut Vec<Block>) -> Result<Outcome, PasswordError> {
    match work {
        Work::Hash { password, salt } => argon::hash(password, salt, memory).map(Outcome::Hashed),
        // The same work for an address that is not known.
        Work::Check { password, stored: None } => {
            argon::hash(password, &[0; 16], memory)?;
            Ok(Outcome::Checked(Check::Wrong))
        }
        Work::Check { password, stored: Some(stored) } => {
            argon::check(password, stored, memory).map(Outcome::Checked)
        }
        #[cfg(test)]
        Work::Panic => std::panic::panic_any("on purpose"),
    }
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
    async fn a_panic_ends_one_hash_and_no_thread() {
        let hasher = PasswordHasher::start(Some(1));
        for _ in 0..3 {
            let failed = hasher.run(Work::Panic).await;
            assert!(matches!(failed, Err(PasswordError::Failed(_))));
        }
        assert_eq!(hasher.check("x".to_owned(), None).await.expect("checked"), Check::Wrong);
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
        let outcomes = futures_util::future::join_all(many).await;
        assert!(outcomes.iter().any(|outcome| matches!(outcome, Err(PasswordError::Overloaded))));
        assert!(outcomes.iter().any(Result::is_ok));
    }
}
