//! Hooks of any feature: [`use_task`] for what an event starts, [`use_query`] for what a page shows.

mod use_query;
mod use_task;

pub use use_query::{Query, use_query};
pub use use_task::{Task, TaskState, use_task};
