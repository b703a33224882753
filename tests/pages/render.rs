//! Renders the app, or one component, and looks into what came of it.

#![expect(clippy::expect_used, clippy::panic, reason = "what fails here fails its test")]

use std::rc::Rc;

use frontend::session::{ReauthenticationProvider, SessionProvider};
use frontend::ui::Toaster;
use frontend::{App, AppProps};
use serde_json::json;
use session_client::{SessionClient, SessionState, SignOutReason};
use shared::{ClientConfig, SessionInfo};
use yew::html::BaseComponent;
use yew::{Html, LocalServerRenderer, Properties, component as function_component, html};
use yew_router::Router;
use yew_router::history::{AnyHistory, History, MemoryHistory};

/// HTML, with questions to ask of it.
pub(crate) struct Rendered(String);

impl Rendered {
    /// Panics unless every text is somewhere in the HTML.
    #[track_caller]
    pub(crate) fn has(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(self.0.contains(text), "no {text:?} in\n{}", self.0);
        }
        self
    }

    /// Panics if any text is in the HTML.
    #[track_caller]
    pub(crate) fn lacks(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(!self.0.contains(text), "{text:?} is in\n{}", self.0);
        }
        self
    }

    /// The first opening tag that contains `text`.
    #[track_caller]
    pub(crate) fn tag_with(&self, text: &str) -> &str {
        let tag = self
            .0
            .split_inclusive('>')
            .filter_map(|piece| piece.rfind('<').map(|start| &piece[start..]))
            .find(|tag| tag.contains(text));
        tag.unwrap_or_else(|| panic!("no tag with {text:?} in\n{}", self.0))
    }

    /// How often `text` is in the HTML.
    pub(crate) fn count(&self, text: &str) -> usize {
        self.0.matches(text).count()
    }

    /// Panics if two elements have the same id.
    #[track_caller]
    pub(crate) fn has_unique_ids(&self) {
        let mut ids: Vec<&str> =
            self.0.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id twice in\n{}", self.0);
    }

    /// Panics unless the `<label>` with this text belongs to an input with all of `attributes`.
    #[track_caller]
    pub(crate) fn has_field(&self, label: &str, attributes: &[&str]) {
        let (before, _) = self
            .0
            .split_once(&format!(">{label}</label>"))
            .unwrap_or_else(|| panic!("no label {label:?} in\n{}", self.0));
        let (_, id) = before.rsplit_once("for=").expect("a label has a for");
        let input = self.tag_with(&format!(" id={id}"));
        for attribute in attributes {
            assert!(input.contains(attribute), "no {attribute:?} in {input}");
        }
    }
}

/// The whole app at `address`, for a session in `state`.
pub(crate) async fn app(address: &str, state: SessionState) -> Rendered {
    let history = AnyHistory::from(MemoryHistory::new());
    match address.split_once('?') {
        Some((path, query)) => history
            .push_with_query(path, yew_router::query::Raw(query))
            .expect("raw queries need no encoding"),
        None => history.push(address),
    }
    component::<App>(AppProps { history, client: client(ClientConfig::default()), session: state })
        .await
}

/// One component, with props that make the state in question.
pub(crate) async fn component<C: BaseComponent>(props: C::Properties) -> Rendered {
    let html = LocalServerRenderer::<C>::with_props(props).hydratable(false).render();
    Rendered(tokio::task::LocalSet::new().run_until(html).await)
}

/// What a view function gives.
pub(crate) async fn html(html: Html) -> Rendered {
    html_at("/", html).await
}

/// Anything below a router at `address`: for components with links.
pub(crate) async fn html_at(address: &str, html: Html) -> Rendered {
    let history = AnyHistory::from(MemoryHistory::with_entries([address.to_owned()]));
    component::<AtAddress>(AtAddressProps { history, html }).await
}

#[derive(Properties, PartialEq)]
struct AtAddressProps {
    history: AnyHistory,
    html: Html,
}

#[function_component]
fn AtAddress(props: &AtAddressProps) -> Html {
    html! {
        <SessionProvider client={client(ClientConfig::default())} initial={signed_in()}>
            <Router history={props.history.clone()}>
                <Toaster>
                    <ReauthenticationProvider>{ props.html.clone() }</ReauthenticationProvider>
                </Toaster>
            </Router>
        </SessionProvider>
    }
}

/// A client that is never used: effects do not run here.
pub(crate) fn client(config: ClientConfig) -> SessionClient {
    SessionClient::browser(config)
}

/// A visitor.
pub(crate) fn signed_out() -> SessionState {
    SessionState::SignedOut(SignOutReason::Never)
}

/// A user of the tenant acme.
pub(crate) fn signed_in() -> SessionState {
    SessionState::SignedIn(Rc::new(session_info()))
}

/// Their session.
pub(crate) fn session_info() -> SessionInfo {
    serde_json::from_value(json!({
        "sessionHandle": "handle-1",
        "userId": "user-1",
        "tenantId": "acme",
        "accessTokenPayload": {
            "sub": "user-1", "rsub": "user-1", "tId": "acme", "sessionHandle": "handle-1",
            "iat": 1_799_996_400, "exp": 1_800_000_000, "refreshTokenHash1": "ab",
            "parentRefreshTokenHash1": null, "antiCsrfToken": null, "role": "editor",
        },
        "accessTokenExpiry": 1_800_000_000_000_i64,
    }))
    .expect("a session")
}
