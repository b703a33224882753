//! Something that takes a while: started by an event, shown while it runs, done or failed.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Where a task stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TaskState<T, E> {
    /// Not started.
    #[default]
    Idle,
    /// Running.
    Busy,
    /// Went well.
    Done(T),
    /// Did not.
    Failed(E),
}

impl<T, E> TaskState<T, E> {
    /// Is it running?
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Busy)
    }

    /// What came of it, if it went well.
    #[must_use]
    pub fn done(&self) -> Option<&T> {
        match self {
            Self::Done(value) => Some(value),
            _ => None,
        }
    }

    /// Why it failed, if it did.
    #[must_use]
    pub fn error(&self) -> Option<&E> {
        match self {
            Self::Failed(error) => Some(error),
            _ => None,
        }
    }
}

/// A task and the way to start it.
pub struct Task<I, T: 'static, E: 'static> {
    /// Where it stands; dereferences to [`TaskState`].
    pub state: UseStateHandle<TaskState<T, E>>,
    /// Starts it. While it runs, further starts are ignored: a double click is one click.
    pub run: Callback<I>,
}

/// Waits for a task's result and shows it. Boxed: a copy for each kind of work would weigh on the
/// page.
async fn finish<T, E>(
    result: LocalBoxFuture<'static, Result<T, E>>,
    state: UseStateSetter<TaskState<T, E>>,
    running: Rc<Cell<bool>>,
) {
    let result = result.await;
    running.set(false);
    state.set(match result {
        Ok(value) => TaskState::Done(value),
        Err(error) => TaskState::Failed(error),
    });
}

/// Runs `work` whenever the returned `run` is called.
///
/// ```ignore
/// let token = use_task(move |()| { let api = api.clone(); async move { api.to(GetJwt).send().await } });
/// html! { <button onclick={token.run.reform(|_| ())}>{ "Fetch" }</button> }
/// ```
#[hook]
pub fn use_task<I, T, E, F, W>(work: W) -> Task<I, T, E>
where
    I: 'static,
    T: 'static,
    E: 'static,
    F: Future<Output = Result<T, E>> + 'static,
    W: Fn(I) -> F + 'static,
{
    let state = use_state(|| TaskState::Idle);
    let running = use_memo((), |()| Cell::new(false));
    let run = {
        let state = state.setter();
        Callback::from(move |input| {
            if running.replace(true) {
                return;
            }
            state.set(TaskState::Busy);
            let result = work(input).boxed_local();
            spawn_local(finish(result, state.clone(), Rc::clone(&running)));
        })
    };
    Task { state, run }
}
