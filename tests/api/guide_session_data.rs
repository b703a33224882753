//! The examples of SuperTokens' "Access session data": `/getJWT`, the tenant on both sides, and the
//! sessions of a user.

use anyhow::{Context, Result};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use serde_json::{Map, Value, json};
use server::Json;
use session::{NewSession, Session, access_token};
use shared::{ErrorType, GetJwtResponse, SessionHandle, TokenTransfer, UserId};
use tests::{Call, TestApp};

/// The guide's handler.
async fn get_jwt(session: Session) -> Json<GetJwtResponse> {
    Json(GetJwtResponse { token: session.get_access_token() })
}

/// The handler in front of the whole application.
fn router(app: &TestApp) -> Router {
    Router::new()
        .route("/guide/getJWT", get(get_jwt))
        .layer(from_fn_with_state(app.state.transport.clone(), session::axum::layer))
        .fallback_service(app.router())
}

#[tokio::test]
async fn a_handler_and_the_apps_route_give_the_access_token() -> Result<()> {
    let app = TestApp::new().await?;
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let mut client = app.signed_in_by(mode).await?;
        let token = json!({"token": client.access()?});
        for path in ["/guide/getJWT", "/getJWT"] {
            let reply = client.send_to(router(&app), Call::get(path)).await?.expect_ok()?;
            assert_eq!(reply.json()?, token, "{path}");
            let nobody = app.client(mode).send_to(router(&app), Call::get(path)).await?;
            assert_eq!(nobody.outcome(), (401, Some(ErrorType::Unauthorised)), "{path}");
        }
    }
    Ok(())
}

/// A browser's script has no other way to a token that is in an HttpOnly cookie.
#[tokio::test]
async fn a_browsers_script_gets_the_token_in_header_mode_or_where_it_is_exposed() -> Result<()> {
    for (expose, mode, is_shown) in [
        ("false", TokenTransfer::Cookie, false),
        ("true", TokenTransfer::Cookie, true),
        ("false", TokenTransfer::Header, true),
    ] {
        let app = TestApp::with(&[("EXPOSE_ACCESS_TOKEN", expose)]).await?;
        let mut client = app.client(mode);
        let signed_in = client.sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
        let refreshed = client.refresh().await?.expect_ok()?;
        for reply in [&signed_in, &refreshed] {
            assert_eq!(reply.header("st-access-token").is_some(), is_shown, "{expose} {mode:?}");
        }
        let shown = refreshed.header("st-access-token").map(str::to_owned);
        assert!(shown.is_none_or(|token| client.access().is_ok_and(|held| held == token)));
    }
    Ok(())
}

#[tokio::test]
async fn the_tenant_is_known_on_both_sides_and_to_who_reads_the_token() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.browser();
    browser.post_form("/auth/acme/signin", DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    // The handler's session.
    let seen = browser.get("/getSession").await?.expect_ok()?.json()?;
    assert_eq!(seen["tenantId"], "acme");
    // The page's front token.
    assert_eq!(browser.session()?.up["tId"], "acme");
    // The token itself, as another service reads it.
    let token = browser.access()?;
    let read = access_token::read(&token).context("a session token")?;
    assert_eq!(read.claims.to_map()["tId"], "acme");
    Ok(())
}

async fn open(app: &TestApp, user: &UserId, tenant: &str) -> Result<SessionHandle> {
    let mut new = NewSession::of(user.clone(), tenant.parse()?);
    new.session_data.insert("n".to_owned(), json!(1));
    new.access_token_payload.insert("role".to_owned(), json!("reader"));
    let tokens = app.state.sessions.create_new_session(new).await?;
    Ok(tokens.access_token.claims.session_handle.clone())
}

fn object(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}

#[tokio::test]
async fn each_session_of_a_user_in_one_tenant_or_in_all_is_read_changed_and_ended() -> Result<()> {
    let app = TestApp::new().await?;
    let user: UserId = "someUserId".parse()?;
    let (here, there) = (open(&app, &user, "public").await?, open(&app, &user, "acme").await?);
    let sessions = &app.state.sessions;
    let acme = "acme".parse()?;
    assert_eq!(sessions.get_all_session_handles_for_user(&user, Some(&acme)).await?, [there]);
    let handles = sessions.get_all_session_handles_for_user(&user, None).await?;
    assert!(handles.len() == 2 && handles.contains(&here), "{handles:?}");
    for handle in &handles {
        let found = sessions.get_session_information(handle).await?.context("a session")?;
        assert_eq!(found.session_data_in_database, object("n", json!(1)));
        assert_eq!(found.custom_claims_in_access_token_payload["role"], "reader");

        let data = object("n", json!(2));
        assert!(sessions.update_session_data_in_database(handle, data.clone()).await?);
        let role = object("role", json!("writer"));
        assert!(sessions.merge_into_access_token_payload(handle, &role).await?);
        let found = sessions.get_session_information(handle).await?.context("a session")?;
        assert_eq!(found.session_data_in_database, data);
        assert_eq!(found.custom_claims_in_access_token_payload["role"], "writer");

        assert!(sessions.revoke_session(handle).await?);
        assert_eq!(sessions.get_session_information(handle).await?, None);
    }
    assert_eq!(sessions.get_all_session_handles_for_user(&user, None).await?, []);
    Ok(())
}
