//! A rate limiter: one caller per interval, however many come at once.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use shared::Timestamp;

/// A pause between looks, by the application's clock.
pub(crate) struct Cooldown {
    pause: Duration,
    /// When the last look was, in milliseconds: a moment does not fit in an atomic.
    last: AtomicI64,
}

impl Cooldown {
    /// A pause that has not begun.
    pub(crate) fn of(pause: Duration) -> Self {
        Self { pause, last: AtomicI64::new(0) }
    }

    /// May the caller look? Of those who ask at once, one may.
    pub(crate) fn take(&self, now: Timestamp) -> bool {
        let last = self.last.load(Ordering::Relaxed);
        // The clock may have been set back: a pause in the future would never end.
        let is_over = now.abs_diff(Timestamp::from_millis(last)) >= self.pause;
        let (new, order) = (now.as_millis(), Ordering::Relaxed);
        is_over && self.last.compare_exchange(last, new, order, order).is_ok()
    }

    /// Another look was made without asking: the pause begins anew.
    pub(crate) fn begin(&self, now: Timestamp) {
        self.last.store(now.as_millis(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::AtomicU32;

    use super::*;

    #[test]
    fn of_many_at_once_one_may_look() {
        const THREADS: usize = 8;
        const ROUNDS: u32 = 500;
        const PAUSE: Duration = Duration::from_millis(500);
        let (cooldown, barrier) = (Cooldown::of(PAUSE), Barrier::new(THREADS));
        let looks = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for round in 1..=ROUNDS {
                        barrier.wait();
                        if cooldown.take(Timestamp::EPOCH + PAUSE * round) {
                            looks.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        assert_eq!(looks.into_inner(), ROUNDS);
    }

    #[test]
    fn the_pause_is_kept_whichever_way_the_clock_is_set() {
        let (cooldown, at) = (Cooldown::of(Duration::from_millis(500)), Timestamp::from_millis);
        assert!(cooldown.take(at(10_000)));
        assert!(!cooldown.take(at(10_499)));
        assert!(cooldown.take(at(10_500)));
        assert!(!cooldown.take(at(10_001)));
        assert!(cooldown.take(at(10_000)));
        cooldown.begin(at(20_000));
        assert!(!cooldown.take(at(20_499)));
    }
}
