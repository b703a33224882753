//! `get_session` by value, without HTTP: the 1.0 guide's verification (engine rule 8).

use anyhow::{Context, Result};
use serde_json::{Map, json};
use shared::ErrorType;
use tests::TestApp;

#[tokio::test]
async fn answers_by_the_guides_table() -> Result<()> {
    let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
    let browser = app.signed_in().await?;
    let (token, csrf) = (browser.access()?, browser.anti_csrf.clone().context("a token")?);
    let mut forged = token.clone();
    forged.replace_range(forged.len() - 8..forged.len() - 4, "AAAA");
    let plain = TestApp::new().await?;
    let without_csrf = plain.signed_in().await?.access()?;
    let (token, csrf) = (Some(token.as_str()), Some(csrf.as_str()));
    let (refresh, gone) = (Some(ErrorType::TryRefreshToken), Some(ErrorType::Unauthorised));
    for (access, anti_csrf, check, id_refresh, expected) in [
        (token, csrf, true, Some("x"), None),
        (token, None, false, Some("x"), None),
        (token, csrf, true, None, gone),
        (None, None, false, None, gone),
        (None, csrf, true, Some("x"), refresh),
        (Some("x"), csrf, true, Some("x"), refresh),
        (Some(forged.as_str()), csrf, true, Some("x"), refresh),
        (token, None, true, Some("x"), refresh),
        (token, Some("wrong"), true, Some("x"), refresh),
    ] {
        let sessions = &app.state.sessions;
        let outcome = sessions.get_session(access, anti_csrf, check, id_refresh).await;
        let error = outcome.err().map(|error| error.error_type());
        assert_eq!(error, expected, "{anti_csrf:?} {check} {id_refresh:?}");
    }
    // A token that carries none, while the check is on.
    let sessions = &plain.state.sessions;
    let outcome = sessions.get_session(Some(&without_csrf), Some("x"), true, Some("x")).await;
    assert_eq!(outcome.err().map(|error| error.error_type()), refresh);
    app.pass_seconds(3600);
    let outcome = app.state.sessions.get_session(token, csrf, true, Some("x")).await;
    assert_eq!(outcome.err().map(|error| error.error_type()), refresh);
    Ok(())
}

#[tokio::test]
async fn a_new_access_token_comes_back_when_there_is_one_to_set() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
    let mut browser = app.signed_in().await?;
    let token = browser.access()?;
    let sessions = &app.state.sessions;
    let found = sessions.get_session(Some(&token), None, false, Some("x")).await?;
    assert!(found.access_token.is_none());
    let update = Map::from_iter([("role".to_owned(), json!("admin"))]);
    sessions.merge_into_access_token_payload(found.session.get_handle(), &update).await?;
    let found = sessions.get_session(Some(&token), None, false, Some("x")).await?;
    let newer = found.access_token.context("a new token")?.text;
    browser.jar.put("sAccessToken", &newer);
    let seen = browser.get("/getSession").await?.expect_ok()?.json()?;
    assert_eq!(seen["accessTokenPayload"]["role"], "admin");
    assert_eq!(seen["accessTokenExpiry"], browser.session()?.ate.as_millis());
    Ok(())
}

#[tokio::test]
async fn a_fault_is_neither_unauthorised_nor_try_refresh() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
    let token = app.signed_in().await?.access()?;
    app.state.db.close().await;
    let outcome = app.state.sessions.get_session(Some(&token), None, false, Some("x")).await;
    assert_eq!(outcome.err().map(|e| e.error_type()), Some(ErrorType::GeneralError));
    Ok(())
}
