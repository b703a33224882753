//! The client as a property machine: two tabs of one browser, two users, responses that come when the
//! case says so. Whatever the order, no call leaves with another session's cookies by way of a
//! retry, no response of one session changes what is kept of another, a session ends by a sign-out or
//! by the server only, a tab asks for one refresh of a session at a time, nobody is told a reason
//! that is not so, nothing of a session is kept after its end, and every call ends. Meanwhile the
//! network goes and comes, the server has faults, a frozen tab keeps the lock, and somebody sets the
//! clock.
//!
//! The fake browser stores the cookies of a response when it comes, even if its caller is gone, as real
//! ones do. What no client can help is the response to a request of *another* tab that comes after this
//! one has signed in: it is noted (`World::overwritten`) and excused until the next sign-in. Nor can
//! it tell two sessions apart if the browser throws away what scripts wrote of both
//! (`World::forgotten`).
//!
//! That the test can fail was tried by breaking one rule of the client at a time; it found each:
//!
//! - the handle is not compared before a call is sent again;
//! - it is not compared when a response comes;
//! - calls on their way are not aborted when the session is replaced;
//! - calls do not wait while it is replaced;
//! - the refresh is not spawned, and its caller is dropped;
//! - a fault of the server counts as a rejection;
//! - a refresh that runs is not joined;
//! - a message of another tab counts as it is.

mod checks;
mod machine;
mod operation;
mod server;
mod world;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use machine::Machine;
use operation::operations;

/// Interleavings in a run of `cargo test`. `MODEL_CASES` asks for more.
const CASES: u32 = 1_000;

#[test]
fn no_interleaving_mixes_two_sessions() {
    let asked = std::env::var("MODEL_CASES").ok().and_then(|cases| cases.parse().ok());
    let config =
        Config { cases: asked.unwrap_or(CASES), failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&operations(), |operations| {
        let machine = Machine::new();
        operations.iter().for_each(|operation| machine.play(operation));
        machine.finish();
        machine.verdict().map_err(TestCaseError::fail)
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
