//! `GET /v1/export`: the archive, written while it is read.

use std::io;

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use futures::stream;
use http::{HeaderValue, header};
use tokio::sync::mpsc;

use super::write;
use crate::{
    auth::{
        Caller, ExportData, SystemTx,
        attempts::{self, Bucket},
    },
    http::{ApiError, MayBeLong, Problem, Problems},
};

/// Pieces that wait for a reader who is slower than we are.
const WAITING: usize = 2;

/// Export a tenant
///
/// All that is the institution's own, as a ZIP archive: `institution.json`, and lists as JSON, a row a line (`.jsonl`), and as tables (`.csv`) where their rows are flat:
/// members, keys and links without their secrets, orders with every version of their timetables, classrooms, lessons as they stand, academic calendars, drafts, events,
/// usage by hour, invoices and credit notes with their lines, payments, refunds, credits, entries of the ledger, caps, broken promises and notices. The last file,
/// `manifest.json`, says how many rows each has: an archive without it was cut off.
///
/// It can be taken out while the institution is suspended, and while its plan has ended until its data is removed. At most 20 an hour of one institution (429).
#[utoipa::path(
    get, path = "/v1/export", tag = "tenants",
    responses((status = 200, description = "The archive", body = Vec<u8>, content_type = "application/zip"), Problems)
)]
pub(crate) async fn get_export(caller: Caller<ExportData>, long: MayBeLong) -> Result<Response, ApiError> {
    let counted = long.begin().ok_or(ApiError::RetryAfter { problem: Problem::Busy, seconds: 2 })?;
    let tx = SystemTx::of_worker(&caller.app().pools).await?;
    attempts::count(tx, &[&Bucket::exports(caller.tenant())], caller.now()).await?;
    let (out, pieces) = mpsc::channel(WAITING);
    let (tenant, stopping) = (caller.tenant(), caller.app().stopping.clone());
    tokio::spawn(async move {
        let written = stopping.run_until_cancelled(write::write(caller, &out)).await;
        if let Some(Err(error)) = &written {
            tracing::warn!(%tenant, error = format!("{error:#}"), "an export was not written to its end");
        }
        if !matches!(written, Some(Ok(()))) {
            // Nobody is to take half of it for the whole. Whoever is gone already does not hear it.
            let _ = out.send(Err(io::Error::other("the export was cut off"))).await;
        }
        drop(counted);
    });
    let body = stream::unfold(pieces, |mut pieces: mpsc::Receiver<io::Result<Bytes>>| async { Some((pieces.recv().await?, pieces)) });
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"export.zip\""));
    Ok(response)
}
