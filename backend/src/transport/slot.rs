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
    pub(super) session: Option<(Session, TokenTransfer)>,
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

    pub(super) fn state(&self) -> MutexGuard<'_, SlotState> {
        // Nothing between lock and unlock can leave the state half-changed.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
