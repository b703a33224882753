//! The rotation against a model: random interleavings of everything that happens to a session.
//!
//! The model (`model.rs`) is written from the decision table of the session engine's rules and
//! shares no code with the engine. Two engines on one database play two processes. After every
//! step the answer and the stored row must be what the model says: no false theft, no missed
//! theft, no session that comes back, no second live branch. Of two operations at once one comes
//! first, and the model says what follows from either order.
//!
//! That the test can fail was tried by breaking one rule of the engine at a time; it found each
//! (docs/proofs.md has what it said):
//!
//! - the grace window: the parent is theft at once;
//! - its end: the parent is answered again for ever;
//! - the MAC is not checked;
//! - the conditional UPDATE does not ask for the generation;
//! - the User-Agent is not compared: in the grace window; among those who share a step;
//! - a token newer than its row counts as theft;
//! - the end of a restored row does not ask for the generation;
//! - the step of the rotation empties the payload.

mod case;
mod engine;
mod model;
mod operation;
mod race;
mod world;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use operation::operations;
use world::World;

/// Interleavings in a run of `cargo test`. `MODEL_CASES` asks for more.
const CASES: u32 = 3_000;

#[test]
fn no_interleaving_surprises_the_model() {
    let asked = std::env::var("MODEL_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = asked.unwrap_or(CASES);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let world = runtime.block_on(World::new()).expect("two engines on one database");
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&operations(), |operations| {
        let played = runtime.block_on(world.play(&operations));
        played.map_err(|surprise| TestCaseError::fail(format!("{surprise:#}")))
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    world.has_seen_everything().expect("cases as they should be");
}
