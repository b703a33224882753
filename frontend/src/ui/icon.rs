//! The pictures beside words: 20 by 20, drawn with a stroke of the text's colour.

use yew::prelude::*;

/// Which picture: its shapes, as SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(&'static str);

impl Icon {
    /// A session; signing in.
    pub const KEY: Self =
        Self(r#"<circle cx="6" cy="9" r="3.75"/><path d="M9.75 9H18M13.5 9v3.5M17 9v5"/>"#);
    /// New tokens.
    pub const REFRESH: Self = Self(r#"<path d="M16.5 10a6.5 6.5 0 1 1-2-4.7M16.5 3v3.5H13"/>"#);
    /// A computer.
    pub const LAPTOP: Self =
        Self(r#"<rect x="4" y="4" width="12" height="9" rx="1.75"/><path d="M2 16h16"/>"#);
    /// A telephone.
    pub const PHONE: Self =
        Self(r#"<rect x="6" y="2.5" width="8" height="15" rx="2"/><path d="M9.25 14.75h1.5"/>"#);
    /// A tablet.
    pub const TABLET: Self =
        Self(r#"<rect x="3.75" y="2.5" width="12.5" height="15" rx="2"/><path d="M9 14.75h2"/>"#);
    /// A program that is no browser.
    pub const TERMINAL: Self = Self(
        r#"<rect x="2.5" y="3.5" width="15" height="13" rx="2"/><path d="M6 8l2.5 2L6 12M10.5 12.5H14"/>"#,
    );
    /// A theft that was stopped.
    pub const SHIELD: Self = Self(
        r#"<path d="M10 2.5l6 2.25V9.5c0 4-2.5 6.6-6 8-3.5-1.4-6-4-6-8V4.75z"/><path d="M7.5 9.9l1.8 1.8 3.4-3.6"/>"#,
    );
    /// Something went wrong.
    pub const ALERT: Self =
        Self(r#"<path d="M10 3.25l7.25 12.9H2.75z"/><path d="M10 8.25v3.5M10 13.9v.01"/>"#);
    /// Time.
    pub const CLOCK: Self = Self(r#"<circle cx="10" cy="10" r="7"/><path d="M10 6v4l2.5 1.75"/>"#);
    /// To the clipboard.
    pub const COPY: Self = Self(
        r#"<rect x="7" y="7" width="9.5" height="9.5" rx="2"/><path d="M13 7V5.5a2 2 0 0 0-2-2H5.5a2 2 0 0 0-2 2V11a2 2 0 0 0 2 2H7"/>"#,
    );
    /// Done, or good.
    pub const CHECK: Self = Self(r#"<path d="M4 10.5l4 4 8-9"/>"#);
    /// Away with it.
    pub const CLOSE: Self = Self(r#"<path d="M5 5l10 10M15 5L5 15"/>"#);
    /// Show what is hidden.
    pub const EYE: Self = Self(
        r#"<path d="M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10z"/><circle cx="10" cy="10" r="2.5"/>"#,
    );
    /// Hide it again.
    pub const EYE_OFF: Self = Self(
        r#"<path d="M3 3l14 14M8.2 4.7a8 8 0 0 1 1.8-.2c5 0 8 5.5 8 5.5a14 14 0 0 1-2.3 2.9M5.3 6.2A13.7 13.7 0 0 0 2 10s3 5.5 8 5.5a8.2 8.2 0 0 0 3.5-.8"/>"#,
    );
    /// Opens a menu.
    pub const DOWN: Self = Self(r#"<path d="M6 8l4 4 4-4"/>"#);
    /// Leads on.
    pub const RIGHT: Self = Self(r#"<path d="M4 10h12M11 5l5 5-5 5"/>"#);
    /// Liked.
    pub const HEART: Self = Self(
        r#"<path d="M10 16.5S3 12.7 3 7.9A3.7 3.7 0 0 1 10 6a3.7 3.7 0 0 1 7 1.9c0 4.8-7 8.6-7 8.6z"/>"#,
    );
    /// A comment.
    pub const MESSAGE: Self = Self(
        r#"<path d="M3 5.5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9.5l-4 3.25V13.5H5a2 2 0 0 1-2-2z"/>"#,
    );
    /// The account.
    pub const USER: Self = Self(
        r#"<circle cx="10" cy="6.75" r="3.25"/><path d="M3.5 17c.6-3.3 3.2-5 6.5-5s5.9 1.7 6.5 5"/>"#,
    );
    /// A password.
    pub const LOCK: Self = Self(
        r#"<rect x="4" y="8.5" width="12" height="8.5" rx="2"/><path d="M7 8.5V6a3 3 0 0 1 6 0v2.5"/>"#,
    );
    /// An experiment.
    pub const FLASK: Self = Self(
        r#"<path d="M8 2.75v4.75L3.8 14.9a1.7 1.7 0 0 0 1.5 2.6h9.4a1.7 1.7 0 0 0 1.5-2.6L12 7.5V2.75M6.5 2.75h7M5.9 12h8.2"/>"#,
    );
    /// No connection.
    pub const OFFLINE: Self = Self(
        r#"<path d="M3 3l14 14M2.5 8.2A11 11 0 0 1 6 5.9M9 5a11 11 0 0 1 8.5 3.2M5.5 11.4a6.5 6.5 0 0 1 3.2-1.75M12.6 10.3a6.5 6.5 0 0 1 1.9 1.1M10 15v.01"/>"#,
    );
    /// Delete.
    pub const TRASH: Self =
        Self(r#"<path d="M3.5 5.5h13M8 5.5V3.25h4V5.5M5.5 5.5l.75 11.25h7.5L14.5 5.5"/>"#);
    /// Sign out.
    pub const OUT: Self = Self(
        r#"<path d="M8 3.5H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.5h3M12.5 6.5L16 10l-3.5 3.5M16 10H8"/>"#,
    );
    /// The token.
    pub const BRACES: Self = Self(
        r#"<path d="M7.5 3.5C5.5 3.5 5 4.5 5 6v1.75C5 9 4.5 10 3 10c1.5 0 2 1 2 2.25V14c0 1.5.5 2.5 2.5 2.5M12.5 3.5c2 0 2.5 1 2.5 2.5v1.75C15 9 15.5 10 17 10c-1.5 0-2 1-2 2.25V14c0 1.5-.5 2.5-2.5 2.5"/>"#,
    );
    /// Light and dark.
    pub const THEME: Self = Self(
        r#"<circle cx="10" cy="10" r="7"/><path d="M10 3v14a7 7 0 0 0 0-14z" fill="currentColor" stroke="none"/>"#,
    );
}

/// A picture. It says nothing to screen readers: a word beside it, or the name of its button, does.
pub fn icon(icon: Icon) -> Html {
    picture(icon, "Icon")
}

/// The same at the size of small text.
pub fn small_icon(icon: Icon) -> Html {
    picture(icon, "Icon Icon-s")
}

/// As text and not as elements: no picture ever changes, and elements would cost the page more.
fn picture(icon: Icon, class: &str) -> Html {
    let Icon(shapes) = icon;
    Html::from_html_unchecked(
        format!(r#"<svg class="{class}" viewBox="0 0 20 20" aria-hidden="true">{shapes}</svg>"#)
            .into(),
    )
}
