//! The guard of pages for signed-in users.

use session_client::claims::ClaimValidator;
use session_client::{SessionState, SignOutReason};
use shared::SessionInfo;
use yew::prelude::*;
use yew_router::hooks::{use_navigator, use_route};

use super::hooks::use_session;
use super::provider::SessionContext;
use super::session_placeholder::session_placeholder;
use crate::route::{ReturnTo, Route};
use crate::ui::Page;

/// Props of [`RequireSession`].
#[derive(Properties, PartialEq)]
pub struct RequireSessionProps {
    /// What the session's claims must be like.
    #[prop_or_default]
    pub claims: Vec<ClaimValidator>,
    /// Shown in the place of the children where they are not; without it, that this page is not for
    /// this account.
    #[prop_or_default]
    pub denied: Option<Html>,
    /// Where visitors are taken to.
    #[prop_or(Route::SignIn)]
    pub to: Route,
    /// What only signed-in users may see.
    pub children: Html,
}

/// Shows its children to a signed-in user, and takes every other visitor to the sign-in page, which
/// brings them back here.
///
/// This is for orientation. The server decides what a user may read or do.
#[component]
pub fn RequireSession(props: &RequireSessionProps) -> Html {
    let session = use_session();
    let navigator = use_navigator();
    let route = use_route::<Route>();
    let to = props.to.clone();
    use_effect_with(session.state.sign_out_reason(), move |reason| {
        if let (Some(reason), Some(navigator), Some(route)) = (*reason, navigator, route) {
            let return_to =
                if leads_back(reason) { ReturnTo::new(&route) } else { ReturnTo::default() };
            // Replaced, so that "back" does not lead here and away again.
            let Ok(()) = navigator.replace_with_query(&to, return_to.to_query());
        }
    });
    match &session.state {
        SessionState::SignedIn(info) if !are_met(&props.claims, info, &session) => {
            props.denied.clone().unwrap_or_else(denied)
        }
        SessionState::SignedIn(info) => html! {
            <OfSession key={info.session_handle.as_str()}>{ props.children.clone() }</OfSession>
        },
        SessionState::Loading | SessionState::SignedOut(_) => session_placeholder(&session),
    }
}

/// After signing in, back to this page? A visitor who came by a link to it, and a user whose session
/// has expired, go on where they were. After any other end the next person at the screen may be
/// another one.
fn leads_back(reason: SignOutReason) -> bool {
    matches!(reason, SignOutReason::Never | SignOutReason::Expired)
}

fn are_met(claims: &[ClaimValidator], info: &SessionInfo, session: &SessionContext) -> bool {
    // Most guards ask for none, and outside a browser there is no clock.
    claims.is_empty() || {
        let now = session.client.api().server_now();
        claims.iter().all(|claim| claim.validate(&info.access_token_payload, now).is_none())
    }
}

/// In the place of a page that is not for this account.
fn denied() -> Html {
    html! {
        <Page title="Not for this account" lead="You are signed in, and this page is for others.">
            <p><a class="Button" href="/">{ "Go home" }</a></p>
        </Page>
    }
}

#[derive(Properties, PartialEq)]
struct OfSessionProps {
    children: Html,
}

/// What belongs to one session. With the session's handle as its key it is made anew, with all that
/// its pages hold, when another session takes the place: Bob never sees what Ada's page has fetched.
#[component]
fn OfSession(props: &OfSessionProps) -> Html {
    props.children.clone()
}
