//! Before any lock: what a tenant may order, and documents turned into orders that passed.
//!
//! Expanding a term of lessons takes the time of many queries, so it runs on a thread for such work and outside of every transaction.

use homeroom_domain::{
    order::{Catalogue, FieldError, NewOrder, ValidOrder, validate},
    workload::{DOCUMENT_BYTES_MAX, document_too_large},
};
use jiff::Timestamp;
use serde_json::json;

use crate::{
    auth::TenantTx,
    clusters::store as clusters,
    http::{ApiError, Problem},
    kinds::store as kinds,
};

/// The kinds and regions that a tenant's orders may name.
pub(crate) async fn catalogue(tx: &mut TenantTx, livemode: bool) -> Result<Catalogue, ApiError> {
    Ok(Catalogue { kinds: kinds::all(tx.conn()).await?, regions: clusters::regions(tx.conn(), !livemode).await? })
}

/// Checks and expands one document, or all of a batch; of a batch, pointers begin with the order's index.
///
/// # Errors
/// 422 with every field that is wrong.
pub(crate) async fn pass(documents: Vec<NewOrder>, catalogue: Catalogue, now: Timestamp, batch: bool) -> Result<Vec<ValidOrder>, ApiError> {
    blocking(move || {
        let (mut orders, mut errors) = (Vec::with_capacity(documents.len()), Vec::new());
        for (index, document) in documents.into_iter().enumerate() {
            let too_large = too_large(&document);
            match validate(document, &catalogue, now) {
                Ok(_) if too_large => return Err(document_problem()),
                Ok(order) => orders.push(order),
                Err(found) if batch => errors.extend(found.into_iter().map(|error| within(index, error))),
                Err(found) => errors.extend(found),
            }
        }
        if errors.is_empty() { Ok(orders) } else { Err(errors.into()) }
    })
    .await?
}

fn within(index: usize, error: FieldError) -> FieldError {
    FieldError { pointer: format!("/orders/{index}{}", error.pointer), ..error }
}

/// Whether the cluster could not keep the document beside the order's objects.
pub(crate) fn too_large(document: &NewOrder) -> bool {
    document_too_large(&json!(document)).is_some()
}

fn document_problem() -> ApiError {
    ApiError::With(Problem::DocumentTooLarge, json!({ "limit": DOCUMENT_BYTES_MAX }))
}

/// Runs what takes long on a thread for such work.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ApiError::Internal(error.into()))
}
