//! How long work at the database may take. A server that has vanished closes no socket: only a
//! deadline ends a call to it.

use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

use tokio::time::Instant;

use crate::{DbError, Result};

/// What one request may spend at the database: waiting for connections, reads, writes and second
/// tries together. Other work, such as hashing a password, does not count.
pub const REQUEST_BUDGET: Duration = Duration::from_secs(4);
/// What one write may spend of it, so that something is left to look whether it was stored.
pub const WRITE_LIMIT: Duration = Duration::from_millis(2_500);

tokio::task_local! {
    /// What is left for the request that this task answers.
    static LEFT: Cell<Duration>;
}

/// Runs the work of one request, which then has [`REQUEST_BUDGET`] for all its calls of the
/// database together. Outside of this each call has a budget of its own.
pub async fn for_one_request<F: Future>(work: F) -> F::Output {
    LEFT.scope(Cell::new(REQUEST_BUDGET), work).await
}

/// Runs one call of the database, or waits for one that another task makes. At the limit it is
/// dropped, and its connection with it.
///
/// # Errors
/// [`DbError::TimedOut`], and the call's own.
pub async fn spend<T>(limit: Duration, call: impl Future<Output = Result<T>>) -> Result<T> {
    let left = LEFT.try_with(Cell::get).unwrap_or(REQUEST_BUDGET);
    let start = now();
    let outcome = tokio::time::timeout(left.min(limit), call).await;
    // Outside of a request there is no account to keep.
    let _ = LEFT.try_with(|all| all.set(left.saturating_sub(now() - start)));
    outcome.unwrap_or(Err(DbError::TimedOut))
}

#[expect(clippy::disallowed_methods, reason = "a deadline is real time, whatever the clock says")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn takes(millis: u64) -> Result<u64> {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        Ok(millis)
    }

    #[tokio::test(start_paused = true)]
    async fn the_calls_of_one_request_share_its_budget() {
        let request = for_one_request(async {
            assert!(matches!(spend(WRITE_LIMIT, takes(3_000)).await, Err(DbError::TimedOut)));
            assert!(spend(REQUEST_BUDGET, takes(1_000)).await.is_ok());
            spend(REQUEST_BUDGET, takes(1_000)).await
        });
        assert!(matches!(request.await, Err(DbError::TimedOut)), "half a second was left");
    }

    #[tokio::test(start_paused = true)]
    async fn what_else_a_request_does_costs_it_nothing() {
        let request = for_one_request(async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            spend(REQUEST_BUDGET, takes(3_000)).await
        });
        assert!(request.await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn outside_of_a_request_each_call_has_a_budget_of_its_own() {
        for _ in 0..3 {
            assert!(spend(REQUEST_BUDGET, takes(3_000)).await.is_ok());
        }
    }
}
