//! One line a rule: what is given, and the setting that the sentence names.

use super::*;
use crate::config::Environment;

fn check<const N: usize>(pairs: [(&str, &str); N]) -> Result<Config, ConfigError> {
    Settings::read(["backend"], &Environment::from(pairs)).expect("each value parses").check()
}

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

#[test]
fn development_needs_nothing() {
    let config = check([]).expect("defaults are fine");
    assert_eq!(config.api_domain, "http://localhost:3000");
    assert_eq!(config.allowed_origins, ["http://localhost:8080"]);
    assert_eq!(config.session.issuer, "http://localhost:3000/auth");
    assert!(!config.transport.cookie_secure);
    assert_eq!(config.transport.cookie_same_site, SameSite::Lax);
}

#[test]
fn what_makes_no_sense_is_refused_by_name() {
    let cases = [
        (("ACCESS_TOKEN_VALIDITY", "0"), "ACCESS_TOKEN_VALIDITY"),
        (("REFRESH_TOKEN_VALIDITY", "60"), "REFRESH_TOKEN_VALIDITY"),
        (("SESSION_MAX_AGE", "60"), "SESSION_MAX_AGE"),
        (("SESSION_EXPIRED_STATUS_CODE", "403"), "SESSION_EXPIRED_STATUS_CODE"),
        (("COOKIE_DOMAIN", "a.b; Secure"), "COOKIE_DOMAIN"),
        (("HOST", "0.0.0.0"), "ALLOW_LAN"),
        (("API_DOMAIN", "https://api.example.com"), "API_DOMAIN"),
        (("WEBSITE_DOMAIN", "https://example.com"), "WEBSITE_DOMAIN"),
    ];
    for (pair, named) in cases {
        let error = check([pair]).expect_err(pair.0).to_string();
        assert!(error.contains(named), "{pair:?}: {error}");
    }
}

#[test]
fn production_asks_for_what_it_cannot_guess() {
    let mode = ("RUN_MODE", "production");
    let api = ("API_DOMAIN", "https://api.example.com");
    let website = ("WEBSITE_DOMAIN", "https://example.com");
    let named = |result: Result<Config, ConfigError>| result.expect_err("refused").to_string();
    assert!(named(check([mode])).contains("API_DOMAIN"));
    assert!(named(check([mode, api])).contains("WEBSITE_DOMAIN"));
    assert!(named(check([mode, api, website])).contains("SECRET_KEY"));
    let key = ("SECRET_KEY", KEY);
    let plain = ("WEBSITE_DOMAIN", "http://example.com");
    assert!(named(check([mode, api, plain, key])).contains("https"));
    let config = check([mode, api, website, key]).expect("complete");
    assert!(config.transport.cookie_secure);
    assert_eq!(config.transport.cookie_same_site, SameSite::Lax);
}

#[test]
fn different_sites_need_same_site_none() {
    let config = check([
        ("RUN_MODE", "production"),
        ("API_DOMAIN", "https://api.example.com"),
        ("WEBSITE_DOMAIN", "https://example.org"),
        ("SECRET_KEY", KEY),
    ])
    .expect("complete");
    assert_eq!(config.transport.cookie_same_site, SameSite::None);
}
