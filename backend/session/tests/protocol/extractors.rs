//! What a handler's signature means, in a small application of our own around the session layer.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use backend::error::Error;
use futures_util::FutureExt;
use serde_json::{Map, Value, json};
use session::axum::Transport;
use session::{AntiCsrf, Claim, Session, SessionError, VerifyOptions};
use shared::{ErrorType, TokenTransfer};
use tests::{Call, Log, Reply, TestApp};

async fn required(session: Session) -> String {
    session.get_user_id().to_string()
}

async fn optional(session: Option<Session>) -> String {
    session.map_or("nobody".to_owned(), |session| session.get_user_id().to_string())
}

fn bare() -> Router {
    let options = VerifyOptions::new().anti_csrf_check(false);
    Router::new()
        .route("/required", get(required).post(required))
        .route("/optional", get(optional).post(optional))
        .route("/unchecked", post(required).layer(options))
}

fn around(app: &TestApp, routes: Router) -> Router {
    let config = app.state.config.transport.clone();
    let transport = Transport::new(app.state.sessions.clone(), config);
    routes.layer(from_fn_with_state(transport, session::axum::layer))
}

async fn send(router: &Router, call: Call) -> Result<Reply> {
    tests::send(router.clone(), call).await
}

#[tokio::test]
async fn without_the_layer_it_is_a_logged_fault_and_never_signed_out() -> Result<()> {
    let (log, _guard) = Log::collect();
    let token = TestApp::new().await?.signed_in().await?.access()?;
    for path in ["/required", "/optional"] {
        for cookie in [String::new(), format!("sAccessToken={token}")] {
            let reply = send(&bare(), Call::get(path).header("cookie", cookie)).await?;
            assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)), "{path}");
            assert!(reply.says_nothing_of_the_session());
        }
    }
    let log = log.text();
    assert!(log.contains("/optional has no session layer around it"), "{log}");
    Ok(())
}

#[tokio::test]
async fn an_optional_session_is_none_without_a_token_or_with_somebody_elses() -> Result<()> {
    let app = TestApp::new().await?;
    let router = around(&app, bare());
    let refresh = app.signed_in().await?.refresh_text()?;
    for (name, value) in [
        ("accept", "*/*".to_owned()),
        ("cookie", "theme=dark".to_owned()),
        ("cookie", "sAccessToken=".to_owned()),
        ("cookie", "sAccessToken=x.y.z".to_owned()),
        ("authorization", "Basic dXNlcjpwYXNz".to_owned()),
        ("authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.AAAA".to_owned()),
        ("authorization", format!("Bearer {refresh}")),
    ] {
        let reply =
            send(&router, Call::get("/optional").header(name, &value)).await?.expect_ok()?;
        assert_eq!(reply.text(), "nobody", "{name}: {value}");
        assert!(reply.says_nothing_of_the_session());
        let reply = send(&router, Call::get("/required").header(name, &value)).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{name}: {value}");
    }
    Ok(())
}

#[tokio::test]
async fn an_expired_forged_or_unproven_token_is_an_error_in_both() -> Result<()> {
    let app = TestApp::new().await?;
    let router = around(&app, bare());
    let good = app.signed_in().await?.access()?;
    let mut forged = good.clone();
    forged.replace_range(forged.len() - 8..forged.len() - 4, "AAAA");
    let cookie = |token: &str| format!("sAccessToken={token}");
    for path in ["/required", "/optional"] {
        let calls = [
            Call::get(path).header("cookie", cookie(&forged)),
            Call::post(path).header("cookie", cookie(&good)),
            Call::get(path).header("cookie", format!("{0}; {0}", cookie(&good))),
            Call::get(path).header("cookie", format!("sIdRefreshToken=x; {}", cookie(&good))),
        ];
        for call in calls {
            let reply = send(&router, call).await?;
            assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)), "{path}");
        }
    }
    app.pass_seconds(3600);
    for path in ["/required", "/optional"] {
        let reply = send(&router, Call::get(path).header("cookie", cookie(&good))).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)), "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn a_route_may_go_without_the_anti_csrf_check() -> Result<()> {
    let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
    let router = around(&app, bare());
    let cookie = format!("sAccessToken={}", app.signed_in().await?.access()?);
    send(&router, Call::post("/unchecked").header("cookie", &cookie)).await?.expect_ok()?;
    let reply = send(&router, Call::post("/required").header("cookie", &cookie)).await?;
    assert_eq!(reply.error_type(), Some(ErrorType::TryRefreshToken));
    Ok(())
}

/// Where a handler leaves its session for the test to look at afterwards.
type Kept = Arc<Mutex<Option<Session>>>;

#[tokio::test]
async fn a_session_kept_beyond_its_reply_is_an_error_and_not_a_silent_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let kept = Kept::default();
    let place = Arc::clone(&kept);
    let keep = move |session: Session| async move {
        *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(session.clone());
        "kept"
    };
    let router = around(&app, Router::new().route("/keep", get(keep)));
    let cookie = format!("sAccessToken={}", app.signed_in().await?.access()?);
    send(&router, Call::get("/keep").header("cookie", cookie)).await?.expect_ok()?;
    let session = kept.lock().unwrap_or_else(PoisonError::into_inner).take().context("kept")?;
    // Getters still answer; everything that would have to reach the reply or the row does not.
    assert!(!session.get_user_id().as_str().is_empty());
    assert!(matches!(session.revoke_session().await, Err(SessionError::ResponseSent)));
    let data = session.get_session_data_from_database().await;
    assert!(matches!(data, Err(SessionError::ResponseSent)));
    let updated = session.update_session_data_in_database(Map::new()).await;
    assert!(matches!(updated, Err(SessionError::ResponseSent)));
    let merged = session.merge_into_access_token_payload(Map::new()).await;
    assert!(matches!(merged, Err(SessionError::ResponseSent)));
    assert!(matches!(session.get_time_created().await, Err(SessionError::ResponseSent)));
    assert!(matches!(session.get_expiry().await, Err(SessionError::ResponseSent)));
    // Claims are not even fetched any more.
    let never = Claim::new("st-role", |_| async { anyhow::bail!("fetched") }.boxed());
    for outcome in [
        session.fetch_and_set_claim(&never).await,
        session.set_claim_value(&never, json!(1)).await,
        session.remove_claim(&never).await,
        session.assert_claims(&[]).await,
        session.assert_claims(&[never.has_value(json!(1))]).await,
    ] {
        assert!(matches!(outcome, Err(SessionError::ResponseSent)), "{outcome:?}");
    }
    assert_eq!(app.session_count().await?, 1);
    Ok(())
}

/// A change that is under way while the reply leaves is made, and its caller learns that the client
/// was not told.
#[tokio::test]
async fn a_change_that_the_reply_has_left_behind_is_an_error() -> Result<()> {
    let app = TestApp::new().await?;
    let sessions = &app.state.sessions;
    let token = app.signed_in().await?.access()?;
    let presented = || sessions.inspect(&token).context("a token of ours");

    let session = sessions.verify(presented()?, AntiCsrf::NotDue, false).await?;
    let update = Map::from_iter([("plan".to_owned(), json!("pro"))]);
    let merge = session.merge_into_access_token_payload(update);
    let (merged, change) = tokio::join!(merge, async { session.take_change() });
    assert!(change.is_none());
    assert!(matches!(merged, Err(SessionError::ResponseSent)), "{merged:?}");

    let session = sessions.verify(presented()?, AntiCsrf::NotDue, false).await?;
    let (revoked, change) = tokio::join!(session.revoke_session(), async { session.take_change() });
    assert!(change.is_none());
    assert!(matches!(revoked, Err(SessionError::ResponseSent)), "{revoked:?}");
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}

async fn revoke_by_a_clone(session: Session) -> Result<&'static str, Error> {
    session.clone().revoke_session().await?;
    Ok("gone")
}

async fn merge_twice(one: Session, other: Session) -> Result<axum::Json<Value>, Error> {
    let update = |name: &str| Map::from_iter([(name.to_owned(), json!(1))]);
    one.merge_into_access_token_payload(update("a")).await?;
    other.merge_into_access_token_payload(update("b")).await?;
    Ok(axum::Json(json!(one.get_access_token_payload())))
}

#[tokio::test]
async fn clones_and_extractors_of_one_request_are_one_session() -> Result<()> {
    let app = TestApp::new().await?;
    let routes =
        Router::new().route("/revoke", get(revoke_by_a_clone)).route("/merge", get(merge_twice));
    let router = around(&app, routes);
    let client = app.signed_in_by(TokenTransfer::Header).await?;
    let bearer = format!("Bearer {}", client.access()?);
    let reply = send(&router, Call::get("/merge").header("authorization", &bearer)).await?;
    let payload = reply.json()?;
    assert_eq!((&payload["a"], &payload["b"]), (&json!(1), &json!(1)));
    assert_eq!(json!(reply.front_token()?.up), payload);
    let reply = send(&router, Call::get("/revoke").header("authorization", &bearer)).await?;
    assert_eq!(reply.header("front-token"), Some("remove"));
    assert_eq!(app.session_count().await?, 0);
    Ok(())
}
