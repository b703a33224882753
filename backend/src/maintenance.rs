//! What must be done again and again while sessions are served: the signing keys rotate, and what
//! has expired leaves the database.

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::activity::purge::ActivityRounds;
use crate::state::AppState;
use db::Db;
use session::{PurgeRounds, Sessions, SigningKeyError};

/// Rotates the signing keys of a [`Sessions`] and reads them again, at least every half minute: a
/// key that was withdrawn elsewhere must stop verifying here within a minute. Every five minutes it
/// deletes expired sessions, and activity that was kept for long enough. Dropped, it ends.
///
/// An app that serves sessions by other means than [`build`](crate::build) or
/// [`serve::run`](crate::serve::run) starts one beside the server, once for each [`Sessions`].
#[derive(Debug)]
#[must_use = "dropped, it ends, and the signing keys grow old"]
pub struct Maintenance(JoinHandle<SigningKeyError>);

impl Maintenance {
    /// Begins, by warming the generator of signatures.
    pub fn of(state: &AppState) -> Self {
        let retention = state.config.activity_retention;
        let activity = OldActivity { db: state.db.clone(), retention, rounds: Default::default() };
        Self(tokio::spawn(run(state.sessions.clone(), Some(activity))))
    }

    /// The same for an app that has nothing of this one's but its sessions.
    pub fn start(sessions: Sessions) -> Self {
        Self(tokio::spawn(run(sessions, None)))
    }

    /// Has it ended by itself? Then the signing keys grow old, and the process must be restarted.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.0.is_finished()
    }

    /// Why it ended by itself: the active signing key is one that this process cannot open, and
    /// then the process must stop. It waits for as long as all is well.
    ///
    /// # Errors
    /// When maintenance itself panicked.
    pub async fn failed(&mut self) -> anyhow::Result<SigningKeyError> {
        Ok((&mut self.0).await?)
    }
}

/// What `GET /healthz` says is wrong. `maintenance` is the application's own, if it runs one;
/// [`serve::run`](crate::serve::run) stops the whole process instead when its maintenance ends.
pub(crate) fn fault(maintenance: Option<&Maintenance>) -> Option<&'static str> {
    maintenance
        .filter(|maintenance| maintenance.has_ended())
        .map(|_| "maintenance has ended, see the log: restart with the server key that is in use")
}

impl Drop for Maintenance {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The activity that is too old.
struct OldActivity {
    db: Db,
    retention: Duration,
    rounds: ActivityRounds,
}

async fn run(sessions: Sessions, mut activity: Option<OldActivity>) -> SigningKeyError {
    let warm = sessions.clone();
    let warmed = tokio::task::spawn_blocking(move || warm.warm_up()).await;
    if let Err(error) = warmed {
        tracing::error!(%error, "cannot warm up");
    }
    let mut purge = PurgeRounds::default();
    loop {
        tokio::time::sleep(sessions.keys().maintenance_interval()).await;
        match sessions.maintain().await {
            Ok(()) => {}
            Err(error @ SigningKeyError::SealedElsewhere { .. }) => {
                tracing::error!(%error, "cannot go on");
                return error;
            }
            // The database is away, perhaps. The keys stay as they were.
            Err(SigningKeyError::Fault(error)) => {
                tracing::warn!(error = format!("{error:#}"), "cannot keep the signing keys");
            }
        }
        // What could not be purged now is purged in one of the next rounds.
        if let Err(error) = sessions.purge_if_due(&mut purge).await {
            tracing::warn!(%error, "cannot purge what has expired");
        }
        if let Some(OldActivity { db, retention, rounds }) = &mut activity
            && let Err(error) = rounds.run_if_due(db, *retention, sessions.now()).await
        {
            tracing::warn!(%error, "cannot purge the activity");
        }
    }
}
