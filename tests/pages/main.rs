//! Every page, rendered to a string without a browser: headings, labels, links, and the states that
//! a browser journey rarely meets (empty, failed, loading).
//!
//! Effects do not run here, so nothing asks the network; what the session is comes in as a prop.

mod comments;
mod components;
mod guarded_pages;
mod guide_hooks;
mod public_pages;
mod render;
