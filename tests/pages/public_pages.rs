//! Pages that every visitor may see.

use frontend::{App, AppProps};
use session_client::SessionState;
use shared::ClientConfig;
use yew_router::history::{AnyHistory, History, MemoryHistory};

use crate::render::{app, component, signed_in, signed_out};

#[tokio::test]
async fn home_says_what_this_is_and_leads_to_an_account() {
    app("/", signed_out())
        .await
        .has(&[">Latchkey</h1>", "starter app", "href=\"/signup\"", "href=\"/signin\""])
        .lacks(&["Sign out", "href=\"/dashboard\""]);
}

#[tokio::test]
async fn home_leads_to_the_dashboard_when_signed_in() {
    app("/", signed_in())
        .await
        .has(&["href=\"/dashboard\"", "href=\"/token\"", ">Sign out</button>"])
        .lacks(&["href=\"/signin\""]);
}

#[tokio::test]
async fn neither_set_of_links_while_loading() {
    app("/", SessionState::Loading)
        .await
        .has(&[">Latchkey</h1>"])
        .lacks(&["Sign out", ">Sign in</a>"]);
}

#[tokio::test]
async fn sign_up_asks_for_a_new_password() {
    let page = app("/signup", signed_out()).await;
    page.has(&[">Sign up</h1>", ">Sign up</button>", "At least 8 characters"]);
    page.has_field("Email", &["type=\"email\"", "autocomplete=\"username\""]);
    page.has_field(
        "Password",
        &[
            "type=\"password\"",
            "autocomplete=\"new-password\"",
            "aria-describedby=\"password-hint\"",
        ],
    );
    page.has_field("Tenant", &["value=\"public\"", "list=\"tenant-suggestions\""]);
    page.has(&["<option value=\"acme\"", "<option value=\"globex\""]);
}

#[tokio::test]
async fn sign_up_names_the_configured_length() {
    let history = AnyHistory::from(MemoryHistory::new());
    history.push("/signup");
    let config = ClientConfig { password_min_length: 15, ..ClientConfig::default() };
    let session = signed_out();
    component::<App>(AppProps { history, config, session }).await.has(&["At least 15 characters"]);
}

#[tokio::test]
async fn sign_in_asks_for_the_current_password() {
    let page = app("/signin", signed_out()).await;
    page.has(&[">Sign in</h1>", ">Sign in</button>"]);
    page.has_field("Password", &["autocomplete=\"current-password\""]);
    assert!(!page.tag_with("id=\"email\"").contains("aria-invalid"));
    assert!(page.tag_with("aria-current=\"page\"").contains("/signin"));
}

#[tokio::test]
async fn next_goes_along_from_sign_in_to_sign_up() {
    app("/signin?next=%2Ftoken", signed_out()).await.has(&["href=\"/signup?next=/token\""]);
}

#[tokio::test]
async fn a_next_that_leads_elsewhere_is_dropped() {
    for next in ["https%3A%2F%2Fevil.test", "%2F%2Fevil.test", "%2F%5Cevil.test"] {
        app(&format!("/signin?next={next}"), signed_out())
            .await
            .has(&["href=\"/signup\""])
            .lacks(&["evil.test"]);
    }
}

#[tokio::test]
async fn the_forms_are_not_for_those_who_are_signed_in() {
    for address in ["/signin", "/signup"] {
        app(address, signed_in()).await.lacks(&["<form"]);
        app(address, SessionState::Loading).await.lacks(&["<form"]);
    }
}

#[tokio::test]
async fn unknown_addresses_say_so() {
    for address in ["/nowhere", "/dashboard/deeper", "/404"] {
        app(address, signed_out()).await.has(&[">Page not found</h1>", "href=\"/\""]);
    }
}

#[tokio::test]
async fn no_page_has_style_attributes() {
    for address in ["/", "/signup", "/signin", "/dashboard", "/token", "/x"] {
        for state in [signed_out(), SessionState::Loading, signed_in()] {
            app(address, state).await.lacks(&[" style=", "<script", " onclick="]);
        }
    }
}
