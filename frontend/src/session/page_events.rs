//! News about the session from outside this page: another tab signed out, or the browser brought
//! the page back from its cache. Cookies tell nobody that they changed, so the tabs do.

use gloo_events::EventListener;
use gloo_utils::{document, window};
use web_sys::BroadcastChannel;

const CHANNEL_NAME: &str = "session";

/// Listens until dropped.
pub struct PageEvents {
    channel: Option<BroadcastChannel>,
    _listeners: Vec<EventListener>,
}

impl PageEvents {
    /// Calls `look` whenever it is worth looking at the cookies again.
    #[must_use]
    pub fn listen(look: impl Fn() + Clone + 'static) -> Self {
        let channel = BroadcastChannel::new(CHANNEL_NAME).ok();
        let window = window();
        let document = document();
        let mut sources: Vec<(&web_sys::EventTarget, &'static str)> = vec![
            // From the back/forward cache the page comes as it was left, session and all.
            (window.as_ref(), "pageshow"),
            (document.as_ref(), "visibilitychange"),
        ];
        if let Some(channel) = &channel {
            sources.push((channel.as_ref(), "message"));
        }
        let listeners = sources
            .into_iter()
            .map(|(target, event)| {
                let look = look.clone();
                EventListener::new(target, event, move |_| look())
            })
            .collect();
        Self { channel, _listeners: listeners }
    }

    /// Tells the other tabs to look.
    pub fn tell_other_tabs(&self) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&"changed".into());
        }
    }
}

impl Drop for PageEvents {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}
