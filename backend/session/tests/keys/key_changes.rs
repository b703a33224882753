//! Keys and settings change between two starts, step by step, and no user is signed out (engine
//! rules 1 and 5).

use std::time::Duration;

use anyhow::{Context, Result};
use jsonwebtoken::Algorithm;
use serde_json::Value;
use shared::{ErrorType, SessionHandle, TokenTransfer};
use tests::{Call, Client, SECRET_KEY, TestApp};

const OTHER_KEY: &str = "TGF0Y2hrZXkgdGVzdHM6IHRoZSBvdGhlciBrZXkhISE=";
const JWKS: &str = "/auth/jwt/jwks.json";

fn signed_with(client: &Client) -> Result<Algorithm> {
    Ok(jsonwebtoken::decode_header(&client.access()?)?.alg)
}

fn handle(client: &Client) -> Result<SessionHandle> {
    client.session()?.session_handle().context("a handle")
}

/// The algorithms of the published keys, sorted.
async fn published(app: &TestApp) -> Result<Vec<String>> {
    let keys = app.send(Call::get(JWKS)).await?.expect_ok()?.json()?;
    let keys = keys["keys"].as_array().context("a list")?.clone();
    let mut names: Vec<_> =
        keys.iter().filter_map(|key| key["alg"].as_str().map(str::to_owned)).collect();
    names.sort();
    Ok(names)
}

async fn max_age(app: &TestApp) -> Result<Duration> {
    let reply = app.send(Call::get(JWKS)).await?.expect_ok()?;
    let text = reply.header("cache-control").context("a header")?.to_owned();
    let age = text.strip_prefix("max-age=").and_then(|rest| rest.strip_suffix(", must-revalidate"));
    Ok(Duration::from_secs(age.context(text.clone())?.parse()?))
}

async fn pass_with_maintenance(app: &TestApp, seconds: u64) -> Result<()> {
    app.pass_seconds(seconds);
    Ok(app.state.sessions.keys().maintain().await?)
}

#[tokio::test]
async fn another_algorithm_is_published_first_and_signs_a_minute_later() -> Result<()> {
    for (setting, name, algorithm) in
        [("eddsa", "EdDSA", Algorithm::EdDSA), ("rs256", "RS256", Algorithm::RS256)]
    {
        let app = TestApp::new().await?;
        let changed = app.restart_with(&[("SIGNING_ALGORITHM", setting)]).await?;
        assert_eq!(published(&changed).await?, ["ES256", name]);
        assert_eq!(signed_with(&changed.signed_in().await?)?, Algorithm::ES256);
        assert!(
            max_age(&changed).await? <= Duration::from_mins(1),
            "others must look again before it signs"
        );
        pass_with_maintenance(&changed, 59).await?;
        assert_eq!(signed_with(&changed.signed_in().await?)?, Algorithm::ES256);
        pass_with_maintenance(&changed, 1).await?;
        assert_eq!(signed_with(&changed.signed_in().await?)?, algorithm);
        let document = changed.send(Call::get("/auth/.well-known/openid-configuration")).await?;
        let named = document.json()?["id_token_signing_alg_values_supported"].clone();
        assert_eq!(named, serde_json::json!([name]));
        // The old one stays for those who verify elsewhere, until its last token has expired.
        pass_with_maintenance(&changed, 3600).await?;
        assert_eq!(published(&changed).await?, ["ES256", name]);
        pass_with_maintenance(&changed, 66).await?;
        assert_eq!(published(&changed).await?, [name]);
    }
    Ok(())
}

#[tokio::test]
async fn sessions_move_to_another_algorithm_by_one_refresh() -> Result<()> {
    let app = TestApp::new().await?;
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let mut client = app.signed_in_by(mode).await?;
        let before = handle(&client)?;
        let changed = app.restart_with(&[("SIGNING_ALGORITHM", "eddsa")]).await?;
        client.move_to(&changed);
        client.get("/getSession").await?.expect_ok()?;
        pass_with_maintenance(&changed, 60).await?;
        // For a minute other processes may still sign with the old key.
        client.get("/getSession").await?.expect_ok()?;
        pass_with_maintenance(&changed, 60).await?;
        let reply = client.get("/getSession").await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)));
        assert!(reply.says_nothing_of_the_session());
        client.refresh().await?.expect_ok()?;
        assert_eq!((signed_with(&client)?, handle(&client)?), (Algorithm::EdDSA, before));
        client.get("/getSession").await?.expect_ok()?;
        // And back, for the next round.
        let back = app.restart_with(&[("SIGNING_ALGORITHM", "es256")]).await?;
        pass_with_maintenance(&back, 60).await?;
        app.state.sessions.keys().maintain().await?;
    }
    assert_eq!(app.session_count().await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_new_server_key_with_the_old_one_beside_it_ends_no_session() -> Result<()> {
    let app = TestApp::with(&[("CHECK_DATABASE", "true"), ("ANTI_CSRF", "via_token")]).await?;
    let mut old = app.signed_in().await?;
    let handle_before = handle(&old)?;
    let settings = [("SECRET_KEY", OTHER_KEY), ("SECRET_KEY_PREVIOUS", SECRET_KEY)];
    let both = app.restart_with(&settings).await?;
    old.move_to(&both);
    let new = both.signed_in().await?;
    for round in 0..3 {
        old.get("/getSession").await?.expect_ok()?;
        let data = serde_json::json!({"data": {"round": round}});
        old.put_json("/api/session/data", &data).await?.expect_ok()?;
        old.refresh().await?.expect_ok()?;
    }
    assert_eq!(handle(&old)?, handle_before);
    let keys: Vec<(String, String)> =
        sqlx::query_as("SELECT session_handle, key_id FROM sessions").fetch_all(app.sql()).await?;
    let key_of = |client: &Client| -> Result<String> {
        let (own, mut keys) = (handle(client)?, keys.iter());
        Ok(keys.find(|(it, _)| it == own.as_str()).context("a row")?.1.clone())
    };
    assert_ne!(key_of(&old)?, key_of(&new)?, "each session keeps its key for life");
    // A process that has not heard of the change yet knows the old sessions only.
    let mut at_the_old = old.clone();
    at_the_old.move_to(&app);
    at_the_old.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn once_the_old_server_key_is_dropped_its_sessions_are_unauthorised_and_others_go_on()
-> Result<()> {
    for mode in [TokenTransfer::Cookie, TokenTransfer::Header] {
        let app = TestApp::with(&[("CHECK_DATABASE", "true")]).await?;
        let old = app.signed_in_by(mode).await?;
        let settings = [("SECRET_KEY", OTHER_KEY), ("SECRET_KEY_PREVIOUS", SECRET_KEY)];
        let mut new = app.restart_with(&settings).await?.signed_in_by(mode).await?;
        let only_new = app.restart_with(&[("SECRET_KEY", OTHER_KEY)]).await?;
        for refresh in [true, false] {
            let mut old = old.clone();
            old.move_to(&only_new);
            let reply = if refresh { old.refresh().await? } else { old.get("/getSession").await? };
            assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{refresh}");
            assert!(reply.clears_everything());
        }
        let sessions = &only_new.state.sessions;
        assert_eq!(sessions.get_session_information(&handle(&old)?).await?, None);
        new.move_to(&only_new);
        new.get("/getSession").await?.expect_ok()?;
        new.refresh().await?.expect_ok()?;
    }
    Ok(())
}

/// A retired key, too: its tokens live on when the old server key is dropped.
#[tokio::test]
async fn a_new_server_key_takes_over_every_signing_key() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let rsa = app.restart_with(&[("SIGNING_ALGORITHM", "rs256")]).await?;
    pass_with_maintenance(&rsa, 60).await?;
    let es = rsa.restart_with(&[("SIGNING_ALGORITHM", "es256")]).await?;
    pass_with_maintenance(&es, 60).await?;
    let before = published(&es).await?;
    assert_eq!(before, ["ES256", "ES256", "RS256"]);
    let settings = [("SECRET_KEY", OTHER_KEY), ("SECRET_KEY_PREVIOUS", SECRET_KEY)];
    assert_eq!(published(&app.restart_with(&settings).await?).await?, before);
    let only_new = app.restart_with(&[("SECRET_KEY", OTHER_KEY)]).await?;
    assert_eq!(published(&only_new).await?, before);
    browser.move_to(&only_new);
    browser.get("/getSession").await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn the_key_set_may_be_kept_until_the_next_key_and_an_hour_at_most() -> Result<()> {
    let app = TestApp::with(&[("SIGNING_KEY_INTERVAL", "7200")]).await?;
    assert_eq!(max_age(&app).await?, Duration::from_secs(3600));
    pass_with_maintenance(&app, 7200 - 60 - 1000).await?;
    assert_eq!(
        max_age(&app).await?,
        Duration::from_secs(1000),
        "seconds until the next key is published"
    );
    pass_with_maintenance(&app, 999).await?;
    assert_eq!(max_age(&app).await?, Duration::from_secs(1));
    let before: Value = app.send(Call::get(JWKS)).await?.json()?;
    pass_with_maintenance(&app, 1).await?;
    let after: Value = app.send(Call::get(JWKS)).await?.json()?;
    let count = |keys: &Value| keys["keys"].as_array().map(Vec::len);
    assert_eq!((count(&before), count(&after)), (Some(1), Some(2)));
    Ok(())
}
