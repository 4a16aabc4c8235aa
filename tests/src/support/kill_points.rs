//! Where a process can be cut off so that it matters: at each commit, and at each call of Stripe. The service's own spans say where these are; under them a
//! layer writes down what it meets, or ends the process there as `kill -9` does. Nothing of this is in the service.
//!
//! A point is known by what is done and by the way to it, the innermost line first, which is read off the stack:
//! `POST /v1/invoices/{id}/pay @ billing/collection/collect.rs:192 < billing/collection/collect.rs:186 < billing/collection/collect.rs:90 .`

use std::{
    backtrace::Backtrace,
    collections::BTreeMap,
    fmt,
    fs::OpenOptions,
    io::Write as _,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use rustix::process::{Signal, getpid, kill_process};
use serde::{Deserialize, Serialize};
use tracing::{
    Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span::{Attributes, Id},
};
use tracing_subscriber::{
    layer::{Context, Layer, SubscriberExt as _},
    registry::LookupSpan,
    util::SubscriberInitExt as _,
};

/// The spans around them.
const COMMIT: &str = "db.commit";
const CALL: &str = "stripe.call";
/// Where it is decided about money, and where jobs are taken and ended. The way to a job's work is the same for all, so it is told of the queue's own points
/// alone.
const QUEUE: &str = "jobs/queue/work.rs";
const ROOMS: [&str; 5] = ["billing/", "prices/", "purges/", "standing/", QUEUE];

/// On which side of a point: before anything is sent, or when it is done and answered and nobody has learned of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    Before,
    After,
}

/// An end that a process is to find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Death {
    pub side: Side,
    /// At the first point whose text holds all of these.
    pub at: Vec<String>,
}

/// What a process does at its points.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Plan {
    /// A file that gets a line for each.
    pub note: Option<PathBuf>,
    pub death: Option<Death>,
}

impl Plan {
    fn meets(&self, Point(point): &Point, side: Side) {
        if self.death.as_ref().is_some_and(|death| death.side == side && death.at.iter().all(|words| point.contains(words))) {
            let _ = kill_process(getpid(), Signal::KILL);
        }
        if let Some(file) = self.note.as_ref().filter(|_| side == Side::Before) {
            let mut file = OpenOptions::new().create(true).append(true).open(file).unwrap();
            file.write_all(format!("{point}\n").as_bytes()).unwrap();
        }
    }
}

/// What a process does at its points, which may be told anew.
#[derive(Debug, Clone, Default)]
pub(super) struct KillPoints(Arc<Mutex<Plan>>);

impl KillPoints {
    /// Looks at all spans of this process from now on.
    pub(super) fn start() -> Self {
        let points = Self::default();
        let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(LevelFilter::ERROR);
        tracing_subscriber::registry().with(points.clone()).with(log).init();
        points
    }

    pub(super) fn set(&self, plan: Plan) {
        *self.0.lock().unwrap() = plan;
    }

    fn plan(&self) -> Plan {
        self.0.lock().unwrap().clone()
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for KillPoints {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let plan = self.plan();
        if plan.note.is_none() && plan.death.is_none() {
            return;
        }
        let Some(point) = Point::of(attributes) else { return };
        plan.meets(&point, Side::Before);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(point);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let point = context.span(&id).and_then(|span| span.extensions_mut().remove::<Point>());
        if let Some(point) = point {
            self.plan().meets(&point, Side::After);
        }
    }
}

struct Point(String);

impl Point {
    /// The point that a new span is, if it is one where money is moved.
    fn of(attributes: &Attributes<'_>) -> Option<Self> {
        let name = attributes.metadata().name();
        if !matches!(name, COMMIT | CALL) {
            return None;
        }
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let stack = Backtrace::force_capture().to_string();
        let way = way(&stack);
        let what = if name == CALL { format!("{} {}", fields.of("method"), fields.of("path")) } else { "COMMIT".to_owned() };
        // Whoever reads the span of a commit is told the right line.
        let is_right = name == CALL || way.first().is_some_and(|first| fields.of("at").contains(first));
        is_right.then(|| Self(format!("{what} @ {} .", way.join(" < "))))
    }
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Fields {
    fn of(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

/// The lines of a stack that are in the rooms of money, the innermost first: file under `api/src`, and line.
fn way(stack: &str) -> Vec<&str> {
    let places = stack.lines().filter_map(|line| line.trim().strip_prefix("at ")?.split_once("api/src/")?.1.rsplit_once(':'));
    let mut way: Vec<&str> =
        places.map(|(place, _column)| place).filter(|place| ROOMS.iter().any(|room| place.starts_with(room))).collect();
    if way.first().is_some_and(|first| !first.starts_with(QUEUE)) {
        way.retain(|place| !place.starts_with(QUEUE));
    }
    way
}

#[cfg(test)]
mod tests {
    use super::way;

    #[test]
    fn a_way_is_read_off_a_stack() {
        let stack = "   0: homeroom::auth::tx::committed
             at /x/api/src/auth/tx.rs:24:16
   1: homeroom::billing::collection::calls::Call::end::{{closure}}
             at /x/api/src/billing/collection/calls.rs:72:16
   2: <homeroom::billing::collection::send_refund::SendRefund as homeroom::jobs::queue::Job>::run::{closure#0}
             at ./api/src/billing/collection/send_refund.rs:48:60
   3: homeroom::jobs::queue::work::Worker<C>::attempt::{closure#0}
             at ./api/src/jobs/queue/work.rs:127:60
   4: __libc_start_main";
        assert_eq!(way(stack), ["billing/collection/calls.rs:72", "billing/collection/send_refund.rs:48"]);
    }
}
