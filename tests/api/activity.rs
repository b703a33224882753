//! GET /api/activity: what happened to one's account, and what is written when. On both engines.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::http::Method;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use backend::activity::purge::{ActivityRounds, purge};
use serde_json::{Value, json};
use shared::ErrorType;
use tests::{Call, Client, Database, PASSWORD, TestApp};

use crate::account::{EMAIL, NEW, ada, change};
use crate::user_tenants::app;

async fn entries(client: &mut Client) -> Result<Vec<Value>> {
    let body = client.get("/api/activity").await?.expect_ok()?.json()?;
    Ok(body["entries"].as_array().context("a list")?.clone())
}

async fn kinds(client: &mut Client) -> Result<Vec<String>> {
    let kind = |entry: Value| entry["kind"].as_str().unwrap_or("?").to_owned();
    Ok(entries(client).await?.into_iter().map(kind).collect())
}

fn handle(client: &Client) -> Result<Value> {
    Ok(json!(client.session()?.session_handle().context("a handle")?))
}

async fn each_event_is_an_entry_and_the_newest_comes_first(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let mut here = ada(&app).await?;
    let mut there = app.browser();
    there.user_agent = "phone/1".to_owned();
    app.pass_seconds(1);
    there.sign_in(EMAIL, PASSWORD).await?.expect_ok()?;
    let on_the_phone = handle(&there)?;
    let steps = [
        Call::post("/api/account/confirm").json(&json!({"password": PASSWORD})),
        Call::new(Method::DELETE, format!("/api/sessions/{}", on_the_phone.as_str().unwrap_or(""))),
        Call::post("/api/account/password")
            .json(&json!({"currentPassword": PASSWORD, "newPassword": NEW})),
    ];
    for call in steps {
        app.pass_seconds(1);
        here.send(call).await?.expect_ok()?;
    }
    app.pass_seconds(1);
    let first = handle(&here)?;
    here.sign_out().await?.expect_ok()?;
    app.pass_seconds(1);
    here.sign_in(EMAIL, NEW).await?.expect_ok()?;
    let found = entries(&mut here).await?;
    let seen: Vec<_> = found.iter().map(|one| (&one["kind"], &one["sessionHandle"])).collect();
    let now = handle(&here)?;
    let expected = [
        ("SIGN_IN", &now),
        ("SIGNED_OUT", &first),
        ("PASSWORD_CHANGED", &first),
        ("SESSION_REVOKED", &on_the_phone),
        ("PASSWORD_CONFIRMED", &first),
        ("SIGN_IN", &on_the_phone),
        ("SIGN_UP", &first),
    ];
    let expected = expected.map(|(kind, handle)| (json!(kind), handle));
    assert_eq!(seen, expected.iter().map(|(kind, handle)| (kind, *handle)).collect::<Vec<_>>());
    // By whom: the browser that did it, not the one that it happened to.
    assert_eq!(found[3]["userAgent"], "tests/1");
    assert_eq!(found[5]["userAgent"], "phone/1");
    assert!(found.iter().all(|one| one["tenantId"] == "public"));
    assert_eq!(found[0]["at"], json!(app.now()));
    Ok(())
}

async fn a_switch_is_noted_where_it_leads_and_a_refresh_is_not(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let mut demo = app.signed_in().await?;
    demo.refresh().await?.expect_ok()?;
    app.pass_seconds(1);
    demo.send(Call::post("/api/tenants/acme/switch")).await?.expect_ok()?;
    let found = entries(&mut demo).await?;
    assert_eq!(kinds(&mut demo).await?, ["TENANT_SWITCHED", "SIGN_IN"]);
    assert_eq!((&found[0]["tenantId"], &found[1]["tenantId"]), (&json!("acme"), &json!("public")));
    assert_eq!(found[0]["sessionHandle"], handle(&demo)?);
    Ok(())
}

async fn a_theft_is_noted_once_with_who_came_last(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let (mut owner, mut look) = (app.signed_in().await?, app.signed_in().await?);
    let mut thief = owner.clone();
    thief.user_agent = "thief/1".to_owned();
    for _ in 0..2 {
        owner.refresh().await?.expect_ok()?;
    }
    app.pass_seconds(1);
    let stolen = handle(&thief)?;
    let mut again = thief.clone();
    let (one, other) = tokio::join!(thief.refresh(), again.refresh());
    let theft = |outcome| outcome == (401, Some(ErrorType::TokenTheftDetected));
    assert!(theft(one?.outcome()) || theft(other?.outcome()));
    let found = entries(&mut look).await?;
    assert_eq!(kinds(&mut look).await?, ["TOKEN_THEFT_DETECTED", "SIGN_IN", "SIGN_IN"]);
    assert_eq!((&found[0]["sessionHandle"], &found[0]["userAgent"]), (&stolen, &json!("thief/1")));
    Ok(())
}

async fn ending_all_others_notes_each_in_its_own_tenant(database: Database) -> Result<()> {
    let app = app(&database).await?;
    for path in ["/auth/acme/signin", "/auth/globex/signin"] {
        app.browser().post_form(path, DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    }
    app.pass_seconds(1);
    let mut here = app.signed_in().await?;
    app.pass_seconds(1);
    here.send(Call::new(Method::DELETE, "/api/sessions")).await?.expect_ok()?;
    let found = entries(&mut here).await?;
    let of = |entry: &Value| (entry["kind"].clone(), entry["tenantId"].clone());
    let mut ended: Vec<_> = found[..2].iter().map(of).map(|pair| json!(pair).to_string()).collect();
    ended.sort();
    assert_eq!(ended, [r#"["SESSION_REVOKED","acme"]"#, r#"["SESSION_REVOKED","globex"]"#]);
    assert_eq!(found.len(), 5);
    Ok(())
}

/// An entry of a failed sign-in is written after the response.
async fn wait_for(client: &mut Client, kind: &str, count: usize) -> Result<()> {
    let mut seen = 0;
    for _ in 0..200 {
        seen = kinds(client).await?.iter().filter(|one| *one == kind).count();
        if seen == count {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    ensure!(seen == count, "{seen} entries of {kind}, and not {count}");
    Ok(())
}

async fn failed_sign_ins_are_noted_ten_a_day_and_for_accounts_alone(
    database: Database,
) -> Result<()> {
    let app = app(&database).await?;
    let mut here = ada(&app).await?;
    for _ in 0..2 {
        for wrong in 0..4 {
            let attempts = (0..4).map(|_| {
                let mut browser = app.browser();
                async move { browser.sign_in(EMAIL, &format!("wrong password {wrong}")).await }
            });
            for reply in futures_util::future::join_all(attempts).await {
                assert_eq!(reply?.json()?["status"], "WRONG_CREDENTIALS_ERROR");
            }
        }
        app.browser().sign_in("nobody@example.com", PASSWORD).await?.expect_ok()?;
    }
    wait_for(&mut here, "SIGN_IN_FAILED", 10).await?;
    // Of whoever is still writing, none writes another.
    tokio::time::sleep(Duration::from_millis(200)).await;
    wait_for(&mut here, "SIGN_IN_FAILED", 10).await?;
    app.pass(Duration::from_hours(25));
    here.refresh().await?.expect_ok()?;
    app.browser().sign_in(EMAIL, "wrong once more").await?.expect_ok()?;
    wait_for(&mut here, "SIGN_IN_FAILED", 11).await?;
    // A wrong password in the account's own settings counts, too.
    let wrong = json!({"password": "wrong in the settings"});
    here.post_json("/api/account/confirm", &wrong).await?;
    wait_for(&mut here, "SIGN_IN_FAILED", 12).await?;
    let total = sqlx_count(&app).await?;
    assert_eq!(total, 13, "and one of Ada's sign-up: none of an address that nobody has");
    Ok(())
}

/// All entries, of everybody.
async fn sqlx_count(app: &TestApp) -> Result<i64> {
    let db = &app.state.db;
    let count: db::Result<i64> =
        db::read!(db, |connection| sqlx::query_scalar("SELECT COUNT(*) FROM activity")
            .fetch_one(connection)
            .await);
    Ok(count?)
}

async fn pages_follow_each_other_and_show_ones_own_alone(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let mut here = ada(&app).await?;
    let confirm = json!({"password": PASSWORD});
    for round in 0..44 {
        // Several of one moment: the order is the same on every page all the same.
        app.pass_seconds(round % 2);
        here.post_json("/api/account/confirm", &confirm).await?.expect_ok()?;
    }
    let mut demo = app.signed_in().await?;
    assert_eq!(kinds(&mut demo).await?, ["SIGN_IN"]);
    let (mut lens, mut moments, mut query) = (Vec::new(), Vec::new(), String::new());
    loop {
        let body = here.get(&format!("/api/activity{query}")).await?.expect_ok()?.json()?;
        let page = body["entries"].as_array().context("a list")?.clone();
        lens.push(page.len());
        moments.extend(page.iter().filter_map(|entry| entry["at"].as_i64()));
        let Some(after) = body["after"].as_str() else { break };
        query = format!("?after={after}");
        // The cursor of one user shows another nothing of theirs.
        let other = demo.get(&format!("/api/activity{query}")).await?.expect_ok()?.json()?;
        let other = other["entries"].as_array().context("a list")?.clone();
        assert!(other.iter().all(|entry| entry["kind"] == "SIGN_IN"));
    }
    assert_eq!(lens, [20, 20, 5]);
    assert!(moments.is_sorted_by(|a, b| a >= b));
    for bad in ["x", "1", "1.", ".a", "1.%00", "1.a%27", "99999999999999999999.a"] {
        let reply = here.get(&format!("/api/activity?after={bad}")).await?;
        assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)), "{bad}");
    }
    Ok(())
}

async fn what_is_too_old_leaves_in_steps_and_the_rest_stays(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let mut here = ada(&app).await?;
    app.pass(Duration::from_hours(60 * 24));
    here.refresh().await?.expect_ok()?;
    let confirm = json!({"password": PASSWORD});
    here.post_json("/api/account/confirm", &confirm).await?.expect_ok()?;
    let (db, kept) = (&app.state.db, app.state.config.activity_retention);
    let mut rounds = ActivityRounds::default();
    assert_eq!(rounds.run_if_due(db, kept, app.now()).await?, 0);
    app.pass(Duration::from_hours(31 * 24));
    assert_eq!(rounds.run_if_due(db, kept, app.now()).await?, 1);
    assert_eq!(rounds.run_if_due(db, Duration::ZERO, app.now()).await?, 0, "not due yet");
    here.refresh().await?.expect_ok()?;
    assert_eq!(kinds(&mut here).await?, ["PASSWORD_CONFIRMED"]);
    app.pass_seconds(1);
    assert_eq!(purge(db, app.now()).await?, 1);
    assert!(kinds(&mut here).await?.is_empty());
    Ok(())
}

async fn a_deleted_account_takes_its_activity_along(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let mut here = ada(&app).await?;
    change(&mut here, PASSWORD, NEW).await?.expect_ok()?;
    assert_eq!(sqlx_count(&app).await?, 2);
    here.send(Call::new(Method::DELETE, "/api/account")).await?.expect_ok()?;
    assert_eq!(sqlx_count(&app).await?, 0);
    Ok(())
}

/// The session of a user whom the app does not know: users may live in another system.
async fn sessions_of_users_from_elsewhere_end_without_an_entry(database: Database) -> Result<()> {
    let app = app(&database).await?;
    let new = session::NewSession::of("from-elsewhere".parse()?, "public".parse()?);
    let tokens = app.state.sessions.create_new_session(new).await?;
    let bearer = format!("Bearer {}", tokens.access_token.text);
    let call = Call::post("/auth/signout").header("authorization", &bearer);
    app.send(call).await?.expect_ok()?;
    assert_eq!(sqlx_count(&app).await?, 0);
    Ok(())
}

tests::on_both_engines!(
    each_event_is_an_entry_and_the_newest_comes_first,
    a_switch_is_noted_where_it_leads_and_a_refresh_is_not,
    a_theft_is_noted_once_with_who_came_last,
    ending_all_others_notes_each_in_its_own_tenant,
    failed_sign_ins_are_noted_ten_a_day_and_for_accounts_alone,
    pages_follow_each_other_and_show_ones_own_alone,
    what_is_too_old_leaves_in_steps_and_the_rest_stays,
    a_deleted_account_takes_its_activity_along,
    sessions_of_users_from_elsewhere_end_without_an_entry,
);

/// Where no entry can be written, what it would tell of has not happened.
#[tokio::test]
async fn neither_an_entry_nor_what_it_tells_of_is_there_without_the_other() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut owner, mut here) = (app.signed_in().await?, app.signed_in().await?);
    let mut thief = owner.clone();
    for _ in 0..2 {
        owner.refresh().await?.expect_ok()?;
    }
    let full = "CREATE TRIGGER full BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'no'); END";
    sqlx::query(full).execute(app.sql()).await?;
    let other = format!("/api/sessions/{}", handle(&owner)?.as_str().unwrap_or(""));
    let body = json!({"currentPassword": DEMO_PASSWORD, "newPassword": NEW});
    for call in [
        Call::post("/auth/signout"),
        Call::new(Method::DELETE, "/api/sessions"),
        Call::new(Method::DELETE, other),
        Call::post("/api/tenants/acme/switch"),
        Call::post("/api/account/password").json(&body),
        Call::post("/api/account/confirm").json(&json!({"password": DEMO_PASSWORD})),
    ] {
        let reply = here.send(call.clone()).await?;
        assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)), "{call:?}");
        assert!(reply.says_nothing_of_the_session());
    }
    assert_eq!(thief.refresh().await?.status, 500, "the theft");
    assert_eq!(app.browser().sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?.status, 500);
    assert_eq!(app.browser().sign_up("new@example.com", PASSWORD).await?.status, 500);
    assert_eq!(app.session_count().await?, 2);
    sqlx::query("DROP TRIGGER full").execute(app.sql()).await?;
    app.pass_seconds(1);
    let theft = (401, Some(ErrorType::TokenTheftDetected));
    assert_eq!(thief.refresh().await?.outcome(), theft);
    assert_eq!(kinds(&mut here).await?[0], "TOKEN_THEFT_DETECTED");
    let new = app.browser().sign_up("new@example.com", PASSWORD).await?.expect_ok()?;
    assert_eq!(new.json()?["status"], "OK");
    Ok(())
}
