//! Come back.

use yew::prelude::*;

use crate::components::{CredentialsForm, NavLink, Page, RedirectIfSignedIn};
use crate::hooks::{use_place, use_sign_in};
use crate::route::{Next, Route};

/// The sign-in page. `?next=` says where to go afterwards.
#[component]
pub fn SignIn() -> Html {
    let sign_in = use_sign_in();
    let next = Next::of(&use_place().address).wanted();
    html! {
        <RedirectIfSignedIn>
            <Page title="Sign in" narrow=true>
                <CredentialsForm action="Sign in" busy_action="Signing in…"
                    password_autocomplete="current-password" busy={sign_in.state.is_busy()}
                    problem={sign_in.state.error().cloned()} onsubmit={sign_in.run} />
                <p>{ "No account yet? " }<NavLink to={Route::SignUp} {next}>{ "Sign up" }</NavLink></p>
            </Page>
        </RedirectIfSignedIn>
    }
}
