//! GET /api/sessions, page by page: nothing of others, nothing twice, nothing left out.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use session::NewSession;
use shared::{ErrorType, Timestamp, UserId};
use tests::{Client, PASSWORD, TestApp};

const HOUR: Duration = Duration::from_hours(1);

async fn page(client: &mut Client, query: &str) -> Result<(Vec<Value>, Option<String>)> {
    let body = client.get(&format!("/api/sessions{query}")).await?.expect_ok()?.json()?;
    let handles = body["sessions"].as_array().context("a list")?.iter();
    let handles = handles.map(|entry| entry["sessionHandle"].clone()).collect();
    Ok((handles, body["after"].as_str().map(str::to_owned)))
}

/// Sessions of a user in a tenant, all of this moment; their handles.
async fn open(app: &TestApp, user: &UserId, tenant: &str, count: usize) -> Result<Vec<Value>> {
    let mut handles = Vec::new();
    for _ in 0..count {
        let new = NewSession::of(user.clone(), tenant.parse()?);
        let tokens = app.state.sessions.create_new_session(new).await?;
        handles.push(json!(tokens.access_token.claims.session_handle));
    }
    Ok(handles)
}

#[tokio::test]
async fn a_page_has_twenty_and_only_a_full_one_says_where_to_go_on() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let user = browser.session()?.uid;
    open(&app, &user, "public", 18).await?;
    let (first, after) = page(&mut browser, "").await?;
    assert_eq!((first.len(), after), (19, None));
    open(&app, &user, "public", 2).await?;
    let (first, after) = page(&mut browser, "").await?;
    assert_eq!(first.len(), 20);
    let (second, after) = page(&mut browser, &format!("?after={}", after.context("more")?)).await?;
    assert_eq!((second.len(), after), (1, None));
    assert!(!first.contains(&second[0]));
    Ok(())
}

#[tokio::test]
async fn sessions_that_come_and_go_between_two_pages_shift_nothing() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let user = browser.session()?.uid;
    let older = open(&app, &user, "public", 20).await?;
    app.pass_seconds(1);
    open(&app, &user, "public", 20).await?;
    let (first, after) = page(&mut browser, "").await?;
    assert!(older.iter().all(|handle| !first.contains(handle)), "newest first");
    // Of the first page all but one end, the last one among them, and new ones come on top.
    let ended: Vec<_> = first[1..].iter().map(|h| serde_json::from_value(h.clone())).collect();
    let ended = ended.into_iter().collect::<Result<Vec<_>, _>>()?;
    app.state.sessions.revoke_multiple_sessions(&ended).await?;
    app.pass_seconds(1);
    open(&app, &user, "public", 5).await?;
    let (mut second, after) =
        page(&mut browser, &format!("?after={}", after.context("more")?)).await?;
    let (third, _) = page(&mut browser, &format!("?after={}", after.context("more")?)).await?;
    second.extend(third);
    let mut expected = older;
    expected.push(json!(browser.session()?.session_handle().context("a handle")?));
    let sorted = |mut handles: Vec<Value>| {
        handles.sort_by_key(Value::to_string);
        handles
    };
    assert_eq!(sorted(second), sorted(expected));
    Ok(())
}

#[tokio::test]
async fn a_tenant_filters_every_page() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let user = browser.session()?.uid;
    let mut seen = Vec::new();
    for _ in 0..25 {
        open(&app, &user, "acme", 1).await?;
        seen.extend(open(&app, &user, "globex", 1).await?);
    }
    let (mut found, after) = page(&mut browser, "?tenantId=globex").await?;
    assert_eq!(found.len(), 20);
    let query = format!("?tenantId=globex&after={}", after.context("more")?);
    let (rest, after) = page(&mut browser, &query).await?;
    assert_eq!((rest.len(), after), (5, None));
    found.extend(rest);
    assert!(seen.iter().all(|handle| found.contains(handle)));
    assert_eq!(page(&mut browser, "?tenantId=nowhere").await?.0.len(), 0);
    let (all, _) = page(&mut browser, "").await?;
    assert_eq!(all.len(), 20, "without a tenant, those of all");
    Ok(())
}

#[tokio::test]
async fn no_cursor_and_no_tenant_shows_the_sessions_of_somebody_else() -> Result<()> {
    let app = TestApp::new().await?;
    let mut ada = app.browser();
    ada.sign_up("ada@example.com", PASSWORD).await?.expect_ok()?;
    let ada_id = ada.session()?.uid;
    open(&app, &ada_id, "public", 30).await?;
    let (_, cursor) = page(&mut ada, "").await?;
    let mut browser = app.signed_in().await?;
    let own = json!(browser.session()?.session_handle().context("a handle")?);
    let cursor = cursor.context("more")?;
    for query in [String::new(), format!("?after={cursor}"), "?tenantId=public".to_owned()] {
        let (found, _) = page(&mut browser, &query).await?;
        assert!(found.iter().all(|handle| *handle == own), "{query}");
    }
    for after in [i64::MAX.to_string(), i64::MIN.to_string(), "-1".to_owned()] {
        let (found, _) = page(&mut browser, &format!("?after={after}.{}", "z".repeat(128))).await?;
        assert!(found.iter().all(|handle| *handle == own), "{after}");
    }
    Ok(())
}

#[tokio::test]
async fn a_malformed_query_is_400() -> Result<()> {
    let app = TestApp::new().await?;
    let mut browser = app.signed_in().await?;
    let long = format!("after=1.{}", "x".repeat(129));
    for query in [
        "after=",
        "after=.",
        "after=1",
        "after=1.",
        "after=.x",
        "after=1.%00",
        "after=1.%0A",
        "after=99999999999999999999.x",
        "after=1e3.x",
        "after=0x1.x",
        "after=%FF.x",
        &long,
        "after=1.x&after=1.x",
        "tenantId=",
        "tenantId=%00",
        "tenantId=a/b",
        "tenantId=%FF",
        "tenantId=public&tenantId=acme",
    ] {
        let reply = browser.get(&format!("/api/sessions?{query}")).await?;
        assert_eq!(reply.outcome(), (400, Some(ErrorType::BadRequest)), "{query}");
        assert!(reply.says_nothing_of_the_session(), "{query}");
    }
    Ok(())
}

/// What a thief with a copied session could use to come right after the owner's refresh.
#[tokio::test]
async fn the_list_tells_the_hour_of_a_refresh_and_of_the_current_session_the_day() -> Result<()> {
    for (settings, life) in [
        ([("REFRESH_TOKEN_VALIDITY", "8640000")], Duration::from_secs(8_640_000)),
        // No multiple of an hour: expiry less lastActive must not tell the rest.
        ([("REFRESH_TOKEN_VALIDITY", "5555")], Duration::from_secs(5_555)),
    ] {
        let app = TestApp::with(&settings).await?;
        let (mut phone, mut browser) = (app.signed_in().await?, app.signed_in().await?);
        let before = entries(&mut browser).await?;
        // Within one hour, at several moments of it.
        for seconds in [1, 200, 333] {
            app.pass_seconds(seconds);
            phone.refresh().await?.expect_ok()?;
            browser.refresh().await?.expect_ok()?;
            assert_eq!(entries(&mut browser).await?, before, "{seconds}");
        }
        for (entry, unit) in before
            .iter()
            .map(|entry| (entry, if entry["current"] == true { HOUR * 24 } else { HOUR }))
        {
            let unit = i64::try_from(unit.as_secs())?;
            let shown = Timestamp::from_secs(app.now().as_secs() / unit * unit);
            assert_eq!(entry["lastActive"], json!(shown.as_millis()), "{entry}");
            assert_eq!(entry["expiry"], json!((shown + life).as_millis()), "{entry}");
        }
    }
    Ok(())
}

/// Near the absolute end the end is that: it was known at sign-in, and tells nothing of a refresh.
#[tokio::test]
async fn no_expiry_in_the_list_is_later_than_the_absolute_end() -> Result<()> {
    let app = TestApp::with(&[("SESSION_MAX_AGE", "7200")]).await?;
    let start = app.now();
    let (mut phone, mut browser) = (app.signed_in().await?, app.signed_in().await?);
    app.pass_seconds(3_600);
    for client in [&mut phone, &mut browser] {
        client.refresh().await?.expect_ok()?;
    }
    for entry in entries(&mut browser).await? {
        assert_eq!(entry["expiry"], json!((start + HOUR * 2).as_millis()));
    }
    Ok(())
}

async fn entries(client: &mut Client) -> Result<Vec<Value>> {
    let body = client.get("/api/sessions").await?.expect_ok()?.json()?;
    Ok(body["sessions"].as_array().context("a list")?.clone())
}

#[tokio::test]
async fn an_entry_follows_its_session_and_shows_nothing_of_its_tokens() -> Result<()> {
    let app = TestApp::with(&[("ANTI_CSRF", "via_token")]).await?;
    let start = app.now();
    let mut phone = app.browser();
    phone.user_agent = "phone/1".to_owned();
    phone.sign_in(backend::account::DEMO_EMAIL, backend::account::DEMO_PASSWORD).await?;
    let mut browser = app.signed_in().await?;
    app.pass_seconds(60);
    phone.refresh().await?.expect_ok()?;
    let reply = browser.get("/api/sessions").await?.expect_ok()?;
    let entries = reply.json()?["sessions"].as_array().context("a list")?.clone();
    let is_phone = |entry: &&Value| entry["userAgent"] == "phone/1";
    let entry = entries.iter().find(is_phone).context("the phone")?;
    let hour = app.now().floor_to(HOUR);
    assert_eq!(
        (&entry["timeCreated"], &entry["lastActive"]),
        (&json!(start.as_millis()), &json!(hour.as_millis()))
    );
    assert_eq!(entry["expiry"], json!((hour + HOUR * 24 * 100).as_millis()));
    assert_eq!((&entry["tenantId"], &entry["current"]), (&json!("public"), &json!(false)));
    assert_eq!(entries.iter().filter(|entry| entry["current"] == true).count(), 1);
    let (text, up) = (reply.text(), phone.session()?.up);
    let secrets = [
        phone.access()?,
        phone.refresh_text()?,
        phone.anti_csrf.context("a token")?,
        up["refreshTokenHash1"].as_str().context("a hash")?.to_owned(),
    ];
    assert!(secrets.iter().all(|secret| !text.contains(secret.as_str())), "{text}");
    Ok(())
}
