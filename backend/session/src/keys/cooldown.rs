//! At most one look per pause, however many ask at once.

use std::sync::atomic::{AtomicI64, Ordering};

/// A pause between looks, in ms of the application's clock.
pub(crate) struct Cooldown {
    pause: i64,
    last: AtomicI64,
}

impl Cooldown {
    /// A pause that has not begun.
    pub(crate) fn of(pause: i64) -> Self {
        Self { pause, last: AtomicI64::new(0) }
    }

    /// May the caller look? Of those who ask at once, one may.
    pub(crate) fn take(&self, now: i64) -> bool {
        let last = self.last.load(Ordering::Relaxed);
        // The clock may have been set back: a pause in the future would never end.
        let is_over = now.saturating_sub(last).saturating_abs() >= self.pause;
        is_over
            && self.last.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Somebody looked without asking: the pause begins anew.
    pub(crate) fn begin(&self, now: i64) {
        self.last.store(now, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn of_many_at_once_one_may_look() {
        const THREADS: usize = 8;
        const ROUNDS: i64 = 500;
        let (cooldown, barrier) = (Cooldown::of(500), Barrier::new(THREADS));
        let looks = AtomicI64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for round in 1..=ROUNDS {
                        barrier.wait();
                        if cooldown.take(round * 500) {
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
        let cooldown = Cooldown::of(500);
        assert!(cooldown.take(10_000));
        assert!(!cooldown.take(10_499));
        assert!(cooldown.take(10_500));
        assert!(!cooldown.take(10_001));
        assert!(cooldown.take(10_000));
        cooldown.begin(20_000);
        assert!(!cooldown.take(20_499));
    }
}
