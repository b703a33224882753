//! A moment, in the visitor's own time.

use shared::Timestamp;
use yew::prelude::*;

use super::browser::{self, LocalText};

/// Props of [`LocalTime`].
#[derive(Properties, PartialEq)]
pub struct LocalTimeProps {
    /// The moment.
    pub at: Timestamp,
}

/// A moment as the visitor's browser writes it. Only the browser knows that, so without one the
/// element stays empty.
#[component]
pub fn LocalTime(props: &LocalTimeProps) -> Html {
    let written = use_state_eq(LocalText::default);
    {
        let written = written.setter();
        use_effect_with(props.at, move |at| written.set(browser::local_time(*at)));
    }
    let LocalText { text, iso } = (*written).clone();
    html! { <time class="LocalTime" datetime={iso}>{ text }</time> }
}
