//! Latchkey's frontend, as a library, so that tests can render its pages without a browser.
//!
//! Start reading at [`App`]. Pages are in [`pages`], what they are made of in [`components`], what
//! they ask in [`hooks`]; [`session`] knows whether we are signed in, the member `session-client` calls the network.

pub mod app;
pub mod browser;
pub mod components;
pub mod hooks;
pub mod pages;
pub mod route;
pub mod router;
pub mod session;

pub use app::{App, AppOn, AppProps};
pub use route::Route;
