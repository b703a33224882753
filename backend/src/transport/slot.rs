//! Where the layer and the extractors of one request meet.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::TokenTransfer;

use super::Transport;
use super::reply::ReplyTokens;
use crate::session::Session;

/// What is said of the session while a request is answered.
#[derive(Clone)]
pub(super) struct Slot(Arc<SlotInner>);

struct SlotInner {
    transport: Transport,
    state: Mutex<SlotState>,
}

#[derive(Default)]
pub(super) struct SlotState {
    pub(super) reply: ReplyTokens,
    session: Option<(Session, TokenTransfer)>,
    pub(super) row_was_read: bool,
}

impl SlotState {
    /// The reply is about another session from here on.
    pub(super) fn forget_session(&mut self) {
        self.session = None;
        self.row_was_read = false;
    }
}

impl Slot {
    pub(super) fn new(transport: Transport) -> Self {
        Self(Arc::new(SlotInner { transport, state: Mutex::default() }))
    }

    pub(super) fn transport(&self) -> &Transport {
        &self.0.transport
    }

    /// What was said so far.
    pub(super) fn close(&self) -> ReplyTokens {
        std::mem::take(&mut self.state().reply)
    }

    pub(super) fn session(&self) -> Option<(Session, TokenTransfer)> {
        self.state().session.clone()
    }

    /// Keeps a session that was verified: one for all who look at it during the request.
    pub(super) fn keep(
        &self,
        verified: Session,
        method: TokenTransfer,
        row_was_read: bool,
    ) -> Session {
        let mut state = self.state();
        state.row_was_read |= row_was_read;
        if let Some((kept, _)) = &state.session {
            if row_was_read {
                kept.show_payload_of(&verified);
            }
            return kept.clone();
        }
        state.session = Some((verified.clone(), method));
        verified
    }

    pub(super) fn state(&self) -> MutexGuard<'_, SlotState> {
        // Nothing between lock and unlock can leave the state half-changed.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
