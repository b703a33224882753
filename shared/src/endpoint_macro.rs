//! `endpoint!` and `endpoints!`.

/// Declares endpoints: a documented unit struct for each, and its [`Endpoint`](crate::Endpoint).
///
/// In braces stand the parts of the contract, each at most once and in this order: `params`,
/// `query`, `request`, `response`, `scope`. What is left out is nothing: `()` for the params,
/// [`NoQuery`](crate::NoQuery), [`NoBody`](crate::NoBody), [`Scope::App`](crate::Scope).
/// Only `response` has to be there. The path may be a constant that several methods share.
///
/// ```
/// use shared::{SessionHandle, Endpoint, endpoint};
///
/// # #[derive(serde::Serialize, serde::Deserialize)] pub struct Pages { page: u32 }
/// # #[derive(serde::Serialize, serde::Deserialize)] pub struct Thing {}
/// endpoint! {
///     /// GET `/api/things/{id}?page=`: one thing.
///     GET "/api/things/{id}" => GetThing { params: SessionHandle, query: Pages, response: Thing }
///
///     /// DELETE `/api/things/{owner}/{number}`.
///     DELETE "/api/things/{owner}/{number}" => DeleteThing { params: (SessionHandle, u32), response: Thing }
/// }
/// assert_eq!(GetThing::METHOD.as_str(), "GET");
/// ```
///
/// A path that does not fit its params does not compile:
///
/// ```compile_fail,E0080
/// # use shared::{SessionHandle, endpoint};
/// # #[derive(serde::Serialize, serde::Deserialize)] pub struct Thing {}
/// endpoint! {
///     /// The path has no place for the id.
///     GET "/api/things" => GetThing { params: SessionHandle, response: Thing }
/// }
/// ```
///
/// ```compile_fail,E0080
/// # use shared::endpoint;
/// # #[derive(serde::Serialize, serde::Deserialize)] pub struct Thing {}
/// endpoint! {
///     /// Nothing says what the id is.
///     GET "/api/things/{id}" => GetThing { response: Thing }
/// }
/// ```
#[macro_export]
macro_rules! endpoint {
    ($(
        $(#[$doc:meta])*
        $method:ident $path:expr => $name:ident {
            $(params: $params:ty,)?
            $(query: $query:ty,)?
            $(request: $request:ty,)?
            response: $response:ty
            $(, scope: $scope:ident)?
            $(,)?
        }
    )+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl $crate::Endpoint for $name {
            const METHOD: $crate::Method = $crate::endpoint!(@method $method);
            const PATH: &'static str = $path;
            $(const SCOPE: $crate::Scope = $crate::Scope::$scope;)?
            type Params = $crate::endpoint!(@or ($($params)?) ());
            type Query = $crate::endpoint!(@or ($($query)?) $crate::NoQuery);
            type Request = $crate::endpoint!(@or ($($request)?) $crate::NoBody);
            type Response = $response;
        }

        const _: () = ::core::assert!(
            $crate::path_fits_params::<<$name as $crate::Endpoint>::Params>(
                <$name as $crate::Endpoint>::PATH,
            ),
            "the path must start with a slash and have one {{…}} for each of its params",
        );
    )+};

    (@method GET) => { $crate::Method::Get };
    (@method POST) => { $crate::Method::Post };
    (@method PUT) => { $crate::Method::Put };
    (@method PATCH) => { $crate::Method::Patch };
    (@method DELETE) => { $crate::Method::Delete };

    (@or () $default:ty) => { $default };
    (@or ($given:ty) $default:ty) => { $given };
}

/// [`endpoint!`] for the files of this crate. It also lists the file's endpoints as `LIST`, for
/// [`ENDPOINTS`](crate::ENDPOINTS); a list that is forgotten there is a warning of the compiler.
macro_rules! endpoints {
    ($( $(#[$doc:meta])* $method:ident $path:expr => $name:ident { $($parts:tt)* } )+) => {
        $crate::endpoint! { $( $(#[$doc])* $method $path => $name { $($parts)* } )+ }

        pub(crate) const LIST: &[$crate::EndpointInfo] =
            &[$($crate::EndpointInfo::new::<$name>(stringify!($name)),)+];
    };
}

pub(crate) use endpoints;
