//! Changes of the session from outside this page: another tab signed out, or the browser brought
//! the page back from its cache. A change of cookies is no event in a browser, so the
//! tabs notify each other.

use gloo_events::EventListener;
use gloo_utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL_NAME: &str = "session";

/// Listens until dropped.
pub struct PageEvents {
    channel: Option<BroadcastChannel>,
    _listeners: Vec<EventListener>,
}

impl PageEvents {
    /// Calls `on_return` when the user or the network comes back to this page, and `on_change` when
    /// another tab has changed the session, with the word that it sent.
    #[must_use]
    pub fn listen(
        on_return: impl Fn() + Clone + 'static,
        on_change: impl Fn(&str) + 'static,
    ) -> Self {
        let channel = BroadcastChannel::new(CHANNEL_NAME).ok();
        let window = window();
        let document = document();
        let returns: [(&web_sys::EventTarget, &'static str); 3] = [
            // From the back/forward cache the page comes as it was left, session and all.
            (window.as_ref(), "pageshow"),
            (window.as_ref(), "online"),
            (document.as_ref(), "visibilitychange"),
        ];
        let mut listeners: Vec<_> =
            returns.into_iter().map(|(target, event)| on(target, event, &on_return)).collect();
        if let Some(channel) = &channel {
            listeners.push(EventListener::new(channel, "message", move |event| {
                let event: Option<&MessageEvent> = event.dyn_ref();
                let word = event.and_then(|event| event.data().as_string());
                on_change(&word.unwrap_or_default());
            }));
        }
        Self { channel, _listeners: listeners }
    }

    /// Makes the other tabs check their cookies, and gives them `word`.
    pub fn notify_other_tabs(&self, word: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&word.into());
        }
    }
}

fn on(
    target: &web_sys::EventTarget,
    event: &'static str,
    call: &(impl Fn() + Clone + 'static),
) -> EventListener {
    let call = call.clone();
    EventListener::new(target, event, move |_| call())
}

impl Drop for PageEvents {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}
