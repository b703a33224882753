//! Closures around every call that carries the session: the `addAxiosInterceptors` of the guides,
//! for a client that callers use by name. Requests to elsewhere pass them by.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::platform::{HttpRequest, HttpResponse};

/// An `AsyncFn` as a trait object.
trait OnRequest {
    fn call<'a>(&'a self, request: &'a mut HttpRequest) -> LocalBoxFuture<'a, ()>;
}

impl<F: AsyncFn(&mut HttpRequest)> OnRequest for F {
    fn call<'a>(&'a self, request: &'a mut HttpRequest) -> LocalBoxFuture<'a, ()> {
        self(request).boxed_local()
    }
}

/// An `AsyncFn` as a trait object.
trait OnResponse {
    fn call<'a>(&'a self, response: &'a HttpResponse) -> LocalBoxFuture<'a, ()>;
}

impl<F: AsyncFn(&HttpResponse)> OnResponse for F {
    fn call<'a>(&'a self, response: &'a HttpResponse) -> LocalBoxFuture<'a, ()> {
        self(response).boxed_local()
    }
}

type List<T> = RefCell<Vec<(u32, Rc<T>)>>;

#[derive(Default)]
struct Lists {
    next: Cell<u32>,
    on_request: List<dyn OnRequest>,
    on_response: List<dyn OnResponse>,
}

/// The closures, in the order in which they were added. They see each attempt of a call, refreshes
/// and sign-outs too; the request's URL tells which it is. A call waits for them, but not for longer
/// than its own time-out.
///
/// None of them runs while the session lock is held. So they see a request before the session's
/// headers are added, and what they add themselves stays; and a refresh that was prepared may turn
/// out not to be needed, and not be sent.
#[derive(Default)]
pub struct Interceptors(Rc<Lists>);

impl Interceptors {
    /// Lets `change` see and change each request, until the returned handle is dropped.
    ///
    /// ```
    /// # fn add(session: &session_client::SessionClient) {
    /// let number = session.api().interceptors().add_request(async |request| {
    ///     request.add_header("x-request-id", "7");
    /// });
    /// # drop(number);
    /// # }
    /// ```
    pub fn add_request(&self, change: impl AsyncFn(&mut HttpRequest) + 'static) -> Interceptor {
        let interceptor = self.next();
        self.0.on_request.borrow_mut().push((interceptor.id, Rc::new(change)));
        interceptor
    }

    /// Lets `observe` see each response, until the returned handle is dropped.
    pub fn add_response(&self, observe: impl AsyncFn(&HttpResponse) + 'static) -> Interceptor {
        let interceptor = self.next();
        self.0.on_response.borrow_mut().push((interceptor.id, Rc::new(observe)));
        interceptor
    }

    fn next(&self) -> Interceptor {
        let id = self.0.next.replace(self.0.next.get() + 1);
        Interceptor { id, lists: Rc::downgrade(&self.0) }
    }

    /// Runs the request's closures. `None`: there are none.
    pub(super) fn request<'a>(
        &self,
        request: &'a mut HttpRequest,
    ) -> Option<LocalBoxFuture<'a, ()>> {
        // Copied, because a closure may add or remove one.
        let closures = self.0.on_request.borrow().clone();
        (!closures.is_empty()).then(|| {
            let run = async move {
                for (_, change) in closures {
                    change.call(request).await;
                }
            };
            run.boxed_local()
        })
    }

    /// Runs the response's closures. `None`: there are none.
    pub(super) fn response(&self, response: HttpResponse) -> Option<LocalBoxFuture<'static, ()>> {
        let closures = self.0.on_response.borrow().clone();
        (!closures.is_empty()).then(|| {
            let run = async move {
                for (_, observe) in closures {
                    observe.call(&response).await;
                }
            };
            run.boxed_local()
        })
    }
}

/// A closure that was added; dropping this removes it.
#[must_use = "dropping it removes the interceptor"]
pub struct Interceptor {
    id: u32,
    lists: Weak<Lists>,
}

impl Interceptor {
    /// Leaves the closure where it is for as long as the client lives.
    pub fn keep(mut self) {
        self.lists = Weak::new();
    }
}

impl Drop for Interceptor {
    fn drop(&mut self) {
        if let Some(lists) = self.lists.upgrade() {
            lists.on_request.borrow_mut().retain(|(id, _)| *id != self.id);
            lists.on_response.borrow_mut().retain(|(id, _)| *id != self.id);
        }
    }
}
