//! Every address that is no page.

use yew::prelude::*;
use yew_router::hooks::use_location;

use crate::navigation::NavLink;
use crate::route::Route;
use crate::ui::Page;

/// Says so, and leads home.
#[component]
pub fn NotFound() -> Html {
    let path = use_location().map(|location| location.path().to_owned()).unwrap_or_default();
    let lead = html! { <>{ "Nothing answers to " }<code>{ path }</code>{ "." }</> };
    html! {
        <Page title="No lock here" {lead}>
            <p><NavLink to={Route::Home} class="Button">{ "Go home" }</NavLink></p>
        </Page>
    }
}
