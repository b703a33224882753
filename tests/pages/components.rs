//! States that depend on a response of the server.

use frontend::account::CredentialsForm;
use frontend::activity::timeline;
use frontend::sessions::session_row;
use frontend::token::token_view;
use session_client::FormProblem;
use shared::activity::{ActivityEntry, ActivityKind};
use shared::{FieldError, SessionEntry, Timestamp};
use yew::{Callback, Html};

use crate::render::{Rendered, html};

async fn credentials_form(busy: bool, problem: Option<FormProblem>) -> Rendered {
    html(yew::html! {
        <CredentialsForm action="Sign up" is_new=true password_hint="At least 8 characters." {busy}
            {problem} onsubmit={Callback::noop()} />
    })
    .await
}

#[tokio::test]
async fn a_wrong_field_is_marked_and_described() {
    let problem = FormProblem::Fields(vec![FieldError {
        id: "email".to_owned(),
        error: "This email already exists. Please sign in instead.".to_owned(),
    }]);
    let form = credentials_form(false, Some(problem)).await;
    form.has_field("E-mail", &["aria-invalid=\"true\"", "aria-describedby=\"email-note\""]);
    form.has(&["This email already exists. Please sign in instead."]);
    assert!(form.tag_with("id=\"email-note\"").contains("Field-error"));
    assert!(!form.tag_with("id=\"password\"").contains("aria-invalid"));
}

#[tokio::test]
async fn a_refusal_of_the_whole_form_is_an_alert() {
    let problem = FormProblem::Message("Email or password is wrong.".to_owned());
    let form = credentials_form(false, Some(problem)).await;
    form.has(&["Email or password is wrong."]).lacks(&["aria-invalid"]);
    assert!(form.tag_with("data-tone=\"gone\" role").contains("role=\"alert\""));
}

#[tokio::test]
async fn a_busy_form_keeps_the_focus_and_says_so() {
    let form = credentials_form(true, None).await;
    let button = form.tag_with("type=\"submit\"");
    assert!(
        button.contains("aria-busy=\"true\"") && button.contains("aria-disabled=\"true\""),
        "{button}"
    );
    assert!(!button.contains(" disabled"), "a disabled button would lose the focus: {button}");
}

#[tokio::test]
async fn a_token_is_shown_raw_and_decoded() {
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c2VyLTEifQ.c2ln";
    let view = html(token_view(token, Html::default())).await;
    view.has(&["eyJhbGciOiJFUzI1NiJ9", "eyJzdWIiOiJ1c2VyLTEifQ", "c2ln", "ES256", "user-1"]);
    view.has(&["<code>sub</code>", "Who you are.", "Copy</button>"]);
    assert!(view.tag_with("Access token, as it is sent").contains("role=\"region\""));
}

#[tokio::test]
async fn a_session_is_named_by_its_device_and_can_be_ended() {
    let entry = SessionEntry {
        session_handle: "h1".parse().expect("a valid handle"),
        tenant_id: "acme".parse().expect("a valid tenant"),
        time_created: Timestamp::EPOCH,
        last_active: Timestamp::EPOCH,
        expiry: Timestamp::EPOCH,
        user_agent: Some("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Safari/604.1".to_owned()),
        address: None,
        current: false,
    };
    let row = html(session_row(&entry, yew::html! { <button>{ "End" }</button> })).await;
    row.has(&["Safari on iPhone", "Address not known", ">acme<", "href=\"/sessions/h1\"", ">End<"]);
    row.lacks(&["Current"]);
    let current = SessionEntry { current: true, ..entry };
    html(session_row(&current, Html::default())).await.has(&[
        "Current",
        "active now",
        "aria-current",
    ]);
}

#[tokio::test]
async fn what_happened_is_told_in_words() {
    let entry = |kind| ActivityEntry {
        kind,
        at: Timestamp::EPOCH,
        tenant_id: "acme".parse().expect("a valid tenant"),
        session_handle: None,
        user_agent: Some("curl/8.5.0".to_owned()),
        address: Some("192.0.2.1".to_owned()),
    };
    let kinds = [ActivityKind::SignIn, ActivityKind::TokenTheftDetected, ActivityKind::Other];
    html(timeline(&kinds.map(entry))).await.has(&[
        "Signed in",
        "Theft stopped",
        "curl in acme, 192.0.2.1",
        "data-tone=\"gone\"",
    ]);
    html(timeline(&[])).await.has(&["Nothing yet"]);
}
