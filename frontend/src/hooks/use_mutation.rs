//! Something that an event starts: it takes a while, and goes well or not.

use std::any::Any;
use std::cell::RefCell;
use std::future::Future;
use std::marker::PhantomData;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::any::Key;

/// What came of a run: the result or the error, its type forgotten.
type Outcome = Result<Rc<dyn Any>, Rc<dyn Any>>;
type Work = Rc<dyn Fn(Key) -> LocalBoxFuture<'static, Outcome>>;

/// Where the runs stand.
#[derive(Clone, Default)]
struct Runs {
    busy: Vec<Key>,
    /// Of the last one that has ended.
    outcome: Option<Outcome>,
}

struct Shared {
    runs: RefCell<Rc<Runs>>,
    /// As of the last render, with what that render's closure holds.
    work: RefCell<Work>,
    render: UseForceUpdateHandle,
}

impl Shared {
    fn change(&self, change: impl FnOnce(&mut Runs)) {
        change(Rc::make_mut(&mut *self.runs.borrow_mut()));
        self.render.force_update();
    }

    fn run(self: Rc<Self>, input: Key) -> LocalBoxFuture<'static, Outcome> {
        self.change(|runs| {
            runs.busy.push(input.clone());
            runs.outcome = None;
        });
        let work = Rc::clone(&*self.work.borrow());
        let running = work(input.clone());
        async move {
            let outcome = running.await;
            self.change(|runs| {
                runs.busy.retain(|other| *other != input);
                runs.outcome = Some(outcome.clone());
            });
            outcome
        }
        .boxed_local()
    }
}

/// What [`use_mutation`] gives. Cheap to clone, and equal while nothing happens, so it can be a prop.
pub struct Mutation<I, T, E> {
    shared: Rc<Shared>,
    /// As of the render that made this.
    seen: Rc<Runs>,
    types: PhantomData<(I, T, E)>,
}

impl<I, T, E> Clone for Mutation<I, T, E> {
    fn clone(&self) -> Self {
        Self { shared: Rc::clone(&self.shared), seen: Rc::clone(&self.seen), types: PhantomData }
    }
}

impl<I, T, E> PartialEq for Mutation<I, T, E> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.seen, &other.seen)
    }
}

impl<I: PartialEq + 'static, T: Clone + 'static, E: Clone + 'static> Mutation<I, T, E> {
    /// Runs it. Ignored while it runs with the same input: a double click is one click. Other inputs
    /// run side by side.
    pub fn run(&self, input: I) {
        let input = Key::new(input);
        if !self.shared.runs.borrow().busy.contains(&input) {
            spawn_local(Rc::clone(&self.shared).run(input).map(drop));
        }
    }

    /// [`Mutation::run`] as a callback.
    #[must_use]
    pub fn callback(&self) -> Callback<I> {
        let mutation = self.clone();
        Callback::from(move |input| mutation.run(input))
    }

    /// Runs it, and gives what came of it; `None` never comes, because the types are the work's own.
    pub async fn run_async(&self, input: I) -> Option<Result<T, E>> {
        let outcome = Rc::clone(&self.shared).run(Key::new(input)).await;
        match outcome {
            Ok(value) => value.downcast_ref().cloned().map(Ok),
            Err(error) => error.downcast_ref().cloned().map(Err),
        }
    }

    /// Forgets what came of it.
    pub fn reset(&self) {
        self.shared.change(|runs| runs.outcome = None);
    }

    /// Is it running?
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.seen.busy.is_empty()
    }

    /// Is it running with this input?
    #[must_use]
    pub fn is_busy_with(&self, input: I) -> bool {
        self.seen.busy.contains(&Key::new(input))
    }

    /// What came of the last run, if it went well.
    #[must_use]
    pub fn data(&self) -> Option<&T> {
        self.seen.outcome.as_ref()?.as_ref().ok()?.downcast_ref()
    }

    /// Why the last run failed, if it did.
    #[must_use]
    pub fn error(&self) -> Option<&E> {
        self.seen.outcome.as_ref()?.as_ref().err()?.downcast_ref()
    }
}

/// Runs `work` whenever the returned [`Mutation`] is told to.
///
/// ```ignore
/// let like = use_mutation(move |id: CommentId| api.to(LikeComment).params(id).send());
/// html! { <button onclick={move |_| like.run(id.clone())}>{ "Like" }</button> }
/// ```
#[hook]
pub fn use_mutation<I, T, E, F, W>(work: W) -> Mutation<I, T, E>
where
    I: Clone + PartialEq + 'static,
    T: Clone + 'static,
    E: Clone + 'static,
    F: Future<Output = Result<T, E>> + 'static,
    W: Fn(I) -> F + 'static,
{
    let (shared, seen) = use_runs(Rc::new(move |input| match input.value() {
        Some(input) => forget_types(work(input).boxed_local()),
        None => std::future::pending().boxed_local(),
    }));
    Mutation { shared, seen, types: PhantomData }
}

fn forget_types<T: 'static, E: 'static>(
    result: LocalBoxFuture<'static, Result<T, E>>,
) -> LocalBoxFuture<'static, Outcome> {
    result
        .map(|result| match result {
            Ok(value) => Ok(Rc::new(value) as Rc<dyn Any>),
            Err(error) => Err(Rc::new(error) as Rc<dyn Any>),
        })
        .boxed_local()
}

/// What is the same for all types.
#[hook]
fn use_runs(work: Work) -> (Rc<Shared>, Rc<Runs>) {
    let render = use_force_update();
    let shared = {
        let work = RefCell::new(Rc::clone(&work));
        use_memo((), move |()| Shared { runs: RefCell::default(), work, render })
    };
    shared.work.replace(work);
    let seen = Rc::clone(&*shared.runs.borrow());
    (shared, seen)
}
