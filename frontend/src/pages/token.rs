//! The access token itself, by way of `/getJWT`.

use shared::GetJwt;
use yew::prelude::*;

use crate::components::{Page, failure, placeholder, token_view};
use crate::hooks::{TaskState, use_session, use_task};

/// Fetches the access token and shows it. The page's script could not read it from its cookie; the
/// route hands it out for calls to other services.
#[component]
pub fn Token() -> Html {
    let api = use_session().api();
    let token = use_task(move |()| {
        let api = api.clone();
        async move { api.to(GetJwt).send().await }
    });
    {
        let fetch = token.run.clone();
        use_effect_with((), move |()| fetch.emit(()));
    }
    html! {
        <Page title="Access token" lead="What the server checks with every call. Whoever has it is you until it expires, so copy it with care.">
            { match &*token.state {
                TaskState::Idle | TaskState::Busy => placeholder(),
                TaskState::Done(answer) => token_view(&answer.token),
                TaskState::Failed(error) => failure(error.to_string(), &token.run),
            } }
        </Page>
    }
}
