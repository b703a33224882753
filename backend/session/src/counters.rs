//! What the engine counts, for monitoring: numbers that only go up, from the start of the
//! process.

use std::sync::atomic::{AtomicU64, Ordering};

/// The counters of one [`Sessions`](crate::Sessions), as [`Sessions::counters`] shows them.
///
/// [`Sessions::counters`]: crate::Sessions::counters
#[derive(Debug, Default)]
pub struct Counters {
    grace_hits: AtomicU64,
    shared_steps: AtomicU64,
    signatures_made: AtomicU64,
    signatures_checked: AtomicU64,
}

impl Counters {
    /// How many refreshes were answered with the tokens of a rotation that another refresh had
    /// made: within the grace window, or while the step was under way.
    ///
    /// Lost responses and several tabs make a few; many more are worth a look.
    #[must_use]
    pub fn grace_hits(&self) -> u64 {
        self.grace_hits.load(Ordering::Relaxed)
    }

    /// How many refreshes joined a step that was under way in this process, and saved a write.
    #[must_use]
    pub fn shared_steps(&self) -> u64 {
        self.shared_steps.load(Ordering::Relaxed)
    }

    /// How many access tokens were signed, those included that were handed out to no client.
    #[must_use]
    pub fn signatures_made(&self) -> u64 {
        self.signatures_made.load(Ordering::Relaxed)
    }

    /// How many signatures were checked by arithmetic. Every other token was remembered.
    #[must_use]
    pub fn signatures_checked(&self) -> u64 {
        self.signatures_checked.load(Ordering::Relaxed)
    }

    pub(crate) fn count_signature_made(&self) {
        self.signatures_made.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_signature_checked(&self) {
        self.signatures_checked.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_grace_hit(&self) {
        self.grace_hits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_shared_step(&self) {
        self.shared_steps.fetch_add(1, Ordering::Relaxed);
    }
}
