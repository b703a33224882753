//! One session in a list.

use shared::{DeviceKind, SessionEntry, device_name};
use yew::prelude::*;

use crate::navigation::NavLink;
use crate::route::Route;
use crate::ui::{Icon, LocalTime, TimeLook, Tone, badge, icon, small_cut, tenant_name};

/// A row: device, tenant, key, when it was active last, and `action` at its end.
pub fn session_row(entry: &SessionEntry, action: Html) -> Html {
    let (name, kind) = device_name(entry.user_agent.as_deref());
    let picture = match kind {
        DeviceKind::Computer => Icon::LAPTOP,
        DeviceKind::Phone => Icon::PHONE,
        DeviceKind::Tablet => Icon::TABLET,
        DeviceKind::Program => Icon::TERMINAL,
    };
    let handle = entry.session_handle.clone();
    let current = entry.current;
    html! {
        <li key={handle.as_str()} class="SessionRow" data-tone={current.then_some("live")}
            aria-current={current.then_some("true")}>
            <span class="SessionRow-device">{ icon(picture) }</span>
            <div>
                <p class="SessionRow-name">
                    <NavLink to={Route::Session { handle: handle.clone() }}>{ name }</NavLink>
                    if current { { badge(Tone::Live, "Current") } }
                </p>
                <p class="soft">{ entry.address.clone().unwrap_or_else(|| "Address not known".to_owned()) }</p>
            </div>
            <div class="SessionRow-more">
                { tenant_name(entry.tenant_id.as_str()) }
                { small_cut(handle.as_str()) }
                if current {
                    <span>{ "active now" }</span>
                } else {
                    <span><LocalTime at={entry.last_active} look={TimeLook::AgoInHours} /></span>
                }
            </div>
            <span class="SessionRow-end">{ action }</span>
        </li>
    }
}
