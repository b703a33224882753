//! Closures around every call that carries the session: the `addAxiosInterceptors` of the guides,
//! for a client that callers use by name. Refreshes and requests to elsewhere pass them by.

use std::cell::RefCell;
use std::rc::Rc;

use super::http::{HttpReply, HttpRequest};

type OnRequest = Rc<dyn Fn(&mut HttpRequest)>;
type OnReply = Rc<dyn Fn(&HttpReply)>;

/// The closures, in the order in which they were added. They see each attempt, retries included,
/// and run after the session's own headers were added and taken over. Around what holds the session
/// lock (sign-in, sign-up, sign-out, the password's calls) they run before it is taken, without the
/// session's headers, and after it was given back.
#[derive(Default)]
pub struct Interceptors {
    on_request: RefCell<Vec<OnRequest>>,
    on_reply: RefCell<Vec<OnReply>>,
}

impl Interceptors {
    /// Lets `change` see and change each request.
    pub fn add_request(&self, change: impl Fn(&mut HttpRequest) + 'static) {
        self.on_request.borrow_mut().push(Rc::new(change));
    }

    /// Lets `look` see each reply.
    pub fn add_reply(&self, look: impl Fn(&HttpReply) + 'static) {
        self.on_reply.borrow_mut().push(Rc::new(look));
    }

    /// Runs the request's closures. The list is copied, so that a closure may add another one.
    pub(crate) fn request(&self, request: &mut HttpRequest) {
        let closures = self.on_request.borrow().clone();
        closures.iter().for_each(|change| change(request));
    }

    /// Runs the reply's closures.
    pub(crate) fn reply(&self, reply: &HttpReply) {
        let closures = self.on_reply.borrow().clone();
        closures.iter().for_each(|look| look(reply));
    }
}
