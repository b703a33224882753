//! Starting, refusing to start, and ending.

use std::net::TcpListener;

use anyhow::Result;

use crate::program::{Program, command, output};

#[test]
fn a_fresh_start_in_development_says_what_it_made() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&mut command(folder.path()))?;
    let log = program.log.join("\n");
    assert!(log.contains("DEVELOPMENT") && log.contains("this machine only"), "{log}");
    assert!(log.contains("demo@example.com") && log.contains("acme"), "{log}");
    assert!(folder.path().join("data/latchkey.db").exists());
    assert!(program.terminate()?.success(), "SIGTERM ends it cleanly");
    Ok(())
}

#[test]
fn a_start_that_lets_other_machines_in_says_so() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(command(folder.path()).env("ALLOW_LAN", "true"))?;
    let log = program.log.join("\n");
    assert!(log.contains("other machines allowed") && !log.contains("this machine only"), "{log}");
    Ok(())
}

#[test]
fn two_processes_started_together_on_an_empty_folder_both_come_up() -> Result<()> {
    for _ in 0..5 {
        let folder = tempfile::tempdir()?;
        let start = || {
            let mut command = command(folder.path());
            std::thread::spawn(move || Program::start(&mut command))
        };
        let both = [start(), start(), start()];
        for started in both {
            let program = started.join().map_err(|_| anyhow::anyhow!("panicked"))??;
            assert!(program.terminate()?.success());
        }
    }
    Ok(())
}

#[test]
fn production_has_no_demo_user_and_asks_for_its_key() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut production = command(folder.path());
    production
        .env("RUN_MODE", "production")
        .env("API_DOMAIN", "https://app.example.com")
        .env("WEBSITE_DOMAIN", "https://app.example.com");
    let (ended, text) = output(&mut production)?;
    assert!(!ended.status.success());
    assert!(text.contains("SECRET_KEY"), "{text}");
    assert!(!folder.path().join("data").exists(), "a refused start leaves nothing behind");

    production.env("SECRET_KEY", "p7Qy0kZ1m3x5v8B2n4C6d8F0h2J4l6N8q0S2u4W6y8A=");
    let program = Program::start(&mut production)?;
    assert!(!program.log.join("\n").contains("demo"));
    Ok(())
}

#[test]
fn help_shows_every_setting_and_no_secret() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (ended, text) = output(
        command(folder.path())
            .arg("--help")
            .env("SECRET_KEY", "hunter2")
            .env("DATABASE_URL", "postgres://ada:hunter2@localhost/latchkey"),
    )?;
    assert!(ended.status.success());
    for name in backend::config::Settings::names() {
        assert!(text.contains(&name), "{name} is missing in\n{text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
    Ok(())
}

#[test]
fn secrets_are_no_flags() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for arguments in [["--secret-key", "x"], ["x", "y"]] {
        let (ended, _) = output(command(folder.path()).args(arguments))?;
        assert!(!ended.status.success(), "{arguments:?}");
    }
    Ok(())
}

#[test]
fn a_busy_port_is_one_sentence() -> Result<()> {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let port = taken.local_addr()?.port().to_string();
    let folder = tempfile::tempdir()?;
    let (ended, text) = output(command(folder.path()).env("PORT", &port))?;
    assert!(!ended.status.success());
    assert!(text.contains(&format!("port {port} is taken")), "{text}");
    assert!(!folder.path().join("data").exists(), "the database was not touched");
    Ok(())
}

#[test]
fn a_wrong_line_in_env_stops_the_start() -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join(".env"), "REFRESH_GARCE=0\n")?;
    let (ended, text) = output(&mut command(folder.path()))?;
    assert!(!ended.status.success());
    assert!(text.contains("REFRESH_GARCE"), "{text}");
    Ok(())
}

#[test]
fn another_server_key_is_refused_and_makes_no_new_signing_key() -> Result<()> {
    let folder = tempfile::tempdir()?;
    Program::start(&mut command(folder.path()))?.kill()?;
    let other = "p7Qy0kZ1m3x5v8B2n4C6d8F0h2J4l6N8q0S2u4W6y8A=";
    let (ended, text) = output(command(folder.path()).env("SECRET_KEY", other))?;
    assert!(!ended.status.success());
    assert!(text.contains("SECRET_KEY_PREVIOUS"), "{text}");
    Program::start(&mut command(folder.path()))?;
    Ok(())
}

#[test]
fn production_on_this_machines_own_name_says_that_it_is_for_this_machine_only() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for (domain, warned) in [
        ("http://localhost:3000", true),
        ("http://127.0.0.1:3000", true),
        ("https://a.example", false),
    ] {
        let mut production = command(folder.path());
        production
            .env("RUN_MODE", "production")
            .env("SECRET_KEY", "p7Qy0kZ1m3x5v8B2n4C6d8F0h2J4l6N8q0S2u4W6y8A=")
            .env("API_DOMAIN", domain)
            .env("WEBSITE_DOMAIN", domain);
        let log = Program::start(&mut production)?.log.join("\n");
        let says = log.contains("cookies are not Secure") && log.contains("only browsers on this");
        assert_eq!(says, warned, "{domain}: {log}");
    }
    Ok(())
}
