//! The page of the access token, by way of `/getJWT`.

use shared::GetJwt;
use yew::prelude::*;

use super::token_view::token_view;
use super::verify::Verification;
use crate::session::{use_query, use_session};
use crate::ui::{CopyButton, Page, failure, placeholder};

/// Fetches the access token and shows it. The page's script could not read it from its cookie; the
/// route hands it out for calls to other services.
#[component]
pub fn Token() -> Html {
    let api = use_session().api();
    let token = use_query((), move |()| api.to(GetJwt).send());
    let text = token.map(|response| AttrValue::from(response.token.clone()));
    let actions = text.clone().map(|text| html! { <CopyButton {text} /> });
    html! {
        <Page title="Access token" actions={actions.unwrap_or_default()}
            lead="What the server checks with every call. Its holder is you until it expires.">
            { match (text, &token.error) {
                (Some(text), _) => token_view(&text, html! { <Verification token={text.clone()} /> }),
                (None, Some(error)) => failure(error.to_string(), &token.reload),
                (None, None) => placeholder(),
            } }
        </Page>
    }
}
