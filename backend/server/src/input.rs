//! What a request brings by its endpoint's contract: parameters of the path, query, body.

use std::any::TypeId;

use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request};
use axum::http::request::Parts;
use shared::{Endpoint, NoBody, PathParams};

use crate::{Json, RequestError};

/// The input of `E`, for the last argument of its handler.
///
/// A path whose parameters do not parse is 404: there is nothing with such an id. A query or a body
/// that is not as the contract says is 400.
#[derive(Debug)]
pub struct Input<E: Endpoint> {
    /// What stands in the place of the path's `{parameters}`.
    pub params: E::Params,
    /// The query.
    pub query: E::Query,
    /// The JSON body.
    pub body: E::Request,
}

impl<E, S> FromRequest<S> for Input<E>
where
    E: Endpoint<Params: Send, Query: Send, Request: 'static>,
    S: Send + Sync,
{
    type Rejection = RequestError;

    async fn from_request(request: Request, state: &S) -> Result<Self, RequestError> {
        let (mut parts, body) = request.into_parts();
        let params = params::<E>(&mut parts).await?;
        let query = query::<E>(&parts)?;
        let body = read_body::<E, S>(Request::from_parts(parts, body), state).await?;
        Ok(Self { params, query, body })
    }
}

async fn params<E: Endpoint>(parts: &mut Parts) -> Result<E::Params, RequestError> {
    // Other parameters, such as the tenant of a nested router, are not this contract's.
    let found =
        RawPathParams::from_request_parts(parts, &()).await.map_err(|_| RequestError::NotFound)?;
    let names = E::PATH.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let value = |name: &str| found.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
    let values: Option<Vec<&str>> = names.map(value).collect();
    values.and_then(|values| E::Params::parse(&values)).ok_or(RequestError::NotFound)
}

fn query<E: Endpoint>(parts: &Parts) -> Result<E::Query, RequestError> {
    let Query(query) = Query::try_from_uri(&parts.uri).map_err(|rejection| {
        // The value may be a secret, and refusals are logged: only the name is repeated.
        let text = rejection.body_text();
        let missing = text.split("missing field `").nth(1).and_then(|rest| rest.split('`').next());
        RequestError::BadRequest(match missing {
            Some(name) => format!("the query parameter {name} is missing"),
            None => "the query is not as expected".to_owned(),
        })
    })?;
    Ok(query)
}

/// Where the contract has no body, none is read, and none is asked for.
async fn read_body<E, S>(request: Request, state: &S) -> Result<E::Request, RequestError>
where
    E: Endpoint<Request: 'static>,
    S: Send + Sync,
{
    if TypeId::of::<E::Request>() == TypeId::of::<NoBody>() {
        return serde_json::from_str("{}").map_err(|error| RequestError::Internal(error.into()));
    }
    let Json(body) = Json::from_request(request, state).await?;
    Ok(body)
}
