//! Something that a page fetches when it opens.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

/// What was fetched so far.
struct Fetched<K, T, E> {
    /// What it was fetched for.
    key: K,
    data: Option<Rc<T>>,
    error: Option<Rc<E>>,
}

/// What [`use_query`] gives. While there is neither data nor an error, it is being fetched.
#[derive(Debug)]
pub struct Query<T, E> {
    /// What came, for the key of this render.
    pub data: Option<Rc<T>>,
    /// Why nothing came, the last time it was fetched.
    pub error: Option<Rc<E>>,
    /// Fetches again. What is there stays until the response comes.
    pub reload: Callback<()>,
}

/// The number of the last fetch, and where its result goes.
struct Latest<K, T, E> {
    number: u64,
    fetched: UseStateSetter<Fetched<K, T, E>>,
}

/// Waits for a result and shows it, unless another fetch has begun since. Boxed, because a copy for
/// each kind of work would weigh on the page.
async fn finish<K, T, E>(
    result: LocalBoxFuture<'static, Result<T, E>>,
    key: K,
    number: u64,
    latest: Rc<RefCell<Latest<K, T, E>>>,
) {
    let result = result.await;
    let latest = latest.borrow();
    if latest.number == number {
        let (data, error) = match result {
            Ok(data) => (Some(Rc::new(data)), None),
            Err(error) => (None, Some(Rc::new(error))),
        };
        latest.fetched.set(Fetched { key, data, error });
    }
}

/// Calls `fetch` with `key` when the component appears, and again whenever `key` changes. Put into
/// the key what the result depends on: a page's parameter, the number of a page of a list. A result
/// for an earlier key is never shown.
///
/// ```ignore
/// let comment = use_query(props.id.clone(), move |id| {
///     let api = api.clone();
///     async move { api.to(GetComment).params(id).send().await }
/// });
/// ```
#[hook]
pub fn use_query<K, T, E, F, W>(key: K, fetch: W) -> Query<T, E>
where
    K: Clone + PartialEq + 'static,
    T: 'static,
    E: 'static,
    F: Future<Output = Result<T, E>> + 'static,
    W: Fn(K) -> F + 'static,
{
    let fetched = {
        let key = key.clone();
        use_state(|| Fetched { key, data: None, error: None })
    };
    let latest = {
        let fetched = fetched.setter();
        use_mut_ref(|| Latest { number: 0, fetched })
    };
    let start = {
        let latest = Rc::clone(&latest);
        Rc::new(move |key: K| {
            latest.borrow_mut().number += 1;
            let number = latest.borrow().number;
            let result = fetch(key.clone()).boxed_local();
            spawn_local(finish(result, key, number, Rc::clone(&latest)));
        })
    };
    let reload = {
        let (start, key, fetched) = (Rc::clone(&start), key.clone(), fetched.clone());
        Callback::from(move |()| {
            let data = fetched.data.clone().filter(|_| fetched.key == key);
            fetched.set(Fetched { key: key.clone(), data, error: None });
            start(key.clone());
        })
    };
    use_effect_with(key.clone(), move |key| {
        start(key.clone());
        // A result that comes after this key, or after the page, is of no use.
        move || latest.borrow_mut().number += 1
    });
    if fetched.key == key {
        Query { data: fetched.data.clone(), error: fetched.error.clone(), reload }
    } else {
        Query { data: None, error: None, reload }
    }
}
