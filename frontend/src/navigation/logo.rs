//! The product's mark: a key whose bow is a latch.

use shared::names::PRODUCT_NAME;
use yew::prelude::*;

/// The mark and the name.
pub(super) fn logo() -> Html {
    html! {
        <span class="Logo">
            <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
                <circle cx="11" cy="16" r="6.5" fill="none" stroke="currentColor" stroke-width="3" />
                <path d="M17.5 16H29M24 16v5M28 16v4" fill="none" stroke="currentColor"
                    stroke-width="3" stroke-linecap="round" />
            </svg>
            <span>{ PRODUCT_NAME }</span>
        </span>
    }
}
