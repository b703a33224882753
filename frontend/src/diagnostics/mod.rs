//! What to look at when sign-in does not stick.

mod checks;
mod diagnostics_page;

pub use diagnostics_page::DiagnosticsPage;
