//! Settings that fit together, or a sentence that says what to set.

use std::net::SocketAddr;
use std::time::Duration;

use cookie::SameSite;
use jsonwebtoken::Algorithm;
use server::ServerConfig;
use session::config::{KeyPolicy, SessionConfig, TransportConfig};
use session::{Secret, ServerKeySource};
use shared::{Endpoint, Refresh};
use url::Url;

use super::domains::{Domains, serialised_origin};
use super::error::{Checked, refuse};
use super::settings::{RunMode, SameSiteSetting, SecretSettings, Settings, SigningAlgorithm};

/// How far apart the clocks of two machines may be: access tokens are taken with the same leeway.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(5);

/// The checked settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// Development or production.
    pub run_mode: RunMode,
    /// What stands around the routes: address, origins, headers, files.
    pub server: ServerConfig,
    /// The database.
    pub database_url: Secret,
    /// The prefix of the session routes, such as `/auth`.
    pub api_base_path: String,
    /// The API's own origin.
    pub api_domain: String,
    /// Sessions.
    pub session: SessionConfig,
    /// How their tokens travel.
    pub transport: TransportConfig,
    /// The server keys.
    pub secret: SecretSettings,
    /// The least length of a new password, in characters.
    pub password_min_length: usize,
    /// Hashing threads; none means one fewer than cores, at least one.
    pub hash_permits: Option<usize>,
    /// How long the activity of accounts is kept.
    pub activity_retention: Duration,
    /// The log filter.
    pub log: String,
}

impl Settings {
    /// Checks that the settings make sense together.
    ///
    /// # Errors
    /// [`ConfigError`](super::ConfigError) with a sentence that names the setting.
    pub fn check(self) -> Checked<Config> {
        let domains = Domains::check(&self)?;
        let session = self.check_session(&domains.api)?;
        let transport = self.check_transport(&domains)?;
        if self.server.run_mode == RunMode::Production
            && self.secret.secret_key.is_none()
            && self.secret.secret_key_file.is_none()
        {
            return refuse(
                "set SECRET_KEY to base64 of 32 random bytes (openssl rand -base64 32), or \
                 SECRET_KEY_FILE to a file that holds it: production makes no key of its own",
            );
        }
        Ok(Config {
            run_mode: self.server.run_mode,
            server: self.server_config(&domains),
            database_url: self.server.database_url,
            api_base_path: self.server.api_base_path,
            api_domain: serialised_origin(&domains.api),
            session,
            transport,
            secret: self.secret,
            password_min_length: self.password.password_min_length as usize,
            hash_permits: self.password.hash_permits.map(usize::from),
            activity_retention: Duration::from_secs(self.activity.activity_retention.into()),
            log: self.server.log.unwrap_or_else(|| {
                let is_development = self.server.run_mode == RunMode::Development;
                if is_development { "info,refused=debug" } else { "info" }.to_owned()
            }),
        })
    }

    fn server_config(&self, domains: &Domains) -> ServerConfig {
        let given = &self.server;
        // The page's own first.
        let origins = std::iter::once(&domains.website).chain(&given.allowed_origins);
        let is_development = given.run_mode == RunMode::Development;
        ServerConfig {
            listen: SocketAddr::new(given.host, given.port),
            allowed_origins: origins.map(serialised_origin).collect(),
            allow_loopback_twins: is_development,
            loopback_only: is_development && !given.allow_lan,
            https: domains.api.scheme() == "https",
            dist_dir: given.dist_dir.clone(),
            api_paths: vec![given.api_base_path.clone(), "/api".to_owned()],
        }
    }

    fn check_session(&self, api: &Url) -> Checked<SessionConfig> {
        let given = &self.session;
        if given.access_token_validity == 0 {
            return refuse("ACCESS_TOKEN_VALIDITY must be 1 second or more");
        }
        if given.refresh_token_validity < given.access_token_validity {
            return refuse("REFRESH_TOKEN_VALIDITY must not be less than ACCESS_TOKEN_VALIDITY");
        }
        if given.session_max_age < given.access_token_validity {
            return refuse("SESSION_MAX_AGE must not be less than ACCESS_TOKEN_VALIDITY");
        }
        let seconds = |count: u32| Duration::from_secs(count.into());
        Ok(SessionConfig {
            access_token_validity: seconds(given.access_token_validity),
            refresh_token_validity: seconds(given.refresh_token_validity),
            session_max_age: seconds(given.session_max_age),
            refresh_grace: seconds(given.refresh_grace),
            max_sessions_per_user: i64::from(given.max_sessions_per_user),
            clock_tolerance: if self.server.database_url.expose().starts_with("sqlite:") {
                Duration::ZERO
            } else {
                CLOCK_TOLERANCE
            },
            check_database: given.check_database,
            signing_keys: KeyPolicy {
                algorithm: match given.signing_algorithm {
                    SigningAlgorithm::Es256 => Algorithm::ES256,
                    SigningAlgorithm::Eddsa => Algorithm::EdDSA,
                    SigningAlgorithm::Rs256 => Algorithm::RS256,
                },
                interval: seconds(given.signing_key_interval),
                token_validity: seconds(given.access_token_validity),
            },
            validity_jitter: true,
            issuer: format!("{}{}", serialised_origin(api), self.server.api_base_path),
            accepted_issuers: Vec::new(),
        })
    }

    fn check_transport(&self, domains: &Domains) -> Checked<TransportConfig> {
        if self.session.session_expired_status_code == 403 {
            return refuse(
                "SESSION_EXPIRED_STATUS_CODE must not be 403, which says \"invalid claim\"",
            );
        }
        let secure = self.cookie.cookie_secure.unwrap_or(domains.api.scheme() == "https");
        let same_site = match self.cookie.cookie_same_site {
            Some(SameSiteSetting::Lax) => SameSite::Lax,
            Some(SameSiteSetting::Strict) => SameSite::Strict,
            Some(SameSiteSetting::None) => SameSite::None,
            None if domains.are_same_site() => SameSite::Lax,
            None => SameSite::None,
        };
        if same_site == SameSite::None && !secure && !domains.are_local() {
            return refuse(
                "page and API are on different sites, so the cookies need SameSite=None, which \
                 browsers accept over https only: serve API_DOMAIN over https",
            );
        }
        Ok(TransportConfig {
            token_transfer: self.session.token_transfer,
            anti_csrf: self.session.anti_csrf,
            expose_access_token: self.session.expose_access_token,
            session_expired_status_code: self.session.session_expired_status_code,
            cookie_secure: secure,
            cookie_same_site: same_site,
            cookie_domain: self.check_cookie_domain(&domains.api)?,
            older_cookie_domain: self.check_older_cookie_domain()?,
            legacy_id_refresh_cookie: self.cookie.legacy_id_refresh_cookie,
            refresh_path: format!("{}{}", self.server.api_base_path, Refresh::PATH),
        })
    }
}

impl Config {
    /// Where the server keys are. Without a setting it is a file beside the embedded database, but
    /// in development only.
    #[must_use]
    pub fn server_key_source(&self) -> ServerKeySource {
        let development_file = match db::sqlite_file(self.database_url.expose()) {
            None => Err("postgres"),
            Some(_) if self.run_mode == RunMode::Production => Err("sqlite"),
            Some(database) => Ok(database.with_extension("key")),
        };
        ServerKeySource {
            key: self.secret.secret_key.clone(),
            file: self.secret.secret_key_file.clone(),
            previous: self.secret.secret_key_previous.clone(),
            development_file,
        }
    }
}

#[cfg(test)]
mod tests;
