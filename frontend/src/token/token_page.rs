//! The page of the access token, by way of `/getJWT`.

use shared::GetJwt;
use yew::prelude::*;

use super::token_view::token_view;
use crate::hooks::use_query;
use crate::session::use_session;
use crate::ui::{Page, failure, placeholder};

/// Fetches the access token and shows it. The page's script could not read it from its cookie; the
/// route hands it out for calls to other services.
#[component]
pub fn Token() -> Html {
    let api = use_session().api();
    let token = use_query((), move |()| {
        let api = api.clone();
        async move { api.to(GetJwt).send().await }
    });
    html! {
        <Page title="Access token" lead="What the server checks with every call. Whoever has it is you until it expires, so copy it with care.">
            { match (token.data, token.error) {
                (Some(response), _) => token_view(&response.token),
                (None, Some(error)) => failure(error.to_string(), &token.reload),
                (None, None) => placeholder(),
            } }
        </Page>
    }
}
