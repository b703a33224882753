//! The page for addresses that are none.

use yew::prelude::*;

use crate::navigation::NavLink;
use crate::route::Route;
use crate::ui::Page;

/// Shown for every address that is no page.
pub fn not_found() -> Html {
    html! {
        <Page title="Page not found" lead="There is nothing at this address." narrow=true>
            <p><NavLink to={Route::Home}>{ "Go to the first page" }</NavLink></p>
        </Page>
    }
}
