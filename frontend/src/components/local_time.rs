//! A moment, in the visitor's own time.

use yew::prelude::*;

use crate::browser;

/// Props of [`LocalTime`].
#[derive(Properties, PartialEq)]
pub struct LocalTimeProps {
    /// ms since 1970.
    pub ms: i64,
}

/// A moment as the visitor's browser writes it. Only the browser knows that, so without one the
/// element stays empty.
#[component]
pub fn LocalTime(props: &LocalTimeProps) -> Html {
    let text = use_state_eq(String::new);
    {
        let text = text.setter();
        use_effect_with(props.ms, move |ms| text.set(browser::local_time(*ms)));
    }
    html! { <time class="LocalTime">{ &*text }</time> }
}
