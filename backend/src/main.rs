//! The program: settings in, server up.

use std::path::Path;
use std::process::ExitCode;

use backend::config::{Environment, Settings};

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
    let settings = match Settings::read(std::env::args_os(), &environment) {
        Ok(settings) => settings,
        // A wrong flag, or --help: clap knows how to say it and where.
        Err(error) => error.exit(),
    };
    let config = settings.check()?;
    backend::telemetry::init(&config.log)?;
    backend::serve::run(config).await
}
