//! What a case calls.

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::json;
use shared::Timestamp;
use tests::Reply;

use crate::caller::{Ask, Caller};
use crate::copies::Copies;

#[tokio::test]
async fn routes_without_a_session() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut anyone = copies.browser();
    let forbidden = anyone.post("/403-without-body", &json!({})).await?;
    ensure!(forbidden.status == 403 && forbidden.text() == "Forbidden");
    for method in [Method::GET, Method::PUT, Method::POST, Method::DELETE, Method::PATCH] {
        let ask = Ask { headers: &[("testing", "echo me")], ..Ask::new(method, "/testing") };
        let reply = anyone.send(ask).await?.expect_ok()?;
        ensure!(reply.text() == "success" && reply.header("testing") == Some("echo me"));
    }
    ensure!(anyone.get("/testing").await?.header("testing").is_none());
    let both = [("interceptorheader1", "a"), ("interceptorheader2", "b")];
    ensure!(says(&mut anyone, Method::POST, "/multipleInterceptors", &both).await? == "success");
    let one = &both[..1];
    ensure!(says(&mut anyone, Method::POST, "/multipleInterceptors", one).await? == "failure");
    ensure!(says(&mut anyone, Method::POST, "/testUserConfig", &[]).await?.is_empty());
    let custom = [("st-custom-header", "x")];
    ensure!(says(&mut anyone, Method::GET, "/testHeader", &custom).await? == r#"{"success":true}"#);
    ensure!(says(&mut anyone, Method::GET, "/testHeader", &[]).await? == r#"{"success":false}"#);
    let allow = [("allow-credentials", "true")];
    ensure!(says(&mut anyone, Method::POST, "/checkAllowCredentials", &allow).await? == "true");
    ensure!(says(&mut anyone, Method::POST, "/checkAllowCredentials", &[]).await? == "false");
    for (path, status) in
        [("/testError", 500), ("/testError?code=405", 405), ("/testError?code=x", 500)]
    {
        let error = anyone.get(path).await?;
        ensure!(error.status.as_u16() == status && error.text() == "test error message");
    }
    ensure!(says(&mut anyone, Method::GET, "/check-rid-no-session", &[]).await? == "success");
    let other = [("rid", "session")];
    ensure!(says(&mut anyone, Method::GET, "/check-rid-no-session", &other).await? == "fail");
    Ok(())
}

async fn says(
    anyone: &mut Caller,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> Result<String> {
    Ok(anyone.send(Ask { headers, ..Ask::new(method, path) }).await?.expect_ok()?.text())
}

#[tokio::test]
async fn unknown_routes_are_404_and_empty() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut anyone = copies.browser();
    for (method, path) in [
        (Method::GET, "/nowhere"),
        (Method::POST, "/nowhere"),
        (Method::POST, "/ping"),
        (Method::GET, "/login"),
        (Method::GET, "/auth/session/refresh"),
        (Method::POST, "/auth/signup"),
        (Method::GET, "/index.html"),
    ] {
        let reply = anyone.send(Ask::new(method.clone(), path)).await?;
        ensure!(reply.status == 404 && reply.body.is_empty(), "{method} {path}: {}", reply.status);
    }
    Ok(())
}

#[tokio::test]
async fn static_files_come_from_their_folder() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let folder = copies.folder.path().join("static");
    std::fs::create_dir_all(folder.join("angular"))?;
    std::fs::write(folder.join("index.html"), "<p>a page</p>")?;
    std::fs::write(folder.join("angular/main.js"), "1")?;
    let mut anyone = copies.browser();
    let page = anyone.get("/index.html").await?.expect_ok()?;
    ensure!(page.text() == "<p>a page</p>" && page.header("content-length") == Some("13"));
    ensure!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    ensure!(anyone.reads("/angular/main.js").await? == "1");
    ensure!(anyone.get("/angular/none.js").await?.status == 404);
    let posted = anyone.post("/index.html", &json!({})).await?;
    ensure!(posted.status == 404 && posted.body.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_session_from_login_to_logout() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    for mode in ["cookie", "header"] {
        let mut ada = Caller::new(&copies.first, mode);
        let nobody = ada.get("/").await?;
        ensure!(nobody.status == 401 && nobody.text() == "{}");
        ensure!(!nobody.headers.contains_key("front-token"), "nothing is cleared");
        let made = ada.log_in("testing-supertokens-website").await?;
        ensure!(made.text() == "testing-supertokens-website");
        ensure!(made.headers.contains_key("st-refresh-token") == (mode == "header"));
        ensure!(made.set_cookies().len() == if mode == "cookie" { 2 } else { 0 });
        ensure!(ada.reads("/").await? == "testing-supertokens-website");
        ensure!(ada.reads("/check-rid").await? == "success");
        let other = Ask { headers: &[("rid", "x")], ..Ask::new(Method::GET, "/check-rid") };
        ensure!(ada.send(other).await?.text() == "fail");
        let left = ada.post("/logout", &json!({})).await?.expect_ok()?;
        ensure!(left.text() == "success" && left.header("front-token") == Some("remove"));
        ensure!(ada.get("/").await?.status == 401);
    }
    Ok(())
}

#[tokio::test]
async fn sign_out_is_the_built_in_one() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut ada = copies.browser();
    ada.log_in("ada").await?;
    let stolen = ada.clone();
    let left = ada.post("/auth/signout", &json!({})).await?.expect_ok()?;
    ensure!(left.json()? == json!({ "status": "OK" }));
    ensure!(left.header("front-token") == Some("remove"));
    let again = ada.post("/auth/signout", &json!({})).await?;
    ensure!(again.status == 401 && again.text() == "{}", "{}", again.text());
    let gone = stolen.at(&copies.second).refresh().await?;
    ensure!(gone.status == 401 && gone.text() == "{}" && gone.clears_everything());
    Ok(())
}

#[tokio::test]
async fn revoking_all_sessions_ends_those_of_other_browsers() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let (mut ada, mut phone, mut bob) = (copies.browser(), copies.browser(), copies.browser());
    for (caller, user) in [(&mut ada, "ada"), (&mut phone, "ada"), (&mut bob, "bob")] {
        caller.log_in(user).await?;
    }
    ensure!(ada.post("/revokeAll", &json!({})).await?.expect_ok()?.text() == "success");
    for caller in [&mut ada, &mut phone] {
        ensure!(caller.refresh().await?.status == 401);
    }
    bob.refresh().await?.expect_ok()?;
    Ok(())
}

#[tokio::test]
async fn a_refresh_without_rid_fails_after_the_fact() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut ada = copies.browser();
    ada.log_in("ada").await?;
    let ask = Ask { without: &["rid"], ..Ask::new(Method::POST, "/auth/session/refresh") };
    let reply = ada.send(ask).await?.expect_ok()?;
    ensure!(reply.text() == "refresh failed" && reply.front_token().is_ok());
    ensure!(ada.reads("/refreshCalledTime").await? == "0");
    ensure!(ada.reads("/refreshAttemptedTime").await? == "1");
    Ok(())
}

#[tokio::test]
async fn other_errors_are_500_with_their_text() -> Result<()> {
    let copies = Copies::start_with(100).await?;
    let mut ada = copies.browser();
    let text = |reply: &Reply| {
        reply.header("content-type").is_some_and(|kind| kind.starts_with("text/plain"))
    };
    let unreadable = ada.post("/login", &json!({ "user": 1 })).await?;
    ensure!(unreadable.status == 500 && text(&unreadable));
    ensure!(unreadable.text().contains("userId"), "{}", unreadable.text());
    ada.log_in("ada").await?;
    let large = json!({ "large": "x".repeat(5000) });
    let refused = ada.post("/update-jwt", &large).await?;
    ensure!(refused.status == 500 && refused.text().contains("payload"), "{}", refused.text());
    let doubled = ada.jar.header("/auth/session/refresh", Timestamp::EPOCH).context("cookies")?;
    let doubled = format!("{doubled}; {doubled}");
    let headers = [("cookie", doubled.as_str())];
    let ask = Ask { headers: &headers, ..Ask::new(Method::POST, "/auth/session/refresh") };
    let refused = ada.send(ask).await?;
    let sentence = "The request contains multiple session cookies.";
    ensure!(refused.status == 500 && refused.text().contains(sentence));
    // 20 MB are read, and more is refused in the same words.
    for (megabytes, refusal) in [(19, "payload"), (21, "too large")] {
        let huge = json!({ "huge": "x".repeat(megabytes << 20) });
        let refused = ada.post("/update-jwt", &huge).await?;
        ensure!(refused.status == 500 && refused.text().contains(refusal), "{}", refused.text());
    }
    Ok(())
}
