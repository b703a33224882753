//! What must hold after each operation.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::machine::Machine;
use super::world::Pending;
use crate::memory::SignOutReason;

/// What a tab may say about the end of a session.
#[derive(Default)]
pub(super) struct Teller {
    pub(super) has_seen_one: Cell<bool>,
    /// It has been asked to sign out.
    pub(super) signed_out: Cell<bool>,
}

impl Machine {
    /// A session ends by a sign-out only, or because the server has ended the session.
    pub(super) fn check_sign_out(&self, pending: &Pending, remembered: Option<String>) {
        let Some(before) = remembered else {
            return;
        };
        let is_out = self.tabs[0].state().is_signed_out();
        let is_live = self.world.server.borrow().is_live(&before);
        let excused = self.world.overwritten.get();
        if is_out && is_live && !excused {
            self.world.violated(format!("{} signed {before} out, which lives", pending.path));
        }
    }

    /// While a tab replaces the session, nothing else of it is on its way.
    pub(super) fn check_replacing(&self) {
        let pending = self.world.pending.borrow();
        for replacing in pending.iter().filter(|pending| pending.replaces()) {
            let of_tab = pending.iter().filter(|other| other.tab == replacing.tab);
            let paths: Vec<_> = of_tab.map(|other| other.path.as_str()).collect();
            if paths.len() > 1 {
                self.world.violated(format!("on their way in one tab: {paths:?}"));
            }
        }
    }

    /// One refresh at a time for each session, in each tab. After the browser has thrown away the
    /// cookies nothing tells that a refresh on its way is of the session that is looked for.
    pub(super) fn check_refreshes(&self) {
        if self.world.forgotten.get() {
            return;
        }
        let pending = self.world.pending.borrow();
        // Two that left in that time may still be on their way when a session is known again.
        let refreshes = pending
            .iter()
            .filter(|pending| pending.path.ends_with("/refresh") && !pending.left.forgotten);
        let refreshes = refreshes.map(|refresh| (refresh.tab, &refresh.left.remembered));
        let mut seen = BTreeSet::new();
        for refresh in refreshes {
            if !seen.insert(refresh) {
                self.world.violated(format!("two refreshes at once: {refresh:?}"));
            }
        }
    }

    /// Nobody is told a reason that is not so.
    pub(super) fn check_reasons(&self) {
        for (client, tab) in self.tabs.iter().zip(&self.tellers) {
            let state = client.state();
            tab.has_seen_one.set(tab.has_seen_one.get() || state.info().is_some());
            let is_so = match state.sign_out_reason() {
                None | Some(SignOutReason::Revoked | SignOutReason::SignedOutElsewhere) => true,
                Some(SignOutReason::Never) => !tab.has_seen_one.get(),
                Some(SignOutReason::SignedOut) => tab.signed_out.get(),
                Some(SignOutReason::Theft) => self.world.server.borrow().theft_detected,
                // Nothing here lasts for a hundred days.
                Some(SignOutReason::Expired) => false,
            };
            if !is_so {
                self.world.violated(format!("signed out as {:?}", state.sign_out_reason()));
            }
        }
    }
}
