//! Small things that only a browser can do. Called from effects and event handlers alone, so that
//! pages still render without one.

use gloo_utils::{document, window};
use shared::Timestamp;
use shared::names::PRODUCT_NAME;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Element, HtmlDocument, HtmlElement, Url};

/// Names the browser's tab after the page.
pub fn set_title(page: &str) {
    let title =
        if page == PRODUCT_NAME { page.to_owned() } else { format!("{page} – {PRODUCT_NAME}") };
    document().set_title(&title);
}

/// Moves the keyboard's and the screen reader's place to `element`.
pub fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// A moment, written down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LocalText {
    /// In the visitor's own time and language.
    pub text: String,
    /// For programs: ISO 8601.
    pub iso: Option<String>,
    /// In few words, where that is asked for.
    pub short: String,
}

/// Writes a moment as the visitor would.
#[must_use]
pub fn local_time(at: Timestamp) -> LocalText {
    let date = js_sys::Date::new(&(at.as_millis() as f64).into());
    let text = date.to_locale_string("default", &js_sys::Object::new()).into();
    // Null for a moment beyond all calendars, where `toISOString` would throw.
    LocalText { text, iso: date.to_json().as_string(), short: String::new() }
}

/// Puts `text` on the clipboard; false when the browser would not.
pub async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    // Absent on pages that are not a secure context, whatever web-sys says.
    if clipboard.is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Shows the page from its top.
pub fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Chooses the light or the dark look, or with `None` the one of the system. Kept in a cookie, which
/// `theme.js` reads before anything is painted.
pub fn set_theme(theme: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    let _ = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
    if let Ok(document) = document().dyn_into::<HtmlDocument>() {
        let (theme, seconds) = theme.map_or(("", 0), |theme| (theme, 31_536_000));
        let _ =
            document.set_cookie(&format!("theme={theme};path=/;samesite=lax;max-age={seconds}"));
    }
}

/// The chosen look; `None` for the system's.
#[must_use]
pub fn theme() -> Option<String> {
    document().document_element()?.get_attribute("data-theme")
}

/// Is the page dark now?
#[must_use]
pub fn is_dark() -> bool {
    match theme() {
        Some(theme) => theme == "dark",
        None => window()
            .match_media("(prefers-color-scheme: dark)")
            .is_ok_and(|query| query.is_some_and(|query| query.matches())),
    }
}

/// What time it is by this device's clock.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// Offers `text` as a file to keep.
pub fn download(name: &str, text: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence(&parts).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link = document().create_element("a").ok()?;
    link.set_attribute("href", &url).ok()?;
    link.set_attribute("download", name).ok()?;
    link.dyn_into::<HtmlElement>().ok()?.click();
    Url::revoke_object_url(&url).ok()
}

/// Scheme, host and port of this page.
#[must_use]
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Can tabs of this browser take turns (Web Locks)?
#[must_use]
pub fn has_locks() -> bool {
    js_sys::Reflect::has(&window().navigator(), &"locks".into()).unwrap_or(false)
}

/// What this browser says of itself to servers.
#[must_use]
pub fn user_agent() -> Option<String> {
    window().navigator().user_agent().ok()
}
