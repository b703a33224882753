//! The key card of the real session.

use shared::{AccessTokenPayload, SessionInfo, TokenTransfer, device_name};
use yew::prelude::*;

use crate::session::{use_config, use_refresh, use_session, use_session_countdown, use_user};
use crate::ui::{Icon, KeyCard, browser, small_icon};

/// The card: who holds the key, how long it lasts, and how it was cut. Nothing is on it that a copy
/// of the token could not see itself.
#[component]
pub(super) fn SessionCard() -> Html {
    let session = use_session();
    let config = use_config();
    let (user, refresh, countdown) = (use_user(), use_refresh(), use_session_countdown());
    let device = use_state_eq(String::new);
    {
        let device = device.setter();
        use_effect_with((), move |()| device.set(device_name(browser::user_agent().as_deref()).0));
    }
    let Some(info) = session.state.info() else {
        return Html::default();
    };
    let carried = match config.token_transfer {
        TokenTransfer::Cookie => "HttpOnly cookies",
        TokenTransfer::Header => "Headers",
    };
    let onrefresh = refresh.callback().reform(|_: MouseEvent| ());
    let busy = refresh.is_busy();
    html! {
        <KeyCard {countdown} tenant={info.tenant_id.to_string()} teeth={teeth(info)}
            owner={user.map(|user| user.email.clone()).unwrap_or_default()}
            owner_detail={info.user_id.to_string()}>
            <div class="KeyCard-foot">
                <dl class="KeyCard-facts">
                    <div><dt>{ "Carried in" }</dt><dd>{ carried }</dd></div>
                    <div><dt>{ "Device" }</dt><dd>{ (*device).clone() }</dd></div>
                </dl>
                <button class="Button Button-quiet" type="button" onclick={onrefresh}
                    aria-busy={busy.then_some("true")}>
                    { small_icon(Icon::REFRESH) }{ "Refresh session" }
                </button>
            </div>
        </KeyCard>
    }
}

/// What the key is cut from: the hash of its refresh token, else the session's handle.
fn teeth(info: &SessionInfo) -> String {
    AccessTokenPayload::try_from(info.access_token_payload.clone())
        .map_or_else(|_| info.session_handle.to_string(), |payload| payload.refresh_token_hash1)
}
