//! Lists: `?limit=&cursor=`, `{items, next_cursor}` and `Link: rel="next"`.
//!
//! A cursor is opaque to clients: the key of the last item that they got, in base64. A store asks for one row more than the limit; `Page::of`
//! turns that row into the next cursor.

use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderValue, Uri, header};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    csv::{Row, TABLE_ROWS, Table, Wanted},
    form::Format,
    problem::ApiError,
    shape::Shape,
};
use crate::db::sorted::{COUNTED, Key, Position, Sort};

/// The name of the way in which lists are sorted where nobody says.
const CREATED: &str = "created_at";
const LIMIT: u32 = 50;
const LIMIT_MAX: i64 = 200;

/// Where a list goes on: after the row with this key, in the order (at, id).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub at: Timestamp,
    /// A UUID's text or another key that orders rows of the same instant.
    pub id: String,
}

impl Cursor {
    #[expect(clippy::needless_pass_by_value, reason = "ids are small and copied; callers read better")]
    pub fn new(at: Timestamp, id: impl ToString) -> Self {
        Self { at, id: id.to_string() }
    }

    /// The id as a UUID; a cursor that somebody made up goes on after nothing.
    pub fn uuid(&self) -> Uuid {
        self.id.parse().unwrap_or(Uuid::max())
    }

    /// What a store would give of a list that is short enough to be read whole: the rows after a cursor, with the one that tells of another page.
    pub fn rest<T>(all: Vec<T>, after: Option<&Self>, limit: Limit, key: impl Fn(&T) -> Self) -> Vec<T> {
        let order = |cursor: &Self| (cursor.at, cursor.uuid());
        let is_after = |row: &T| after.is_none_or(|after| order(&key(row)) > order(after));
        all.into_iter().filter(is_after).take(limit.rows() + 1).collect()
    }

    fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}|{}", self.at.as_microsecond(), self.id))
    }

    fn decode(text: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (at, id) = text.split_once('|')?;
        Some(Self { at: Timestamp::from_microsecond(at.parse().ok()?).ok()?, id: id.to_owned() })
            .filter(|cursor| !cursor.id.contains('\0') && cursor.at >= Timestamp::UNIX_EPOCH)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::decode(&text).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &"a cursor of this list"))
    }
}

/// Where a sorted list goes on. Its text names the way of sorting, so that a page of another is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortedCursor {
    sort: String,
    position: Position,
}

impl SortedCursor {
    /// Where the list begins, of which this was said to be a cursor.
    ///
    /// # Errors
    /// 422 where it is the cursor of a list that is sorted otherwise.
    pub fn position(given: Option<Self>, sort: &Sort) -> Result<Option<Position>, ApiError> {
        match given {
            None => Ok(None),
            Some(cursor) if cursor.sort == sort.name && sort.fits(&cursor.position) => Ok(Some(cursor.position)),
            Some(_) => Err(ApiError::field("?cursor", Shape::BadFormat { expected: Format::Cursor })),
        }
    }

    /// Reads the text of a cursor of such a list.
    pub fn read(text: &str, sort: &Sort) -> Option<Position> {
        Self::decode(text).filter(|cursor| cursor.sort == sort.name && sort.fits(&cursor.position)).map(|cursor| cursor.position)
    }

    /// Sorted by creation it is written as it always was, which replicas of the version before read.
    fn encode(sort: &Sort, position: &Position) -> String {
        let id = position.id;
        match &position.keys[..] {
            [Key::Number(at)] if sort.name == CREATED => URL_SAFE_NO_PAD.encode(format!("{at}|{id}")),
            keys => URL_SAFE_NO_PAD.encode(serde_json::json!([sort.name, keys, id]).to_string()),
        }
    }

    fn decode(text: &str) -> Option<Self> {
        if let Some(cursor) = Cursor::decode(text) {
            let position = Position { keys: vec![Key::Number(cursor.at.as_microsecond())], id: cursor.uuid() };
            return Some(Self { sort: CREATED.to_owned(), position });
        }
        let (sort, keys, id) = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        Some(Self { sort, position: Position { keys, id } })
    }
}

impl<'de> Deserialize<'de> for SortedCursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::decode(&text).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &"a cursor of this list"))
    }
}

/// How many a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total(Option<i64>);

impl Total {
    pub const UNKNOWN: Self = Self(None);

    /// What was counted, of which at most `COUNTED` are told.
    pub fn of(counted: i64) -> Self {
        Self(Some(counted))
    }
}

/// How much to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u32);

impl Limit {
    /// # Errors
    /// 422 outside 1..200.
    pub fn of(given: Option<i64>) -> Result<Self, ApiError> {
        match given {
            None => Ok(Self(LIMIT)),
            Some(limit) if (1..=LIMIT_MAX).contains(&limit) => {
                u32::try_from(limit).map(Self).map_err(|error| ApiError::Internal(error.into()))
            }
            Some(_) => Err(ApiError::field("?limit", Shape::OutOfRange { min: 1, max: LIMIT_MAX })),
        }
    }

    /// The same for a list that may be wanted as a table, which is long where nobody says how long.
    ///
    /// # Errors
    /// 422 outside 1..200.
    pub(crate) fn wanted(given: Option<i64>, wanted: Wanted) -> Result<Self, ApiError> {
        match (given, wanted) {
            (None, Wanted::Csv) => Ok(Self(TABLE_ROWS)),
            (given, _) => Self::of(given),
        }
    }

    /// Rows on a page.
    pub fn rows(self) -> usize {
        self.0 as usize
    }

    /// Rows to ask the database for: one more, which tells whether there is another page.
    pub fn probe(self) -> i64 {
        i64::from(self.0) + 1
    }
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Where the next page begins; null on the last one.
    pub next_cursor: Option<String>,
    /// How many the list has, at most 10,000; only where `count=true` asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub total: Option<i64>,
    /// There are more than are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub total_is_minimum: Option<bool>,
    #[serde(skip)]
    next: Option<String>,
}

impl<T> Page<T> {
    /// Cuts the probe row off; `key` is the key of an item, `uri` the request's, for `Link`.
    pub fn of(rows: Vec<T>, limit: Limit, uri: &Uri, key: impl Fn(&T) -> Cursor) -> Self {
        Self::cut(rows, limit, uri, |row| key(row).encode())
    }

    fn cut(mut rows: Vec<T>, limit: Limit, uri: &Uri, cursor: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit.rows();
        rows.truncate(limit.rows());
        let next_cursor = if more { rows.last().map(cursor) } else { None };
        let next = next_cursor.as_deref().map(|cursor| with_parameter(uri, "cursor", cursor));
        Self { items: rows, next_cursor, total: None, total_is_minimum: None, next }
    }

    #[must_use]
    pub fn with_total(self, Total(counted): Total) -> Self {
        Self { total: counted.map(|counted| counted.min(COUNTED)), total_is_minimum: counted.map(|counted| counted > COUNTED), ..self }
    }

    /// A page of a list that was worked through up to a cursor and no further, however many rows there were.
    pub fn unfinished(items: Vec<T>, reached: &Cursor, uri: &Uri) -> Self {
        Self::with_next(items, Some(("cursor", reached.encode())), uri)
    }

    /// A page whose next cursor is known already; see the event feed.
    pub fn with_next(items: Vec<T>, next: Option<(&'static str, String)>, uri: &Uri) -> Self {
        let link = next.as_ref().map(|(name, value)| with_parameter(uri, name, value));
        Self { items, next_cursor: next.map(|(_, value)| value), total: None, total_is_minimum: None, next: link }
    }

    pub fn try_map<U, E>(mut self, view: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let items = std::mem::take(&mut self.items).into_iter().map(view).collect::<Result<_, _>>()?;
        Ok(self.holding(items))
    }

    pub fn map<U>(mut self, view: impl FnMut(T) -> U) -> Page<U> {
        let items = std::mem::take(&mut self.items).into_iter().map(view).collect();
        self.holding(items)
    }

    /// The same page with other items.
    fn holding<U>(self, items: Vec<U>) -> Page<U> {
        let Self { items: _, next_cursor, total, total_is_minimum, next } = self;
        Page { items, next_cursor, total, total_is_minimum, next }
    }
}

impl Page<Position> {
    /// A page of a sorted list, as positions: their rows are read after.
    pub fn sorted(positions: Vec<Position>, limit: Limit, uri: &Uri, sort: &Sort) -> Self {
        Self::cut(positions, limit, uri, |position| SortedCursor::encode(sort, position))
    }

    /// The ids of the page's rows, in order.
    pub fn ids(&self) -> Vec<Uuid> {
        self.items.iter().map(|position| position.id).collect()
    }

    /// The page with its rows; one that is gone meanwhile is left out.
    pub fn filled<T>(self, rows: Vec<T>) -> Page<T> {
        self.holding(rows)
    }
}

/// A page with more about the whole list beside its items.
#[derive(Debug)]
pub struct Linked<T> {
    body: T,
    next: Option<String>,
}

impl<T> Page<T> {
    /// What goes out instead, made from the items and the next cursor.
    pub fn beside<U>(self, body: impl FnOnce(Vec<T>, Option<String>) -> U) -> Linked<U> {
        Linked { body: body(self.items, self.next_cursor), next: self.next }
    }
}

/// The same address with one parameter replaced.
fn with_parameter(uri: &Uri, name: &str, value: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).filter(|(key, _)| key != name));
    format!("{}?{}", uri.path(), query.append_pair(name, value).finish())
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let next = self.next.clone();
        Linked { body: self, next }.into_response()
    }
}

impl<T: Serialize> IntoResponse for Linked<T> {
    fn into_response(self) -> Response {
        linked(axum::Json(self.body), self.next.as_deref())
    }
}

impl<T: Serialize + Row> Page<T> {
    /// The page as JSON or as a table.
    pub(crate) fn into_wanted(self, wanted: Wanted) -> Response {
        match wanted {
            Wanted::Json => ([(header::VARY, "Accept")], self).into_response(),
            Wanted::Csv => linked(Table::of(&self.items), self.next.as_deref()),
        }
    }
}

fn linked(body: impl IntoResponse, next: Option<&str>) -> Response {
    let link = next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok());
    let mut response = body.into_response();
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_and_anything_else_is_refused() {
        let cursor = Cursor::new(Timestamp::from_microsecond(1_798_000_000_123_456).unwrap(), Uuid::from_u128(9));
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        assert_eq!(Cursor::decode("zzz"), None);
    }

    #[test]
    fn the_row_beyond_the_limit_becomes_the_next_page() {
        let uri: Uri = "/v1/orders?limit=2&name=a%20b&cursor=old".parse().unwrap();
        let key = |n: &i64| Cursor::new(Timestamp::from_second(*n).unwrap(), n);
        let page = Page::of(vec![1, 2, 3], Limit::of(Some(2)).unwrap(), &uri, key);
        assert_eq!(page.items, [1, 2]);
        assert_eq!(page.next_cursor, Some(key(&2).encode()));
        assert_eq!(page.next, Some(format!("/v1/orders?limit=2&name=a+b&cursor={}", key(&2).encode())));
        assert_eq!(Page::of(vec![1, 2], Limit::of(Some(2)).unwrap(), &uri, key).next_cursor, None);
    }
}
