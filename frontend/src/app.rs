//! The app: the session around the router around the page.

use session_client::{SessionClient, SessionState};
use shared::names::PRODUCT_NAME;
use yew::prelude::*;
use yew_router::history::AnyHistory;
use yew_router::{Router, Switch};

use crate::account::{AccountPage, SignIn, SignUp};
use crate::activity::ActivityPage;
use crate::dashboard::Dashboard;
use crate::diagnostics::DiagnosticsPage;
use crate::home::{Home, NotFound};
use crate::navigation::{NavBar, NavLink};
use crate::route::Route;
use crate::session::{ReauthenticationProvider, RequireSession, SessionBanner, SessionProvider};
use crate::sessions::{SessionPage, Sessions};
use crate::token::Token;
use crate::ui::Toaster;

/// Props of [`App`].
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// The browser's history; a memory history where there is no browser.
    pub history: AnyHistory,
    /// What talks to the API.
    pub client: SessionClient,
    /// What is known of the session before the cookies are read. For pages rendered outside a
    /// browser.
    #[prop_or_default]
    pub session: SessionState,
}

/// Everything on the page.
#[component]
pub fn App(props: &AppProps) -> Html {
    html! {
        <SessionProvider client={props.client.clone()} initial={props.session.clone()}>
            <Router history={props.history.clone()}>
                <Toaster>
                    <ReauthenticationProvider>
                        <div class="App">
                            <NavBar />
                            <SessionBanner />
                            <main class="App-main"><Switch<Route> render={page} /></main>
                            { footer() }
                        </div>
                    </ReauthenticationProvider>
                </Toaster>
            </Router>
        </SessionProvider>
    }
}

fn footer() -> Html {
    html! {
        <footer class="App-foot">
            <p>{ PRODUCT_NAME }{ " is a starting point. Make it yours." }</p>
            <NavLink to={Route::Diagnostics}>{ "Diagnostics" }</NavLink>
        </footer>
    }
}

/// The page of a route. Pages for signed-in users stand inside the guard.
fn page(route: Route) -> Html {
    match route {
        Route::Home => html! { <Home /> },
        Route::SignUp => html! { <SignUp /> },
        Route::SignIn => html! { <SignIn /> },
        Route::Dashboard => html! { <RequireSession><Dashboard /></RequireSession> },
        Route::Sessions => html! { <RequireSession><Sessions /></RequireSession> },
        Route::Session { handle } => {
            html! { <RequireSession><SessionPage {handle} /></RequireSession> }
        }
        Route::Token => html! { <RequireSession><Token /></RequireSession> },
        Route::Account => html! { <RequireSession><AccountPage /></RequireSession> },
        Route::Activity => html! { <RequireSession><ActivityPage /></RequireSession> },
        Route::Diagnostics => html! { <DiagnosticsPage /> },
        Route::Comments | Route::Comment { .. } => crate::comments::page(route),
        Route::NotFound => html! { <NotFound /> },
    }
}
