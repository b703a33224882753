//! A client that asks the server for its settings.

use std::time::Duration;

use futures_util::future::join_all;
use shared::names::client_cookie as cookie;
use shared::{ClientConfig, GetSessionData, TokenTransfer};

use super::fake::Fake;
use super::fake_server::{RefreshRoute, front_token};
use crate::client::{ApiError, load_config};
use crate::platform::{CookieStorage, NoResponse};
use crate::session::Credentials;

/// A server with everything changed.
fn changed() -> ClientConfig {
    ClientConfig {
        api_base_path: "/api/v1/auth".to_owned(),
        session_expired_status_code: 440,
        token_transfer: TokenTransfer::Header,
        password_min_length: 15,
        ..ClientConfig::default()
    }
}

/// A user of it whose access token has expired.
fn expired(config: Option<ClientConfig>) -> Fake {
    let fake = Fake::configured_by_server(config);
    fake.remember(&[
        (cookie::LAST_ACCESS_TOKEN_UPDATE, "0"),
        (cookie::FRONT_TOKEN, &front_token(0)),
        (cookie::ACCESS_TOKEN, "access"),
        (cookie::REFRESH_TOKEN, "refresh"),
    ]);
    fake.server.accepts.set(false);
    fake
}

#[test]
fn calls_wait_for_the_settings_and_follow_them_all() {
    let fake = expired(Some(changed()));
    let call = || fake.api.to(GetSessionData).send();
    let responses = fake.run(join_all([call(), call()]));
    assert!(responses.iter().all(Result::is_ok), "{responses:?}");
    let data = "/api/session/data";
    let refresh = "/api/v1/auth/session/refresh";
    assert_eq!(fake.server.paths(), ["/api/config", data, data, refresh, data, data]);
    {
        let requests = fake.server.requests.borrow();
        assert!(requests[0].headers.is_empty(), "the settings are for everybody");
        assert_eq!(requests[1].header("st-auth-mode"), Some("header"));
        assert_eq!(requests[3].header("authorization"), Some("Bearer refresh"));
    }
    assert_eq!(*fake.api.config(), changed());

    let short = Credentials {
        email: "bob@example.com".to_owned(),
        password: "fourteen chars".to_owned(),
        ..Credentials::default()
    };
    let problem = fake.run(fake.session.sign_up(&short)).expect_err("too short");
    let expected = "Password must contain at least 15 characters";
    assert_eq!(problem.field("password"), Some(expected));
}

#[test]
fn a_first_form_asks_for_the_settings_before_it_checks() {
    let fake = Fake::configured_by_server(Some(changed()));
    let short = Credentials {
        email: "bob@example.com".to_owned(),
        password: "correct horse".to_owned(),
        ..Credentials::default()
    };
    fake.run(fake.session.sign_up(&short)).expect_err("too short");
    assert_eq!(fake.server.paths(), ["/api/config"]);
}

#[test]
fn what_the_cookies_say_needs_no_settings() {
    let fake = expired(Some(changed()));
    assert!(fake.session.state().info().is_some());
    assert_eq!(fake.session.get_user_id().expect("a user").as_str(), "u1");
    assert_eq!(*fake.api.config(), ClientConfig::default());
    assert!(fake.server.paths().is_empty());
}

#[test]
fn while_the_server_is_away_the_defaults_count_and_it_is_asked_again_later() {
    let fake = Fake::configured_by_server(None);
    fake.server.refresh_route.set(RefreshRoute::Works);
    let asked = || fake.server.paths().iter().filter(|path| *path == "/api/config").count();
    assert_eq!(*fake.run(fake.api.load_config()), ClientConfig::default());
    fake.run(fake.session.attempt_refreshing_session()).expect("new tokens");
    assert_eq!(asked(), 1, "not again at once");

    fake.server.config.replace(Some(changed()));
    fake.now.set(fake.now.get() + Duration::from_secs(5));
    fake.run(fake.session.attempt_refreshing_session()).expect("new tokens");
    assert_eq!((asked(), fake.api.config()), (2, &changed()));
    fake.run(fake.api.to(GetSessionData).send()).expect("a response");
    assert_eq!(asked(), 2, "once known they stay");
}

#[test]
fn the_network_or_the_user_that_comes_back_is_a_reason_to_ask_at_once() {
    let fake = Fake::configured_by_server(None);
    fake.run(fake.api.load_config());
    fake.server.config.replace(Some(changed()));
    fake.api.wake();
    assert_eq!(*fake.run(fake.api.load_config()), changed());
}

#[test]
fn a_server_that_does_not_respond_delays_the_first_call_by_five_seconds() {
    let fake = expired(Some(changed()));
    fake.server.accepts.set(true);
    let held = fake.server.hold("/api/config");
    let api = fake.api.clone();
    let call = fake.start(async move { api.to(GetSessionData).send().await.map(drop) });
    assert_eq!(fake.server.paths(), ["/api/config"]);
    fake.run(call).expect("a response");
    assert_eq!(fake.runtime.now(), 5_000);
    held.response(Err(NoResponse));
}

#[test]
fn a_dropped_caller_does_not_end_the_loading_for_the_others() {
    let fake = Fake::configured_by_server(Some(changed()));
    {
        let mut dropped = Box::pin(fake.api.load_config());
        assert!(futures_util::FutureExt::now_or_never(&mut dropped).is_none());
    }
    fake.runtime.run_until_stalled();
    assert_eq!(*fake.api.config(), changed());
}

#[test]
fn a_page_of_html_is_no_settings() {
    let fake = Fake::configured_by_server(Some(changed()));
    fake.respond_once("/api/config", super::fake_server::response(200, "<!doctype html>", None));
    assert_eq!(*fake.run(fake.api.load_config()), ClientConfig::default());
}

#[test]
fn a_wrong_base_path_signs_nobody_out() {
    let fake = expired(None);
    let away = fake.run(fake.api.to(GetSessionData).send());
    assert_eq!(away, Ok(Default::default()), "the defaults happen to fit");
    let fake = expired(None);
    fake.server.refresh_route.set(RefreshRoute::Status(404));
    let away = fake.run(fake.api.to(GetSessionData).send());
    assert_eq!(away, Err(ApiError::Unavailable));
    assert!(fake.session.state().info().is_some());
    assert!(fake.store.get(cookie::REFRESH_TOKEN).is_some());
}

#[test]
fn the_settings_alone_can_be_had_too() {
    let fake = Fake::configured_by_server(Some(changed()));
    assert_eq!(fake.run(load_config(&fake.platform, "")), changed());
    fake.server.config.take();
    assert_eq!(fake.run(load_config(&fake.platform, "")), ClientConfig::default());
    let elsewhere = fake.run(load_config(&fake.platform, "https://api.example.com"));
    assert_eq!(elsewhere.api_domain, "https://api.example.com");
    let urls = fake.server.paths();
    assert_eq!(urls.last().map(String::as_str), Some("https://api.example.com/api/config"));
}
