//! The product's mark: a key.

use shared::names::PRODUCT_NAME;
use yew::prelude::*;

/// The mark and the name.
pub(super) fn logo() -> Html {
    html! { <>{ mark("24") }{ PRODUCT_NAME }</> }
}

/// The mark alone, `size` pixels wide.
pub fn mark(size: &str) -> Html {
    Html::from_html_unchecked(
        format!(
            r#"<svg viewBox="0 0 24 24" width="{size}" height="{size}" fill="none" stroke="currentColor" stroke-width="2.5" aria-hidden="true"><circle cx="7.5" cy="10" r="5.25"/><path d="M12.75 10H23.25M15.5 10v4M18.75 10v7M22 10v5"/></svg>"#
        )
        .into(),
    )
}
