//! Where this copy runs, what it shares with the others, and how an app of it is configured.

use std::env;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use axum::http::HeaderValue;
use backend::config::{Config, Environment, Secret, Settings};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};

use crate::app_id::AppId;

/// From the environment. No `.env` is read: it belongs to the product.
pub(crate) struct Place {
    /// `PORT`.
    pub(crate) port: u16,
    /// `PORTS`: of all copies. They take each other's tokens.
    ports: Vec<u16>,
    /// `DATABASE_URL`: the store that they share.
    database_url: Secret,
    /// `SECRET_KEY`; unless it is set, a public one: nothing here is secret.
    secret_key: String,
    /// `WEBSITE_DOMAIN`: where the page lives.
    pub(crate) website: HeaderValue,
    /// `STATIC_DIR`.
    pub(crate) static_dir: Option<PathBuf>,
    /// `LOG`.
    pub(crate) log: String,
}

impl Place {
    pub(crate) fn from_environment() -> Result<Self> {
        let port = number(&variable("PORT", "8080"))?;
        let ports = variable("PORTS", "8080,8082");
        Ok(Self {
            port,
            ports: ports.split(',').map(|port| number(port.trim())).collect::<Result<_>>()?,
            database_url: variable("DATABASE_URL", "sqlite://data/interop.db").into(),
            secret_key: variable("SECRET_KEY", tests::SECRET_KEY),
            website: variable("WEBSITE_DOMAIN", "http://localhost:8080").parse()?,
            static_dir: env::var_os("STATIC_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from),
            log: variable("LOG", "info"),
        })
    }

    /// The settings of an app: the product's own, and over them what only tests need.
    pub(crate) fn config(&self, id: Option<&AppId>) -> Result<Config> {
        let database_url = self.database_url_of(id)?;
        let environment = Environment::from([
            // 0.0.0.0, which client suites expect in `iss`, is no name of this machine.
            ("ALLOW_LAN", "true"),
            ("API_DOMAIN", &api_domain(self.port)),
            ("DATABASE_URL", &database_url),
            ("PORT", &self.port.to_string()),
            ("SECRET_KEY", &self.secret_key),
            ("WEBSITE_DOMAIN", self.website.to_str()?),
            ("ACCESS_TOKEN_VALIDITY", &id.map_or(3600, |id| id.validity_seconds).to_string()),
        ]);
        let mut config = Settings::read(["interop-server"], &environment)?.check()?;
        config.session.validity_jitter = false;
        let base_path = &config.api_base_path;
        config.session.accepted_issuers =
            self.ports.iter().map(|port| format!("{}{base_path}", api_domain(*port))).collect();
        if let Some(interval) = id.and_then(|id| id.key_interval) {
            config.session.signing_keys.interval = interval;
        }
        Ok(config)
    }

    /// An app is a SQLite file beside the server's own, or a Postgres schema: the product's tables know
    /// nothing of apps.
    fn database_url_of(&self, id: Option<&AppId>) -> Result<String> {
        let url = self.database_url.expose();
        let Some(id) = id else { return Ok(url.to_owned()) };
        if is_postgres(url) {
            let separator = if url.contains('?') { '&' } else { '?' };
            return Ok(format!("{url}{separator}options=-csearch_path%3D{}", id.name()));
        }
        let path = url.split('?').next().unwrap_or(url);
        let Some((stem, extension)) = path.rsplit_once('.') else {
            bail!("DATABASE_URL must name a file with an extension, such as sqlite://interop.db");
        };
        Ok(format!("{stem}-{}.{extension}", id.name()))
    }

    /// Makes what an app needs before its database can be opened.
    pub(crate) async fn prepare(&self, id: Option<&AppId>) -> Result<()> {
        let url = self.database_url.expose();
        let Some(id) = id.filter(|_| is_postgres(url)) else { return Ok(()) };
        let mut connection = PgConnection::connect(url).await?;
        // A name that this server makes: letters, digits and underscores.
        let statement = format!("CREATE SCHEMA IF NOT EXISTS {}", id.name());
        sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await?;
        Ok(connection.close().await?)
    }
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres")
}

fn api_domain(port: u16) -> String {
    format!("http://0.0.0.0:{port}")
}

fn variable(name: &str, default: &str) -> String {
    env::var(name).ok().filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned())
}

fn number<T: FromStr>(text: &str) -> Result<T> {
    text.parse().ok().with_context(|| format!("{text:?} is not a port"))
}
