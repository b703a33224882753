//! The app: the session around the router around the page.

use shared::ClientConfig;
use shared::names::PRODUCT_NAME;
use yew::prelude::*;
use yew_router::history::AnyHistory;
use yew_router::prelude::*;

use crate::components::{NavBar, RequireSession};
use crate::pages::{Comments, Dashboard, Home, NotFound, SignIn, SignUp, Token};
use crate::route::Route;
use crate::session::{SessionProvider, SessionState};

/// Props of [`App`].
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// The browser's history; a `MemoryHistory` where there is no browser.
    pub history: AnyHistory,
    /// Where the API is.
    #[prop_or_default]
    pub config: ClientConfig,
    /// What is known of the session before the first look. For pages rendered outside a browser.
    #[prop_or_default]
    pub session: SessionState,
}

/// Everything on the page.
#[component]
pub fn App(props: &AppProps) -> Html {
    html! {
        <SessionProvider config={props.config.clone()} initial={props.session.clone()}>
            <Router history={props.history.clone()}>
                <NavBar />
                <main class="App-main">
                    <Switch<Route> render={page} />
                </main>
                <footer class="App-footer">
                    { format!("{PRODUCT_NAME} is a starting point. Make it yours.") }
                </footer>
            </Router>
        </SessionProvider>
    }
}

/// The page at an address. Pages for those who are signed in stand inside the guard.
fn page(route: Route) -> Html {
    match route {
        Route::Home => html! { <Home /> },
        Route::SignUp => html! { <SignUp /> },
        Route::SignIn => html! { <SignIn /> },
        Route::Dashboard => html! { <RequireSession><Dashboard /></RequireSession> },
        Route::Token => html! { <RequireSession><Token /></RequireSession> },
        Route::Comments => html! { <RequireSession><Comments /></RequireSession> },
        Route::NotFound => html! { <NotFound /> },
    }
}
