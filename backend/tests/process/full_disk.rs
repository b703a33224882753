//! A disk that is full: writes fail with a clean error, reads go on, and with room again the very
//! next write succeeds, without a restart.

use std::process::Command;

use anyhow::{Context, Result};
use reqwest::StatusCode;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};

use crate::caller::Caller;
use crate::program::{Program, command};

/// Files may not grow beyond this, in bytes; `None`: as before. For a process a file that cannot
/// grow is what a full disk is.
fn limit_files(program: &Program, bytes: Option<u64>) -> Result<()> {
    let pid = Pid::from_raw(i32::try_from(program.id())?).context("a process")?;
    let maximum = getrlimit(Resource::Fsize).maximum;
    prlimit(Some(pid), Resource::Fsize, Rlimit { current: bytes.or(maximum), maximum })?;
    Ok(())
}

#[tokio::test]
async fn with_room_again_the_next_write_succeeds() -> Result<()> {
    let folder = tempfile::tempdir()?;
    // A write beyond the limit is then an error, as on a full disk, and no signal.
    let mut ignoring = Command::new("sh");
    ignoring.args(["-c", "trap '' XFSZ; exec \"$0\"", env!("CARGO_BIN_EXE_backend")]);
    let program = Program::start(as_command(&mut ignoring, folder.path()))?;
    let mut ada = Caller::sign(&program, "/auth/signup").await?;

    limit_files(&program, Some(4_096))?;
    for _ in 0..3 {
        assert_eq!(ada.refresh(&program).await?, StatusCode::INTERNAL_SERVER_ERROR);
    }
    let call = ada.http.get(program.url("/api/session/data")).bearer_auth(&ada.access);
    assert_eq!(call.send().await?.status(), StatusCode::OK, "reads go on");

    limit_files(&program, None)?;
    assert_eq!(ada.refresh(&program).await?, StatusCode::OK, "the very next write");
    assert_eq!(ada.refresh(&program).await?, StatusCode::OK);
    assert!(program.terminate()?.success());
    Ok(())
}

/// The settings of [`command`] for another program.
fn as_command<'c>(other: &'c mut Command, folder: &std::path::Path) -> &'c mut Command {
    let settings = command(folder);
    for (name, value) in settings.get_envs() {
        match value {
            Some(value) => other.env(name, value),
            None => other.env_remove(name),
        };
    }
    other.current_dir(folder)
}
