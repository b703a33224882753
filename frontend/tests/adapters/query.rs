//! What a page has fetched belongs to its key.

use frontend::session::{SessionContext, use_query};
use gloo_timers::future::TimeoutFuture;
use gloo_utils::document;
use session_client::{ApiError, SessionClient, SessionState};
use shared::ClientConfig;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use crate::fetches::Fetches;

#[derive(Properties, PartialEq)]
struct ShownProps {
    number: u32,
    fetches: Fetches,
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    let fetches = props.fetches.clone();
    let query = use_query(props.number, move |key| {
        let promise = fetches.begin(key);
        async move { JsFuture::from(promise).await.map_err(|_| ApiError::Unavailable) }
    });
    let text = query.map(|data: &JsValue| data.as_string().unwrap_or_default());
    let text = text.unwrap_or_else(|| "loading".to_owned());
    html! { <p id="query">{ text }</p> }
}

/// A page with a parameter that the test changes.
struct Page {
    number: u32,
}

impl Component for Page {
    type Message = u32;
    type Properties = PageProps;

    fn create(_context: &Context<Self>) -> Self {
        Self { number: 1 }
    }

    fn update(&mut self, _context: &Context<Self>, number: u32) -> bool {
        self.number = number;
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let session = SessionContext {
            state: SessionState::Loading,
            client: SessionClient::browser(ClientConfig::default()),
            unreachable: false,
            check: Callback::noop(),
        };
        html! {
            <ContextProvider<SessionContext> context={session}>
                <Shown number={self.number} fetches={context.props().fetches.clone()} />
            </ContextProvider<SessionContext>>
        }
    }
}

#[derive(Properties, PartialEq)]
struct PageProps {
    fetches: Fetches,
}

/// What is shown after Yew has rendered what it knows.
async fn shown() -> String {
    TimeoutFuture::new(0).await;
    document().get_element_by_id("query").and_then(|p| p.text_content()).expect("the page is shown")
}

#[wasm_bindgen_test]
async fn a_late_result_for_another_key_is_not_shown() {
    let root = document().create_element("div").expect("an element");
    document().body().expect("a body").append_child(&root).expect("appended");
    let fetches = Fetches::default();
    let props = PageProps { fetches: fetches.clone() };
    let page = yew::Renderer::<Page>::with_root_and_props(root.clone(), props).render();
    assert_eq!(shown().await, "loading");

    page.send_message(2_u32);
    assert_eq!(shown().await, "loading");
    fetches.are_begun(&[1, 2]).await;
    fetches.finish(1, "one");
    assert_eq!(shown().await, "loading", "the page is at 2");
    fetches.finish(2, "two");
    assert_eq!(shown().await, "two");

    page.send_message(3_u32);
    assert_eq!(shown().await, "loading", "two is not 3's");
    fetches.are_begun(&[3]).await;
    fetches.finish(3, "three");
    assert_eq!(shown().await, "three");
    page.destroy();
    root.remove();
}
