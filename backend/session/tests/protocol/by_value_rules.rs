//! `get_session` by value: what comes back with it, and what it never touches (engine rule 8).

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Map, json};
use shared::{ErrorType, TokenTransfer};
use tests::TestApp;

#[tokio::test]
async fn the_session_is_the_requests_own_and_costs_no_query() -> Result<()> {
    let app = TestApp::new().await?;
    let client = app.signed_in_by(TokenTransfer::Header).await?;
    let token = client.access()?;
    let before = app.state.db.query_count();
    let sessions = &app.state.sessions;
    let found = sessions.get_session(Some(&token), None, false, Some("")).await?;
    assert_eq!(app.state.db.query_count(), before);
    assert!(found.access_token.is_none());
    let (session, up) = (found.session, client.session()?.up);
    assert_eq!(json!(session.get_access_token_payload()), json!(up));
    assert_eq!(json!(session.get_jwt_payload()), json!(up));
    assert_eq!(session.get_access_token(), token);
    assert_eq!(json!(session.get_handle()), up["sessionHandle"]);
    assert_eq!(json!(session.get_user_id()), up["sub"]);
    assert_eq!(json!(session.get_tenant_id()), up["tId"]);
    assert_eq!(session.get_access_token_expiry(), client.session()?.ate);
    Ok(())
}

#[tokio::test]
async fn data_goes_in_and_out_one_query_each_under_every_name() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let sessions = &app.state.sessions;
    let session = sessions.get_session(Some(&token), None, false, Some("x")).await?.session;
    let data = |n: i64| Map::from_iter([("n".to_owned(), json!(n))]);
    let before = app.state.db.query_count();
    session.update_session_data_in_database(data(1)).await?;
    assert_eq!(session.get_session_data_from_database().await?, data(1));
    session.update_session_data(data(2)).await?;
    assert_eq!(session.get_session_data().await?, data(2));
    session.update_session_info(data(3)).await?;
    assert_eq!(session.get_session_info().await?, data(3));
    assert_eq!(session.get_time_created().await?, app.now());
    assert_eq!(session.get_expiry().await?, app.now() + Duration::from_secs(8_640_000));
    assert_eq!(app.state.db.query_count() - before, 8);
    Ok(())
}

#[tokio::test]
async fn a_session_that_was_revoked_meanwhile_is_unauthorised_wherever_the_row_is_asked()
-> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in_by(TokenTransfer::Header).await?.access()?;
    let sessions = &app.state.sessions;
    let session = sessions.get_session(Some(&token), None, false, Some("x")).await?.session;
    session.revoke_session().await?;
    let one = Map::from_iter([("n".to_owned(), json!(1))]);
    let errors = [
        session.get_session_data_from_database().await.err(),
        session.update_session_data_in_database(one.clone()).await.err(),
        session.merge_into_access_token_payload(one).await.err(),
        session.get_time_created().await.err(),
        session.get_expiry().await.err(),
    ];
    for (n, error) in errors.into_iter().enumerate() {
        let kind = error.map(|error| error.error_type());
        assert_eq!(kind, Some(ErrorType::Unauthorised), "{n}");
    }
    session.revoke_session().await?;
    Ok(())
}

#[tokio::test]
async fn the_new_access_token_keeps_what_must_stay_and_comes_until_it_is_set() -> Result<()> {
    let settings = [("CHECK_DATABASE", "true"), ("ANTI_CSRF", "via_token")];
    let app = TestApp::with(&settings).await?;
    let browser = app.signed_in().await?;
    let (token, csrf) = (browser.access()?, browser.anti_csrf.clone().context("a token")?);
    let handle = browser.session()?.session_handle().context("a handle")?;
    let sessions = &app.state.sessions;
    let update = Map::from_iter([("role".to_owned(), json!("admin"))]);
    sessions.merge_into_access_token_payload(&handle, &update).await?;
    app.pass_seconds(10);
    for _ in 0..2 {
        let found = sessions.get_session(Some(&token), Some(&csrf), true, Some("x")).await?;
        let newer = found.access_token.context("a new token")?;
        let mut expected = browser.session()?.up;
        expected.insert("role".to_owned(), json!("admin"));
        expected.insert("iat".to_owned(), json!(app.now().as_secs()));
        assert_eq!(json!(newer.claims.to_map()), json!(expected));
        assert_eq!(found.session.get_access_token(), newer.text);
        let again = sessions.get_session(Some(&newer.text), Some(&csrf), true, Some("x")).await?;
        assert!(again.access_token.is_none());
    }
    Ok(())
}

#[tokio::test]
async fn with_the_database_checked_the_three_kinds_are_told_apart() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
    let mut browser = app.signed_in().await?;
    let first = browser.access()?;
    browser.refresh().await?.expect_ok()?;
    browser.refresh().await?.expect_ok()?;
    let sessions = &app.state.sessions;
    let kind = async |token: &str| {
        let found = sessions.get_session(Some(token), None, false, Some("x")).await;
        found.err().map(|error| error.error_type())
    };
    assert_eq!(kind(&first).await, Some(ErrorType::TryRefreshToken));
    let current = browser.access()?;
    assert_eq!(kind(&current).await, None);
    sqlx::query("DELETE FROM sessions").execute(app.sql()).await?;
    assert_eq!(kind(&current).await, Some(ErrorType::Unauthorised));
    sqlx::query("ALTER TABLE sessions RENAME TO away").execute(app.sql()).await?;
    assert_eq!(kind(&current).await, Some(ErrorType::GeneralError));
    Ok(())
}

/// There is no request whose header could be looked at, and no token that the access token carries.
#[tokio::test]
async fn a_custom_header_cannot_be_checked_by_value_and_the_check_must_be_off() -> Result<()> {
    let app = TestApp::with(&[("ANTI_CSRF", "via_custom_header")]).await?;
    let token = app.signed_in().await?.access()?;
    let sessions = &app.state.sessions;
    for anti_csrf in [None, Some(""), Some("anti-csrf")] {
        let outcome = sessions.get_session(Some(&token), anti_csrf, true, Some("x")).await;
        let kind = outcome.err().map(|error| error.error_type());
        assert_eq!(kind, Some(ErrorType::TryRefreshToken), "{anti_csrf:?}");
        assert!(sessions.get_session(Some(&token), anti_csrf, false, Some("x")).await.is_ok());
    }
    Ok(())
}
