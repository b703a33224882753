//! The program's commands, beside a running server.

use std::path::Path;

use anyhow::Result;
use reqwest::StatusCode;
use shared::FormRequest;

use crate::caller::Caller;
use crate::program::{Program, command, output};

/// Runs a command of the program in a server's folder: did it succeed, and what did it print?
fn run(folder: &Path, arguments: &[&str]) -> Result<(bool, String)> {
    let (ended, text) = output(command(folder).env("LOG", "warn").args(arguments))?;
    Ok((ended.status.success(), text))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_deleted_beside_a_running_server_and_is_signed_out() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&mut command(folder.path()))?;
    let mut ada = Caller::sign(&program, "/auth/signup").await?;
    let mut bob = Caller::sign_up(&program, "bob@example.com").await?;
    let delete = ["users", "delete", "--email", " ADA@example.com", "--tenant", "public"];
    let (done, text) = run(folder.path(), &delete)?;
    assert!(done && text.contains("ada@example.com in tenant public"), "{text}");
    assert!(text.contains("ended 1 of their sessions"), "{text}");
    assert_eq!(ada.refresh(&program).await?, StatusCode::UNAUTHORIZED);
    assert_eq!(bob.refresh(&program).await?, StatusCode::OK, "no other user is");
    let (done, text) = run(folder.path(), &delete)?;
    assert!(!done && text.contains("there is no user ada@example.com in tenant public"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_is_opened_and_closed_by_name_and_none_is_made() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&mut command(folder.path()))?;
    for (verb, said, status) in
        [("close", "acme is closed", "SIGN_UP_NOT_ALLOWED"), ("open", "acme is open", "OK")]
    {
        let (done, text) = run(folder.path(), &["tenants", verb, "acme"])?;
        assert!(done && text.contains(said), "{text}");
        // The server that runs beside it does so at once.
        let form = FormRequest::email_password("ada@example.com", "correct horse");
        let call = reqwest::Client::new().post(program.url("/auth/acme/signup")).json(&form);
        let reply: serde_json::Value = call.send().await?.json().await?;
        assert_eq!(reply["status"], status);
        let (done, text) = run(folder.path(), &["tenants", verb, "nowhere"])?;
        assert!(!done && text.contains("there is no tenant nowhere"), "{text}");
    }
    Ok(())
}

#[test]
fn a_purge_runs_beside_a_server_and_says_what_went() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let _program = Program::start(&mut command(folder.path()))?;
    let (done, text) = run(folder.path(), &["purge"])?;
    assert!(done && text.contains("purged: 0 expired sessions, 0 signing keys"), "{text}");
    Ok(())
}

#[test]
fn a_command_makes_no_database() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for arguments in [["tenants", "open", "acme"].as_slice(), &["users", "delete", "--id", "x"]] {
        let (done, text) = run(folder.path(), arguments)?;
        assert!(!done && text.contains("there is no database data/latchkey.db"), "{text}");
    }
    assert!(!folder.path().join("data").exists());
    Ok(())
}

#[test]
fn serve_is_what_runs_without_a_command_and_settings_stand_before_or_after_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for arguments in [
        ["--refresh-grace", "5", "serve", "--port", "0"].as_slice(),
        &["serve", "--refresh-grace", "5", "--port", "0"],
        &["--refresh-grace", "5", "--port", "0"],
    ] {
        let program = Program::start(command(folder.path()).env("PORT", "1").args(arguments))?;
        assert!(program.terminate()?.success(), "{arguments:?}");
    }
    Ok(())
}

#[test]
fn the_help_of_a_command_lists_its_own_flags_and_not_all_settings() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (done, text) = run(folder.path(), &["users", "delete", "--help"])?;
    assert!(done, "{text}");
    for named in ["--email", "--tenant", "--id", "--database-url", "DATABASE_URL"] {
        assert!(text.contains(named), "{named} is missing in\n{text}");
    }
    assert!(!text.contains("--refresh-grace") && !text.contains("--port"), "{text}");
    let (done, text) = run(folder.path(), &["--help"])?;
    assert!(done && text.contains("users") && text.contains("tenants"), "{text}");
    // Both or none of the two ways to name a user are refused.
    for wrong in [["users", "delete"].as_slice(), &["users", "delete", "--id", "x", "--email", "y"]]
    {
        let (done, text) = run(folder.path(), wrong)?;
        assert!(!done && text.contains("--email") && text.contains("--id"), "{text}");
    }
    Ok(())
}

#[test]
fn production_refuses_demo_users_until_the_commands_it_names_have_run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let key = ("SECRET_KEY", "p7Qy0kZ1m3x5v8B2n4C6d8F0h2J4l6N8q0S2u4W6y8A=");
    Program::start(command(folder.path()).envs([key]))?.kill()?;
    let production = || {
        let mut command = command(folder.path());
        command.envs([
            key,
            ("RUN_MODE", "production"),
            ("API_DOMAIN", "https://app.example.com"),
            ("WEBSITE_DOMAIN", "https://app.example.com"),
        ]);
        command
    };
    let (ended, text) = output(&mut production())?;
    assert!(!ended.status.success(), "{text}");
    let commands: Vec<_> =
        text.lines().filter_map(|line| line.trim().strip_prefix("backend ")).collect();
    assert_eq!(commands.len(), 1, "one user, in three tenants: {text}");
    for arguments in commands {
        let (ended, text) = output(production().args(arguments.split(' ')))?;
        assert!(ended.status.success(), "{text}");
    }
    Program::start(&mut production())?;
    Ok(())
}
