//! The program: the command line in, a server or one task out.

use std::path::Path;
use std::process::ExitCode;

use backend::commands;
use backend::config::{CommandLine, Environment, Task};

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> anyhow::Result<()> {
    let environment = Environment::load(Path::new(".env"))?;
    let line = match CommandLine::read(std::env::args_os(), &environment) {
        Ok(line) => line,
        // A wrong flag, or --help: clap knows how to say it and where.
        Err(error) => error.exit(),
    };
    let task = line.task();
    let config = line.settings.check()?;
    let _log = server::telemetry::init(&config.log)?;
    let done = match task {
        Task::Serve => return backend::serve::run(config).await,
        Task::Purge => commands::purge(&config).await?,
        Task::Users(task) => commands::users(&config, &task).await?,
        Task::Tenants(task) => commands::tenants(&config, &task).await?,
    };
    println!("{done}");
    Ok(())
}
