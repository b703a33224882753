//! Cookie or header: the one table that decides (wire protocol 6, docs/transport.md).

use anyhow::Result;
use backend::account::{DEMO_EMAIL, DEMO_PASSWORD};
use shared::{ErrorType, FormRequest, TokenTransfer};
use tests::{Call, Reply, TestApp};

const REFRESH: &str = "/auth/session/refresh";

fn sign_in() -> Result<Call> {
    let form = serde_json::to_value(FormRequest::email_password(DEMO_EMAIL, DEMO_PASSWORD))?;
    Ok(Call::post("/auth/signin").json(&form))
}

/// Where a reply carries new tokens.
fn carries(reply: &Reply) -> (bool, bool) {
    let in_cookies = reply.set_cookies().iter().any(|cookie| !cookie.value().is_empty());
    let in_headers = reply.header("st-refresh-token").is_some_and(|token| !token.is_empty());
    (in_cookies, in_headers)
}

#[tokio::test]
async fn a_new_session_travels_as_the_client_asks_and_the_settings_allow() -> Result<()> {
    const COOKIE: (bool, bool) = (true, false);
    const HEADER: (bool, bool) = (false, true);
    for (setting, asked, expected) in [
        ("any", Some("cookie"), COOKIE),
        ("any", Some("COOKIE"), COOKIE),
        ("any", Some("header"), HEADER),
        ("any", Some("any"), HEADER),
        ("any", None, HEADER),
        ("cookie", Some("header"), COOKIE),
        ("cookie", None, COOKIE),
        ("header", Some("cookie"), HEADER),
        ("header", None, HEADER),
    ] {
        let app = TestApp::with(&[("TOKEN_TRANSFER", setting)]).await?;
        let call = match asked {
            Some(asked) => sign_in()?.header("st-auth-mode", asked),
            None => sign_in()?,
        };
        let reply = app.send(call).await?.expect_ok()?;
        assert_eq!(carries(&reply), expected, "{setting} {asked:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_new_session_clears_the_other_method_only_if_a_token_came_there() -> Result<()> {
    let app = TestApp::new().await?;
    let cookie = format!("sAccessToken={}", app.signed_in().await?.access()?);
    let bearer = format!("Bearer {}", app.signed_in_by(TokenTransfer::Header).await?.access()?);
    let by_header = || Ok::<_, anyhow::Error>(sign_in()?.header("st-auth-mode", "header"));
    let by_cookie = || Ok::<_, anyhow::Error>(sign_in()?.header("st-auth-mode", "cookie"));

    let reply = app.send(by_header()?.header("cookie", &cookie)).await?.expect_ok()?;
    assert_eq!(carries(&reply), (false, true));
    assert_eq!(reply.set_cookies().len(), 2, "both cookies cleared");
    assert!(reply.front_token().is_ok());

    let reply = app.send(by_cookie()?.header("authorization", &bearer)).await?.expect_ok()?;
    assert_eq!(carries(&reply), (true, false));
    assert_eq!(reply.header("st-access-token"), Some(""));
    assert_eq!(reply.header("st-refresh-token"), Some(""));
    assert!(reply.front_token().is_ok());

    // Nothing came there, or it came in the new session's own way.
    let reply = app.send(by_header()?.header("authorization", &bearer)).await?.expect_ok()?;
    assert!(reply.set_cookies().is_empty());
    let reply = app.send(by_cookie()?.header("cookie", &cookie)).await?.expect_ok()?;
    assert_eq!(reply.header("st-access-token"), None);
    Ok(())
}

#[tokio::test]
async fn a_refresh_answers_where_its_token_came_whatever_the_client_says() -> Result<()> {
    let app = TestApp::new().await?;
    for said in ["cookie", "header", ""] {
        let mut browser = app.signed_in().await?;
        let reply = browser.send(Call::post(REFRESH).header("st-auth-mode", said)).await?;
        assert_eq!(carries(&reply.expect_ok()?), (true, false), "{said}");
        let mut client = app.signed_in_by(TokenTransfer::Header).await?;
        let reply = client.send(Call::post(REFRESH).header("st-auth-mode", said)).await?;
        assert_eq!(carries(&reply.expect_ok()?), (false, true), "{said}");
    }
    Ok(())
}

#[tokio::test]
async fn a_refresh_with_tokens_in_both_uses_the_header_and_clears_the_cookies() -> Result<()> {
    let app = TestApp::new().await?;
    let (browser, client) =
        (app.signed_in().await?, app.signed_in_by(TokenTransfer::Header).await?);
    let call = Call::post(REFRESH)
        .header("cookie", format!("sRefreshToken={}", browser.refresh_text()?))
        .header("authorization", format!("Bearer {}", client.refresh_text()?));
    let reply = app.send(call).await?.expect_ok()?;
    assert_eq!(carries(&reply), (false, true));
    assert_eq!(reply.set_cookies().len(), 2);
    assert_eq!(reply.front_token()?.session_handle(), client.session()?.session_handle());
    Ok(())
}

#[tokio::test]
async fn a_call_with_tokens_in_both_is_the_headers_session() -> Result<()> {
    let app = TestApp::new().await?;
    let (browser, client) =
        (app.signed_in().await?, app.signed_in_by(TokenTransfer::Header).await?);
    let call = || {
        anyhow::Ok(
            Call::get("/getSession")
                .header("cookie", format!("sAccessToken={}", browser.access()?)),
        )
    };
    let handle = |reply: Reply| anyhow::Ok(reply.expect_ok()?.json()?["sessionHandle"].clone());
    let both = call()?.header("authorization", format!("Bearer {}", client.access()?));
    assert_eq!(handle(app.send(both).await?)?, client.session()?.up["sessionHandle"]);
    // A foreign bearer token does not disturb the cookie's session.
    for foreign in ["Bearer eyJhbGciOiJIUzI1NiJ9.e30.AAAA", "Basic dXNlcjpwYXNz", "Bearer x"] {
        let reply = app.send(call()?.header("authorization", foreign)).await?;
        assert_eq!(handle(reply)?, browser.session()?.up["sessionHandle"], "{foreign}");
    }
    Ok(())
}

#[tokio::test]
async fn what_the_settings_do_not_allow_is_not_read() -> Result<()> {
    let app = TestApp::new().await?;
    let (mut browser, mut client) =
        (app.signed_in().await?, app.signed_in_by(TokenTransfer::Header).await?);
    let headers_only = app.restart_with(&[("TOKEN_TRANSFER", "header")]).await?;
    let cookies_only = app.restart_with(&[("TOKEN_TRANSFER", "cookie")]).await?;
    browser.move_to(&headers_only);
    client.move_to(&cookies_only);
    for other in [&mut browser, &mut client] {
        let reply = other.get("/getSession").await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)));
        assert!(reply.says_nothing_of_the_session());
        assert_eq!(other.refresh().await?.status, 401);
    }
    assert_eq!(app.session_count().await?, 2);
    Ok(())
}

#[tokio::test]
async fn the_access_token_is_exposed_beside_the_cookie_if_asked_and_the_refresh_token_never()
-> Result<()> {
    let app = TestApp::with(&[("EXPOSE_ACCESS_TOKEN", "true")]).await?;
    let mut browser = app.browser();
    let reply = browser.sign_in(DEMO_EMAIL, DEMO_PASSWORD).await?;
    assert_eq!(reply.header("st-access-token"), Some(browser.access()?.as_str()));
    assert_eq!(reply.header("st-refresh-token"), None);
    let exposed = reply.header("access-control-expose-headers");
    assert_eq!(exposed, Some("front-token, st-access-token"));
    let reply = browser.refresh().await?;
    assert_eq!(reply.header("st-access-token"), Some(browser.access()?.as_str()));
    assert_eq!(reply.header("st-refresh-token"), None);
    assert!(browser.get("/getSession").await?.says_nothing_of_the_session());
    Ok(())
}

#[tokio::test]
async fn the_same_access_cookie_twice_is_told_to_refresh() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in().await?.access()?;
    for cookies in [
        format!("sAccessToken={token}; sAccessToken={token}"),
        format!("sAccessToken=; sAccessToken={token}"),
        format!("sAccessToken={token}; sAccessToken=x"),
    ] {
        let reply = app.send(Call::get("/getSession").header("cookie", &cookies)).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::TryRefreshToken)), "{cookies}");
        assert!(reply.says_nothing_of_the_session());
    }
    // In two header lines it is the same.
    let line = format!("sAccessToken={token}");
    let call = Call::get("/getSession").header("cookie", &line).header("cookie", &line);
    assert_eq!(app.send(call).await?.error_type(), Some(ErrorType::TryRefreshToken));
    Ok(())
}

#[tokio::test]
async fn a_doubled_cookie_at_the_refresh_route_is_500_unless_only_headers_are_read() -> Result<()> {
    let app = TestApp::new().await?;
    let headers_only = app.restart_with(&[("TOKEN_TRANSFER", "header")]).await?;
    for name in ["sAccessToken", "sRefreshToken"] {
        let call = Call::post(REFRESH).header("rid", "x");
        let call = call.header("cookie", format!("{name}=a; {name}=b"));
        let reply = app.send(call.clone()).await?;
        assert_eq!(reply.outcome(), (500, Some(ErrorType::GeneralError)), "{name}");
        assert!(reply.says_nothing_of_the_session());
        let reply = headers_only.send(call).await?;
        assert_eq!(reply.outcome(), (401, Some(ErrorType::Unauthorised)), "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn with_a_known_older_domain_doubled_cookies_are_cleared_there_and_the_next_try_works()
-> Result<()> {
    let app = TestApp::with(&[("API_DOMAIN", "http://api.app.localhost:3000")]).await?;
    let mut browser = app.signed_in().await?;
    let settings =
        [("COOKIE_DOMAIN", "app.localhost"), ("OLDER_COOKIE_DOMAIN", "old.app.localhost")];
    let moved = app.restart_with(&settings).await?;
    let (access, refresh) = (browser.access()?, browser.refresh_text()?);
    let call = Call::post(REFRESH).header("rid", "x").header(
        "cookie",
        format!("sAccessToken={access}; sRefreshToken={refresh}; sRefreshToken=stale"),
    );
    let reply = moved.send(call).await?.expect_ok()?;
    assert!(reply.json()?["message"].is_string());
    let cleared = reply.set_cookies();
    assert_eq!(cleared.len(), 1);
    assert_eq!((cleared[0].name(), cleared[0].value()), ("sRefreshToken", ""));
    assert_eq!(cleared[0].domain(), Some("old.app.localhost"));
    assert_eq!(app.generation().await?, 0);
    browser.move_to(&moved);
    browser.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn cookie_values_are_decoded_and_foreign_pairs_skipped() -> Result<()> {
    let app = TestApp::new().await?;
    let token = app.signed_in().await?.access()?.replace('.', "%2E");
    let cookies = format!("=x; a; caf\u{e9}=1; %zz=%zz; sAccessToken={token}; b=\"; \"");
    app.send(Call::get("/getSession").header("cookie", cookies)).await?.expect_ok()?;
    Ok(())
}
