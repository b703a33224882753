//! A countdown that costs no render: one attribute and one text a second, set on the elements
//! themselves.

use std::time::Duration;

use gloo_timers::callback::{Interval, Timeout};
use shared::Timestamp;
use web_sys::Element;
use yew::prelude::*;

/// What is counted down.
#[derive(Clone, PartialEq)]
pub struct Countdown {
    /// When it is over.
    pub ends_at: Timestamp,
    /// How long it is from its beginning: the ring shows a share of it.
    pub whole: Duration,
    /// What time it is by the clock that `ends_at` was made with.
    pub now: Callback<(), Timestamp>,
}

/// Moves what stands inside of `root`: the ring's arc, every `.TimeLeft`, and `data-life` on `root`
/// itself, by which the style sheet chooses the colour. Nothing is rendered.
#[hook]
pub fn use_countdown(root: &NodeRef, countdown: Option<Countdown>) {
    let root = root.clone();
    use_effect_with(countdown, move |countdown| {
        let timers = root.cast::<Element>().zip(countdown.clone()).map(|(root, countdown)| {
            let refilled = refill(&root);
            let tick = move || show(&root, &countdown);
            tick();
            (Interval::new(1_000, tick), refilled)
        });
        move || drop(timers)
    });
}

/// Lets the arc run to its new length at once, and not over a second.
fn refill(root: &Element) -> Option<Timeout> {
    let arc = root.query_selector(".Ring-arc").ok()??;
    let _ = arc.set_attribute("data-refilled", "");
    Some(Timeout::new(700, move || {
        let _ = arc.remove_attribute("data-refilled");
    }))
}

fn show(root: &Element, countdown: &Countdown) {
    let left = countdown.ends_at.since((countdown.now).emit(()));
    let percent = left.as_millis() * 100 / countdown.whole.as_millis().max(1);
    let _ = root.set_attribute("data-life", life(percent));
    if let Ok(Some(arc)) = root.query_selector(".Ring-arc") {
        let _ =
            arc.set_attribute("stroke-dashoffset", &100_u128.saturating_sub(percent).to_string());
        // A round end would be left as a dot.
        let _ = arc.set_attribute("visibility", if percent == 0 { "hidden" } else { "inherit" });
    }
    if let Ok(texts) = root.query_selector_all(".TimeLeft") {
        let text = clock(left);
        for index in 0..texts.length() {
            if let Some(node) = texts.get(index) {
                node.set_text_content(Some(&text));
            }
        }
    }
}

/// How much of it is left, in the words of the style sheet.
fn life(percent: u128) -> &'static str {
    match percent {
        0..=5 => "gone",
        6..=20 => "low",
        21..=50 => "half",
        _ => "full",
    }
}

/// `10:52`, `1:00:00`, and for days `3 d 4 h`. Rounded up, so that 0:00 means over.
#[must_use]
pub fn clock(left: Duration) -> String {
    let seconds = left.as_millis().div_ceil(1_000);
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match (days, hours) {
        (0, 0) => format!("{minutes}:{:02}", seconds % 60),
        (0, _) => format!("{hours}:{:02}:{:02}", minutes % 60, seconds % 60),
        _ => format!("{days} d {} h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_says_as_much_as_one_can_use() {
        let text = |seconds| clock(Duration::from_secs(seconds));
        assert_eq!(
            [0, 59, 652, 3_600, 90_000].map(text),
            ["0:00", "0:59", "10:52", "1:00:00", "1 d 1 h"]
        );
        assert_eq!(clock(Duration::from_millis(1)), "0:01", "0:00 means over");
    }

    #[test]
    fn a_life_has_four_colours() {
        assert_eq!(
            [100, 51, 50, 21, 20, 6, 5, 0].map(life),
            ["full", "full", "half", "half", "low", "low", "gone", "gone"]
        );
    }
}
