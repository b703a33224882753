//! A merge by code on the server, where it meets time, other writers and other places of the token.

use anyhow::{Context, Result};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use backend::error::Error;
use serde_json::{Map, Value, json};
use session::Session;
use session::axum::Transport;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, TestApp};

use crate::server_merge::merge;

async fn stored(app: &TestApp) -> Result<Value> {
    let text: String = sqlx::query_scalar("SELECT access_token_payload FROM sessions")
        .fetch_one(app.sql())
        .await?;
    Ok(serde_json::from_str(&text)?)
}

#[tokio::test]
async fn the_new_access_token_goes_where_the_old_one_was() -> Result<()> {
    for (mode, expose) in [
        (TokenTransfer::Cookie, "false"),
        (TokenTransfer::Cookie, "true"),
        (TokenTransfer::Header, "false"),
    ] {
        let app = TestApp::with(&[("EXPOSE_ACCESS_TOKEN", expose)]).await?;
        let mut client = app.signed_in_by(mode).await?;
        let before = client.access()?;
        app.pass_seconds(1);
        let reply = merge(&mut client, json!({"a": 1})).await?.expect_ok()?;
        let cookies = reply.set_cookies();
        let names: Vec<_> = cookies.iter().map(cookie::Cookie::name).collect();
        let in_cookies = mode == TokenTransfer::Cookie;
        assert_eq!(names, if in_cookies { vec!["sAccessToken"] } else { vec![] });
        let header = reply.header("st-access-token").map(str::to_owned);
        let in_header = !in_cookies || expose == "true";
        assert_eq!(header, in_header.then_some(client.access()?));
        assert_ne!(client.access()?, before);
        let exposed = if in_header { "front-token, st-access-token" } else { "front-token" };
        assert_eq!(reply.header("access-control-expose-headers"), Some(exposed));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        // The front token is what the token says, to the letter.
        let up = json!(client.session()?.up);
        assert_eq!(reply.json()?, json!({"payload": up}));
        let seen = client.get("/getSession").await?.expect_ok()?.json()?;
        assert_eq!(seen["accessTokenPayload"], up);
    }
    Ok(())
}

#[tokio::test]
async fn the_issuer_may_be_removed_and_not_changed() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in().await?;
    let issuer = client.session()?.up["iss"].clone();
    for other in [json!("http://evil.test"), json!(1), json!([issuer]), json!("")] {
        merge(&mut client, json!({"iss": other})).await?.expect_ok()?;
        assert_eq!(client.session()?.up["iss"], issuer);
    }
    merge(&mut client, json!({"iss": null})).await?.expect_ok()?;
    assert_eq!(client.session()?.up.get("iss"), None);
    merge(&mut client, json!({"iss": "http://evil.test"})).await?.expect_ok()?;
    client.refresh().await?.expect_ok()?;
    assert_eq!(client.session()?.up.get("iss"), None, "removed for good");
    client.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn what_is_refused_is_not_stored_in_part() -> Result<()> {
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let app = TestApp::new().await?;
        let mut client = app.signed_in_by(mode).await?;
        merge(&mut client, json!({"a": 1})).await?.expect_ok()?;
        let (before, token) = (stored(&app).await?, client.access()?);
        let reply = merge(&mut client, json!({"a": null, "b": 2, "big": "x".repeat(4000)})).await?;
        assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)));
        assert!(reply.says_nothing_of_the_session());
        assert_eq!((stored(&app).await?, client.access()?), (before, token));
    }
    Ok(())
}

#[tokio::test]
async fn a_merge_is_shallow_to_the_letter() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in().await?;
    let update = json!({
        "deep": {"null": null, "list": [null, {"x": null}]}, "": "empty name", "__proto__": {"a": 1},
        "n": 9_007_199_254_740_993_i64, "f": 0.1, "text": "\u{0}\u{7f}ä\u{1f511}\"\\",
    });
    merge(&mut client, update.clone()).await?.expect_ok()?;
    client.refresh().await?.expect_ok()?;
    let up = client.session()?.up;
    for (name, value) in update.as_object().context("an object")? {
        assert_eq!(&up[name], value, "{name}");
    }
    merge(&mut client, json!({"deep": {}, "": null, "never": null})).await?.expect_ok()?;
    let up = client.session()?.up;
    assert_eq!((&up["deep"], up.get(""), up.get("never")), (&json!({}), None, None));
    Ok(())
}

#[tokio::test]
async fn a_token_that_expires_while_the_handler_works_is_not_replaced_and_the_row_is() -> Result<()>
{
    let app = TestApp::new().await?;
    let clock = app.clone();
    let late = move |session: Session| async move {
        clock.pass_seconds(3600);
        session.merge_into_access_token_payload(update()).await?;
        Ok::<_, Error>("stored")
    };
    let transport = Transport::new(app.state.sessions.clone(), app.state.config.transport.clone());
    let router = Router::new()
        .route("/late", post(late))
        .layer(from_fn_with_state(transport, session::axum::layer));
    let mut client = app.signed_in_by(TokenTransfer::Header).await?;
    let call = Call::post("/late").header("authorization", format!("Bearer {}", client.access()?));
    let reply = tests::send(router, call).await?.expect_ok()?;
    assert!(reply.says_nothing_of_the_session());
    assert_eq!(stored(&app).await?["late"], true);
    client.refresh().await?.expect_ok()?;
    assert_eq!(client.session()?.up["late"], true);
    Ok(())
}

fn update() -> Map<String, Value> {
    Map::from_iter([("late".to_owned(), json!(true))])
}

#[tokio::test]
async fn two_processes_that_merge_at_once_lose_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let second = app.restart().await?;
    let mut one = app.signed_in().await?;
    let mut other = one.clone();
    other.move_to(&second);
    for round in 0..20 {
        let (name_one, name_other) = (format!("a{round}"), format!("b{round}"));
        let (a, b) = tokio::join!(
            merge(&mut one, json!({name_one.as_str(): 1})),
            merge(&mut other, json!({name_other.as_str(): 1})),
        );
        a?.expect_ok()?;
        b?.expect_ok()?;
        let now = stored(&app).await?;
        assert!(now[&name_one] == 1 && now[&name_other] == 1, "round {round}: {now}");
    }
    Ok(())
}

#[tokio::test]
async fn of_many_merges_at_once_none_is_lost_and_none_is_a_fault() -> Result<()> {
    let app = TestApp::new().await?;
    let client = app.signed_in().await?;
    let merges = (0..8).map(|n| {
        let mut tab = client.clone();
        async move { merge(&mut tab, json!({format!("k{n}"): n})).await?.expect_ok() }
    });
    for reply in futures_util::future::join_all(merges).await {
        reply?;
    }
    let now = stored(&app).await?;
    for n in 0..8 {
        assert_eq!(now[format!("k{n}")], n);
    }
    Ok(())
}

#[tokio::test]
async fn a_merge_beside_a_refresh_is_lost_in_no_order() -> Result<()> {
    let app = TestApp::new().await?;
    let second = app.restart().await?;
    let mut tab = app.signed_in().await?;
    for round in 0..20 {
        let mut merging = tab.clone();
        merging.move_to(&second);
        let name = format!("m{round}");
        let (merged, refreshed) =
            tokio::join!(merge(&mut merging, json!({name.as_str(): 1})), tab.refresh());
        merged?.expect_ok()?;
        refreshed?.expect_ok()?;
        assert_eq!(stored(&app).await?[&name], 1, "round {round}");
        tab.refresh().await?.expect_ok()?;
        assert_eq!(tab.session()?.up[&name], 1, "round {round}");
    }
    Ok(())
}

#[tokio::test]
async fn a_merge_does_not_lengthen_the_session() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in().await?;
    let times = "SELECT expires_at, last_active_at, generation, confirmed_at FROM sessions";
    let row = || sqlx::query_as::<_, (i64, i64, i64, i64)>(times).fetch_one(app.sql());
    let (before, exp) = (row().await?, client.session()?.ate);
    app.pass_seconds(1800);
    merge(&mut client, json!({"a": 1})).await?.expect_ok()?;
    assert_eq!((row().await?, client.session()?.ate), (before, exp));
    app.pass_seconds(1800);
    let reply = client.get("/getSession").await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
    Ok(())
}
