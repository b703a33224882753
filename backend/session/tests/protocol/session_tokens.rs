//! A session's tokens by value, and another payload for a token (wire protocol 8).

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use session::{AccessToken, Session};
use shared::{ErrorType, FrontToken, TokenTransfer};
use tests::TestApp;

fn role(name: &str) -> Map<String, Value> {
    Map::from_iter([("role".to_owned(), json!(name))])
}

async fn session_of(app: &TestApp, token: &str) -> Result<Session> {
    let found = app.state.sessions.get_session(Some(token), None, false, Some("x")).await?;
    Ok(found.session)
}

#[tokio::test]
async fn the_tokens_are_those_that_came_until_something_changes() -> Result<()> {
    let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
    let browser = app.signed_in().await?;
    let token = browser.access()?;
    let session = session_of(&app, &token).await?;
    let before = app.state.db.query_count();
    let tokens = session.get_all_session_tokens_dangerously();
    assert_eq!(app.state.db.query_count(), before);
    assert_eq!((tokens.access_token.text, tokens.access_and_front_token_updated), (token, false));
    assert_eq!(FrontToken::decode(&tokens.front_token)?, browser.session()?);
    assert_eq!(tokens.anti_csrf_token, browser.anti_csrf);

    session.merge_into_access_token_payload(role("admin")).await?;
    let tokens = session.get_all_session_tokens_dangerously();
    assert!(tokens.access_and_front_token_updated);
    assert_eq!(tokens.access_token.claims.custom["role"], "admin");
    assert_eq!(FrontToken::decode(&tokens.front_token)?.up["role"], "admin");
    assert_eq!(tokens.anti_csrf_token, browser.anti_csrf);
    Ok(())
}

async fn regenerate(
    app: &TestApp,
    token: &str,
    payload: Map<String, Value>,
) -> Result<Option<AccessToken>> {
    Ok(app.state.sessions.regenerate_access_token(token, payload).await?)
}

#[tokio::test]
async fn a_regenerated_token_has_the_new_payload_and_is_of_the_same_session() -> Result<()> {
    let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
    let token = app.signed_in().await?.access()?;
    let old = session_of(&app, &token).await?;
    old.merge_into_access_token_payload(role("user")).await?;
    app.pass_seconds(60);
    let mut payload = Map::from_iter([("plan".to_owned(), json!("pro"))]);
    payload.extend([("sub".to_owned(), json!("mallory")), ("exp".to_owned(), json!(1))]);
    let new = regenerate(&app, &token, payload).await?.context("a token")?;
    let claims = session_of(&app, &token).await?.get_all_session_tokens_dangerously();
    let old = &claims.access_token.claims;
    assert_eq!(new.claims.user_id, old.user_id);
    assert_eq!(new.claims.session_handle, old.session_handle);
    assert_eq!(new.claims.refresh_token_hash1, old.refresh_token_hash1);
    assert_eq!(new.claims.anti_csrf_token, old.anti_csrf_token);
    assert_eq!(new.claims.expires_at, old.expires_at);
    assert_eq!(new.claims.issued_at, app.now().floor_to_secs());
    assert_eq!(new.claims.custom["plan"], "pro");
    assert_eq!(new.claims.custom.get("role"), None, "replaced, not merged");
    let seen = session_of(&app, &new.text).await?.get_access_token_payload();
    assert_eq!((&seen["sub"], &seen["plan"]), (&json!(old.user_id), &json!("pro")));
    Ok(())
}

#[tokio::test]
async fn only_a_good_token_of_a_living_session_is_regenerated() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in_by(TokenTransfer::Header).await?;
    let token = client.access()?;
    let mut forged = token.clone();
    forged.replace_range(forged.len() - 8..forged.len() - 4, "AAAA");
    for bad in [forged.as_str(), "x", ""] {
        let refused = app.state.sessions.regenerate_access_token(bad, role("admin")).await;
        assert_eq!(refused.err().map(|e| e.error_type()), Some(ErrorType::TryRefreshToken));
    }
    client.sign_out().await?.expect_ok()?;
    assert!(regenerate(&app, &token, role("admin")).await?.is_none());
    app.pass_seconds(3600);
    let late = app.state.sessions.regenerate_access_token(&token, role("admin")).await;
    assert_eq!(late.err().map(|e| e.error_type()), Some(ErrorType::TryRefreshToken));
    Ok(())
}

#[tokio::test]
async fn the_cookie_of_a_new_access_token_is_the_one_that_the_layer_would_set() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
    let mut browser = app.signed_in().await?;
    let token = browser.access()?;
    let sessions = &app.state.sessions;
    let handle = session_of(&app, &token).await?.get_handle().clone();
    sessions.merge_into_access_token_payload(&handle, &role("admin")).await?;
    let found = sessions.get_session(Some(&token), None, false, Some("x")).await?;
    let by_value = app.state.transport.access_token_cookie(&found.access_token.context("new")?);
    let refreshed = browser.refresh().await?.expect_ok()?;
    let by_layer = refreshed.set_cookie("sAccessToken").context("a cookie")?;
    assert_eq!(by_value.name(), by_layer.name());
    assert_eq!(by_value.expires(), by_layer.expires());
    let flags = |cookie: &cookie::Cookie<'_>| {
        (
            cookie.path().map(str::to_owned),
            cookie.domain().map(str::to_owned),
            (cookie.http_only(), cookie.secure(), cookie.same_site()),
        )
    };
    assert_eq!(flags(&by_value), flags(&by_layer));
    Ok(())
}
