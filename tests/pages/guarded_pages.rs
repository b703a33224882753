//! Pages for signed-in users.

use frontend::session::{SessionContext, session_placeholder};
use session_client::{SessionClient, SessionState};
use shared::ClientConfig;
use yew::Callback;

use crate::render::{app, html, signed_in, signed_out};

#[tokio::test]
async fn guarded_pages_show_nothing_until_the_session_is_known() {
    for address in ["/dashboard", "/token"] {
        for state in [SessionState::Loading, signed_out()] {
            app(address, state)
                .await
                .has(&["role=\"status\"", "Loading…"])
                .lacks(&["<h1", "user-1"]);
        }
    }
}

#[tokio::test]
async fn a_server_that_cannot_tell_is_named_and_can_be_asked_again() {
    let session = |unreachable| SessionContext {
        state: SessionState::Loading,
        client: SessionClient::browser(ClientConfig::default()),
        unreachable,
        check: Callback::noop(),
    };
    html(session_placeholder(&session(false))).await.has(&["Loading…"]).lacks(&["alert"]);
    html(session_placeholder(&session(true))).await.has(&[
        "role=\"alert\"",
        "The server cannot be reached",
        ">Try again</button>",
    ]);
}

#[tokio::test]
async fn the_dashboard_says_who_and_where() {
    app("/dashboard", signed_in()).await.has(&[
        ">Dashboard</h1>",
        "<dt>User id</dt><dd><code>user-1</code></dd>",
        "<dt>Tenant</dt><dd>acme</dd>",
        "<dt>Session handle</dt><dd><code>handle-1</code></dd>",
        "<dt>Access token expires in</dt>",
        ">Refresh session</button>",
        ">Sign out</button>",
    ]);
}

#[tokio::test]
async fn the_token_page_waits_for_its_token() {
    app("/token", signed_in()).await.has(&[">Access token</h1>", "Loading…"]);
}
