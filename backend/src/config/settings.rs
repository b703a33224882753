//! The settings as they are given: what `--help` shows, under the names of `.env.example`.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, Command, ValueEnum};
use session::Secret;
use session::config::{AntiCsrfMode, TokenTransferSetting};
use url::Url;

use super::parse::{base_path, log_filter, origin};

/// The settings as they are given, before they are checked. See
/// [`Config`](super::Config) for the checked ones.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Where the server runs.
    #[command(flatten)]
    pub server: ServerSettings,
    /// Sessions.
    #[command(flatten)]
    pub session: SessionSettings,
    /// Cookies.
    #[command(flatten)]
    pub cookie: CookieSettings,
    /// Secrets; never flags, because a command line is visible to others.
    #[arg(skip)]
    pub secret: SecretSettings,
    /// Passwords.
    #[command(flatten)]
    pub password: PasswordSettings,
    /// What users see of what happened to their accounts.
    #[command(flatten)]
    pub activity: ActivitySettings,
}

/// Where the server runs and what it serves.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Server")]
pub struct ServerSettings {
    /// Development has a default for everything and keeps to this machine; production refuses what
    /// is unsafe.
    #[arg(long, env = "RUN_MODE", value_enum, default_value = "development")]
    pub run_mode: RunMode,
    /// The address to listen on.
    #[arg(long, env = "HOST", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, env = "PORT", default_value_t = 3000)]
    pub port: u16,
    /// sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME.
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite://data/latchkey.db"
    )]
    pub database_url: Secret,
    /// The built frontend; served when it is there.
    #[arg(long, env = "DIST_DIR", default_value = "dist")]
    pub dist_dir: PathBuf,
    /// Scheme, host and port of this API, as browsers see it. Default in development:
    /// http://localhost:PORT.
    #[arg(long, env = "API_DOMAIN", value_parser = origin)]
    pub api_domain: Option<Url>,
    /// Scheme, host and port of the page. Default in development: http://localhost:8080.
    #[arg(long, env = "WEBSITE_DOMAIN", value_parser = origin)]
    pub website_domain: Option<Url>,
    /// The prefix of the session routes.
    #[arg(long, env = "API_BASE_PATH", value_parser = base_path, default_value = shared::DEFAULT_API_BASE_PATH)]
    pub api_base_path: String,
    /// Further origins whose pages may change state, separated by commas.
    #[arg(long, env = "ALLOWED_ORIGINS", value_parser = origin, value_delimiter = ',')]
    pub allowed_origins: Vec<Url>,
    /// In development: listen beyond this machine and answer to any Host. Needed behind a tunnel
    /// and in a remote container.
    #[arg(long, env = "ALLOW_LAN", value_parser = BoolishValueParser::new(), action = clap::ArgAction::Set, default_value = "false")]
    pub allow_lan: bool,
    /// What is logged: error, warn, info, debug, trace, or a filter such as `info,backend=debug`.
    /// Default: info, and in development why requests are refused (`info,refused=debug`).
    #[arg(long, env = "LOG", value_parser = log_filter)]
    pub log: Option<String>,
}

/// How long sessions live and how their tokens travel.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Sessions")]
pub struct SessionSettings {
    /// Life of an access token, in seconds.
    #[arg(long, env = "ACCESS_TOKEN_VALIDITY", default_value_t = 3600)]
    pub access_token_validity: u32,
    /// Life of a session that is not refreshed, in seconds.
    #[arg(long, env = "REFRESH_TOKEN_VALIDITY", default_value_t = 8_640_000)]
    pub refresh_token_validity: u32,
    /// Life of a session however often it is refreshed, in seconds. 2592000 (30 days) is good
    /// advice for production.
    #[arg(long, env = "SESSION_MAX_AGE", default_value_t = 31_536_000)]
    pub session_max_age: u32,
    /// How long the previous refresh token still answers, in seconds, 0 to 300: for lost responses
    /// and several tabs. With 0 a double click is theft.
    #[arg(long, env = "REFRESH_GRACE", value_parser = clap::value_parser!(u32).range(0..=300), default_value = "30")]
    pub refresh_grace: u32,
    /// How many live sessions a user may have. A sign-in beyond that ends the one that was idle for
    /// longest.
    #[arg(long, env = "MAX_SESSIONS_PER_USER", value_parser = clap::value_parser!(u32).range(1..), default_value = "100")]
    pub max_sessions_per_user: u32,
    /// Read the session's row on every call (blacklisting): a revoked session then ends at once,
    /// for one query a call.
    #[arg(long, env = "CHECK_DATABASE", value_parser = BoolishValueParser::new(), action = clap::ArgAction::Set, default_value = "false")]
    pub check_database: bool,
    /// What access tokens are signed with. A change signs no user out.
    #[arg(long, env = "SIGNING_ALGORITHM", value_enum, default_value = "es256")]
    pub signing_algorithm: SigningAlgorithm,
    /// How long a signing key signs, in seconds.
    #[arg(long, env = "SIGNING_KEY_INTERVAL", value_parser = clap::value_parser!(u32).range(1..), default_value = "604800")]
    pub signing_key_interval: u32,
    /// How cookie sessions are protected against cross-site requests.
    #[arg(long, env = "ANTI_CSRF", value_enum, default_value = "via_custom_header")]
    pub anti_csrf: AntiCsrfMode,
    /// Where tokens travel; with `any` the client's st-auth-mode header decides.
    #[arg(long, env = "TOKEN_TRANSFER", value_enum, default_value = "any")]
    pub token_transfer: TokenTransferSetting,
    /// Also send the access token in the st-access-token header in cookie mode, where scripts can
    /// read it.
    #[arg(long, env = "EXPOSE_ACCESS_TOKEN", value_parser = BoolishValueParser::new(), action = clap::ArgAction::Set, default_value = "false")]
    pub expose_access_token: bool,
    /// The status that says "session expired". Clients must be told of any but 401.
    #[arg(long, env = "SESSION_EXPIRED_STATUS_CODE", value_parser = clap::value_parser!(u16).range(400..=499), default_value = "401")]
    pub session_expired_status_code: u16,
}

/// The session cookies.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Cookies")]
pub struct CookieSettings {
    /// The cookies' Domain: `API_DOMAIN`'s host or a domain above it. Unset keeps them to this
    /// host.
    #[arg(long, env = "COOKIE_DOMAIN")]
    pub cookie_domain: Option<String>,
    /// The Domain that cookies had before it was changed, or `host` for none: a browser that holds
    /// both is cleared of the older.
    #[arg(long, env = "OLDER_COOKIE_DOMAIN")]
    pub older_cookie_domain: Option<String>,
    /// Speak the first generation of clients, too: set and demand the cookie sIdRefreshToken.
    #[arg(long, env = "LEGACY_ID_REFRESH_COOKIE", value_parser = BoolishValueParser::new(), action = clap::ArgAction::Set, default_value = "false")]
    pub legacy_id_refresh_cookie: bool,
    /// Send cookies over https only. Default: yes if `API_DOMAIN` is https.
    #[arg(long, env = "COOKIE_SECURE", value_parser = BoolishValueParser::new())]
    pub cookie_secure: Option<bool>,
    /// Default: lax, or none where page and API are on different sites. One site is one scheme and
    /// one registrable domain: app.example.com and api.example.com are, a.github.io and b.github.io
    /// are not.
    #[arg(long, env = "COOKIE_SAME_SITE", value_enum)]
    pub cookie_same_site: Option<SameSiteSetting>,
}

/// Passwords and their hashing.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Passwords")]
pub struct PasswordSettings {
    /// The least length of a new password, in characters; 8 or more.
    #[arg(long, env = "PASSWORD_MIN_LENGTH", value_parser = clap::value_parser!(u32).range(8..=64), default_value = "8")]
    pub password_min_length: u32,
    /// How many passwords are hashed at once. Default: one fewer than cores, at least one.
    #[arg(long, env = "HASH_PERMITS", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub hash_permits: Option<u16>,
}

/// What users see of what happened to their accounts.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Activity")]
pub struct ActivitySettings {
    /// How long the activity of accounts is kept, in seconds; a day or more. Default: 90 days.
    #[arg(long, env = "ACTIVITY_RETENTION", value_parser = clap::value_parser!(u32).range(86_400..), default_value = "7776000")]
    pub activity_retention: u32,
}

/// Where this runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RunMode {
    /// Defaults for everything, this machine only.
    Development,
    /// Refuses missing or unsafe settings.
    Production,
}

/// What access tokens are signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SigningAlgorithm {
    /// ECDSA on P-256: quick to sign.
    Es256,
    /// Ed25519.
    Eddsa,
    /// RSA of 2,048 bits: for services that verify nothing else.
    Rs256,
}

/// The cookies' `SameSite`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SameSiteSetting {
    /// Same site, and top-level navigation to it.
    Lax,
    /// Everywhere; needs Secure.
    None,
    /// Same site only.
    Strict,
}

/// The names of the settings that are no flags.
const SECRET_NAMES: [&str; 3] = ["SECRET_KEY", "SECRET_KEY_FILE", "SECRET_KEY_PREVIOUS"];

/// The server keys as they are given.
#[derive(Debug, Clone, Default)]
pub struct SecretSettings {
    /// Base64 of 32 bytes.
    pub secret_key: Option<Secret>,
    /// A file that holds the same.
    pub secret_key_file: Option<PathBuf>,
    /// Keys still accepted.
    pub secret_key_previous: Vec<Secret>,
}

impl Settings {
    /// The names of all settings, as `.env` may use them.
    #[must_use]
    pub fn names() -> Vec<String> {
        let command = Self::augment_args(Command::new("names"));
        let flags = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str());
        flags.chain(SECRET_NAMES).map(str::to_owned).collect()
    }
}
