//! The bar on top: links to the pages, and the sign-out button.

use session_client::SessionState;
use yew::prelude::*;

use super::logo::logo;
use super::nav_link::NavLink;
use crate::route::Route;
use crate::session::{use_session, use_sign_out};
use crate::ui::error_notice;

/// The links that fit the session's state, and the sign-out button.
#[component]
pub fn NavBar() -> Html {
    let session = use_session();
    let sign_out = use_sign_out();
    let onclick = sign_out.run.reform(|_| ());
    let busy = sign_out.state.is_busy();
    let signed_in = session.state.info().is_some();
    html! {
        <header class="NavBar">
            <NavLink to={Route::Home}>{ logo() }</NavLink>
            <nav class="NavBar-pages" aria-label="Pages">
                { match session.state {
                    // Neither set of links: they would change under the visitor's hand.
                    SessionState::Loading => Html::default(),
                    SessionState::SignedOut(_) => html! {
                        <>
                            <NavLink to={Route::SignIn}>{ "Sign in" }</NavLink>
                            <NavLink to={Route::SignUp}>{ "Sign up" }</NavLink>
                        </>
                    },
                    SessionState::SignedIn(_) => html! {
                        <>
                            <NavLink to={Route::Dashboard}>{ "Dashboard" }</NavLink>
                            <NavLink to={Route::Token}>{ "Token" }</NavLink>
                            <NavLink to={Route::Comments}>{ "Comments" }</NavLink>
                        </>
                    },
                } }
            </nav>
            if signed_in {
                <button type="button" class="NavBar-out" {onclick} disabled={busy}>{ "Sign out" }</button>
            }
            if let Some(error) = sign_out.state.error() {
                { error_notice(format!("You are still signed in. {error}")) }
            }
        </header>
    }
}
