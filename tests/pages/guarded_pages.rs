//! Pages for those who are signed in.

use frontend::session::SessionState;

use crate::render::{app, signed_in};

#[tokio::test]
async fn guarded_pages_show_nothing_until_the_session_is_known() {
    for address in ["/dashboard", "/token", "/comments"] {
        for state in [SessionState::Loading, SessionState::SignedOut] {
            app(address, state).await.has(&["aria-busy=\"true\""]).lacks(&["<h1", "user-1"]);
        }
    }
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

#[tokio::test]
async fn the_comments_page_can_be_written_on_at_once() {
    let page = app("/comments", signed_in()).await;
    page.has(&[">Comments</h1>", "tenant acme", ">Post comment</button>", "Loading…"]);
    page.has_field("Your comment", &["<textarea", "maxlength=\"1000\""]);
}
