//! The hooks that components have in the place of the frontend guides' functions.

use frontend::session::{
    SessionProvider, use_access_token_payload, use_does_session_exist, use_tenant_id, use_user_id,
};
use session_client::SessionState;
use yew::prelude::*;

use crate::render::{html, signed_in, signed_out};

#[component]
fn Shown() -> Html {
    let (user, tenant) = (use_user_id(), use_tenant_id());
    let claims = use_access_token_payload()
        .map(|payload| format!("{} {}", payload.tenant_id, payload.custom["role"]));
    let exists = match use_does_session_exist() {
        None => "unknown",
        Some(true) => "yes",
        Some(false) => "no",
    };
    html! {
        <>
            <p>{ exists }</p>
            <i>{ user.map_or_else(|| "no user".to_owned(), |user| user.to_string()) }</i>
            <b>{ tenant.map_or_else(|| "no tenant".to_owned(), |tenant| tenant.to_string()) }</b>
            <u>{ claims.unwrap_or_else(|| "no payload".to_owned()) }</u>
        </>
    }
}

#[tokio::test]
async fn say_what_is_known_of_the_session() {
    let nothing = ["no user", "no tenant", "no payload"];
    for (state, expected) in [
        (SessionState::Loading, [["<p>unknown</p>"].as_slice(), &nothing].concat()),
        (signed_out(), [["<p>no</p>"].as_slice(), &nothing].concat()),
        (signed_in(), vec!["<p>yes</p>", "<i>user-1</i>", "<b>acme</b>", "<u>acme \"editor\"</u>"]),
    ] {
        let shown = html! { <SessionProvider initial={state}><Shown /></SessionProvider> };
        html(shown).await.has(&expected);
    }
}
