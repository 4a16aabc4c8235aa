//! The SQL of plans and their versions. Both are only ever added.

use homeroom_domain::{
    billing::NewPlanVersion,
    ids::{PlanId, PlanVersionId, TenantId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// A plan.
#[derive(Debug, Clone)]
pub(in crate::prices) struct PlanRow {
    pub id: Uuid,
    pub name: String,
    pub listed: bool,
    pub created_at: jiff_sqlx::Timestamp,
}

/// A version of a plan.
#[derive(Debug, Clone)]
pub(in crate::prices) struct VersionRow {
    pub id: Uuid,
    pub plan_id: Uuid,
    pub number: i32,
    pub document: Json<NewPlanVersion>,
    pub created_at: jiff_sqlx::Timestamp,
}

/// How many plans there are; nobody else makes one until the transaction ends.
#[tracing::instrument(name = "db.prices.lock_and_count_plans", skip_all)]
pub(in crate::prices) async fn lock_and_count_plans(conn: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM plans, (SELECT pg_advisory_xact_lock(hashtext('plans'))) AS held"#)
        .fetch_one(conn)
        .await
}

#[tracing::instrument(name = "db.prices.insert_plan", skip_all)]
pub(in crate::prices) async fn insert_plan(
    conn: &mut PgConnection,
    id: PlanId,
    name: &str,
    listed: bool,
    at: Timestamp,
) -> sqlx::Result<()> {
    let at = at.to_sqlx();
    sqlx::query!("INSERT INTO plans (id, name, listed, created_at) VALUES ($1, $2, $3, $4)", id.uuid(), name, listed, at as _)
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds the next version of a plan. Who adds two at once is told by the constraint.
#[tracing::instrument(name = "db.prices.insert_version", skip_all)]
pub(in crate::prices) async fn insert_version(
    conn: &mut PgConnection,
    plan: PlanId,
    id: PlanVersionId,
    document: &NewPlanVersion,
    at: Timestamp,
) -> sqlx::Result<()> {
    let at = at.to_sqlx();
    sqlx::query!(
        "INSERT INTO plan_versions (id, plan_id, number, currency, document, created_at)
         SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 FROM plan_versions WHERE plan_id = $2",
        id.uuid(),
        plan.uuid(),
        document.currency.code(),
        Json(document) as _,
        at as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Plans that somebody may see: all, or those that are listed and the ones that a tenant is or was on.
#[derive(Debug, Clone, Copy)]
pub(in crate::prices) enum Seen {
    All,
    Listed,
    By(TenantId),
}

impl Seen {
    fn columns(self) -> (bool, Option<Uuid>) {
        match self {
            Self::All => (true, None),
            Self::Listed => (false, None),
            Self::By(tenant) => (false, Some(tenant.uuid())),
        }
    }
}

/// The oldest first.
#[tracing::instrument(name = "db.prices.list_plans", skip_all)]
pub(in crate::prices) async fn list_plans(
    conn: &mut PgConnection,
    seen: Seen,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<PlanRow>> {
    let (all, tenant) = seen.columns();
    let (after_at, after_id) = after.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    sqlx::query_as!(
        PlanRow,
        "SELECT p.id, p.name, p.listed, p.created_at FROM plans p
         WHERE ($1 OR p.listed OR EXISTS (SELECT FROM plan_periods s JOIN plan_versions v ON v.id = s.plan_version_id
                                          WHERE s.tenant_id = $2 AND v.plan_id = p.id))
           AND ($3::timestamptz IS NULL OR (p.created_at, p.id) > ($3, $4::uuid))
         ORDER BY p.created_at, p.id LIMIT $5",
        all,
        tenant,
        after_at as Option<jiff_sqlx::Timestamp>,
        after_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// One plan that may be seen.
#[tracing::instrument(name = "db.prices.plan", skip_all)]
pub(in crate::prices) async fn plan(conn: &mut PgConnection, seen: Seen, id: PlanId) -> sqlx::Result<Option<PlanRow>> {
    let (all, tenant) = seen.columns();
    sqlx::query_as!(
        PlanRow,
        "SELECT p.id, p.name, p.listed, p.created_at FROM plans p
         WHERE p.id = $3 AND ($1 OR p.listed OR EXISTS (SELECT FROM plan_periods s JOIN plan_versions v ON v.id = s.plan_version_id
                                                        WHERE s.tenant_id = $2 AND v.plan_id = p.id))",
        all,
        tenant,
        id.uuid()
    )
    .fetch_optional(conn)
    .await
}

/// Versions of these plans, the newest first: a plan has some tens at most.
#[tracing::instrument(name = "db.prices.versions", skip_all)]
pub(in crate::prices) async fn versions(conn: &mut PgConnection, plans: &[Uuid]) -> sqlx::Result<Vec<VersionRow>> {
    sqlx::query_as!(
        VersionRow,
        r#"SELECT id, plan_id, number, document AS "document: Json<NewPlanVersion>", created_at
           FROM plan_versions WHERE plan_id = ANY($1) ORDER BY plan_id, number DESC"#,
        plans
    )
    .fetch_all(conn)
    .await
}

/// One version, with its plan, where the plan may be seen.
#[tracing::instrument(name = "db.prices.version", skip_all)]
pub(in crate::prices) async fn version(
    conn: &mut PgConnection,
    seen: Seen,
    id: PlanVersionId,
) -> sqlx::Result<Option<(PlanRow, VersionRow)>> {
    let row = sqlx::query_as!(
        VersionRow,
        r#"SELECT id, plan_id, number, document AS "document: Json<NewPlanVersion>", created_at FROM plan_versions WHERE id = $1"#,
        id.uuid()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(plan(conn, seen, PlanId::new(row.plan_id)).await?.map(|plan| (plan, row)))
}

/// Who is on a version.
#[derive(Debug)]
pub(in crate::prices) struct UseRow {
    pub id: Uuid,
    pub number: i32,
    pub tenants: i64,
    pub tenants_ahead: i64,
    pub orders: i64,
}

/// Who is on each version of a plan, the newest first.
#[tracing::instrument(name = "db.prices.uses", skip_all)]
pub(in crate::prices) async fn uses(conn: &mut PgConnection, plan: PlanId, now: Timestamp) -> sqlx::Result<Vec<UseRow>> {
    let now = now.to_sqlx();
    sqlx::query_as!(
        UseRow,
        r#"SELECT v.id, v.number,
                  (SELECT count(*) FROM plan_periods p WHERE p.plan_version_id = v.id AND p.from_at <= $2 AND NOT EXISTS
                      (SELECT FROM plan_periods n WHERE n.tenant_id = p.tenant_id AND n.from_at > p.from_at AND n.from_at <= $2)) AS "tenants!",
                  (SELECT count(*) FROM plan_periods p WHERE p.plan_version_id = v.id AND p.from_at > $2) AS "tenants_ahead!",
                  (SELECT count(*) FROM order_prices b JOIN orders o ON o.id = b.order_id
                   WHERE b.plan_version_id = v.id AND o.cancelled_at IS NULL AND o.phase NOT IN ('terminating', 'released')) AS "orders!"
           FROM plan_versions v WHERE v.plan_id = $1 ORDER BY v.number DESC"#,
        plan.uuid(),
        now as _
    )
    .fetch_all(conn)
    .await
}
