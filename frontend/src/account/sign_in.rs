//! The sign-in page.

use yew::prelude::*;
use yew_router::hooks::use_location;

use super::credentials_form::CredentialsForm;
use super::hooks::use_sign_in;
use crate::navigation::NavLink;
use crate::route::{ReturnTo, Route};
use crate::session::RedirectIfSignedIn;
use crate::ui::Page;

/// The sign-in page. `?next=` says where to go afterwards.
#[component]
pub fn SignIn() -> Html {
    let sign_in = use_sign_in();
    let return_to = ReturnTo::from_location(use_location().as_ref()).if_wanted();
    html! {
        <RedirectIfSignedIn>
            <Page title="Sign in" narrow=true>
                <CredentialsForm action="Sign in" busy_action="Signing in…"
                    password_autocomplete="current-password" busy={sign_in.state.is_busy()}
                    problem={sign_in.state.error().cloned()} onsubmit={sign_in.run} />
                <p>{ "No account yet? " }<NavLink to={Route::SignUp} {return_to}>{ "Sign up" }</NavLink></p>
            </Page>
        </RedirectIfSignedIn>
    }
}
