//! The app: the session around the router around the page.

use session_client::SessionState;
use shared::ClientConfig;
use shared::names::PRODUCT_NAME;
use yew::prelude::*;
use yew_router::history::AnyHistory;
use yew_router::{Router, Switch};

use crate::account::{SignIn, SignUp};
use crate::dashboard::Dashboard;
use crate::home::{Home, not_found};
use crate::navigation::NavBar;
use crate::route::Route;
use crate::session::{RequireSession, SessionProvider};
use crate::token::Token;

/// Props of [`App`].
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// The browser's history; a memory history where there is no browser.
    pub history: AnyHistory,
    /// Where the API is.
    #[prop_or_default]
    pub config: ClientConfig,
    /// What is known of the session before the cookies are read. For pages rendered outside a
    /// browser.
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

/// The page of a route. Pages for signed-in users stand inside the guard.
fn page(route: Route) -> Html {
    match route {
        Route::Home => html! { <Home /> },
        Route::SignUp => html! { <SignUp /> },
        Route::SignIn => html! { <SignIn /> },
        Route::Dashboard => html! { <RequireSession><Dashboard /></RequireSession> },
        Route::Token => html! { <RequireSession><Token /></RequireSession> },
        Route::Comments | Route::Comment { .. } => crate::comments::page(route),
        Route::NotFound => not_found(),
    }
}
