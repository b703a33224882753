//! POST /signin (wire protocol 2.4).

use anyhow::Result;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use futures_util::future::join_all;
use serde_json::json;
use shared::{ErrorType, TokenTransfer};
use tests::{Call, PASSWORD, TestApp};

#[tokio::test]
async fn each_sign_in_makes_another_session_and_another_seed() -> Result<()> {
    let app = TestApp::new().await?;
    let (first, second) = (app.signed_in().await?, app.signed_in().await?);
    assert_ne!(first.session()?.session_handle(), second.session()?.session_handle());
    assert_ne!(first.refresh_text()?, second.refresh_text()?);
    assert_eq!(app.session_count().await?, 2);
    Ok(())
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_are_answered_alike() -> Result<()> {
    let app = TestApp::new().await?;
    let wrong = app.browser().sign_in(DEMO_EMAIL, "not the password").await?.expect_ok()?;
    let unknown = app.browser().sign_in("nobody@example.com", "not the password").await?;
    assert_eq!(wrong.json()?, json!({"status": "WRONG_CREDENTIALS_ERROR"}));
    assert_eq!(wrong.status, unknown.status);
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(wrong.headers, unknown.headers);
    assert!(wrong.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn a_password_too_long_to_be_anybodys_is_just_wrong() -> Result<()> {
    let app = TestApp::new().await?;
    let before = app.state.db.query_count();
    for address in [DEMO_EMAIL, "nobody@example.com"] {
        let reply = app.browser().sign_in(address, &"x".repeat(2000)).await?.expect_ok()?;
        assert_eq!(reply.json()?, json!({"status": "WRONG_CREDENTIALS_ERROR"}));
    }
    assert_eq!(app.state.db.query_count(), before, "it is refused before it is looked up");
    Ok(())
}

#[tokio::test]
async fn an_old_weak_password_still_works() -> Result<()> {
    let app = TestApp::new().await?;
    app.browser().sign_up("ada@example.com", "8letters").await?.expect_ok()?;
    let stricter = app.restart_with(&[("PASSWORD_MIN_LENGTH", "15")]).await?;
    let reply = stricter.browser().sign_in("ada@example.com", "8letters").await?;
    assert_eq!(reply.json()?["status"], "OK");
    Ok(())
}

#[tokio::test]
async fn spellings_of_one_address_and_one_password_sign_in() -> Result<()> {
    let app = TestApp::new().await?;
    app.browser().sign_up("ada@bücher.example", "p\u{e4}ssword").await?.expect_ok()?;
    for (address, password) in
        [("ADA@BÜCHER.example", "p\u{e4}ssword"), ("ada@xn--bcher-kva.example", "pa\u{308}ssword")]
    {
        let reply = app.browser().sign_in(address, password).await?;
        assert_eq!(reply.json()?["status"], "OK", "{address}");
    }
    Ok(())
}

#[tokio::test]
async fn ends_the_browsers_previous_session_even_an_expired_one() -> Result<()> {
    let app = TestApp::new().await?;
    let mut client = app.signed_in().await?;
    app.pass_seconds(3601);
    client.sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 1);
    client.get("/getSession").await?.expect_ok()?;
    Ok(())
}

/// A client may have found it in a log, or be another service that was given it.
#[tokio::test]
async fn a_bearer_token_that_comes_along_ends_no_session() -> Result<()> {
    for seconds in [0, 3601] {
        let app = TestApp::new().await?;
        let mut owner = app.signed_in_by(TokenTransfer::Header).await?;
        app.pass_seconds(seconds);
        for mode in ["header", "cookie"] {
            let form = json!({"formFields": [
                {"id": "email", "value": DEMO_EMAIL}, {"id": "password", "value": DEMO_PASSWORD},
            ]});
            let bearer = format!("Bearer {}", owner.access()?);
            let call = Call::post("/auth/signin").json(&form).header("st-auth-mode", mode);
            app.send(call.header("authorization", bearer)).await?.expect_ok()?;
        }
        assert_eq!(app.session_count().await?, 3, "the token is {seconds} s old");
        owner.refresh().await?.expect_ok()?;
    }
    Ok(())
}

/// The cookie's, also beside a bearer token of another one.
#[tokio::test]
async fn the_browsers_own_cookie_says_which_session_is_replaced() -> Result<()> {
    let app = TestApp::new().await?;
    let mut owner = app.signed_in_by(TokenTransfer::Header).await?;
    let browser = app.signed_in().await?;
    let form = json!({"formFields": [
        {"id": "email", "value": DEMO_EMAIL}, {"id": "password", "value": DEMO_PASSWORD},
    ]});
    let call = Call::post("/auth/signin")
        .json(&form)
        .header("cookie", format!("sAccessToken={}", browser.access()?))
        .header("authorization", format!("Bearer {}", owner.access()?));
    app.send(call).await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 2);
    owner.refresh().await?.expect_ok()?;
    assert_eq!(browser.clone().refresh().await?.status, 401);
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_leaves_the_previous_session_alone() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let reply = browser.sign_in(DEMO_EMAIL, "not the password").await?;
    assert!(reply.says_nothing_of_the_session());
    browser.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_made_up_access_token_ends_nobodys_session() -> Result<()> {
    let app = TestApp::new().await?;
    let owner = app.signed_in().await?;
    let mut forged = owner.access()?;
    forged.replace_range(forged.len() - 6.., "AAAAAA");
    let form = json!({"formFields": [
        {"id": "email", "value": DEMO_EMAIL}, {"id": "password", "value": DEMO_PASSWORD},
    ]});
    let cookie = format!("sAccessToken={forged}");
    let call = Call::post("/auth/signin").json(&form).header("cookie", cookie);
    app.send(call).await?.expect_ok()?;
    assert_eq!(app.session_count().await?, 2);
    Ok(())
}

#[tokio::test]
async fn never_adopts_a_presented_session() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let planted = (browser.session()?.session_handle(), browser.refresh_text()?);
    browser.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    assert_ne!(planted, (browser.session()?.session_handle(), browser.refresh_text()?));
    Ok(())
}

#[tokio::test]
async fn where_too_many_passwords_wait_the_answer_says_when_to_try_again() -> Result<()> {
    let app = TestApp::with(&[("HASH_PERMITS", "1")]).await?;
    let attempts = (0..60).map(|_| {
        let mut browser = app.browser();
        async move { browser.sign_in(DEMO_EMAIL, "not the password").await }
    });
    let replies = join_all(attempts).await.into_iter().collect::<Result<Vec<_>>>()?;
    let (refused, answered): (Vec<_>, Vec<_>) =
        replies.iter().partition(|reply| reply.error_type() == Some(ErrorType::Overloaded));
    assert!(!refused.is_empty() && answered.len() >= 32, "{} refused", refused.len());
    assert!(refused.iter().all(|it| it.status == 503 && it.header("retry-after").is_some()));
    assert!(answered.iter().all(|reply| reply.status == 200));
    Ok(())
}
