//! Is there a connection?

use gloo_events::EventListener;
use gloo_utils::window;
use yew::prelude::*;

/// What the browser says about the connection. True where nothing is known.
#[hook]
pub fn use_online() -> bool {
    let online = use_state_eq(|| true);
    {
        let online = online.setter();
        use_effect_with((), move |()| {
            let check = move || online.set(window().navigator().on_line());
            check();
            let listeners = ["online", "offline"].map(|event| {
                let check = check.clone();
                EventListener::new(&window(), event, move |_| check())
            });
            move || drop(listeners)
        });
    }
    *online
}
