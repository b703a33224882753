//! Something that a page fetches when it opens.

use std::any::Any;
use std::future::Future;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, LocalBoxFuture, abortable};
use session_client::ApiError;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::hooks::use_session;
use crate::hooks::Key;

/// What [`use_query`] gives.
pub struct Query<T> {
    /// What came last, for the key of this render.
    pub data: Option<Rc<T>>,
    /// Why nothing came, the last time it was fetched.
    pub error: Option<Rc<ApiError>>,
    /// Is it being fetched?
    pub loading: bool,
    /// Fetches again. What is there stays until the response comes.
    pub reload: Callback<()>,
}

impl<T> Query<T> {
    /// A part of the data, if it is there.
    pub fn map<U>(&self, read: impl FnOnce(&T) -> U) -> Option<U> {
        self.data.as_deref().map(read)
    }
}

/// Calls `fetch` with `key` when the component appears, and again whenever `key` or the session
/// changes. Put into the key what the result depends on: a page's parameter, the number of a page of
/// a list. A result for an earlier key, or of another session, is never shown.
///
/// ```ignore
/// let comment = use_query(props.id.clone(), move |id| api.to(GetComment).params(id).send());
/// ```
#[hook]
pub fn use_query<K, T, F, W>(key: K, fetch: W) -> Query<T>
where
    K: Clone + PartialEq + 'static,
    T: 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
    W: FnOnce(K) -> F + 'static,
{
    let fetch = {
        let key = key.clone();
        move || forget_type(fetch(key).boxed_local())
    };
    let (fetched, reload) = use_fetched(Key::new(key), Box::new(fetch));
    let Fetched { data, error, loading, .. } = fetched;
    Query { data: data.and_then(|data| data.downcast().ok()), error, loading, reload }
}

type AnyResult = Result<Rc<dyn Any>, ApiError>;

fn forget_type<T: 'static>(
    result: LocalBoxFuture<'static, Result<T, ApiError>>,
) -> LocalBoxFuture<'static, AnyResult> {
    result.map(|result| result.map(|data| Rc::new(data) as Rc<dyn Any>)).boxed_local()
}

/// What was fetched, its type forgotten.
#[derive(Clone)]
struct Fetched {
    /// What it was fetched for; none at first.
    key: Option<Key>,
    data: Option<Rc<dyn Any>>,
    error: Option<Rc<ApiError>>,
    loading: bool,
}

/// What is the same for all types: see [`crate::hooks::Key`].
#[hook]
fn use_fetched(
    key: Key,
    fetch: Box<dyn FnOnce() -> LocalBoxFuture<'static, AnyResult>>,
) -> (Fetched, Callback<()>) {
    let session = use_session();
    let handle = session.state.info().map(|info| info.session_handle.clone());
    let fetched = use_state(|| Fetched { key: None, data: None, error: None, loading: true });
    // Counts up with each `reload`.
    let asked = use_state(|| 0_u32);
    let key = Key::new((key, handle));
    {
        let fetched = fetched.clone();
        use_effect_with((key.clone(), *asked), move |(key, _)| {
            let key = Some(key.clone());
            let before = fetched.data.clone().filter(|_| fetched.key == key);
            fetched.set(Fetched {
                key: key.clone(),
                data: before.clone(),
                error: None,
                loading: true,
            });
            let abort = show(fetch(), fetched.setter(), key, before);
            // A result that comes after this key, or after the page, is of no use.
            move || abort.abort()
        });
    }
    let reload = Callback::from({
        let (asked, next) = (asked.setter(), *asked + 1);
        move |()| asked.set(next)
    });
    let shown = if fetched.key.as_ref() == Some(&key) {
        (*fetched).clone()
    } else {
        Fetched { key: None, data: None, error: None, loading: true }
    };
    (shown, reload)
}

fn show(
    result: LocalBoxFuture<'static, AnyResult>,
    fetched: UseStateSetter<Fetched>,
    key: Option<Key>,
    before: Option<Rc<dyn Any>>,
) -> AbortHandle {
    let (result, abort) = abortable(result);
    spawn_local(async move {
        let (data, error) = match result.await {
            Err(_aborted) => return,
            Ok(Ok(data)) => (Some(data), None),
            Ok(Err(error)) => (before, Some(Rc::new(error))),
        };
        fetched.set(Fetched { key, data, error, loading: false });
    });
    abort
}
