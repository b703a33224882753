//! The chip in the bar, which is the key card folded up, and the menu that it opens.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::nav_link::NavLink;
use super::theme_choice::ThemeChoice;
use crate::route::Route;
use crate::session::{
    TenantsHandle, use_refresh, use_session_countdown, use_sign_out, use_tenant_id, use_tenants,
};
use crate::ui::{Icon, icon, small_icon, small_ring, tenant_mark, use_countdown, use_toasts};

/// The session in the bar: its tenant, the time its access token has left, and what can be done.
#[component]
pub(super) fn UserMenu() -> Html {
    let chip = use_node_ref();
    let menu = use_node_ref();
    let countdown = use_session_countdown();
    use_countdown(&chip, countdown);
    let tenant = use_tenant_id().unwrap_or_default();
    let (refresh, sign_out, toasts) = (use_refresh(), use_sign_out(), use_toasts());
    // The browser closes the menu on Escape and on a click elsewhere, but not on what is inside.
    let close = {
        let menu = menu.clone();
        Callback::from(move |_: MouseEvent| {
            let _ = menu.cast::<HtmlElement>().map(|menu| menu.hide_popover());
        })
    };
    let onrefresh = Callback::from({
        let (refresh, close) = (refresh, close.clone());
        move |event| {
            close.emit(event);
            refresh.run(());
        }
    });
    let onsignout = sign_out.callback().reform(|_| ());
    use_effect_with(sign_out.error().cloned(), move |error| {
        if let Some(error) = error {
            toasts.error(format!("You are still signed in. {error}"));
        }
    });
    html! {
        <>
            <button ref={chip} class="Chip" type="button" popovertarget="user-menu" aria-haspopup="true"
                aria-label={format!("Session in {tenant}: menu")}>
                { small_ring() }<span class="Chip-tenant">{ tenant.as_str() }</span>
                <span class="TimeLeft num" aria-hidden="true"></span>{ small_icon(Icon::DOWN) }
            </button>
            <div ref={menu} class="Menu" id="user-menu" popover="auto">
                <NavLink to={Route::Account} onclick={close.clone()}>{ icon(Icon::USER) }{ "Account" }</NavLink>
                <NavLink to={Route::Activity} onclick={close.clone()}>{ icon(Icon::CLOCK) }{ "Activity" }</NavLink>
                <Tenants {close} />
                <hr />
                <button type="button" onclick={onrefresh}>{ icon(Icon::REFRESH) }{ "Refresh session" }</button>
                <ThemeChoice />
                <hr />
                <button type="button" onclick={onsignout}>{ icon(Icon::OUT) }{ "Sign out" }</button>
            </div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct TenantsProps {
    close: Callback<MouseEvent>,
}

/// The user's tenants, the one of the session marked. Nothing where there is no other.
#[component]
fn Tenants(props: &TenantsProps) -> Html {
    let current = use_tenant_id();
    let TenantsHandle { list, switch } = use_tenants();
    let own = list.map(|list| list.own.clone()).unwrap_or_default();
    if own.len() < 2 {
        return Html::default();
    }
    html! {
        <>
            <hr />
            { for own.into_iter().map(|tenant| {
                let chosen = Some(&tenant) == current.as_ref();
                let name = tenant.as_str().to_owned();
                let (switch, close) = (switch.clone(), props.close.clone());
                let onclick = move |event| {
                    close.emit(event);
                    if !chosen {
                        switch.run(tenant.clone());
                    }
                };
                html! {
                    <button type="button" aria-current={chosen.then_some("true")} {onclick}>
                        { tenant_mark(&name) }<span>{ name }</span>
                        if chosen { { small_icon(Icon::CHECK) } }
                    </button>
                }
            }) }
        </>
    }
}
