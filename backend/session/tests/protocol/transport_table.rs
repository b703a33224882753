//! docs/transport.md is the table of cookies against headers; this walks it, row by row.

use anyhow::{Context, Result, bail, ensure};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use backend::error::Error;
use serde_json::json;
use session::axum::{RequestSession, Transport};
use session::{NewSession, Tokens};
use shared::{ErrorType, SessionHandle, TenantId, UserId};
use tests::{Call, Reply, TestApp};

use crate::transport_cases::{Case, cases};

/// A token of another service.
const FOREIGN: &str = "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/// The application with the settings of a case, and a route that makes a session as sign-in does,
/// without the hashing of a password.
struct World {
    app: TestApp,
    making: Router,
    user: UserId,
}

impl World {
    async fn new(base: &TestApp, token_transfer: &str) -> Result<Self> {
        let app = base.restart_with(&[("TOKEN_TRANSFER", token_transfer)]).await?;
        let user: String =
            sqlx::query_scalar("SELECT user_id FROM users").fetch_one(app.sql()).await?;
        let user: UserId = user.parse()?;
        let transport =
            Transport::new(app.state.sessions.clone(), app.state.config.transport.clone());
        let owner = user.clone();
        let make = async move |exchange: RequestSession| -> Result<(), Error> {
            let new = NewSession::of(owner, TenantId::public());
            exchange.create_new_session(new).await?;
            Ok(())
        };
        let making = Router::new()
            .route("/new", post(make))
            .layer(from_fn_with_state(transport, session::axum::layer));
        Ok(Self { app, making, user })
    }

    async fn session(&self, with_anti_csrf: bool) -> Result<Tokens> {
        let mut new = NewSession::of(self.user.clone(), TenantId::public());
        new.sign_in_context.with_anti_csrf = with_anti_csrf;
        Ok(self.app.state.sessions.create_new_session(new).await?)
    }

    async fn send(&self, case: &Case, of_cookie: &Tokens, of_bearer: &Tokens) -> Result<Reply> {
        let call = carry(route(case)?, case, of_cookie, of_bearer);
        match case.route() {
            "new" => tests::send(self.making.clone(), call).await,
            _ => self.app.send(call).await,
        }
    }

    async fn lives(&self, tokens: &Tokens) -> Result<bool> {
        Ok(self.app.state.sessions.get_session_information(handle(tokens)).await?.is_some())
    }

    async fn was_changed(&self, tokens: &Tokens) -> Result<bool> {
        let found = self.app.state.sessions.get_session_information(handle(tokens)).await?;
        Ok(!found.context("lives")?.session_data_in_database.is_empty())
    }
}

fn handle(tokens: &Tokens) -> &SessionHandle {
    &tokens.access_token.claims.session_handle
}

fn route(case: &Case) -> Result<Call> {
    Ok(match case.route() {
        "new" => Call::post("/new"),
        "read" => Call::get("/getSession"),
        "change" => Call::put("/api/session/data").json(&json!({"data": {"walked": true}})),
        "refresh" => Call::post("/auth/session/refresh"),
        "sign-out" => Call::post("/auth/signout"),
        other => bail!("no route {other}"),
    })
}

fn carry(mut call: Call, case: &Case, of_cookie: &Tokens, of_bearer: &Tokens) -> Call {
    let is_refresh = case.route() == "refresh";
    if case.has_cookie() {
        let mut pairs = vec![format!("sAccessToken={}", of_cookie.access_token.text)];
        if is_refresh {
            pairs.push(format!("sRefreshToken={}", of_cookie.refresh_token));
        }
        if case.has_two_cookies() {
            pairs = [pairs.clone(), pairs].concat();
        }
        call = call.header("cookie", pairs.join("; "));
    }
    if case.has_bearer() {
        let token =
            if is_refresh { &of_bearer.refresh_token } else { &of_bearer.access_token.text };
        call = call.header("authorization", format!("Bearer {token}"));
    }
    if case.has_foreign_bearer() {
        call = call.header("authorization", FOREIGN);
    }
    if let Some(mode) = case.auth_mode() {
        call = call.header("st-auth-mode", mode);
    }
    if case.has_proof() {
        call = call.header("rid", "anti-csrf");
        if let Some(token) = &of_cookie.anti_csrf_token {
            call = call.header("anti-csrf", token);
        }
    }
    call
}

/// Whose session answered, or why none did.
async fn answer(
    world: &World,
    case: &Case,
    reply: &Reply,
    pair: [&Tokens; 2],
) -> Result<&'static str> {
    match reply.outcome() {
        (200, None) => {}
        (401, Some(ErrorType::Unauthorised)) => return Ok("unauthorised"),
        (401, Some(ErrorType::TryRefreshToken)) => return Ok("refresh"),
        (500, Some(ErrorType::GeneralError)) => return Ok("fault"),
        other => bail!("{other:?}: {}", reply.text()),
    }
    let mut touched = [false; 2];
    for (tokens, touched) in pair.iter().zip(&mut touched) {
        *touched = match case.route() {
            "new" | "sign-out" => !world.lives(tokens).await?,
            "read" => reply.json()?["sessionHandle"] == handle(tokens).as_str(),
            "refresh" => reply.front_token()?.session_handle().as_ref() == Some(handle(tokens)),
            _ => world.was_changed(tokens).await?,
        };
    }
    Ok(match (case.route(), touched) {
        ("new", [false, false]) => "ends none",
        ("new", [true, false]) => "ends cookie's",
        ("new", [false, true]) => "ends bearer's",
        (_, [true, false]) => "cookie's",
        (_, [false, true]) => "bearer's",
        (_, neither_or_both) => bail!("{neither_or_both:?}"),
    })
}

fn effect(words: &[Option<String>]) -> Result<&'static str> {
    let is = |what: fn(&Option<String>) -> bool| words.iter().all(what);
    if is(Option::is_none) {
        Ok("-")
    } else if is(|word| word.as_deref() == Some("")) {
        Ok("cleared")
    } else if is(|word| word.as_deref().is_some_and(|text| !text.is_empty())) {
        Ok("set")
    } else {
        bail!("not both alike: {words:?}")
    }
}

fn cookies(reply: &Reply) -> Result<&'static str> {
    ensure!(reply.set_cookies().len() <= 2, "{:?}", reply.set_cookies());
    effect(
        &["sAccessToken", "sRefreshToken"]
            .map(|name| reply.set_cookie(name).map(|cookie| cookie.value().to_owned())),
    )
}

fn headers(reply: &Reply) -> Result<&'static str> {
    effect(
        &["st-access-token", "st-refresh-token"].map(|name| reply.header(name).map(str::to_owned)),
    )
}

async fn walk(world: &World, case: &Case) -> Result<()> {
    let of_cookie = world.session(case.anti_csrf() == "via_token").await?;
    let of_bearer = world.session(false).await?;
    let reply = world.send(case, &of_cookie, &of_bearer).await?;
    let answer = answer(world, case, &reply, [&of_cookie, &of_bearer]).await?;
    ensure!(answer == case.answer, "the answer is `{answer}`");
    let (cookies, headers) = (cookies(&reply)?, headers(&reply)?);
    ensure!(cookies == case.cookies, "cookies are `{cookies}`");
    ensure!(headers == case.headers, "headers are `{headers}`");
    let front_token = reply.header("front-token");
    match [cookies, headers] {
        ["set", _] | [_, "set"] => ensure!(reply.front_token().is_ok(), "{front_token:?}"),
        ["cleared", _] | [_, "cleared"] => {
            ensure!(front_token == Some("remove"), "{front_token:?}");
        }
        _ => ensure!(front_token.is_none(), "{front_token:?}"),
    }
    let has_token = cookies == "set" && case.anti_csrf() == "via_token";
    ensure!(reply.headers.contains_key("anti-csrf") == has_token, "anti-csrf");
    Ok(())
}

#[tokio::test]
async fn every_row_is_what_the_application_does() -> Result<()> {
    let cases = cases()?;
    for anti_csrf in ["none", "via_custom_header", "via_token"] {
        // Each case makes sessions, and all stay until their last one has been played.
        let settings = [("ANTI_CSRF", anti_csrf), ("MAX_SESSIONS_PER_USER", "10000")];
        let base = TestApp::with(&settings).await?;
        for token_transfer in ["any", "cookie", "header"] {
            let world = World::new(&base, token_transfer).await?;
            for case in cases.iter().filter(|case| {
                case.anti_csrf() == anti_csrf && case.token_transfer() == token_transfer
            }) {
                walk(&world, case).await.with_context(|| {
                    format!("docs/transport.md, line {}: {:?}", case.line, case.given())
                })?;
            }
        }
    }
    Ok(())
}
