//! Refresh: rotation, grace, theft, and what many callers at once see.

mod abandoned_sign_in;
mod grace;
mod refresh;
mod restored_backup;
mod rotation;
mod shared_steps;
mod theft;
mod token_cache;
