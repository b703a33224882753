//! Sentences that matter now: what went wrong, or what was done.

use yew::prelude::*;

use super::icon::{Icon, icon};

/// What a notice, a badge or a row is about. Never told by colour alone: a picture or a word says
/// the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Good, or the session that is alive.
    Live,
    /// Soon, or not as usual.
    Low,
    /// Ended, refused, dangerous.
    Gone,
}

impl Tone {
    /// The value of `data-tone`.
    #[must_use]
    pub const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Live => Some("live"),
            Self::Low => Some("low"),
            Self::Gone => Some("gone"),
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Plain | Self::Live => Icon::CHECK,
            Self::Low => Icon::CLOCK,
            Self::Gone => Icon::ALERT,
        }
    }
}

/// Something went wrong. Screen readers say it at once.
pub fn error_notice(children: impl Into<Html>) -> Html {
    notice(Tone::Gone, "alert", children.into())
}

/// Something was done. Screen readers say it when there is a pause.
pub fn status_notice(children: impl Into<Html>) -> Html {
    notice(Tone::Live, "status", children.into())
}

/// Something is not as usual, and there is nothing to do about it but wait.
pub fn warning_notice(children: impl Into<Html>) -> Html {
    notice(Tone::Low, "status", children.into())
}

fn notice(tone: Tone, role: &'static str, children: Html) -> Html {
    html! {
        <div class="Notice" data-tone={tone.as_str()} {role}>{ icon(tone.icon()) }<div>{ children }</div></div>
    }
}

/// A word in a pill.
pub fn badge(tone: Tone, text: impl Into<Html>) -> Html {
    html! { <span class="Badge" data-tone={tone.as_str()}>{ text.into() }</span> }
}
