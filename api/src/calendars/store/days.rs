//! Day rows: 288 counters a resource and UTC day.

use std::collections::HashMap;

use homeroom_domain::{
    calendar::{Amounts, Calendar, Resource, UnknownResource, touched_days},
    slots::SLOTS_PER_DAY,
};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::headers::Header;

/// What is used of one resource on one UTC day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    pub calendar_id: Uuid,
    pub resource: Resource,
    /// UTC days from the epoch.
    pub day: i32,
    /// One counter a slot.
    pub used: [i64; SLOTS_PER_DAY],
}

struct Row {
    calendar_id: Uuid,
    resource: String,
    day: i32,
    used: Vec<i64>,
}

impl TryFrom<Row> for DayRow {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let resource = resource(&row.resource)?;
        let used = row.used.try_into().map_err(|_| sqlx::Error::Decode("a day of other than 288 slots".into()))?;
        Ok(Self { calendar_id: row.calendar_id, resource, day: row.day, used })
    }
}

/// What a stored name counts.
pub(crate) fn resource(name: &str) -> sqlx::Result<Resource> {
    name.parse().map_err(|error: UnknownResource| sqlx::Error::Decode(error.into()))
}

/// The day rows of some calendars from `first` to `last`, both included; days on which nothing was ever booked have none.
#[tracing::instrument(name = "db.calendars.days", skip_all)]
pub async fn days(conn: &mut PgConnection, calendars: &[Uuid], (first, last): (i32, i32)) -> sqlx::Result<Vec<DayRow>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT calendar_id, resource, day, used FROM calendar_days WHERE calendar_id = ANY($1) AND day BETWEEN $2 AND $3",
        calendars,
        first,
        last
    );
    rows.fetch_all(conn).await?.into_iter().map(DayRow::try_from).collect()
}

/// The same of one resource alone.
#[tracing::instrument(name = "db.calendars.days_of", skip_all)]
pub async fn days_of(conn: &mut PgConnection, of: (&[Uuid], Resource), (first, last): (i32, i32)) -> sqlx::Result<Vec<DayRow>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT calendar_id, resource, day, used FROM calendar_days WHERE calendar_id = ANY($1) AND day BETWEEN $2 AND $3 AND resource = $4",
        of.0,
        first,
        last,
        of.1.as_str()
    );
    rows.fetch_all(conn).await?.into_iter().map(DayRow::try_from).collect()
}

/// Whole calendars over a range of UTC days, by ascending id, from headers that the caller has read or locked; their limits as they are seen from a moment.
pub async fn load(conn: &mut PgConnection, headers: &[Header], range: (i32, i32), now: Timestamp) -> sqlx::Result<Vec<Calendar>> {
    let ids: Vec<Uuid> = headers.iter().map(|header| header.id).collect();
    let mut calendars: Vec<Calendar> = headers.iter().map(|header| header.calendar(now)).collect();
    calendars.sort_unstable_by_key(|calendar| calendar.id);
    for row in days(conn, &ids, range).await? {
        if let Ok(place) = calendars.binary_search_by_key(&row.calendar_id, |calendar| calendar.id) {
            calendars[place].load(row.resource, row.day, row.used);
        }
    }
    Ok(calendars)
}

/// Adds differences to a calendar whose header the caller has locked. Limits were judged before; the table refuses only what falls below zero.
pub(super) async fn add(conn: &mut PgConnection, header: &Header, differences: &Amounts) -> sqlx::Result<()> {
    let touched = touched_days(differences);
    let (Some(first), Some(last)) = (touched.iter().map(|t| t.1).min(), touched.iter().map(|t| t.1).max()) else { return Ok(()) };
    let mut calendars = load(conn, std::slice::from_ref(header), (first, last), Timestamp::MIN).await?;
    let Some(calendar) = calendars.first_mut() else { return Ok(()) };
    calendar.add(differences, 1);
    write_days(conn, &rows(calendar, touched)).await
}

/// The rows of a calendar as they are to be written.
pub fn rows(calendar: &Calendar, touched: impl IntoIterator<Item = (Resource, i32)>) -> Vec<DayRow> {
    let row = |(resource, day)| DayRow { calendar_id: calendar.id, resource, day, used: calendar.day(resource, day) };
    touched.into_iter().map(row).collect()
}

/// Day rows as columns.
pub(super) struct Written {
    pub(super) calendars: Vec<Uuid>,
    pub(super) resources: Vec<String>,
    pub(super) days: Vec<i32>,
    /// Of each row its place among the days that differ, from 0 on: a term's days are much alike, so equal ones are sent once.
    pub(super) places: Vec<i32>,
    pub(super) counters: Vec<i64>,
}

impl Written {
    pub(super) fn of(rows: &[DayRow]) -> Self {
        let (places, counters) = distinct(rows);
        Self {
            calendars: rows.iter().map(|row| row.calendar_id).collect(),
            resources: rows.iter().map(|row| row.resource.as_str().to_owned()).collect(),
            days: rows.iter().map(|row| row.day).collect(),
            places,
            counters,
        }
    }
}

/// Writes whole days of calendars whose headers the caller has locked; the counters lie one after the other, because Postgres has no array of arrays
/// of rows.
#[tracing::instrument(name = "db.calendars.write_days", skip_all)]
pub async fn write_days(conn: &mut PgConnection, rows: &[DayRow]) -> sqlx::Result<()> {
    let written = Written::of(rows);
    sqlx::query!(
        "INSERT INTO calendar_days (calendar_id, tenant_id, resource, day, used)
         SELECT c.id, c.tenant_id, n.resource, n.day, ($4::bigint[])[n.place * 288 + 1 : (n.place + 1) * 288]
         FROM unnest($1::uuid[], $2::text[], $3::integer[], $5::integer[]) AS n(calendar_id, resource, day, place)
         JOIN calendars c ON c.id = n.calendar_id
         ON CONFLICT (calendar_id, resource, day) DO UPDATE SET used = excluded.used",
        &written.calendars,
        &written.resources,
        &written.days,
        &written.counters,
        &written.places
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// For each row its place among the days that differ, from 0 on, and their counters.
fn distinct(rows: &[DayRow]) -> (Vec<i32>, Vec<i64>) {
    let (mut known, mut counters) = (HashMap::new(), Vec::new());
    let place = |row: &DayRow| {
        let next = i32::try_from(known.len()).unwrap_or(i32::MAX);
        *known.entry(row.used).or_insert_with(|| {
            counters.extend(row.used);
            next
        })
    };
    let places = rows.iter().map(place).collect();
    (places, counters)
}
