//! The SQL of tenants. Their quota is a calendar's: `capacity`.

mod leaving;

use std::collections::BTreeMap;

use homeroom_domain::{
    ids::{PartnerId, TenantId},
    timetable,
};
use jiff::{Timestamp, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::{PgConnection, Postgres, QueryBuilder, types::Json};
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use leaving::{PurgeRow, purge_of, purges, set_purge_at, set_purge_hold, set_purge_settled, set_purged, set_purging};

use super::view::TenantStanding;
use crate::{
    auth::TenantTx,
    db::sorted::{self, KeyKind, Position, Sort, SortKey},
    http::Version,
};

/// Violated when another tenant of the same partner (or of the platform) has the `external_id`.
pub(super) const ONE_EXTERNAL_ID: &str = "tenants_partner_id_external_id_key";

#[derive(Debug, Clone)]
pub(crate) struct TenantRow {
    pub id: Uuid,
    pub partner_id: Option<Uuid>,
    pub name: String,
    pub time_zone: String,
    pub currency: String,
    pub livemode: bool,
    pub external_id: Option<String>,
    pub metadata: Json<BTreeMap<String, String>>,
    pub suspended_at: Option<jiff_sqlx::Timestamp>,
    pub suspended_reason: Option<String>,
    pub past_due_since: Option<jiff_sqlx::Timestamp>,
    pub cancelled_at: Option<jiff_sqlx::Timestamp>,
    /// When its data is removed, and why somebody wants it kept for now.
    pub purge_at: Option<jiff_sqlx::Timestamp>,
    pub purge_hold: Option<String>,
    /// Since when it is removed, and since when it is gone.
    pub purging_since: Option<jiff_sqlx::Timestamp>,
    pub purged_at: Option<jiff_sqlx::Timestamp>,
    pub exempt_reason: Option<String>,
    /// The end of its trial, where it is on a plan.
    pub trial_until: Option<jiff_sqlx::Timestamp>,
    pub edit: i64,
    pub revision: i64,
    pub created_at: jiff_sqlx::Timestamp,
}

impl TenantRow {
    pub(crate) fn version(&self) -> Version {
        Version { edit: self.edit, revision: self.revision }
    }
}

#[tracing::instrument(name = "db.tenants.insert", skip_all)]
pub(super) async fn insert(conn: &mut PgConnection, row: &TenantRow) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO tenants (id, partner_id, name, time_zone, currency, livemode, external_id, metadata, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        row.partner_id,
        row.name,
        row.time_zone,
        row.currency,
        row.livemode,
        row.external_id,
        Json(&row.metadata.0) as _,
        row.created_at as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// `partner`: only its own; `None` sees all.
#[tracing::instrument(name = "db.tenants.find", skip_all)]
pub(crate) async fn find(conn: &mut PgConnection, id: TenantId, partner: Option<PartnerId>) -> sqlx::Result<Option<TenantRow>> {
    sqlx::query_as!(
        TenantRow,
        r#"SELECT id, partner_id, name, time_zone, currency, livemode, external_id, metadata AS "metadata: Json<BTreeMap<String, String>>",
                  suspended_at, suspended_reason, past_due_since, cancelled_at, purge_at, purge_hold, purging_since, purged_at,
                  exempt_reason, edit, revision, created_at,
                  (SELECT s.charged_from FROM plan_subscriptions s WHERE s.tenant_id = tenants.id) AS trial_until
           FROM tenants WHERE id = $1 AND ($2::uuid IS NULL OR partner_id = $2)"#,
        id.uuid(),
        partner.map(PartnerId::uuid)
    )
    .fetch_optional(conn)
    .await
}

/// Whose tenant it is; `None`: the platform's own.
#[tracing::instrument(name = "db.tenants.partner_of", skip_all)]
pub(super) async fn partner_of(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<Option<PartnerId>> {
    let partner = sqlx::query_scalar!("SELECT partner_id FROM tenants WHERE id = $1", id.uuid()).fetch_one(conn).await?;
    Ok(partner.map(PartnerId::new))
}

/// The zone in which a tenant reads its days.
#[tracing::instrument(name = "db.tenants.zone", skip_all)]
pub(crate) async fn zone(tx: &mut TenantTx) -> sqlx::Result<TimeZone> {
    let tenant = tx.tenant().uuid();
    let name = sqlx::query_scalar!("SELECT time_zone FROM tenants WHERE id = $1", tenant).fetch_one(tx.conn()).await?;
    Ok(timetable::zone(&name).unwrap_or(TimeZone::UTC))
}

/// The zone in which a tenant reads its days, and the currency in which it pays.
#[tracing::instrument(name = "db.tenants.zone_and_currency", skip_all)]
pub(crate) async fn zone_and_currency(tx: &mut TenantTx) -> sqlx::Result<(TimeZone, String)> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query!("SELECT time_zone, currency FROM tenants WHERE id = $1", tenant).fetch_one(tx.conn()).await?;
    Ok((timetable::zone(&row.time_zone).unwrap_or(TimeZone::UTC), row.currency))
}

/// The currency in which a tenant pays, in whoever's transaction.
#[tracing::instrument(name = "db.tenants.currency_of", skip_all)]
pub(crate) async fn currency_of(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<String> {
    sqlx::query_scalar!("SELECT currency FROM tenants WHERE id = $1", id.uuid()).fetch_one(conn).await
}

/// The zone of a tenant, in whoever's transaction.
#[tracing::instrument(name = "db.tenants.zone_of", skip_all)]
pub(crate) async fn zone_of(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<TimeZone> {
    let name = sqlx::query_scalar!("SELECT time_zone FROM tenants WHERE id = $1", id.uuid()).fetch_one(conn).await?;
    Ok(timetable::zone(&name).unwrap_or(TimeZone::UTC))
}

/// Whether it is on a plan, so that its months are billed.
#[tracing::instrument(name = "db.tenants.is_billed", skip_all)]
pub(super) async fn is_billed(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM plan_subscriptions WHERE tenant_id = $1) AS "billed!""#, id.uuid());
    found.fetch_one(conn).await
}

/// Nobody orders, is suspended or moved to another plan, and no money of it moves, until the transaction ends.
#[tracing::instrument(name = "db.tenants.hold", skip_all)]
pub(crate) async fn hold(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<()> {
    sqlx::query!("SELECT id FROM tenants WHERE id = $1 FOR NO KEY UPDATE", id.uuid()).fetch_one(conn).await?;
    Ok(())
}

/// As `find`, and holds the row against other changes until the transaction ends.
#[tracing::instrument(name = "db.tenants.lock", skip_all)]
pub(crate) async fn lock(conn: &mut PgConnection, id: TenantId, partner: Option<PartnerId>) -> sqlx::Result<Option<TenantRow>> {
    sqlx::query!(
        "SELECT id FROM tenants WHERE id = $1 AND ($2::uuid IS NULL OR partner_id = $2) FOR NO KEY UPDATE",
        id.uuid(),
        partner.map(PartnerId::uuid)
    )
    .fetch_optional(&mut *conn)
    .await?;
    find(conn, id, partner).await
}

/// Which tenants to list.
#[derive(Debug, Default)]
pub(super) struct Filter {
    pub partner: Option<PartnerId>,
    pub external_id: Option<String>,
    pub livemode: Option<bool>,
    /// A part of the name or external id.
    pub part: Option<String>,
    /// As it is at a moment.
    pub standing: Option<(TenantStanding, Timestamp)>,
}

/// The same as `TenantView` says of a row.
fn push_standing(sql: &mut QueryBuilder<Postgres>, standing: TenantStanding, now: Timestamp) {
    sql.push(match standing {
        TenantStanding::Purged => " AND purging_since IS NOT NULL",
        TenantStanding::Cancelled => " AND cancelled_at IS NOT NULL AND purging_since IS NULL",
        TenantStanding::Suspended => " AND suspended_at IS NOT NULL AND cancelled_at IS NULL",
        TenantStanding::PastDue => " AND suspended_at IS NULL AND cancelled_at IS NULL AND past_due_since IS NOT NULL",
        TenantStanding::Trialing | TenantStanding::Active => {
            " AND suspended_at IS NULL AND cancelled_at IS NULL AND past_due_since IS NULL"
        }
    });
    if matches!(standing, TenantStanding::Trialing | TenantStanding::Active) {
        let is_trial = if standing == TenantStanding::Trialing { " AND " } else { " AND NOT " };
        sql.push(is_trial).push("EXISTS (SELECT FROM plan_subscriptions s WHERE s.tenant_id = tenants.id AND s.charged_from > ");
        sql.push_bind(now.to_sqlx() as jiff_sqlx::Timestamp).push(")");
    }
}

impl Filter {
    /// FROM and WHERE. There are some thousands of tenants, so what holds a part is looked for among all of them.
    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push(" FROM tenants WHERE true");
        if let Some(partner) = self.partner {
            sql.push(" AND partner_id = ").push_bind(partner.uuid());
        }
        if let Some(external_id) = &self.external_id {
            sql.push(" AND external_id = ").push_bind(external_id.clone());
        }
        if let Some(livemode) = self.livemode {
            sql.push(" AND livemode = ").push_bind(livemode);
        }
        if let Some((standing, now)) = &self.standing {
            push_standing(sql, *standing, *now);
        }
        if let Some(part) = &self.part {
            sql.push(" AND strpos(words, folded(").push_bind(part.clone()).push(")) > 0");
        }
    }
}

/// How a list of tenants is sorted; `-` is downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
pub(super) enum TenantSort {
    #[default]
    #[serde(rename = "created_at")]
    Created,
    #[serde(rename = "-created_at")]
    CreatedDown,
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDown,
}

const CREATED: &[SortKey] = &[SortKey { sql: "created_at", kind: KeyKind::At }];
const NAME: &[SortKey] = &[SortKey { sql: "name COLLATE natural_order", kind: KeyKind::Text }];

impl TenantSort {
    pub(super) const fn sort(self) -> &'static Sort {
        match self {
            Self::Created => &Sort { name: "created_at", keys: CREATED, id: "id", is_down: false },
            Self::CreatedDown => &Sort { name: "-created_at", keys: CREATED, id: "id", is_down: true },
            Self::Name => &Sort { name: "name", keys: NAME, id: "id", is_down: false },
            Self::NameDown => &Sort { name: "-name", keys: NAME, id: "id", is_down: true },
        }
    }
}

/// Where the tenants of a page stand, at most `limit`.
#[tracing::instrument(name = "db.tenants.list", skip_all)]
pub(super) async fn list(
    conn: &mut PgConnection,
    filter: &Filter,
    sort: &Sort,
    after: Option<&Position>,
    limit: i64,
) -> sqlx::Result<Vec<Position>> {
    let mut sql = sort.select();
    filter.push(&mut sql);
    sort.push_end(&mut sql, after, limit);
    sort.positions(conn, sql).await
}

/// How many tenants there are, as far as lists are counted.
#[tracing::instrument(name = "db.tenants.count", skip_all)]
pub(super) async fn count(conn: &mut PgConnection, filter: &Filter) -> sqlx::Result<i64> {
    let mut sql = sorted::counting();
    filter.push(&mut sql);
    sorted::count(conn, sql).await
}

/// Tenants in the order of their ids.
#[tracing::instrument(name = "db.tenants.rows", skip_all)]
pub(super) async fn rows(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<TenantRow>> {
    sqlx::query_as!(
        TenantRow,
        r#"SELECT t.id, partner_id, name, time_zone, currency, livemode, external_id, metadata AS "metadata: Json<BTreeMap<String, String>>",
                  suspended_at, suspended_reason, past_due_since, cancelled_at, purge_at, purge_hold, purging_since, purged_at,
                  exempt_reason, edit, revision, created_at,
                  (SELECT s.charged_from FROM plan_subscriptions s WHERE s.tenant_id = t.id) AS trial_until
           FROM unnest($1::uuid[]) WITH ORDINALITY AS n(id, place) JOIN tenants t ON t.id = n.id ORDER BY n.place"#,
        ids
    )
    .fetch_all(conn)
    .await
}

/// Writes what PATCH may change, and counts the edit.
#[tracing::instrument(name = "db.tenants.update", skip_all)]
pub(super) async fn update(conn: &mut PgConnection, row: &TenantRow) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE tenants SET name = $2, time_zone = $3, external_id = $4, metadata = $5, edit = edit + 1 WHERE id = $1",
        row.id,
        row.name,
        row.time_zone,
        row.external_id,
        Json(&row.metadata.0) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A suspension is a person's from now on.
#[tracing::instrument(name = "db.tenants.held_by_person", skip_all)]
pub(crate) async fn held_by_person(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<()> {
    sqlx::query!("UPDATE tenants SET suspended_by = 'person' WHERE id = $1 AND suspended_at IS NOT NULL", id.uuid()).execute(conn).await?;
    Ok(())
}

/// Since when something is overdue; `None`: nothing is.
#[tracing::instrument(name = "db.tenants.set_past_due", skip_all)]
pub(crate) async fn set_past_due(conn: &mut PgConnection, id: TenantId, since: Option<Timestamp>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE tenants SET past_due_since = $2, revision = revision + 1 WHERE id = $1",
        id.uuid(),
        since.map(ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Since when, why and by whom; `None` resumes.
#[tracing::instrument(name = "db.tenants.set_suspended", skip_all)]
pub(crate) async fn set_suspended(
    conn: &mut PgConnection,
    id: TenantId,
    since: Option<(Timestamp, &str)>,
    by: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE tenants SET suspended_at = $2, suspended_reason = $3, suspended_by = $4, revision = revision + 1 WHERE id = $1",
        id.uuid(),
        since.map(|(at, _)| at.to_sqlx()) as _,
        since.map(|(_, reason)| reason),
        by
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Since when its plan has ended, and when its data is removed; `None`: it is on one again.
#[tracing::instrument(name = "db.tenants.set_cancelled", skip_all)]
pub(crate) async fn set_cancelled(conn: &mut PgConnection, id: TenantId, times: Option<(Timestamp, Timestamp)>) -> sqlx::Result<()> {
    let (at, purge_at) = times.map(|(at, purge_at)| (at.to_sqlx(), purge_at.to_sqlx())).unzip();
    sqlx::query!(
        "UPDATE tenants SET cancelled_at = $2, purge_at = $3, purge_told_at = NULL, purge_hold = NULL, revision = revision + 1 WHERE id = $1",
        id.uuid(),
        at as Option<jiff_sqlx::Timestamp>,
        purge_at as Option<jiff_sqlx::Timestamp>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Why nothing is chased of it; `None`: it is.
#[tracing::instrument(name = "db.tenants.set_exempt", skip_all)]
pub(crate) async fn set_exempt(conn: &mut PgConnection, id: TenantId, reason: Option<&String>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE tenants SET exempt_reason = $2, revision = revision + 1 WHERE id = $1", id.uuid(), reason).execute(conn).await?;
    Ok(())
}

/// Whether a person suspended it.
#[tracing::instrument(name = "db.tenants.is_held_by_person", skip_all)]
pub(crate) async fn is_held_by_person(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT coalesce(suspended_by = 'person', false) AS "held!" FROM tenants WHERE id = $1"#, id.uuid())
        .fetch_one(conn)
        .await
}

/// Whether a tenant may order.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub suspended_at: Option<Timestamp>,
    pub past_due_since: Option<Timestamp>,
}

/// The tenant's standing, held until the transaction ends: a suspension waits for an order that is being admitted, and the other way round.
#[tracing::instrument(name = "db.tenants.standing", skip_all)]
pub(crate) async fn standing(conn: &mut PgConnection, id: TenantId) -> sqlx::Result<Option<Standing>> {
    let row =
        sqlx::query!("SELECT suspended_at, past_due_since FROM tenants WHERE id = $1 FOR SHARE", id.uuid()).fetch_optional(conn).await?;
    Ok(row.map(|row| Standing {
        suspended_at: row.suspended_at.map(jiff_sqlx::Timestamp::to_jiff),
        past_due_since: row.past_due_since.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}
