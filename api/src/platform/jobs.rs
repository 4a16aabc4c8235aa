//! `GET /v1/platform/jobs` and `POST /v1/platform/jobs/{id}/run`: what waits in the queue, what failed, and running it again.

use homeroom_domain::ids::{JobId, TenantId};
use http::Uri;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    auth::{Place, PlatformCaller, ReadJobs, RunJobs},
    events::{self, EventType, NewEvent},
    http::{ApiError, Cursor, Limit, Page, Path, Problems, Query},
    jobs::{self, Filter, JobRow, JobState, Wake},
};

/// Which jobs.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobFilter {
    state: Option<JobState>,
    /// Of this sort.
    name: Option<String>,
    /// Jobs on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Work that is done after the request that asked for it. Its payload is not shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobView {
    id: JobId,
    /// What sort of job it is, such as `letters.send`.
    name: String,
    /// Null where it is the platform's own.
    tenant_id: Option<TenantId>,
    /// `queued` (for its time, its turn or the next attempt), `running` or `dead`. A job that is done is not there any more.
    state: JobState,
    /// Attempts that have begun.
    attempts: i32,
    /// Queued: not before. Running: it is taken by another process if it has not ended by then. Dead: since when.
    #[schema(value_type = String, format = DateTime)]
    run_at: Timestamp,
    /// Why the last attempt failed; in English, at most 500 characters.
    last_error: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl TryFrom<JobRow> for JobView {
    type Error = ApiError;

    fn try_from(row: JobRow) -> Result<Self, ApiError> {
        let state = match row.state.as_str() {
            "queued" => JobState::Queued,
            "running" => JobState::Running,
            "dead" => JobState::Dead,
            other => return Err(anyhow::anyhow!("a job has the unknown state {other}").into()),
        };
        Ok(Self {
            id: row.id.into(),
            name: row.name,
            tenant_id: row.tenant_id.map(TenantId::new),
            state,
            attempts: row.attempts,
            run_at: row.run_at.to_jiff(),
            last_error: row.last_error,
            created_at: row.created_at.to_jiff(),
        })
    }
}

/// List jobs
///
/// The oldest first. Work that waits, runs, or failed for good. Dead jobs are kept for 30 days.
#[utoipa::path(get, path = "/v1/platform/jobs", tag = "service", params(JobFilter),
    responses((status = 200, description = "A page of jobs", body = Page<JobView>), Problems))]
pub(crate) async fn list_jobs(
    caller: PlatformCaller<ReadJobs>,
    Query(asked): Query<JobFilter>,
    uri: Uri,
) -> Result<Page<JobView>, ApiError> {
    let limit = Limit::of(asked.limit)?;
    let after = asked.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let rows = jobs::list(tx.conn(), Filter { state: asked.state, name: asked.name.as_deref(), after }, limit.probe()).await?;
    Page::of(rows, limit, &uri, |row| Cursor::new(row.created_at.to_jiff(), row.id)).try_map(JobView::try_from)
}

/// Run a job now
///
/// One that is dead is tried again, with all of its attempts; one that waits for a later time is due now. One that is due or running is left as it is.
#[utoipa::path(post, path = "/v1/platform/jobs/{id}/run", tag = "service", params(("id" = JobId, Path)),
    responses((status = 200, description = "The job", body = JobView), Problems))]
pub(crate) async fn run_job(caller: PlatformCaller<RunJobs>, Path(id): Path<JobId>) -> Result<axum::Json<JobView>, ApiError> {
    let mut tx = caller.begin().await?;
    if jobs::run_now(tx.conn(), id, caller.now()).await? {
        let (actor, kind) = (caller.actor(), EventType::JobRun);
        let event = NewEvent { feed: Place::Platform, kind, actor: &actor, subject: id.to_string(), data: json!({}), at: caller.now() };
        events::record(tx.conn(), event).await?;
        jobs::wake(tx.conn(), Wake::Jobs).await?;
    }
    let job = jobs::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    JobView::try_from(job).map(axum::Json)
}
