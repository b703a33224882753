//! The app: the session around the router around the page.

use shared::ClientConfig;
use shared::names::PRODUCT_NAME;
use yew::prelude::*;
use yew_router::history::AnyHistory;

use crate::components::{NavBar, RequireSession};
use crate::hooks::use_place;
use crate::pages::{Comments, Dashboard, Home, SignIn, SignUp, Token, not_found};
use crate::route::Route;
use crate::router::{Addresses, Router};
use crate::session::SessionProvider;
use session_client::SessionState;

/// Props of [`AppOn`].
#[derive(Properties, PartialEq)]
pub struct AppProps<A: Addresses> {
    /// The browser's history; a `MemoryHistory` where there is no browser.
    pub history: A,
    /// Where the API is.
    #[prop_or_default]
    pub config: ClientConfig,
    /// What is known of the session before the first look. For pages rendered outside a browser.
    #[prop_or_default]
    pub session: SessionState,
}

/// The app on a history of yew-router, for pages rendered outside a browser.
pub type App = AppOn<AnyHistory>;

/// Everything on the page.
#[component]
pub fn AppOn<A: Addresses>(props: &AppProps<A>) -> Html {
    html! {
        <SessionProvider config={props.config.clone()} initial={props.session.clone()}>
            <Router<A> addresses={props.history.clone()}>
                <NavBar />
                <main class="App-main">
                    <CurrentPage />
                </main>
                <footer class="App-footer">
                    { format!("{PRODUCT_NAME} is a starting point. Make it yours.") }
                </footer>
            </Router<A>>
        </SessionProvider>
    }
}

/// The page at the current address. Pages for those who are signed in stand inside the guard.
#[component]
fn CurrentPage() -> Html {
    match use_place().route() {
        Route::Home => html! { <Home /> },
        Route::SignUp => html! { <SignUp /> },
        Route::SignIn => html! { <SignIn /> },
        Route::Dashboard => html! { <RequireSession><Dashboard /></RequireSession> },
        Route::Token => html! { <RequireSession><Token /></RequireSession> },
        Route::Comments => html! { <RequireSession><Comments /></RequireSession> },
        Route::NotFound => not_found(),
    }
}
