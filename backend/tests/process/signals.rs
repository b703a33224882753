//! Ctrl-C: what is under way is finished, and a second one ends at once.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use anyhow::{Result, ensure};

use crate::program::{Program, command};

const BODY: &str = r#"{"formFields": []}"#;

/// A sign-in whose body is still to come. The server has begun to answer it: it asked for the body.
fn sign_in_under_way(program: &Program) -> Result<BufReader<TcpStream>> {
    let mut connection = BufReader::new(TcpStream::connect(program.address)?);
    write!(
        connection.get_mut(),
        "POST /auth/signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        BODY.len()
    )?;
    let mut line = String::new();
    connection.read_line(&mut line)?;
    ensure!(line.starts_with("HTTP/1.1 100"), "{line}");
    Ok(connection)
}

#[test]
fn ctrl_c_lets_a_request_finish_and_ends_cleanly() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut program = Program::start(&mut command(folder.path()))?;
    let mut connection = sign_in_under_way(&program)?;
    program.signal("INT")?;
    program.wait_for("finishing what is under way")?;
    connection.get_mut().write_all(BODY.as_bytes())?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    assert!(answer.contains("HTTP/1.1 200") && answer.contains("FIELD_ERROR"), "{answer}");
    assert!(program.ended()?.success());
    Ok(())
}

#[test]
fn a_second_ctrl_c_waits_for_nobody() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut program = Program::start(&mut command(folder.path()))?;
    let _connection = sign_in_under_way(&program)?;
    program.signal("INT")?;
    program.wait_for("finishing what is under way")?;
    program.signal("INT")?;
    assert_eq!(program.ended()?.code(), Some(130));
    Ok(())
}

/// A body that never comes: after the eight seconds that requests may take, the program ends.
#[test]
fn what_does_not_finish_in_time_is_cut_off() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut program = Program::start(&mut command(folder.path()))?;
    let mut connection = sign_in_under_way(&program)?;
    program.signal("TERM")?;
    program.wait_for("some requests did not finish in time")?;
    assert!(program.ended()?.success());
    let mut answer = String::new();
    // Closed or reset, and no answer.
    connection.read_to_string(&mut answer).ok();
    assert_eq!(answer.trim(), "");
    Ok(())
}
