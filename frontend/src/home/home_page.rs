//! The home page.

use shared::names::PRODUCT_NAME;
use yew::prelude::*;

use crate::navigation::NavLink;
use crate::route::Route;
use crate::session::use_does_session_exist;
use crate::ui::Page;

/// The first page: what the app is, and where to go from here.
#[component]
pub fn Home() -> Html {
    let signed_in = use_does_session_exist() == Some(true);
    html! {
        <Page title={PRODUCT_NAME} lead="A full-stack Rust starter app with real sign-in: a Yew frontend, an axum backend, and one crate of types between them.">
            <p class="Home-actions">
                if signed_in {
                    <NavLink to={Route::Dashboard} class="Button">{ "Go to your dashboard" }</NavLink>
                } else {
                    <NavLink to={Route::SignUp} class="Button">{ "Make an account" }</NavLink>
                    <NavLink to={Route::SignIn} class="Button Button-quiet">{ "I have one" }</NavLink>
                }
            </p>
            <ul class="Home-points">
                <li>
                    <h2>{ "Sessions that renew themselves" }</h2>
                    <p>{ "A short-lived access token and a refresh token that changes with every use. A stolen one gives itself away, and the session ends." }</p>
                </li>
                <li>
                    <h2>{ "Out of reach of scripts" }</h2>
                    <p>{ "Tokens live in HttpOnly cookies. This page reads who you are, never the token itself." }</p>
                </li>
                <li>
                    <h2>{ "One tenant, or many" }</h2>
                    <p>{ "Each tenant has its own users and its own data. Sign up as public, acme or globex and see." }</p>
                </li>
                <li>
                    <h2>{ "Yours to change" }</h2>
                    <p>
                        { "Clone it and edit. The pages are in " }<code>{ "frontend/src" }</code>
                        { ", the routes in " }<code>{ "backend/src" }</code>
                        { ", what both sides say in " }<code>{ "shared" }</code>{ "." }
                    </p>
                </li>
            </ul>
        </Page>
    }
}
