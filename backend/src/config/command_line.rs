//! The command line: what the program is asked to do, and the settings for it.

use std::ffi::OsString;

use clap::{Arg, ArgGroup, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use shared::{TenantId, UserId};

use super::environment::{self, Environment};
use super::secret;
use super::settings::{SecretSettings, Settings};

/// What was asked for, and the settings that were given with it.
#[derive(Debug, Clone, Parser)]
#[command(name = "backend", version, about = "Latchkey's backend", long_about = None)]
#[command(after_help = secret::HELP)]
pub struct CommandLine {
    /// The settings. They may stand before the subcommand or after it.
    #[command(flatten)]
    pub settings: Settings,
    #[command(subcommand)]
    task: Option<Task>,
}

/// What the program can do. All but serving work beside a running server, on the same database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Subcommand)]
pub enum Task {
    /// Serve the API and the built page. This is what runs when no command is given.
    #[default]
    Serve,
    /// Delete expired sessions, the signing keys that no token needs any more, and old activity.
    Purge,
    /// Look after users.
    #[command(subcommand)]
    Users(UsersTask),
    /// Say who may sign up where, and which tenants visitors are told of.
    #[command(subcommand)]
    Tenants(TenantsTask),
}

/// What can be done to users.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum UsersTask {
    /// Delete a user with everything they wrote, and end all their sessions.
    Delete(DeleteUser),
}

/// Which user: an address in a tenant, or an id.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(group(ArgGroup::new("user").required(true).args(["email", "id"])))]
pub struct DeleteUser {
    /// The user's e-mail address, in any spelling that signs in.
    #[arg(long)]
    pub email: Option<String>,
    /// The tenant of the address.
    #[arg(long, requires = "email", default_value_t = TenantId::public())]
    pub tenant: TenantId,
    /// The user's id: `sub` in their access tokens.
    #[arg(long)]
    pub id: Option<UserId>,
}

/// What can be done to tenants.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum TenantsTask {
    /// Open a tenant for sign-ups.
    Open(NamedTenant),
    /// Close a tenant for sign-ups. Its users still sign in.
    Close(NamedTenant),
    /// Show a tenant to every visitor: the page offers it for signing in.
    Show(NamedTenant),
    /// Hide a tenant: only who knows its name finds the way in.
    Hide(NamedTenant),
}

/// Which tenant.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct NamedTenant {
    /// The tenant's id, such as `public`. It must exist.
    #[arg(value_name = "NAME")]
    pub tenant: TenantId,
}

impl Settings {
    /// Reads the settings alone: see [`CommandLine::read`].
    ///
    /// # Errors
    /// The same.
    pub fn read<I>(arguments: I, environment: &Environment) -> Result<Self, clap::Error>
    where
        I: IntoIterator,
        I::Item: Into<OsString> + Clone,
    {
        Ok(CommandLine::read(arguments, environment)?.settings)
    }
}

impl CommandLine {
    /// Reads the command line (`arguments`, the program's name first) and, for settings that it
    /// does not give, `environment`.
    ///
    /// # Errors
    /// clap's, ready to be printed: a value that does not parse, an unknown flag or command,
    /// `--help`.
    pub fn read<I>(arguments: I, environment: &Environment) -> Result<Self, clap::Error>
    where
        I: IntoIterator,
        I::Item: Into<OsString> + Clone,
    {
        let matches = command(environment).try_get_matches_from(arguments)?;
        let mut line = Self::from_arg_matches(&matches)?;
        line.settings.secret = SecretSettings::read(environment);
        Ok(line)
    }

    /// What the program is asked to do.
    #[must_use]
    pub fn task(&self) -> Task {
        self.task.clone().unwrap_or_default()
    }
}

/// The command line as clap knows it. Each setting is global, so that `backend --port 4000 serve`
/// and `backend serve --port 4000` are one thing.
fn command(environment: &Environment) -> Command {
    let global = |setting: Arg| environment::fill_in(setting, environment).global(true);
    let command = CommandLine::command().mut_args(global);
    let settings: Vec<Arg> =
        command.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    command.mut_subcommands(|task| match task.get_name() {
        "serve" => task,
        _ => list_few(task, &settings),
    })
}

/// The help of a short task names the settings that it needs; the others are taken, but not listed.
fn list_few(task: Command, settings: &[Arg]) -> Command {
    const NEEDED: [&str; 3] = ["run_mode", "database_url", "log"];
    let listed = |setting: &Arg| NEEDED.contains(&setting.get_id().as_str());
    let settings = settings.iter().map(|setting| setting.clone().hide(!listed(setting)));
    task.args(settings)
        .after_help("It takes all settings of `serve`, and reads the same environment and .env.")
}
