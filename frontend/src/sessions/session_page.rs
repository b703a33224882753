//! One session of the user: its data and its payload.

use serde_json::Value;
use shared::{GetDataOfSession, GetPayloadOfSession, SessionHandle};
use yew::prelude::*;

use crate::navigation::NavLink;
use crate::route::Route;
use crate::session::{use_query, use_session};
use crate::ui::{Page, code_block, failure, placeholder, section};

/// Props of [`SessionPage`].
#[derive(Properties, PartialEq)]
pub struct SessionPageProps {
    /// Which session, from the address.
    pub handle: SessionHandle,
}

/// The page at `/sessions/:handle`.
#[component]
pub fn SessionPage(props: &SessionPageProps) -> Html {
    let api = use_session().api();
    let session = use_query(props.handle.clone(), move |handle| {
        let api = api;
        async move {
            let data = api.to(GetDataOfSession).params(handle.clone()).send().await?.data;
            let payload = api.to(GetPayloadOfSession).params(handle).send().await?.payload;
            Ok((Value::Object(data), Value::Object(payload)))
        }
    });
    let lead = html! { <code>{ props.handle.as_str() }</code> };
    html! {
        <Page title="Session" {lead}>
            <div class="Stack">
                { match (&session.data, &session.error) {
                    (Some(parts), _) => html! {
                        <>
                            { section("Data", html! {}, code_block(format!("{:#}", parts.0))) }
                            { section("Payload", html! {}, code_block(format!("{:#}", parts.1))) }
                        </>
                    },
                    (None, Some(error)) => failure(error.to_string(), &session.reload),
                    (None, None) => placeholder(),
                } }
                <p><NavLink to={Route::Sessions}>{ "All devices" }</NavLink></p>
            </div>
        </Page>
    }
}
