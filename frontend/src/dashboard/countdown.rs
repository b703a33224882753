//! The time an access token has left.

use yew::prelude::*;

/// The time left; `None` before the first tick. Screen readers are not told every second
/// (`role="timer"`).
pub(super) fn countdown(seconds_left: Option<u64>) -> Html {
    let text = match seconds_left {
        None => "…".to_owned(),
        Some(0) => "expired, refreshes with the next call".to_owned(),
        Some(seconds) => duration(seconds),
    };
    html! { <span class="Countdown" role="timer">{ text }</span> }
}

/// `59 min 3 s`: the two largest units that say something.
fn duration(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min {} s", seconds % 60),
        (0, _, _) => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} d {} h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_units_are_enough() {
        assert_eq!(duration(59), "59 s");
        assert_eq!(duration(3599), "59 min 59 s");
        assert_eq!(duration(3600), "1 h 0 min");
        assert_eq!(duration(90_000), "1 d 1 h");
    }
}
