//! Signing in with a hash that is out of date, or that changes meanwhile.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use backend::state::{AppState, Deps};
use session::clock::{Clock, NoRandomness, OsRandom, Random};
use shared::FormRequest;
use tests::{Call, Reply, TestApp};
use tokio::sync::mpsc;

#[tokio::test]
async fn a_hash_of_weaker_parameters_is_replaced_at_the_next_sign_in() -> Result<()> {
    let app = TestApp::new().await?;
    store_hash(&app, &weak_hash(DEMO_PASSWORD, 7)?).await?;
    app.signed_in().await?;
    let stored: String =
        sqlx::query_scalar("SELECT password_hash FROM users").fetch_one(app.sql()).await?;
    assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    app.signed_in().await?;
    Ok(())
}

#[tokio::test]
async fn who_is_signed_in_stays_so_even_if_the_hash_cannot_be_replaced() -> Result<()> {
    let app = TestApp::new().await?;
    store_hash(&app, &weak_hash(DEMO_PASSWORD, 7)?).await?;
    let refuse = "CREATE TRIGGER refuse BEFORE UPDATE OF password_hash ON users \
                  WHEN NEW.password_hash <> OLD.password_hash \
                  BEGIN SELECT RAISE(ABORT, 'no room'); END";
    sqlx::query(refuse).execute(app.sql()).await?;
    let mut browser = app.signed_in().await?;
    browser.get("/getSession").await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_hash_replaced_during_the_sign_in_is_checked_once_more() -> Result<()> {
    for (password, status) in
        [(DEMO_PASSWORD, "OK"), ("not the password", "WRONG_CREDENTIALS_ERROR")]
    {
        let app = TestApp::new().await?;
        store_hash(&app, &weak_hash(DEMO_PASSWORD, 7)?).await?;
        let reply = sign_in_while_the_hash_becomes(&app, &weak_hash(password, 8)?).await?;
        assert_eq!(reply.expect_ok()?.json()?["status"], status);
        assert_eq!(app.session_count().await?, i64::from(status == "OK"));
    }
    Ok(())
}

/// The demo user signs in. The password was found right, and the hash is another when the session
/// is stored: the write waits for the test's, which ends when the session draws its randomness.
async fn sign_in_while_the_hash_becomes(app: &TestApp, hash: &str) -> Result<Reply> {
    let (drawn, mut draws) = mpsc::unbounded_channel();
    let router = with_random(app, Arc::new(Telling(drawn))).await?;
    while draws.try_recv().is_ok() {}
    let mut change = app.sql().begin_with("BEGIN IMMEDIATE").await?;
    let form = serde_json::to_value(FormRequest::email_password(DEMO_EMAIL, DEMO_PASSWORD))?;
    let sign_in = tests::send(router, Call::post("/auth/signin").json(&form));
    let changed = async {
        draws.recv().await.context("nothing was drawn")?;
        let update = "UPDATE users SET password_hash = $1";
        sqlx::query(update).bind(hash).execute(&mut *change).await?;
        anyhow::Ok(change.commit().await?)
    };
    let (reply, changed) = tokio::join!(sign_in, changed);
    changed?;
    reply
}

/// Says when it is asked for the seed of a session.
struct Telling(mpsc::UnboundedSender<()>);

impl Random for Telling {
    fn fill(&self, out: &mut [u8]) -> Result<(), NoRandomness> {
        if out.len() == 32 {
            // A receiver that is gone knows enough.
            let _ = self.0.send(());
        }
        OsRandom.fill(out)
    }
}

/// A second process on the same database, which draws from this.
async fn with_random(app: &TestApp, random: Arc<dyn Random>) -> Result<Router> {
    let (db, clock) = (app.state.db.clone(), Arc::clone(&app.clock) as Arc<dyn Clock>);
    let deps = Deps { db, clock, random, claim_validators: Vec::new() };
    let state = AppState::new((*app.state.config).clone(), deps).await?;
    Ok(backend::routes::router(state))
}

async fn store_hash(app: &TestApp, hash: &str) -> Result<()> {
    sqlx::query("UPDATE users SET password_hash = $1").bind(hash).execute(app.sql()).await?;
    Ok(())
}

/// argon2id with m=64, t=1, as an older release might have stored it.
fn weak_hash(password: &str, salt: u8) -> Result<String> {
    use argon2::{Algorithm, Argon2, Params, Version};
    use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine};
    let failed = |error: argon2::Error| anyhow::anyhow!("{error}");
    let params = Params::new(64, 1, 1, Some(32)).map_err(failed)?;
    let (salt, mut output) = ([salt; 16], [0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), &salt, &mut output)
        .map_err(failed)?;
    let encode = |bytes: &[u8]| BASE64_STANDARD_NO_PAD.encode(bytes);
    Ok(format!("$argon2id$v=19$m=64,t=1,p=1${}${}", encode(&salt), encode(&output)))
}
