//! Pages of a session are made anew for the next one.

use std::rc::Rc;

use frontend::session::{RequireSession, SessionContext};
use gloo_timers::future::TimeoutFuture;
use gloo_utils::document;
use session_client::{SessionClient, SessionState};
use shared::{ClientConfig, SessionInfo, Timestamp};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_router::Router;
use yew_router::history::{AnyHistory, MemoryHistory};

/// A guarded page with a draft in it, under a session that the test changes.
struct Guarded {
    state: SessionState,
    history: AnyHistory,
}

impl Component for Guarded {
    type Message = SessionState;
    type Properties = ();

    fn create(_context: &Context<Self>) -> Self {
        let history = MemoryHistory::with_entries(["/token"]).into();
        Self { state: session("ada", Timestamp::from_millis(1)), history }
    }

    fn update(&mut self, _context: &Context<Self>, state: SessionState) -> bool {
        self.state = state;
        true
    }

    fn view(&self, _context: &Context<Self>) -> Html {
        let context = SessionContext {
            state: self.state.clone(),
            client: SessionClient::browser(ClientConfig::default()),
            unreachable: false,
            check: Callback::noop(),
        };
        html! {
            <ContextProvider<SessionContext> {context}>
                <Router history={self.history.clone()}>
                    <RequireSession><input id="draft" /></RequireSession>
                </Router>
            </ContextProvider<SessionContext>>
        }
    }
}

fn session(handle: &str, expiry: Timestamp) -> SessionState {
    SessionState::SignedIn(Rc::new(SessionInfo {
        session_handle: handle.parse().expect("a valid handle"),
        user_id: handle.parse().expect("a valid id"),
        tenant_id: "public".parse().expect("a valid id"),
        access_token_expiry: expiry,
        access_token_payload: serde_json::Map::new(),
    }))
}

fn draft() -> HtmlInputElement {
    document().get_element_by_id("draft").expect("the page is shown").unchecked_into()
}

/// Lets Yew render what it was told.
async fn rendered() {
    TimeoutFuture::new(0).await;
}

#[wasm_bindgen_test]
async fn bob_does_not_see_what_adas_page_holds() {
    let root = document().create_element("div").expect("an element");
    document().body().expect("a body").append_child(&root).expect("appended");
    let app = yew::Renderer::<Guarded>::with_root(root.clone()).render();
    rendered().await;
    draft().set_value("Ada's draft");

    app.send_message(session("ada", Timestamp::from_millis(2)));
    rendered().await;
    assert_eq!(draft().value(), "Ada's draft", "a refresh keeps the page");

    app.send_message(session("bob", Timestamp::from_millis(3)));
    rendered().await;
    assert_eq!(draft().value(), "");
    app.destroy();
    root.remove();
}
