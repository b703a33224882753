//! Interoperability: the server for the client suites of others, route by route, and SuperTokens'
//! own browser client against the product.

mod caller;
mod clients;
mod copies;
mod defaults;
mod hooks;
mod moved;
mod older_login;
mod origins;
mod page;
mod payload;
mod protection;
mod rotation;
mod routes;
