//! Every page in both colour schemes and on a phone. The pictures are for people to look at, in
//! `tests/output/screenshots/`; the test sees to it that nothing sticks out, and that axe-core finds
//! no barrier.

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::json;

use crate::harness::{journey, output_folder};
use crate::person::Person;

const SIGNED_OUT: [(&str, &str); 5] = [
    ("/", "Sessions, done right."),
    ("/signup", "Sign up"),
    ("/signin", "Sign in"),
    ("/nowhere", "No lock here"),
    ("/diagnostics", "Diagnostics"),
];
const SIGNED_IN: [(&str, &str); 6] = [
    ("/dashboard", "Your session"),
    ("/sessions", "Devices"),
    ("/token", "Access token"),
    ("/comments", "Comments"),
    ("/account", "Account"),
    ("/activity", "Activity"),
];

const DESKTOP: Screen = Screen { name: "desktop", width: 1200, height: 750 };
const PHONE: Screen = Screen { name: "phone", width: 360, height: 740 };

struct Screen {
    name: &'static str,
    width: u32,
    height: u32,
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn every_page_fits_and_has_its_picture() -> Result<()> {
    journey("appearance", &[], async |ada| {
        photographs(ada, &SIGNED_OUT).await?;
        ada.signs_up("ada@example.com").await?;
        photographs(ada, &SIGNED_IN).await?;
        updates_the_readme(ada).await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test"]
async fn a_long_name_stays_on_a_phones_screen() -> Result<()> {
    journey("long-name", &[], async |ada| {
        poses(ada, &PHONE, "light").await?;
        ada.signs_up(&format!("{}@example.com", "ada".repeat(20))).await?;
        ada.follows("Comments").await?;
        ada.fills_in("Your comment", "Hello.").await?;
        ada.presses("Post comment").await?;
        ada.sees_text("Hello.").await?;
        ada.takes_picture(&output_folder("screenshots")?.join("long-name-phone-light.png")).await?;
        fits(ada, "/comments").await
    })
    .await
}

async fn photographs(person: &Person, pages: &[(&str, &str)]) -> Result<()> {
    let folder = output_folder("screenshots")?;
    for (path, heading) in pages {
        let name = match path.trim_matches('/') {
            "" => "home",
            name => name,
        };
        for screen in [DESKTOP, PHONE] {
            for scheme in ["light", "dark"] {
                poses(person, &screen, scheme).await?;
                person.visits(path).await?;
                person.sees_page(heading).await?;
                fits(person, path).await?;
                let file = folder.join(format!("{name}-{}-{scheme}.png", screen.name));
                person.takes_picture(&file).await?;
                let barriers = person.finds_barriers().await?;
                ensure!(barriers.is_empty(), "{path} in {scheme}: {barriers:#?}");
            }
        }
    }
    Ok(())
}

async fn poses(person: &Person, screen: &Screen, scheme: &str) -> Result<()> {
    let metrics = json!({
        "width": screen.width,
        "height": screen.height,
        "deviceScaleFactor": 1,
        "mobile": screen.name == PHONE.name,
    });
    person.emulates("setDeviceMetricsOverride", metrics).await?;
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    person.emulates("setEmulatedMedia", media).await
}

/// Nothing may stick out to the side.
async fn fits(person: &Person, path: &str) -> Result<()> {
    let page = "document.documentElement";
    let widths = format!("[{page}.scrollWidth, {page}.clientWidth]");
    let widths = person.evaluates(&widths).await?;
    ensure!(
        widths[0].as_u64() <= widths[1].as_u64(),
        "{path} is wider than the screen: [page, screen] = {widths}"
    );
    Ok(())
}

/// The README's picture changes only when the developer asks for it.
async fn updates_the_readme(person: &Person) -> Result<()> {
    const MOST_BYTES: u64 = 250_000;
    if env::var_os("LATCHKEY_UPDATE_SCREENSHOT").is_none() {
        return Ok(());
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screenshot.png");
    poses(person, &DESKTOP, "light").await?;
    person.visits("/dashboard").await?;
    person.sees_page("Your session").await?;
    person.takes_picture(&file).await?;
    let bytes = fs::metadata(&file)?.len();
    ensure!(bytes <= MOST_BYTES, "{} has {bytes} bytes", file.display());
    Ok(())
}
