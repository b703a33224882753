//! Settings: read once, checked once, shown in `--help` under the names of `.env.example`.
//!
//! From the command line, then the environment, then `.env`. Empty means unset. Secrets come from
//! the environment or a file, never as a flag, and no value of theirs is ever shown. [`Settings`]
//! is what was given, [`Config`] what was checked.

mod check;
mod command_line;
mod cookie_domains;
mod domains;
mod environment;
mod error;
mod parse;
mod secret;
mod settings;

pub use check::Config;
pub use command_line::{CommandLine, DeleteUser, NamedTenant, Task, TenantsTask, UsersTask};
pub use environment::Environment;
pub use error::ConfigError;
pub use session::Secret;
pub use session::config::{
    AntiCsrfMode, KeyPolicy, OlderCookieDomain, SessionConfig, TokenTransferSetting,
    TransportConfig,
};
pub use settings::{
    CookieSettings, PasswordSettings, RunMode, SameSiteSetting, SecretSettings, ServerSettings,
    SessionSettings, Settings, SigningAlgorithm,
};
