//! The bar on top: the name, the pages, and the session. On a phone the pages lie below, at the
//! thumb.

use yew::prelude::*;

use super::logo::logo;
use super::nav_link::NavLink;
use super::theme_choice::ThemeButton;
use super::user_menu::UserMenu;
use crate::route::Route;
use crate::session::use_does_session_exist;
use crate::ui::{Icon, icon};

/// The links that fit the session's state. While it is not known, those of a visitor: there is
/// nothing behind them that a user would miss.
#[component]
pub fn NavBar() -> Html {
    let signed_in = use_does_session_exist() == Some(true);
    html! {
        <header class="Bar">
            <NavLink to={Route::Home} class="Logo">{ logo() }</NavLink>
            if signed_in {
                <nav class="Bar-pages" aria-label="Pages">
                    { for pages().into_iter().map(|(route, picture, name)| html! {
                        <NavLink to={route} class="Bar-link">{ icon(picture) }{ name }</NavLink>
                    }) }
                </nav>
            }
            <div class="Bar-end">
                if signed_in {
                    <UserMenu />
                } else {
                    <ThemeButton />
                    <NavLink to={Route::SignIn} class="Button Button-bare">{ "Sign in" }</NavLink>
                    <NavLink to={Route::SignUp} class="Button">{ "Sign up" }</NavLink>
                }
            </div>
        </header>
    }
}

/// The pages in the bar. Five is what a phone's width holds.
fn pages() -> Vec<(Route, Icon, &'static str)> {
    vec![
        (Route::Dashboard, Icon::KEY, "Session"),
        (Route::Sessions, Icon::LAPTOP, "Devices"),
        (Route::Token, Icon::BRACES, "Token"),
        (Route::Comments, Icon::MESSAGE, "Comments"),
        (Route::Account, Icon::USER, "Account"),
    ]
}
