//! Mounting a handler by its endpoint: the path and the method are the contract's, and a handler
//! that takes or returns something else does not compile.

use axum::Router;
use axum::handler::Handler;
use axum::http::HeaderName;
use axum::routing::{MethodFilter, on};
use shared::{Endpoint, Method, NoBody, NoQuery};

use crate::{Input, Json};

/// Adds endpoints to a router.
///
/// ```
/// use axum::Router;
/// use server::{Input, Json, Mount, RequestError};
/// use shared::{RevokeSession, RevokedSessions};
///
/// async fn revoke(input: Input<RevokeSession>) -> Result<Json<RevokedSessions>, RequestError> {
///     let handle = input.params;
/// #   let _ = handle;
///     Err(RequestError::NotFound)
/// }
///
/// let router: Router = Router::new().mount(RevokeSession, revoke);
/// # let _ = router;
/// ```
///
/// A handler whose output is not the endpoint's does not compile:
///
/// ```compile_fail,E0277
/// # use axum::Router;
/// # use server::{Input, Json, Mount, RequestError};
/// # use shared::{RevokeSession, SessionPage};
/// async fn revoke(input: Input<RevokeSession>) -> Result<Json<SessionPage>, RequestError> {
///     Err(RequestError::NotFound)
/// }
///
/// let router: Router = Router::new().mount(RevokeSession, revoke);
/// ```
///
/// Nor does one that takes another endpoint's input, or none where there is one to take:
///
/// ```compile_fail,E0277
/// # use axum::Router;
/// # use server::{Input, Json, Mount, RequestError};
/// # use shared::{ConfirmPassword, RevokeSession, RevokedSessions};
/// async fn revoke(input: Input<ConfirmPassword>) -> Result<Json<RevokedSessions>, RequestError> {
///     Err(RequestError::NotFound)
/// }
///
/// let router: Router = Router::new().mount(RevokeSession, revoke);
/// ```
///
/// ```compile_fail,E0277
/// # use axum::Router;
/// # use server::{Json, Mount, RequestError};
/// # use shared::{RevokeSession, RevokedSessions};
/// async fn revoke() -> Result<Json<RevokedSessions>, RequestError> {
///     Err(RequestError::NotFound)
/// }
///
/// let router: Router = Router::new().mount(RevokeSession, revoke);
/// ```
pub trait Mount<S> {
    /// Adds `handler` at the method and path of `endpoint`. The handler's last argument is
    /// [`Input<E>`]; only where the endpoint has no parameters, query and body may it be left out.
    #[must_use]
    fn mount<E, H, Args, Shape>(self, endpoint: E, handler: H) -> Self
    where
        E: Endpoint,
        H: Handler<Args, S> + Takes<E, (Shape, Args), Output: ResponseOf<E>>,
        Args: 'static;
}

impl<S: Clone + Send + Sync + 'static> Mount<S> for Router<S> {
    fn mount<E, H, Args, Shape>(self, _: E, handler: H) -> Self
    where
        E: Endpoint,
        H: Handler<Args, S> + Takes<E, (Shape, Args), Output: ResponseOf<E>>,
        Args: 'static,
    {
        let method = match E::METHOD {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Put => MethodFilter::PUT,
            Method::Patch => MethodFilter::PATCH,
            Method::Delete => MethodFilter::DELETE,
        };
        self.route(E::PATH, on(method, handler))
    }
}

/// A handler that takes the input of `E`. Only the compiler asks; nothing runs.
#[diagnostic::on_unimplemented(
    message = "this handler does not take the input of `{E}`",
    label = "its last argument must be `Input<{E}>`",
    note = "only an endpoint without parameters, query and body may leave the `Input` out"
)]
pub trait Takes<E, Args> {
    /// What the handler returns.
    type Output;
}

/// A response of `E`. Only the compiler asks; nothing runs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a response of `{E}`",
    label = "a handler of `{E}` returns `Result<Json<{E}::Response>, Error>`",
    note = "`Json<…>` alone will do, and so will headers before it: `(headers, Json<…>)`"
)]
pub trait ResponseOf<E> {}

impl<E: Endpoint<Response = T>, T> ResponseOf<E> for Json<T> {}
impl<E, R: ResponseOf<E>, F> ResponseOf<E> for Result<R, F> {}
impl<E, R: ResponseOf<E>, V, const N: usize> ResponseOf<E> for ([(HeaderName, V); N], R) {}

/// The last argument is the [`Input`].
#[derive(Debug)]
pub struct WithInput;

/// There is no [`Input`] among the arguments.
#[derive(Debug)]
pub struct WithoutInput;

macro_rules! takes {
    ($($arg:ident),*) => {
        impl<E, F, Fut, M, $($arg),*> Takes<E, (WithInput, (M, $($arg,)* Input<E>,))> for F
        where
            E: Endpoint,
            F: FnOnce($($arg,)* Input<E>) -> Fut,
            Fut: Future,
        {
            type Output = Fut::Output;
        }

        takes!(@without $($arg),*);
    };
    (@without) => {
        impl<E, F, Fut> Takes<E, (WithoutInput, ((),))> for F
        where
            E: Endpoint<Params = (), Query = NoQuery, Request = NoBody>,
            F: FnOnce() -> Fut,
            Fut: Future,
        {
            type Output = Fut::Output;
        }
    };
    (@without $($arg:ident),+) => {
        impl<E, F, Fut, M, $($arg),+> Takes<E, (WithoutInput, (M, $($arg,)+))> for F
        where
            E: Endpoint<Params = (), Query = NoQuery, Request = NoBody>,
            F: FnOnce($($arg),+) -> Fut,
            Fut: Future,
        {
            type Output = Fut::Output;
        }
    };
}

takes!();
takes!(A);
takes!(A, B);
takes!(A, B, C);
takes!(A, B, C, D);
takes!(A, B, C, D, G);
takes!(A, B, C, D, G, I);
