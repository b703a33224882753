//! Small things that only a browser can do. Called from effects and event handlers alone, so that
//! pages still render without one.

use gloo_utils::{document, window};
use shared::Timestamp;
use shared::names::PRODUCT_NAME;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

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
}

/// Writes a moment as the visitor would.
#[must_use]
pub fn local_time(at: Timestamp) -> LocalText {
    let date = js_sys::Date::new(&(at.as_millis() as f64).into());
    let text = date.to_locale_string("default", &js_sys::Object::new()).into();
    // Null for a moment beyond all calendars, where `toISOString` would throw.
    LocalText { text, iso: date.to_json().as_string() }
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
