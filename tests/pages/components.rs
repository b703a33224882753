//! States that depend on an answer of the server.

use frontend::account::{CredentialsForm, CredentialsFormProps};
use frontend::dashboard::{RefreshStatus, refresh_notice, session_details};
use frontend::token::token_view;
use session_client::FormProblem;
use shared::FieldError;
use yew::Callback;

use crate::render::{Rendered, component, html, session_info};

async fn credentials_form(busy: bool, problem: Option<FormProblem>) -> Rendered {
    component::<CredentialsForm>(CredentialsFormProps {
        action: "Sign up".into(),
        busy_action: "Signing up…".into(),
        password_autocomplete: "new-password".into(),
        password_hint: Some("At least 8 characters.".into()),
        busy,
        problem,
        onsubmit: Callback::noop(),
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
    form.has_field("Email", &["aria-invalid=\"true\"", "aria-describedby=\"email-error\""]);
    form.has(&["This email already exists. Please sign in instead."]);
    assert!(form.tag_with("id=\"email-error\"").contains("role=\"alert\""));
    assert!(!form.tag_with("id=\"password\"").contains("aria-invalid"));
}

#[tokio::test]
async fn a_refusal_of_the_whole_form_is_an_alert() {
    let problem = FormProblem::Message("Email or password is wrong.".to_owned());
    let form = credentials_form(false, Some(problem)).await;
    form.has(&["Email or password is wrong."]).lacks(&["aria-invalid"]);
    assert!(form.tag_with("Notice-error").contains("role=\"alert\""));
}

#[tokio::test]
async fn a_busy_form_cannot_be_sent_again() {
    let form = credentials_form(true, None).await;
    form.has(&["Signing up…"]);
    assert!(form.tag_with("type=\"submit\"").contains("disabled"));
    assert!(form.tag_with("<form").contains("aria-busy=\"true\""));
}

#[tokio::test]
async fn the_countdown_runs_out_calmly() {
    for (seconds_left, text) in
        [(Some(59), "59 s"), (Some(0), "expired, refreshes with the next call")]
    {
        let details = html(session_details(&session_info(), seconds_left)).await;
        details.has(&[text]);
        details.tag_with("class=\"Countdown\"");
    }
}

#[tokio::test]
async fn a_refresh_tells_both_expiries() {
    let status = RefreshStatus::Refreshed {
        old_expiry: shared::Timestamp::from_millis(1),
        new_expiry: shared::Timestamp::from_millis(2),
    };
    html(refresh_notice(status)).await.has(&["role=\"status\"", "Old expiry", "New expiry"]);
    html(refresh_notice(RefreshStatus::Failed))
        .await
        .has(&["role=\"alert\"", "You are still signed in"]);
}

#[tokio::test]
async fn a_token_is_shown_raw_and_decoded() {
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c2VyLTEifQ.c2ln";
    let view = html(token_view(token)).await;
    view.has(&[token, "ES256", "user-1", ">Copy</button>"]);
    assert!(view.tag_with("Payload of the access token").contains("role=\"region\""));
}
