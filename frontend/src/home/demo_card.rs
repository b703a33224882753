//! The key card of the home page: a made-up session, in fast motion.

use std::time::Duration;

use gloo_timers::callback::Interval;
use shared::Timestamp;
use yew::prelude::*;

use crate::ui::{Countdown, KeyCard, browser};

/// A minute of its session passes in a second.
const SPEED: i64 = 60;
/// Between two refreshes: a little less than the token's 15 minutes.
const REFRESH_MS: u32 = 14_000;
const LIFETIME: Duration = Duration::from_secs(900);

#[derive(Clone, PartialEq)]
struct Demo {
    refreshes: u32,
    teeth: String,
    countdown: Option<Countdown>,
}

/// A card that shows what a session is. Its ring drains and its key is cut anew, as a real one's.
#[component]
pub(super) fn DemoCard() -> Html {
    let demo = use_state(|| Demo {
        refreshes: 0,
        teeth: "a7fdfeab1a89e304c5d1f0b2".to_owned(),
        countdown: None,
    });
    {
        let demo = demo.setter();
        use_effect_with((), move |()| {
            let mut refreshes = 0;
            let mut refresh = move || {
                demo.set(Demo {
                    refreshes,
                    teeth: random_digits(),
                    countdown: Some(fast_countdown()),
                });
                refreshes += 1;
            };
            refresh();
            let timer = Interval::new(REFRESH_MS, refresh);
            move || drop(timer)
        });
    }
    let Demo { refreshes, teeth, countdown } = (*demo).clone();
    let aside = match refreshes {
        0 => html! {},
        1 => html! { <span class="soft">{ "Refreshed once" }</span> },
        count => html! { <span class="soft num">{ format!("Refreshed {count} times") }</span> },
    };
    html! {
        <KeyCard tenant="acme" owner="Ada Lovelace" owner_detail="ada@example.com" {teeth} {countdown} {aside}>
            <dl class="KeyCard-facts">
                <div><dt>{ "Carried in" }</dt><dd>{ "HttpOnly cookies" }</dd></div>
                <div><dt>{ "Device" }</dt><dd>{ "Firefox on macOS" }</dd></div>
            </dl>
        </KeyCard>
    }
}

/// A countdown by a clock that runs fast.
fn fast_countdown() -> Countdown {
    let start = browser::now();
    let now = Callback::from(move |()| {
        let passed = browser::now().since(start).as_millis() as i64;
        Timestamp::from_millis(start.as_millis() + passed * SPEED)
    });
    Countdown { ends_at: start + LIFETIME, whole: LIFETIME, now }
}

fn random_digits() -> String {
    let digits = || (js_sys::Math::random() * 1e14) as u64;
    format!("{:012x}{:012x}", digits(), digits())
}
