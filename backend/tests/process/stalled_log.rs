//! A log that is read slowly, or not at all, and one that is filtered.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::{Client, StatusCode};
use serde_json::json;

use crate::caller::Caller;
use crate::program::{Process, Program, command};

const LIMIT: Duration = Duration::from_secs(60);

/// Reads up to the line that says where it listens, and no further.
fn read_address(log: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    loop {
        line.clear();
        ensure!(log.read_line(&mut line)? > 0, "it ended");
        if let Some((_, address)) = line.split_once("listening on http://") {
            return Ok(address.trim().to_owned());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_not_read_stops_no_request_and_loses_no_audit_line() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut command = command(folder.path());
    let mut program = Process::spawn(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
    let mut log = BufReader::new(program.child.stdout.take().context("piped")?);
    let address = read_address(&mut log)?;
    let http = Client::builder().timeout(Duration::from_secs(20)).build()?;
    // Far more lines than the pipe and all buffers hold.
    let calls =
        stream::iter(0..12_000).map(|_| http.get(format!("http://{address}/healthz")).send());
    calls
        .buffer_unordered(32)
        .try_for_each(|reply| async move { reply.error_for_status().map(drop) })
        .await
        .context("a request waited for the log")?;
    let fields = json!([
        {"id": "email", "value": "ada@example.com"},
        {"id": "password", "value": "correct horse"},
    ]);
    let call = http.post(format!("http://{address}/auth/signup"));
    let reply = call.json(&json!({"formFields": fields})).send().await?;
    assert_eq!(reply.status(), StatusCode::OK);
    // The log is read again, and the line of the sign-up comes.
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in log.by_ref().lines().map_while(Result::ok) {
            // The test may have seen enough.
            let _ = send.send(line);
        }
    });
    while !lines.recv_timeout(LIMIT).context("no audit line")?.contains("session_created") {}
    drop(program);
    Ok(())
}

#[tokio::test]
async fn audit_lines_do_not_depend_on_the_filter_and_say_who_and_where() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let filter = "error,backend::serve=info";
    let program = Program::start(command(folder.path()).env("LOG", filter))?;
    let mut ada = Caller::sign(&program, "/auth/signup").await?;
    assert_eq!(ada.refresh(&program).await?, StatusCode::OK);
    assert_eq!(ada.sign_out(&program).await?, StatusCode::OK);
    for event in ["session_created", "session_refreshed", "session_revoked"] {
        let line = program.wait_for(event)?;
        for part in [
            "audit:",
            "address=\"127.0.0.1\"",
            "tenant=\"public\"",
            " user=\"",
            " id=\"",
            "session=\"",
        ] {
            assert!(line.contains(part), "{part} is missing in {line}");
        }
        assert_eq!(line.matches(" user=").count(), 1, "{line}");
    }
    Ok(())
}

#[tokio::test]
async fn what_was_logged_last_is_written_before_the_end() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let program = Program::start(&mut command(folder.path()))?;
    program.signal("TERM")?;
    program.wait_for("stopped")?;
    Ok(())
}
