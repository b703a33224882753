//! A moment, in the visitor's own time.

use shared::Timestamp;
use yew::prelude::*;

use super::browser::{self, LocalText};

/// How a moment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimeLook {
    /// Date and time.
    #[default]
    Full,
    /// How long ago it was: "3 days ago".
    Ago,
    /// The same of a moment that is known to the hour only.
    AgoInHours,
}

/// Props of [`LocalTime`].
#[derive(Properties, PartialEq)]
pub struct LocalTimeProps {
    /// The moment.
    pub at: Timestamp,
    /// How it is written.
    #[prop_or_default]
    pub look: TimeLook,
}

/// A moment as the visitor's browser writes it; the whole of it is in the title. Only the browser
/// knows that, so without one the element stays empty.
#[component]
pub fn LocalTime(props: &LocalTimeProps) -> Html {
    let written = use_state_eq(LocalText::default);
    {
        let written = written.setter();
        use_effect_with((props.at, props.look), move |(at, look)| {
            let mut text = browser::local_time(*at);
            let now = browser::now();
            match look {
                TimeLook::Full => {}
                TimeLook::AgoInHours if now.since(*at).as_secs() < 3_600 => {
                    text.short = "within the hour".to_owned();
                }
                TimeLook::Ago | TimeLook::AgoInHours => text.short = ago(*at, now),
            }
            written.set(text);
        });
    }
    let LocalText { text, iso, short } = (*written).clone();
    let shown = if short.is_empty() { text.clone() } else { short };
    html! { <time title={text} datetime={iso}>{ shown }</time> }
}

/// How long ago `at` was, in its largest unit.
fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.since(at).as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => "just now".to_owned(),
        (0, 0, _) => format!("{minutes} min ago"),
        (0, 1, _) => "an hour ago".to_owned(),
        (0, _, _) => format!("{hours} hours ago"),
        (1, _, _) => "yesterday".to_owned(),
        _ => format!("{days} days ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_unit_is_enough() {
        let ago = |seconds: i64| {
            ago(Timestamp::from_secs(1_000_000 - seconds), Timestamp::from_secs(1_000_000))
        };
        assert_eq!(
            [-5, 59, 61, 3_700, 7_300, 86_400, 200_000].map(ago),
            [
                "just now",
                "just now",
                "1 min ago",
                "an hour ago",
                "2 hours ago",
                "yesterday",
                "2 days ago"
            ]
        );
    }
}
