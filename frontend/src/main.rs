//! Mounts the app into the page. `trunk serve` builds this; everything else is in the library.

/// Replaces the first-paint shell of index.html with the app.
#[cfg(target_arch = "wasm32")]
fn main() {
    use frontend::{App, AppProps};
    use yew_router::history::{AnyHistory, BrowserHistory};

    let props = AppProps {
        history: AnyHistory::Browser(BrowserHistory::new()),
        client: session_client::SessionClient::configured_by_server(
            &session_client::platform::api_domain_of_page(),
        ),
        session: session_client::SessionState::Loading,
    };
    match gloo_utils::document().get_element_by_id("app") {
        Some(root) => yew::Renderer::<App>::with_root_and_props(root, props).render(),
        None => yew::Renderer::<App>::with_props(props).render(),
    };
}

/// There is no page to mount into outside a browser.
#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!(
        "The frontend runs in a browser: start `trunk serve`, or `cargo xtask dev` for both."
    );
}
