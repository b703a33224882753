//! Requests whose length can be read in two ways, over a real socket (security rule 9.2).

use anyhow::Result;
use tests::{Server, TestApp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Everything that comes back until the server closes the connection.
async fn exchange(server: &Server, request: &str) -> Result<String> {
    let address = server.url("").trim_start_matches("http://").to_owned();
    let mut connection = TcpStream::connect(address).await?;
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    let read = connection.read_to_end(&mut answer);
    tokio::time::timeout(std::time::Duration::from_secs(5), read).await??;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn of_a_request_with_two_lengths_the_rest_is_no_second_request() -> Result<()> {
    let server = Server::start(&TestApp::new().await?).await?;
    let hidden = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    for (framing, answers) in [
        ("Content-Length: 2\r\n\r\n{}", 2),
        ("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 2),
        ("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 1),
        ("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 1),
        ("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n", 1),
    ] {
        let request = format!(
            "POST /auth/signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             {framing}{hidden}"
        );
        let answer = exchange(&server, &request).await?;
        assert!(answer.starts_with("HTTP/1.1 400"), "{framing:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), answers, "{framing:?}: {answer}");
    }
    Ok(())
}
