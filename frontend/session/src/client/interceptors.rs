//! Closures around every call that carries the session: the `addAxiosInterceptors` of the guides,
//! for a client that callers use by name. Refreshes and requests to elsewhere pass them by.

use std::cell::RefCell;
use std::rc::Rc;

use crate::platform::{HttpRequest, HttpResponse};

type OnRequest = Rc<dyn Fn(&mut HttpRequest)>;
type OnResponse = Rc<dyn Fn(&HttpResponse)>;

/// The closures, in the order in which they were added. They see each attempt, retries included,
/// and run after the session's own headers were added and taken over. Around what holds the session
/// lock (sign-in, sign-up, sign-out, the password's calls) they run before it is taken, without the
/// session's headers, and after it was given back.
#[derive(Default)]
pub struct Interceptors {
    on_request: RefCell<Vec<OnRequest>>,
    on_response: RefCell<Vec<OnResponse>>,
}

impl Interceptors {
    /// Lets `change` see and change each request.
    pub fn add_request(&self, change: impl Fn(&mut HttpRequest) + 'static) {
        self.on_request.borrow_mut().push(Rc::new(change));
    }

    /// Lets `observe` see each response.
    pub fn add_response(&self, observe: impl Fn(&HttpResponse) + 'static) {
        self.on_response.borrow_mut().push(Rc::new(observe));
    }

    /// Runs the request's closures. The list is copied, so that a closure may add another one.
    pub(crate) fn request(&self, request: &mut HttpRequest) {
        let closures = self.on_request.borrow().clone();
        closures.iter().for_each(|change| change(request));
    }

    /// Runs the response's closures.
    pub(crate) fn response(&self, response: &HttpResponse) {
        let closures = self.on_response.borrow().clone();
        closures.iter().for_each(|observe| observe(response));
    }
}
