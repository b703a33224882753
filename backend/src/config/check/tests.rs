//! One line a rule: what is given, and the setting that the sentence names.

use super::*;
use crate::config::ConfigError;
use crate::config::Environment;

fn check<const N: usize>(pairs: [(&str, &str); N]) -> Result<Config, ConfigError> {
    Settings::read(["backend"], &Environment::from(pairs)).expect("each value parses").check()
}

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

#[test]
fn development_needs_nothing() {
    let config = check([]).expect("defaults are fine");
    assert_eq!(config.api_domain, "http://localhost:3000");
    assert_eq!(config.server.allowed_origins, ["http://localhost:8080"]);
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
        (("OLDER_COOKIE_DOMAIN", "a.b; Secure"), "OLDER_COOKIE_DOMAIN must"),
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

const PRODUCTION: [(&str, &str); 4] = [
    ("RUN_MODE", "production"),
    ("API_DOMAIN", "https://api.example.com"),
    ("WEBSITE_DOMAIN", "https://example.com"),
    ("SECRET_KEY", KEY),
];

/// Production with one setting more, or another value of one.
fn production_with(name: &'static str, value: &'static str) -> Result<Config, ConfigError> {
    let [mode, api, website, key] = PRODUCTION;
    check([mode, api, website, key, (name, value)])
}

#[test]
fn production_refuses_what_is_unsafe_by_name() {
    for (name, value) in [
        ("COOKIE_SECURE", "false"),
        ("ALLOW_LAN", "true"),
        ("ALLOWED_ORIGINS", "http://app.example.com"),
        ("API_DOMAIN", "http://api.example.com"),
    ] {
        let error = production_with(name, value).expect_err(name).to_string();
        assert!(error.contains(name), "{name}: {error}");
    }
    // On this machine https is not asked for.
    let local = ("API_DOMAIN", "http://localhost:3000");
    let [mode, _, _, key] = PRODUCTION;
    let website = ("WEBSITE_DOMAIN", "http://localhost:3000");
    assert!(check([mode, local, website, key, ("COOKIE_SECURE", "false")]).is_ok());
}

#[test]
fn a_cookie_domain_that_browsers_would_not_take_is_refused() {
    for foreign in ["example.org", "www.example.com", "xample.com", "a.api.example.com"] {
        let error = production_with("COOKIE_DOMAIN", foreign).expect_err(foreign).to_string();
        assert!(error.contains("COOKIE_DOMAIN") && error.contains("api.example.com"), "{error}");
    }
    let error = check([
        ("RUN_MODE", "production"),
        ("API_DOMAIN", "https://api.example.co.uk"),
        ("WEBSITE_DOMAIN", "https://example.co.uk"),
        ("SECRET_KEY", KEY),
        ("COOKIE_DOMAIN", "co.uk"),
    ]);
    assert!(error.expect_err("refused").to_string().contains("public suffix"));
    for taken in ["example.com", ".Example.com", "api.example.com"] {
        let config = production_with("COOKIE_DOMAIN", taken).expect(taken);
        let expected = taken.trim_start_matches('.').to_ascii_lowercase();
        assert_eq!(config.transport.cookie_domain, Some(expected));
    }
    let same = check([
        PRODUCTION[0],
        PRODUCTION[1],
        PRODUCTION[2],
        PRODUCTION[3],
        ("COOKIE_DOMAIN", "example.com"),
        ("OLDER_COOKIE_DOMAIN", ".example.com"),
    ]);
    assert!(same.expect_err("refused").to_string().contains("OLDER_COOKIE_DOMAIN"));
}

#[test]
fn pages_of_another_site_need_same_site_none() {
    for (api, website, expected) in [
        ("https://api.example.com", "https://example.com", SameSite::Lax),
        ("https://api.example.com", "https://app.example.com", SameSite::Lax),
        ("https://api.example.co.uk", "https://app.example.co.uk", SameSite::Lax),
        ("https://10.0.0.1", "https://10.0.0.2:8443", SameSite::Lax),
        ("https://intranet", "https://intranet:8443", SameSite::Lax),
        ("https://api.example.com", "https://example.org", SameSite::None),
        ("https://api.example.com", "https://notexample.com", SameSite::None),
        ("https://a.co.uk", "https://b.co.uk", SameSite::None),
        ("https://a.github.io", "https://b.github.io", SameSite::None),
        ("https://[::1]", "https://[2001:db8::1]", SameSite::None),
    ] {
        let (api, website) = (("API_DOMAIN", api), ("WEBSITE_DOMAIN", website));
        let config = check([PRODUCTION[0], api, website, PRODUCTION[3]]).expect("complete");
        assert_eq!(config.transport.cookie_same_site, expected, "{api:?} {website:?}");
    }
    let (api, website) = (PRODUCTION[1], ("WEBSITE_DOMAIN", "tauri://localhost"));
    let config = check([PRODUCTION[0], api, website, PRODUCTION[3]]).expect("complete");
    assert_eq!(config.transport.cookie_same_site, SameSite::None, "another scheme");
}

#[test]
fn only_development_says_by_itself_why_a_request_was_refused() {
    assert_eq!(check([]).expect("defaults").log, "info,refused=debug");
    let production = production_with("LOG", "").expect("good settings");
    assert_eq!(production.log, "info");
}
