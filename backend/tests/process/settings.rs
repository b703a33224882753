//! Where settings come from: the environment, `.env`, a file that holds the key.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Result;

use crate::program::{Program, command, output};

const KEY: &str = "p7Qy0kZ1m3x5v8B2n4C6d8F0h2J4l6N8q0S2u4W6y8A=";
const OTHER_KEY: &str = "bGF0Y2hrZXkgdGVzdHM6IHRoaXMgaXMgbm90IGEga2U=";

#[test]
fn the_environment_wins_over_env_and_an_empty_variable_hides_nothing() -> Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let port = taken.local_addr()?.port();
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join(".env"), format!("PORT={port}\n"))?;
    let from_file = format!("port {port} is taken");
    let (_, text) = output(command(folder.path()).env_remove("PORT"))?;
    assert!(text.contains(&from_file), "not set: {text}");
    let (_, text) = output(command(folder.path()).env("PORT", ""))?;
    assert!(text.contains(&from_file), "empty: {text}");
    Program::start(command(folder.path()).env("PORT", "0"))?;
    Ok(())
}

#[test]
fn what_is_not_unicode_is_refused_in_a_setting_and_ignored_elsewhere() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let broken = OsStr::from_bytes(b"caf\xe9");
    let (ended, text) = output(command(folder.path()).env("DIST_DIR", broken))?;
    assert!(!ended.status.success());
    assert!(text.contains("DIST_DIR") && !text.contains("panicked"), "{text}");
    Program::start(command(folder.path()).env("SOMEBODY_ELSES", broken).env(broken, "x"))?;
    Ok(())
}

#[test]
fn the_server_key_may_be_in_a_file() -> Result<()> {
    let folder = tempfile::tempdir()?;
    Program::start(command(folder.path()).env("SECRET_KEY", KEY))?.kill()?;
    for (file, text) in [("key", format!("{KEY}\n")), ("other", OTHER_KEY.to_owned())] {
        std::fs::write(folder.path().join(file), text)?;
        set_mode(&folder.path().join(file), 0o600)?;
    }
    // The same key opens what is there, another one or none does not.
    Program::start(command(folder.path()).env("SECRET_KEY_FILE", "key"))?.kill()?;
    for (file, named) in [("other", "SECRET_KEY_PREVIOUS"), ("nowhere", "SECRET_KEY_FILE")] {
        let (ended, text) = output(command(folder.path()).env("SECRET_KEY_FILE", file))?;
        assert!(!ended.status.success(), "{file}");
        assert!(text.contains(named) && !text.contains(OTHER_KEY), "{file}: {text}");
    }
    // Nor one that other users of the machine can read.
    set_mode(&folder.path().join("key"), 0o644)?;
    let (ended, text) = output(command(folder.path()).env("SECRET_KEY_FILE", "key"))?;
    assert!(!ended.status.success() && text.contains("chmod 600"), "{text}");
    Ok(())
}

fn set_mode(file: &Path, mode: u32) -> Result<()> {
    Ok(std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode))?)
}
