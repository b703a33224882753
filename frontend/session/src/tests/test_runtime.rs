//! Tasks and timers for native tests: time stands still until everything waits, and then moves to
//! the next timer.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::platform::Runtime;

/// Was a task woken?
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

struct Task {
    future: LocalBoxFuture<'static, ()>,
    woken: Arc<Woken>,
}

impl Task {
    fn new(future: LocalBoxFuture<'static, ()>) -> Self {
        Self { future, woken: Arc::new(Woken(AtomicBool::new(true))) }
    }

    /// Polls it if it was woken; true when it is done.
    fn poll(&mut self) -> bool {
        let waker = Waker::from(Arc::clone(&self.woken));
        self.future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready()
    }
}

/// The runtime. Clones are one.
#[derive(Clone, Default)]
pub(crate) struct TestRuntime(Rc<State>);

#[derive(Default)]
struct State {
    tasks: RefCell<Vec<Task>>,
    started: RefCell<Vec<Task>>,
    sleepers: RefCell<Vec<(u64, Waker)>>,
    /// In milliseconds since the beginning.
    now: Cell<u64>,
    /// The user looks at another tab.
    hidden: Cell<bool>,
    /// The browser says that there is no network.
    offline: Cell<bool>,
}

impl TestRuntime {
    /// The time since the beginning, in milliseconds.
    pub(crate) fn now(&self) -> u64 {
        self.0.now.get()
    }

    /// The user looks at this tab, or not.
    pub(crate) fn set_visible(&self, visible: bool) {
        self.0.hidden.set(!visible);
    }

    /// What the browser says about the network.
    pub(crate) fn set_online(&self, online: bool) {
        self.0.offline.set(!online);
    }

    /// Runs all tasks until each waits for something.
    pub(crate) fn run_until_stalled(&self) {
        loop {
            let mut tasks = self.0.tasks.take();
            tasks.extend(self.0.started.take());
            let mut any = false;
            tasks.retain_mut(|task| {
                if !task.woken.0.swap(false, Ordering::Relaxed) {
                    return true;
                }
                any = true;
                !task.poll()
            });
            self.0.tasks.replace(tasks);
            if !any {
                return;
            }
        }
    }

    /// Moves the time to the next timer; false when there is none.
    pub(crate) fn advance(&self) -> bool {
        let next = self.0.sleepers.borrow().iter().map(|(due, _)| *due).min();
        let Some(due) = next else {
            return false;
        };
        self.0.now.set(self.now().max(due));
        let now = self.now();
        let woken: Vec<_> =
            self.0.sleepers.borrow_mut().extract_if(.., |(at, _)| *at <= now).collect();
        woken.into_iter().for_each(|(_, waker)| waker.wake());
        self.run_until_stalled();
        true
    }

    /// Runs `work` to its end, and lets time pass when everything waits.
    pub(crate) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&woken));
        loop {
            while woken.0.swap(false, Ordering::Relaxed) {
                let polled = work.as_mut().poll(&mut Context::from_waker(&waker));
                if let Poll::Ready(result) = polled {
                    return result;
                }
                self.run_until_stalled();
            }
            assert!(self.advance(), "all tasks wait, and no timer ends that");
        }
    }
}

impl Runtime for TestRuntime {
    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        self.0.started.borrow_mut().push(Task::new(task));
    }

    fn sleep(&self, ms: u32) -> LocalBoxFuture<'static, ()> {
        let state = Rc::clone(&self.0);
        let due = state.now.get() + u64::from(ms);
        poll_fn(move |context| {
            if state.now.get() >= due {
                return Poll::Ready(());
            }
            state.sleepers.borrow_mut().push((due, context.waker().clone()));
            Poll::Pending
        })
        .boxed_local()
    }

    /// No jitter.
    fn random(&self) -> f64 {
        0.5
    }

    fn page_origin(&self) -> Option<String> {
        Some("http://localhost:8080".to_owned())
    }

    fn is_visible(&self) -> bool {
        !self.0.hidden.get()
    }

    fn is_online(&self) -> bool {
        !self.0.offline.get()
    }
}

/// Lets all other tasks run once.
pub(crate) async fn yield_now() {
    let mut yielded = false;
    poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
