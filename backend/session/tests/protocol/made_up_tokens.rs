//! Handles are public: a made-up refresh token that names one must not hurt its owner.

use anyhow::Result;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use shared::ErrorType;
use tests::{Call, Reply, TestApp};

/// Key id, handle, generation, MAC.
const GENERATION_AT: usize = 8 + 16;
const MAC_AT: usize = GENERATION_AT + 8;

async fn refresh_with(app: &TestApp, token: &str) -> Result<Reply> {
    let call =
        Call::post("/auth/session/refresh").header("authorization", format!("Bearer {token}"));
    app.send(call).await
}

#[tokio::test]
async fn a_wrong_mac_is_unauthorised_and_leaves_the_owner_unharmed() -> Result<()> {
    let app = TestApp::new().await?;
    let mut owner = app.signed_in().await?;
    owner.refresh().await?.expect_ok()?;
    owner.refresh().await?.expect_ok()?;
    let real = BASE64_URL_SAFE_NO_PAD.decode(owner.refresh_text()?)?;
    // Of every generation, above all those that would be theft or a restored backup.
    for generation in [0_i64, 1, 2, 3, i64::MAX, i64::MIN, -1] {
        let mut forged = real.clone();
        forged[GENERATION_AT..MAC_AT].copy_from_slice(&generation.to_be_bytes());
        forged[MAC_AT] ^= 1;
        let reply = refresh_with(&app, &BASE64_URL_SAFE_NO_PAD.encode(&forged)).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{generation}");
    }
    assert_eq!(app.generation().await?, 2);
    owner.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn every_single_changed_bit_is_refused() -> Result<()> {
    let app = TestApp::new().await?;
    let owner = app.signed_in().await?;
    let real = BASE64_URL_SAFE_NO_PAD.decode(owner.refresh_text()?)?;
    for at in 0..real.len() {
        let mut forged = real.clone();
        forged[at] ^= 1;
        let reply = refresh_with(&app, &BASE64_URL_SAFE_NO_PAD.encode(&forged)).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "byte {at}");
    }
    assert_eq!(app.generation().await?, 0);
    Ok(())
}

#[tokio::test]
async fn only_the_text_that_was_issued_is_the_token() -> Result<()> {
    let app = TestApp::new().await?;
    let mut owner = app.signed_in().await?;
    let real = owner.refresh_text()?;
    let standard = base64::prelude::BASE64_STANDARD.encode(BASE64_URL_SAFE_NO_PAD.decode(&real)?);
    for other in [
        format!("{real}="),
        format!("{real}=="),
        format!("{real}A"),
        format!("{real}."),
        real[..real.len() - 1].to_owned(),
        format!("{standard}="),
        "A".repeat(100_000),
        "x".to_owned(),
        "%00".to_owned(),
    ] {
        let reply = refresh_with(&app, &other).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{other:.80}");
    }
    owner.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_token_of_another_session_does_not_fit_this_one() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut one, mut other) = (app.signed_in().await?, app.signed_in().await?);
    let (a, b) = (one.refresh_text()?, other.refresh_text()?);
    let (a, b) = (BASE64_URL_SAFE_NO_PAD.decode(a)?, BASE64_URL_SAFE_NO_PAD.decode(b)?);
    let mixed = [&a[..MAC_AT], &b[MAC_AT..]].concat();
    let reply = refresh_with(&app, &BASE64_URL_SAFE_NO_PAD.encode(mixed)).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    one.refresh().await?.expect_ok()?;
    other.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn an_access_token_is_refused_at_the_refresh_route() -> Result<()> {
    let app = TestApp::new().await?;
    let mut owner = app.signed_in().await?;
    let reply = refresh_with(&app, &owner.access()?).await?;
    assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
    let cookie = format!("sRefreshToken={}", owner.access()?);
    let call =
        Call::post("/auth/session/refresh").header("rid", "session").header("cookie", cookie);
    assert_eq!(app.send(call).await?.status, 401);
    owner.refresh().await?.expect_ok()?;
    Ok(())
}
