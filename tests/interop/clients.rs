//! SuperTokens' browser client, unmodified, against the product: from sign-up to sign-out, in both
//! modes and with every protection.

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};
use tests::{Program, WebDriverServer, free_ports, no_complaints, provided, url};

use crate::page::{Page, Website};

const EMAIL: &str = "ada@example.com";
const PASSWORD: &str = "correct horse 7";
const LAST_UPDATE: &str = "st-last-access-token-update";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn cookies_and_a_token() -> Result<()> {
    journey("cookie", "via_token").await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn cookies_and_a_custom_header() -> Result<()> {
    journey("cookie", "via_custom_header").await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn cookies_alone() -> Result<()> {
    journey("cookie", "none").await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn headers_and_a_token() -> Result<()> {
    journey("header", "via_token").await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn headers_and_a_custom_header() -> Result<()> {
    journey("header", "via_custom_header").await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn headers_alone() -> Result<()> {
    journey("header", "none").await
}

async fn journey(mode: &str, anti_csrf: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let [api, website] = free_ports()?;
    let settings = [
        ("RUN_MODE", "development".to_owned()),
        ("HOST", "127.0.0.1".to_owned()),
        ("DIST_DIR", folder.path().join("none").display().to_string()),
        ("DATABASE_URL", format!("sqlite://{}/latchkey.db", folder.path().display())),
        ("API_DOMAIN", url(api)),
        ("WEBSITE_DOMAIN", url(website)),
        ("ANTI_CSRF", anti_csrf.to_owned()),
        ("ACCESS_TOKEN_VALIDITY", "3".to_owned()),
        ("LOG", "info".to_owned()),
    ];
    let backend =
        Program::start(provided("LATCHKEY_BACKEND")?, api, folder.path(), &settings).await?;
    let _website = Website::start(website).await?;
    let webdriver = WebDriverServer::start().await?;
    let outcome = webdriver
        .browser()
        .await?
        .run_and_quit(async |driver| {
            let address = format!("{}/?mode={mode}&api={}", url(website), backend.url());
            let page = Page::open(driver.clone(), &address).await?;
            first_visit(&page).await?;
            signs_up(&page, mode == "cookie" && anti_csrf == "via_token").await?;
            outlives_its_token(&page).await?;
            signs_out(&page).await?;
            signs_in(&page, mode).await?;
            no_complaints(&driver).await
        })
        .await;
    outcome.map_err(|error| anyhow!("{error:?}\n\nThe server's log:\n{}", backend.log()))
}

/// The client cannot know, asks once, and remembers the answer (wire protocol 10.3).
async fn first_visit(page: &Page) -> Result<()> {
    page.shows("signed out").await?;
    ensure!(page.says("exists()").await? == false);
    ensure!(page.says("exists()").await? == false);
    ensure!(page.refreshes().await? == 1, "one question and no more");
    ensure!(page.cookies().await? == [LAST_UPDATE]);
    Ok(())
}

async fn signs_up(page: &Page, has_token: bool) -> Result<()> {
    ensure!(page.says(&format!("signUp('{EMAIL}', '{PASSWORD}')")).await? == "OK");
    page.shows("live").await?;
    ensure!(page.says("exists()").await? == true);
    let payload = page.says("payload()").await?;
    ensure!(payload["sub"] == page.says("userId()").await?, "{payload}");
    ensure!(payload["tId"] == "public");
    ensure!(payload["antiCsrfToken"].is_string() == has_token, "{payload}");
    ensure!(page.says("call('GET', '/getSession')").await? == 200);
    let comment = json!({ "text": "From somebody else's client." });
    ensure!(page.says(&format!("call('POST', '/api/comments', {comment})")).await? == 200);
    Ok(())
}

/// Ten calls with an expired token are one refresh (wire protocol 10.5).
async fn outlives_its_token(page: &Page) -> Result<()> {
    let handle = page.says("payload()").await?["sessionHandle"].clone();
    page.shows("expired").await?;
    let refreshes = page.refreshes().await?;
    let calls: Vec<_> = (0..10)
        .map(|call| match call % 2 {
            0 => json!(["GET", "/getSession"]),
            _ => json!(["POST", "/api/comments", { "text": format!("The {call}th.") }]),
        })
        .collect();
    let answers = page.says(&format!("callAtOnce({})", Value::from(calls))).await?;
    ensure!(answers == json!([200, 200, 200, 200, 200, 200, 200, 200, 200, 200]), "{answers}");
    let refreshed = page.refreshes().await? - refreshes;
    ensure!(refreshed == 1, "{refreshed} refreshes");
    ensure!(page.says("payload()").await?["sessionHandle"] == handle);
    // And once more, on demand.
    page.shows("expired").await?;
    ensure!(page.says("refresh()").await? == true);
    page.shows("live").await
}

async fn signs_out(page: &Page) -> Result<()> {
    page.says("signOut()").await?;
    page.shows("signed out").await?;
    let refreshes = page.refreshes().await?;
    ensure!(page.says("exists()").await? == false);
    ensure!(page.says("call('GET', '/getSession')").await? == 401);
    ensure!(page.refreshes().await? == refreshes, "nothing to refresh");
    let cookies = page.cookies().await?;
    ensure!(cookies == [LAST_UPDATE], "{cookies:?} are left");
    Ok(())
}

async fn signs_in(page: &Page, mode: &str) -> Result<()> {
    let wrong = page.says(&format!("signIn('{EMAIL}', 'not the password 1')")).await?;
    ensure!(wrong == "WRONG_CREDENTIALS_ERROR", "{wrong}");
    ensure!(page.says(&format!("signIn('{EMAIL}', '{PASSWORD}')")).await? == "OK");
    page.shows("live").await?;
    let cookies = page.cookies().await?;
    let in_cookies = cookies.iter().any(|name| name == "sAccessToken");
    let in_script = cookies.iter().any(|name| name == "st-refresh-token");
    ensure!((in_cookies, in_script) == (mode == "cookie", mode == "header"), "{cookies:?}");
    let user = page.says("userId()").await?;
    user.as_str().context("a user id")?;
    signs_out(page).await
}
