//! What can happen to a session, and how often.

use std::time::Duration;

use proptest::prelude::*;
use session::clock::ManualClock;
use shared::Timestamp;
use tests::Fault;

use crate::model::TOLERANCE;

/// How far a clock is moved.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shift {
    Forward(Duration),
    Back(Duration),
}

impl Shift {
    fn from_millis(millis: i64) -> Self {
        let by = Duration::from_millis(millis.unsigned_abs());
        if millis < 0 { Self::Back(by) } else { Self::Forward(by) }
    }

    pub(crate) fn apply(self, clock: &ManualClock) {
        match self {
            Self::Forward(by) => clock.advance(by),
            Self::Back(by) => clock.set_back(by),
        }
    }
}

/// Which token is presented, counted back from the newest that was ever issued.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Presented {
    pub(crate) back: usize,
    /// With one byte of its MAC changed.
    pub(crate) forged: bool,
}

/// What one of the processes is asked to do.
#[derive(Debug, Clone)]
pub(crate) enum Deed {
    /// A lost reply is a refresh whose token the next operation does not use, so it needs no deed
    /// of its own.
    Refresh {
        presented: Presented,
        agent: usize,
    },
    Revoke,
    Merge {
        marker: i64,
    },
    /// The next signing key takes over.
    PromoteKey,
}

/// Something that happens.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    /// A deed at one of the two processes.
    Alone {
        deed: Deed,
        process: usize,
    },
    /// Two deeds at once, the first of them a refresh, each at its process.
    Race {
        deeds: [Deed; 2],
        processes: [usize; 2],
    },
    /// Many refreshes with the newest token at once, at both processes, from one browser.
    Burst {
        callers: usize,
        agent: usize,
    },
    /// A refresh with the newest token whose commit the database's answer does not follow: it is
    /// cut off, it is cut off and then nothing can be asked, or the commit itself does not arrive.
    /// Its caller comes back after a while, to either process. On Postgres only.
    LostCommit {
        fault: Fault,
        agent: usize,
        process: usize,
        back_after: Duration,
        back_at: usize,
    },
    /// Time passes, for both processes, or their clocks are set back.
    Clock(Shift),
    /// Both processes end and start again.
    Restart,
    /// A new server key; the old one is still accepted.
    ChangeKey,
    /// The old server key is accepted no more.
    DropKey,
    Backup,
    Restore,
}

/// The User-Agents that take part: none, and two browsers.
pub(crate) const AGENTS: [Option<&str>; 3] = [None, Some("Ada's browser"), Some("another")];

/// How far the clocks of the two processes are beside the right one, and what happens.
pub(crate) fn cases() -> impl Strategy<Value = ([Shift; 2], Vec<Operation>)> {
    let most = (Timestamp::EPOCH + TOLERANCE / 2).as_millis();
    let off_by = move || {
        let millis =
            prop_oneof![2 => Just(0i64), 1 => Just(-most), 1 => Just(most), 1 => -most..=most];
        millis.prop_map(Shift::from_millis)
    };
    ([off_by(), off_by()], proptest::collection::vec(operation(), 1..24))
}

fn operation() -> impl Strategy<Value = Operation> {
    let alone = prop_oneof![
        12 => refresh(),
        1 => Just(Deed::Revoke),
        2 => merge(),
        1 => Just(Deed::PromoteKey),
    ];
    prop_oneof![
        16 => (alone, 0..2usize).prop_map(|(deed, process)| Operation::Alone { deed, process }),
        6 => race(),
        2 => (2..8usize, agent()).prop_map(|(callers, agent)| Operation::Burst { callers, agent }),
        3 => lost_commit(),
        6 => clock(),
        1 => Just(Operation::Restart),
        1 => Just(Operation::ChangeKey),
        1 => Just(Operation::DropKey),
        1 => Just(Operation::Backup),
        1 => Just(Operation::Restore),
    ]
}

fn lost_commit() -> impl Strategy<Value = Operation> {
    let fault = prop_oneof![
        Just(Fault::CutAfterCommit),
        Just(Fault::CutAfterCommitAndRefuse),
        Just(Fault::CutBeforeCommit),
    ];
    let back_after = prop_oneof![2 => Just(0u64), 3 => 35_000..60_000u64];
    let back_after = back_after.prop_map(Duration::from_millis);
    (fault, agent(), 0..2usize, back_after, 0..2usize).prop_map(
        |(fault, agent, process, back_after, back_at)| Operation::LostCommit {
            fault,
            agent,
            process,
            back_after,
            back_at,
        },
    )
}

fn race() -> impl Strategy<Value = Operation> {
    let rival = prop_oneof![
        6 => refresh(),
        2 => Just(Deed::Revoke),
        3 => merge(),
        1 => Just(Deed::PromoteKey),
    ];
    (refresh(), rival, 0..2usize, 0..2usize).prop_map(|(refresh, rival, one, other)| {
        Operation::Race { deeds: [refresh, rival], processes: [one, other] }
    })
}

fn merge() -> impl Strategy<Value = Deed> {
    any::<u16>().prop_map(|marker| Deed::Merge { marker: i64::from(marker) + 1 })
}

fn refresh() -> impl Strategy<Value = Deed> {
    // Mostly the newest token or its parent; now and then one from long ago, or a made-up one.
    let back = prop_oneof![6 => Just(0usize), 4 => Just(1usize), 2 => 2..5usize];
    (back, prop::bool::weighted(0.1), agent()).prop_map(|(back, forged, agent)| Deed::Refresh {
        presented: Presented { back, forged },
        agent,
    })
}

fn agent() -> impl Strategy<Value = usize> {
    prop_oneof![1 => Just(0usize), 6 => Just(1usize), 1 => Just(2usize)]
}

fn clock() -> impl Strategy<Value = Operation> {
    // Around the edges of the grace window, of a session's sliding end, and of its absolute one.
    let millis = prop_oneof![
        6 => 0..40_000i64,
        1 => Just(30_000i64),
        1 => Just(30_001i64),
        2 => Just(35_000i64),
        2 => Just(35_001i64),
        2 => -40_000..0i64,
        1 => 900_000..1_100_000i64,
    ];
    millis.prop_map(|millis| Operation::Clock(Shift::from_millis(millis)))
}
