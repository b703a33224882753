//! The ring: time left, as an arc that starts at twelve and drains clockwise.

use yew::prelude::*;

/// What is drawn of a ring: how large it is, and how thick.
struct Shape {
    size: u8,
    radius: &'static str,
    class: &'static str,
    stroke: &'static str,
    /// What lies below the arc.
    below: &'static str,
}

const SMALL: Shape = Shape {
    size: 24,
    radius: "9.5",
    class: "Ring Ring-s",
    stroke: "3",
    below: r#"<circle class="Ring-track" cx="12" cy="12" r="9.5"/>"#,
};

const LARGE: Shape = Shape {
    size: 144,
    radius: "67",
    class: "Ring",
    stroke: "7",
    below: r#"<circle class="Ring-ticks" cx="72" cy="72" r="67" stroke-width="5" pathLength="240" stroke-dasharray="1 3"/>"#,
};

/// A ring at the size of text. [`use_countdown`](super::use_countdown) moves it.
pub fn small_ring() -> Html {
    ring(&SMALL, true)
}

/// The ring of the key card; without an arc if nothing lives there.
pub fn large_ring(lives: bool) -> Html {
    ring(&LARGE, lives)
}

/// As text and not as elements: Yew never draws it again, and so it does not undo what the countdown
/// has set.
fn ring(shape: &Shape, lives: bool) -> Html {
    let Shape { size, radius, class, stroke, below } = shape;
    let middle = size / 2;
    let arc = if lives {
        format!(
            r#"<circle class="Ring-arc" cx="{middle}" cy="{middle}" r="{radius}" pathLength="100" stroke-dasharray="100" stroke-dashoffset="100" transform="matrix(0 -1 -1 0 {size} {size})"/>"#
        )
    } else {
        String::new()
    };
    Html::from_html_unchecked(
        format!(
            r#"<svg class="{class}" viewBox="0 0 {size} {size}" stroke-width="{stroke}" aria-hidden="true">{below}{arc}</svg>"#
        )
        .into(),
    )
}
