//! What every endpoint shares: the one door from failure to status code, extractors, idempotency, cursors, etags, rate limits.
//!
//! Of tower-http nothing is used, layer by layer: its request ids take any text, and ours stand in every log line; its timeouts answer without a
//! problem and count a slow client as our work (`deadline`, `serve`); panics are caught where changes are detached anyway (`detach`); nothing here
//! prints headers, so none has to be marked as sensitive; answers are compressed by the proxy that ends TLS, if at all, because a compressed answer that
//! holds both a secret and what a stranger chose gives the secret away (BREACH).
//!
//! Nothing here knows a feature. `manners` puts the layers around the router, in the order in which they must see a request.

pub(crate) mod accept;
mod address;
mod body;
mod caching;
mod checks;
mod condition;
mod correlate;
pub(crate) mod csv;
mod deadline;
mod decode;
mod detach;
mod document;
mod etag;
mod fault;
mod file;
mod form;
pub mod idempotency;
mod json;
mod page;
pub mod patch;
mod path;
mod problem;
mod problems;
mod query;
mod rate_limit;
mod raw;
mod render;
mod serve;
mod shape;
pub(crate) mod stray;
pub(crate) mod text;
mod theme;
pub(crate) mod weeks;

use axum::{Router, middleware};

use crate::metrics;

pub(crate) use address::client_address;
pub use checks::Checks;
pub(crate) use condition::ConditionView;
pub use correlate::RequestId;
pub(crate) use deadline::beside;
pub(crate) use detach::is_safe;
pub use document::Problems;
pub(crate) use document::{FieldDocument, responses as problem_responses, schemas as problem_schemas};
pub use etag::{Created, Expected, IfMatch, IfNoneMatch, Version, Versioned};
pub use fault::{Fault, OwnFault};
pub use file::UnreadFile;
pub use form::{Form, Format, Needed};
pub use idempotency::{Begun, Idempotent, replayed};
pub use json::{Json, MIB, OptionalJson, Unread};
pub use page::{Cursor, Limit, Linked, Page, SortedCursor, Total};
pub use path::{Path, PathId, PathPair};
pub use problem::{ApiError, violates};
pub use problems::Problem;
pub use query::Query;
pub use rate_limit::{ByAddress, Limiter};
pub use raw::RawBody;
pub use serve::serve;
pub(crate) use serve::{LongLived, MayBeLong};
pub use shape::Shape;
pub(crate) use theme::Theme;

/// Puts the manners around the routes. From the outside: the count of answers, the request's id, what may be kept, the body of failures, limits by
/// address, a task for changes,
/// an end to the work.
pub fn manners<S: Clone + Send + Sync + 'static>(routes: Router<S>, by_address: ByAddress) -> Router<S> {
    routes
        .layer(middleware::from_fn(deadline::deadline))
        .layer(middleware::from_fn(detach::detach))
        .layer(middleware::from_fn_with_state(by_address, rate_limit::rate_limit))
        .layer(middleware::from_fn(render::render))
        .layer(middleware::from_fn(caching::caching))
        .layer(middleware::from_fn(correlate::correlate))
        .layer(middleware::from_fn(metrics::count_request))
}
