//! The built frontend, served from `DIST_DIR`: which file, which headers, and what stays hidden
//! (security rules 6.6 to 6.8).

use anyhow::{Context, Result};
use aws_lc_rs::digest;
use axum::http::Method;
use base64::prelude::{BASE64_STANDARD, Engine};
use shared::ErrorType;
use tempfile::TempDir;
use tests::{Call, Reply, TestApp};

const INDEX: &str = "<!doctype html><title>Latchkey</title>\
                     <script type=\"module\">\nimport init from '/a.js';\n</script>";
const SCRIPT: &str = "/frontend-0123456789abcdef.js";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_EACH_TIME: &str = "no-cache";

/// The application over a folder as trunk and xtask leave it, with a secret inside and beside it.
struct Site {
    app: TestApp,
    folder: TempDir,
}

impl Site {
    async fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let dist = folder.path().join("dist");
        std::fs::create_dir_all(dist.join(".git"))?;
        std::fs::create_dir_all(dist.join("img.d"))?;
        for (name, text) in [
            ("index.html", INDEX),
            ("frontend-0123456789abcdef.js", "plain"),
            ("frontend-0123456789abcdef.js.br", "small"),
            ("frontend-0123456789abcdef.js.gz", "medium"),
            ("only-gz.css", "plain"),
            ("only-gz.css.gz", "medium"),
            ("favicon.svg", "<svg/>"),
            ("img.d/a b.txt", "spaced"),
            (".git/config", "secret"),
            ("../secret.txt", "secret"),
        ] {
            std::fs::write(dist.join(name), text)?;
        }
        let path = dist.to_str().context("a path in UTF-8")?;
        let app = TestApp::with(&[("DIST_DIR", path)]).await?;
        Ok(Self { app, folder })
    }

    async fn get(&self, path: &str) -> Result<Reply> {
        self.app.send(Call::get(path)).await
    }

    /// Asks for the small forms, too: their names are longer.
    async fn get_compressed(&self, path: &str) -> Result<Reply> {
        self.app.send(Call::get(path).header("accept-encoding", "gzip, br")).await
    }

    /// Asks as a browser that takes these encodings.
    async fn get_as(&self, path: &str, encodings: &str) -> Result<Reply> {
        self.app.send(Call::get(path).header("accept-encoding", encodings)).await?.expect_ok()
    }
}

fn is_index(reply: &Reply) -> bool {
    reply.status == 200
        && reply.text() == INDEX
        && reply.header("content-type") == Some("text/html; charset=utf-8")
        && reply.header("cache-control") == Some(ASK_EACH_TIME)
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes_is_sent() -> Result<()> {
    let site = Site::new().await?;
    for (path, encodings, sent, text) in [
        (SCRIPT, "gzip, deflate, br", Some("br"), "small"),
        (SCRIPT, "gzip", Some("gzip"), "medium"),
        (SCRIPT, "identity", None, "plain"),
        ("/only-gz.css", "gzip, br", Some("gzip"), "medium"),
        ("/favicon.svg", "gzip, br", None, "<svg/>"),
    ] {
        let reply = site.get_as(path, encodings).await?;
        assert_eq!(reply.header("content-encoding"), sent, "{path} {encodings}");
        assert_eq!(reply.text(), text, "{path} {encodings}");
    }
    Ok(())
}

#[tokio::test]
async fn a_cache_between_keeps_the_forms_apart() -> Result<()> {
    let site = Site::new().await?;
    for encodings in ["br", "identity"] {
        let reply = site.get_as(SCRIPT, encodings).await?;
        let vary = reply.headers.get_all("vary").iter().filter_map(|line| line.to_str().ok());
        let names: Vec<_> = vary.flat_map(|line| line.split(',').map(str::trim)).collect();
        assert!(names.contains(&"accept-encoding"), "{encodings}: {names:?}");
    }
    Ok(())
}

#[tokio::test]
async fn text_says_its_character_set_and_only_names_with_a_hash_are_kept_for_ever() -> Result<()> {
    let site = Site::new().await?;
    for (path, kind, cache) in [
        (SCRIPT, "text/javascript; charset=utf-8", FOR_EVER),
        ("/only-gz.css", "text/css; charset=utf-8", ASK_EACH_TIME),
        ("/favicon.svg", "image/svg+xml", ASK_EACH_TIME),
        ("/index.html", "text/html; charset=utf-8", ASK_EACH_TIME),
    ] {
        let reply = site.get(path).await?.expect_ok()?;
        assert_eq!(reply.header("content-type"), Some(kind), "{path}");
        assert_eq!(reply.header("cache-control"), Some(cache), "{path}");
    }
    Ok(())
}

/// Whatever is no file must not be kept for a year under the file's name.
#[tokio::test]
async fn only_the_file_itself_is_kept_for_ever() -> Result<()> {
    let site = Site::new().await?;
    let call = || Call::get(SCRIPT);
    let modified = site.get(SCRIPT).await?.header("last-modified").context("a date")?.to_owned();
    for (call, status, cache) in [
        (call().header("range", "bytes=0-1"), 206, Some(FOR_EVER)),
        (call().header("range", "bytes=90-99"), 416, Some(ASK_EACH_TIME)),
        (
            call().header("if-unmodified-since", "Thu, 01 Jan 1970 00:00:00 GMT"),
            412,
            Some(ASK_EACH_TIME),
        ),
        // The copy that the browser has keeps what came with it.
        (call().header("if-modified-since", modified.as_str()), 304, None),
    ] {
        let reply = site.app.send(call).await?;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("cache-control"), cache, "{status}");
    }
    Ok(())
}

#[tokio::test]
async fn a_name_that_no_file_can_have_is_404_in_json() -> Result<()> {
    let site = Site::new().await?;
    for len in [240, 252, 253, 254, 255, 256, 300, 5_000] {
        let name = "a".repeat(len - 3);
        for path in [format!("/{name}.js"), format!("/img.d/{name}.js"), format!("/{name}.js/b.js")]
        {
            let reply = site.get_compressed(&path).await?;
            assert_eq!(reply.outcome(), (404, Some(ErrorType::NotFound)), "{len} {path}");
        }
    }
    let page = site.get(&format!("/{}", "a".repeat(256))).await?;
    assert_eq!(page.outcome(), (404, Some(ErrorType::NotFound)));
    let deep = format!("{}/x.js", "/abcdefg".repeat(700));
    assert_eq!(site.get(&deep).await?.outcome(), (404, Some(ErrorType::NotFound)));
    Ok(())
}

#[tokio::test]
async fn every_page_of_the_app_is_index_html_and_not_kept() -> Result<()> {
    let site = Site::new().await?;
    for path in
        ["/", "/dashboard", "/dashboard/", "/a/b?c=d", "/posts/hello-1795225702000", "/%C3%A4"]
    {
        assert!(is_index(&site.get(path).await?), "{path}");
    }
    assert_eq!(site.get("/img.d/a%20b.txt").await?.text(), "spaced");
    let head = site.app.send(Call::new(Method::HEAD, "/dashboard")).await?.expect_ok()?;
    assert!(head.body.is_empty());
    Ok(())
}

#[tokio::test]
async fn what_is_no_page_is_404_in_json() -> Result<()> {
    let site = Site::new().await?;
    let paths = ["/api", "/api/nothing", "/%61pi/nothing", "/auth", "/auth/nothing/at/all"];
    let files = ["/nothing.js", "/img.d", "/img.d/", "/%ff"];
    for path in paths.into_iter().chain(files) {
        let reply = site.get(path).await?;
        assert_eq!(reply.outcome(), (404, Some(ErrorType::NotFound)), "{path}");
    }
    let reply = site.app.send(Call::post("/dashboard")).await?;
    assert_eq!(reply.outcome(), (404, Some(ErrorType::NotFound)));
    Ok(())
}

#[tokio::test]
async fn nothing_hidden_and_nothing_outside_is_served() -> Result<()> {
    let site = Site::new().await?;
    assert!(site.folder.path().join("secret.txt").is_file());
    for path in [
        "/.git/config",
        "/%2egit/config",
        "/%2Egit%2fconfig",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/img.d/../../secret.txt",
        "/img.d%2f..%2f..%2fsecret.txt",
        "/img.d/..%5c..%5csecret.txt",
        "//secret.txt",
        "/%00",
        "/secret.txt%00.js",
    ] {
        let reply = site.get(path).await?;
        assert!(!reply.text().contains("secret"), "{path}");
        assert!(reply.status == 404 || is_index(&reply), "{path}: {}", reply.status);
    }
    let hidden = site.get("/%2egit/config").await?;
    assert_eq!(hidden.outcome(), (404, Some(ErrorType::NotFound)));
    Ok(())
}

#[tokio::test]
async fn the_policy_allows_the_script_inside_the_page_by_its_hash() -> Result<()> {
    let site = Site::new().await?;
    let script = "\nimport init from '/a.js';\n";
    assert!(INDEX.contains(&format!(">{script}<")), "as the browser sees it");
    let hash = BASE64_STANDARD.encode(digest::digest(&digest::SHA256, script.as_bytes()));
    for path in ["/", "/dashboard", "/getSession"] {
        let reply = site.get(path).await?;
        let policy = reply.header("content-security-policy").context("a policy")?;
        let sources = format!("script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}';");
        assert!(policy.contains(&sources), "{path}: {policy}");
    }
    Ok(())
}
