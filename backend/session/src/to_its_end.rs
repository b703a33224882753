//! Work that goes on to its end when the client that asked for it hangs up.

use db::budget::{WRITE_LIMIT, spend};
use tracing::Instrument;

/// Runs work in a task of its own: a client that hangs up meanwhile does not stop it. For a write
/// and what must follow its commit, such as a line in the audit log.
pub async fn to_its_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work.in_current_span()).await {
        Ok(outcome) => outcome,
        // The work's own panic goes on where the work was asked for.
        Err(failed) if failed.is_panic() => std::panic::resume_unwind(failed.into_panic()),
        // The runtime ends, and this task with it.
        Err(_) => std::future::pending().await,
    }
}

/// [`to_its_end`] for work at the database. The wait for it counts in the request's budget.
///
/// # Errors
/// The work's own; [`DbError::TimedOut`](db::DbError::TimedOut), and the work goes on.
pub async fn write_to_its_end<T: Send + 'static>(
    work: impl Future<Output = db::Result<T>> + Send + 'static,
) -> db::Result<T> {
    spend(WRITE_LIMIT, to_its_end(work)).await
}
