//! Per-request session state, shared by the session layer and the extractors.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::TokenTransfer;

use super::pending_tokens::PendingTokens;
use super::transport::Transport;
use crate::Session;

/// What is said of the session while a request is answered.
#[derive(Clone)]
pub(crate) struct RequestState {
    inner: Arc<RequestStateInner>,
}

struct RequestStateInner {
    transport: Transport,
    state: Mutex<ResponseState>,
}

#[derive(Default)]
pub(crate) struct ResponseState {
    pub(crate) pending: PendingTokens,
    session: Option<(Session, TokenTransfer)>,
    pub(crate) row_was_read: bool,
}

impl ResponseState {
    /// The response is about another session from here on.
    pub(crate) fn forget_session(&mut self) {
        self.session = None;
        self.row_was_read = false;
    }
}

impl RequestState {
    pub(crate) fn new(transport: Transport) -> Self {
        Self { inner: Arc::new(RequestStateInner { transport, state: Mutex::default() }) }
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.inner.transport
    }

    /// What was said so far.
    pub(crate) fn close(&self) -> PendingTokens {
        std::mem::take(&mut self.state().pending)
    }

    pub(crate) fn session(&self) -> Option<(Session, TokenTransfer)> {
        self.state().session.clone()
    }

    /// Keeps a session that was verified: one for all who look at it during the request.
    pub(crate) fn keep(
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

    pub(crate) fn state(&self) -> MutexGuard<'_, ResponseState> {
        // Nothing between lock and unlock can leave the state half-changed.
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
