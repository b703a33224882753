//! The rotation against a model: random interleavings of everything that happens to a session.
//!
//! The model (`model.rs`) is written from the decision table of the session engine's rules and
//! shares no code with the engine. Two engines on one database play two processes. After every
//! step the answer and the stored row must be what the model says: no false theft, no missed
//! theft, no session that comes back, no second live branch. Of two operations at once one comes
//! first, and the model says what follows from either order. Each process has a clock of its own;
//! on Postgres answers to commits are lost.
//!
//! That the test can fail was tried by breaking one rule of the engine at a time; it found each
//! (backend/session/docs/proofs.md has what it said):
//!
//! - the grace window: the parent is theft at once;
//! - its end: the parent is answered again for ever;
//! - the MAC is not checked;
//! - the conditional UPDATE does not ask for the generation;
//! - the User-Agent is not compared: in the grace window; among those who share a step;
//! - a token newer than its row counts as theft;
//! - the end of a restored row does not ask for the generation;
//! - the step of the rotation empties the payload;
//! - after a write whose answer was lost, the row is not read again;
//! - such a write is not remembered. (That it is remembered by more than its generation, and not
//!   for ever, `tests/store/unknown_outcomes.rs` shows: cases of that are too rare here.)

mod case;
mod engine;
mod model;
mod operation;
mod race;
mod world;

use anyhow::Result;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tests::{Database, on_postgres};
use tokio::runtime::Runtime;

use world::World;

/// Interleavings in a run of `cargo test`, on each engine. `MODEL_CASES` asks for more on SQLite,
/// `MODEL_POSTGRES_CASES` on Postgres, where each takes longer.
const SQLITE_CASES: u32 = 3_000;
const POSTGRES_CASES: u32 = 150;

#[test]
fn no_interleaving_surprises_the_model() {
    let runtime = runtime().expect("a runtime");
    let world = runtime.block_on(World::sqlite()).expect("two engines on one database");
    let surprise = play(&runtime, &world, asked("MODEL_CASES").unwrap_or(SQLITE_CASES));
    assert_eq!(surprise, None);
}

/// The same on Postgres, where the network loses the answers to commits.
#[tokio::test(flavor = "multi_thread")]
async fn no_lost_answer_surprises_the_model() -> Result<()> {
    on_postgres(|Database { url, .. }| async move {
        let cases = asked("MODEL_POSTGRES_CASES").unwrap_or(POSTGRES_CASES);
        // A thread of its own: unoptimised, a case is too large for the stack of a task.
        let playing = std::thread::Builder::new().stack_size(8 * 1024 * 1024).spawn(move || {
            let runtime = runtime()?;
            let world = runtime.block_on(World::postgres(&url))?;
            Ok::<_, anyhow::Error>(play(&runtime, &world, cases))
        })?;
        let played = tokio::task::spawn_blocking(|| playing.join()).await?;
        assert_eq!(played.expect("no panic")?, None);
        Ok(())
    })
    .await
}

fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

fn asked(variable: &str) -> Option<u32> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The first surprise, shrunk.
fn play(runtime: &Runtime, world: &World, cases: u32) -> Option<String> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&operation::cases(), |(off_by, operations)| {
        let played = runtime.block_on(world.play(off_by, &operations));
        played.map_err(|surprise| TestCaseError::fail(format!("{surprise:#}")))
    });
    let outcome = outcome.map_err(|failure| failure.to_string());
    outcome.and_then(|()| world.has_seen_everything().map_err(|error| error.to_string())).err()
}
