//! Activity as a timeline.

use shared::activity::{ActivityEntry, ActivityKind};
use shared::device_name;
use yew::prelude::*;

use crate::ui::{Icon, LocalTime, TimeLook, Tone, empty, icon};

/// The entries, newest first as they come.
pub fn timeline(entries: &[ActivityEntry]) -> Html {
    if entries.is_empty() {
        return empty(Icon::CLOCK, "Nothing yet", "What happens to your account is listed here.");
    }
    html! { <ol class="Timeline">{ for entries.iter().map(entry) }</ol> }
}

fn entry(entry: &ActivityEntry) -> Html {
    let (picture, tone, title) = words(entry.kind);
    let (device, _) = device_name(entry.user_agent.as_deref());
    let mut detail = format!("{device} in {}", entry.tenant_id);
    if let Some(address) = &entry.address {
        detail.push_str(", ");
        detail.push_str(address);
    }
    html! {
        <li data-tone={tone.as_str()}>
            { icon(picture) }
            <p>{ title }<small>{ detail }</small></p>
            <LocalTime at={entry.at} look={TimeLook::Ago} />
        </li>
    }
}

fn words(kind: ActivityKind) -> (Icon, Tone, &'static str) {
    match kind {
        ActivityKind::SignUp => (Icon::USER, Tone::Live, "Account made"),
        ActivityKind::SignIn => (Icon::KEY, Tone::Live, "Signed in"),
        ActivityKind::SignInFailed => (Icon::ALERT, Tone::Low, "Wrong password"),
        ActivityKind::TenantSwitched => (Icon::KEY, Tone::Live, "Switched the tenant"),
        ActivityKind::PasswordChanged => (Icon::LOCK, Tone::Plain, "Password changed"),
        ActivityKind::PasswordConfirmed => (Icon::LOCK, Tone::Plain, "Password confirmed"),
        ActivityKind::SignedOut => (Icon::OUT, Tone::Plain, "Signed out"),
        ActivityKind::SessionRevoked => {
            (Icon::OUT, Tone::Plain, "Session ended from another device")
        }
        ActivityKind::TokenTheftDetected => {
            (Icon::SHIELD, Tone::Gone, "Theft stopped: a used key came back, and its session ended")
        }
        ActivityKind::Other => {
            (Icon::CLOCK, Tone::Plain, "Something this version has no words for")
        }
    }
}
