//! A handler that makes a session while it holds the browser's previous one: the reply is about the
//! new one, whatever was said of the old (wire protocol 3.1 and 7.1).

use anyhow::{Context, Result};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use backend::error::Error;
use serde_json::{Map, json};
use session::axum::RequestSession;
use session::{NewSession, Session};
use shared::TokenTransfer;
use tests::{Call, Reply, TestApp};

fn another() -> Result<NewSession, Error> {
    let user = "bob".parse().map_err(|_| Error::not_found())?;
    Ok(NewSession::of(user, shared::TenantId::public()))
}

async fn revoke_then_create(old: Session, exchange: RequestSession) -> Result<&'static str, Error> {
    old.revoke_session().await?;
    exchange.create_new_session(another()?).await?;
    Ok("new")
}

async fn merge_then_create(old: Session, exchange: RequestSession) -> Result<&'static str, Error> {
    let update = Map::from_iter([("role".to_owned(), json!("admin"))]);
    old.merge_into_access_token_payload(update).await?;
    exchange.create_new_session(another()?).await?;
    Ok("new")
}

async fn create_then_revoke(old: Session, exchange: RequestSession) -> Result<&'static str, Error> {
    exchange.create_new_session(another()?).await?;
    old.revoke_session().await?;
    Ok("new")
}

async fn call(app: &TestApp, path: &str, method: TokenTransfer) -> Result<Reply> {
    let router = Router::new()
        .route("/revoke-then-create", post(revoke_then_create))
        .route("/merge-then-create", post(merge_then_create))
        .route("/create-then-revoke", post(create_then_revoke))
        .layer(from_fn_with_state(app.state.transport.clone(), session::axum::layer));
    let token = app.signed_in_by(method).await?.access()?;
    let call = Call::post(path).header("rid", "anti-csrf");
    let call = match method {
        TokenTransfer::Cookie => {
            call.header("cookie", format!("sAccessToken={token}")).header("st-auth-mode", "cookie")
        }
        TokenTransfer::Header => {
            call.header("authorization", format!("Bearer {token}")).header("st-auth-mode", "header")
        }
    };
    tests::send(router, call).await?.expect_ok()
}

#[tokio::test]
async fn the_reply_carries_the_new_session_whatever_became_of_the_old() -> Result<()> {
    for path in ["/revoke-then-create", "/merge-then-create", "/create-then-revoke"] {
        for method in [TokenTransfer::Cookie, TokenTransfer::Header] {
            let app = TestApp::new().await?;
            let reply = call(&app, path, method).await?;
            let front = reply.front_token().with_context(|| format!("{path} {method:?}"))?;
            assert_eq!(front.uid.as_str(), "bob", "{path} {method:?}");
            assert_eq!(front.up.get("role"), None, "{path} {method:?}");
            let (access, refresh) = match method {
                TokenTransfer::Cookie => {
                    let value =
                        |name| reply.set_cookie(name).map(|cookie| cookie.value().to_owned());
                    (value("sAccessToken"), value("sRefreshToken"))
                }
                TokenTransfer::Header => {
                    let value = |name| reply.header(name).map(str::to_owned);
                    (value("st-access-token"), value("st-refresh-token"))
                }
            };
            let access = access.context("an access token")?;
            assert!(refresh.is_some_and(|token| !token.is_empty()), "{path} {method:?}");
            let found = app.state.sessions.get_session(Some(&access), None, false, Some("x"));
            assert_eq!(found.await?.session.get_user_id().as_str(), "bob", "{path} {method:?}");
            // The browser's own is replaced. A bearer token's session ends if the handler ends it.
            let stays = method == TokenTransfer::Header && path == "/merge-then-create";
            assert_eq!(app.session_count().await?, 1 + i64::from(stays), "{path} {method:?}");
        }
    }
    Ok(())
}
