//! What can happen in the two tabs and on their network.

use proptest::prelude::*;
use proptest::sample::Index;

/// Something that happens. `tab` is 0 or 1, `user` 0 for Ada and 1 for Bob.
#[derive(Debug, Clone)]
pub(super) enum Operation {
    /// A call that only reads, or one that merges into the payload and gets a new access token.
    Call {
        tab: usize,
        merges: bool,
    },
    /// The page asks for new tokens.
    Refresh {
        tab: usize,
    },
    SignIn {
        tab: usize,
        user: usize,
    },
    SignOut {
        tab: usize,
    },
    ChangePassword {
        tab: usize,
    },
    /// One of the responses on their way comes.
    Deliver(Index),
    /// One of them never comes.
    Lose(Index),
    /// A caller stops waiting.
    DropCaller(Index),
    /// The access tokens expire.
    Expire,
    /// The server ends the session of the browser's cookies.
    Revoke,
    /// Time passes, up to the next timer.
    Advance,
    /// A tab hears that another one changed the session.
    News {
        tab: usize,
    },
    /// The network is back.
    Wake {
        tab: usize,
    },
    /// The user looks at a tab: a token that expires soon is renewed.
    Look {
        tab: usize,
    },
    /// The browser throws away what scripts wrote.
    ForgetCookies,
    /// A third, frozen tab holds the lock.
    Freeze,
    Thaw,
    /// The network goes, or comes back.
    Online(bool),
    /// The server responds with 500 to all, or works again.
    Faulty(bool),
    /// Somebody sets the computer's clock, by so many minutes.
    ClockJump(i64),
}

/// Up to forty of them.
pub(super) fn operations() -> impl Strategy<Value = Vec<Operation>> {
    prop::collection::vec(operation(), 1..40)
}

fn operation() -> impl Strategy<Value = Operation> {
    let tab = 0..2_usize;
    prop_oneof![
        6 => (tab.clone(), any::<bool>())
            .prop_map(|(tab, merges)| Operation::Call { tab, merges }),
        2 => tab.clone().prop_map(|tab| Operation::Refresh { tab }),
        4 => (tab.clone(), 0..2_usize).prop_map(|(tab, user)| Operation::SignIn { tab, user }),
        2 => tab.clone().prop_map(|tab| Operation::SignOut { tab }),
        1 => tab.clone().prop_map(|tab| Operation::ChangePassword { tab }),
        14 => any::<Index>().prop_map(Operation::Deliver),
        2 => any::<Index>().prop_map(Operation::Lose),
        1 => any::<Index>().prop_map(Operation::DropCaller),
        4 => Just(Operation::Expire),
        1 => Just(Operation::Revoke),
        4 => Just(Operation::Advance),
        2 => tab.clone().prop_map(|tab| Operation::News { tab }),
        1 => tab.clone().prop_map(|tab| Operation::Wake { tab }),
        2 => tab.prop_map(|tab| Operation::Look { tab }),
        1 => Just(Operation::ForgetCookies),
        1 => Just(Operation::Freeze),
        1 => Just(Operation::Thaw),
        2 => any::<bool>().prop_map(Operation::Online),
        2 => any::<bool>().prop_map(Operation::Faulty),
        2 => (-120..120_i64).prop_map(Operation::ClockJump),
    ]
}
