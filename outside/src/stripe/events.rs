//! What happened at Stripe, listed: for the sweep that finds what no callback brought.

use super::{
    Error, Id, Notice, Stripe,
    request::{Page, Request},
};

/// Events, the newest first. Stripe keeps them for 30 days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPage {
    pub events: Vec<Notice>,
    /// Older ones: ask again, after the last of these.
    pub more: bool,
}

impl Stripe {
    /// A hundred events of these types since then (Unix seconds).
    ///
    /// # Errors
    /// By what can be done about it.
    pub async fn events(&self, types: &[&str], since: i64, after: Option<&Id>) -> Result<EventPage, Error> {
        let request = Request::get("/v1/events").field("created[gte]", since).field("limit", 100);
        let page: Page<Notice> = self.ask(request.list("types", types).maybe("starting_after", after)).await?;
        Ok(EventPage { events: page.data, more: page.has_more })
    }
}
