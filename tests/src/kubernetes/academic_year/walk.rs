//! The school on a control plane of its own, and its clock: moved from bell to bell, and looked at when the reconciler has done what was due.

use std::time::{Duration, Instant};

use homeroom::jobs::{Wake, wake};
use homeroom_domain::ids::OrderId;
use jiff::{
    Timestamp,
    civil::{Date, DateTime, date},
};
use serde_json::{Value, json};
use sqlx::{PgConnection, Row as _};
use tokio::time::sleep;

use super::school::{CLASSES_A_GRADE, Course, Day, GRADES, Line, School, instant, week};
use crate::{
    kubernetes::world::{Replica, World},
    support::{Answer, OrderSpec, class_of},
};

/// How long the reconciler may take after a bell, on a busy machine: less than the ten minutes in which rooms have to be up.
const PATIENCE: Duration = Duration::from_secs(120);
/// Each look reads every room of the school, which costs the control plane as much as a room that comes up.
const STEP: Duration = Duration::from_millis(200);
const ROOMS: &str = "/apis/apps/v1/deployments?labelSelector=homeroom.dev%2Fclassroom";
const SEATS: u32 = 50;
/// A room for every class, and none besides.
const CLASSES: u32 = CLASSES_A_GRADE * GRADES.len() as u32;

/// Twenty weeks each.
pub(super) const TERMS: [(Date, Date); 2] = [(date(2026, 9, 1), date(2027, 1, 18)), (date(2027, 3, 1), date(2027, 7, 18))];

fn days() -> Vec<Day> {
    vec![
        Day::Off(date(2026, 10, 1), date(2026, 10, 7)),
        Day::RunsAs(date(2026, 10, 10), date(2026, 10, 7)),
        Day::Off(date(2027, 1, 1), date(2027, 1, 1)),
        Day::Off(date(2027, 4, 5), date(2027, 4, 5)),
        Day::Off(date(2027, 5, 1), date(2027, 5, 5)),
        Day::RunsAs(date(2027, 5, 8), date(2027, 5, 5)),
        Day::Off(date(2027, 6, 9), date(2027, 6, 9)),
    ]
}

/// See the module.
pub(super) struct Year {
    pub(super) world: World,
    pub(super) school: School,
    /// What of calendars and reservations was verified last.
    pub(super) verified: String,
    /// How far from a change lessons are looked at for it.
    pub(super) weeks_around: i64,
    calendar: String,
    replica: Replica,
    pub(super) sql: PgConnection,
}

impl Year {
    /// The school, its calendar and an order a grade and term, a week before the first bell.
    pub(super) async fn begin() -> Self {
        let world = World::new(2).await;
        let replica = world.replica();
        let school = world.school();
        let quota = format!("/v1/tenants/{}/quota", school.id);
        let limits = json!({"rooms": CLASSES, "seats": CLASSES * SEATS, "live_orders": 20, "rooms_per_order": CLASSES_A_GRADE});
        let etag = world.app.platform_get(&quota).send().await.expect(200).etag().to_owned();
        let put = world.app.call("PUT", &quota).bearer(&world.app.platform_key).header("if-match", &etag);
        put.json(&limits).send().await.expect(200);
        let named = |(name, (first, last)): (&str, (Date, Date))| json!({"name": name, "first_day": first, "last_day": last});
        let terms: Vec<Value> = ["Autumn", "Spring"].into_iter().zip(TERMS).map(named).collect();
        let planned: Vec<Value> = days().into_iter().map(Day::json).collect();
        let calendar = json!({"name": "2026/27", "terms": terms, "days": planned});
        let calendar = school.post("/v1/academic-calendars").json(&calendar).send().await.expect_created().id();
        let sql = world.app.sql().await;
        let school = School { days: days(), ..School::default() };
        let mut year = Self { world, school, verified: String::new(), weeks_around: 2, calendar, replica, sql };
        for term in TERMS {
            for grade in GRADES {
                year.order(&grade.to_string(), week(grade), term, true).await;
            }
        }
        year
    }

    /// Orders ten rooms.
    pub(super) async fn order(&mut self, name: &str, lines: Vec<Line>, term: (Date, Date), follows: bool) {
        let keys: Vec<String> = (1..=CLASSES_A_GRADE).map(|number| format!("{name}-{number}")).collect();
        let rooms = keys.iter().map(|key| json!({"key": key, "seats": SEATS})).collect();
        let (first, last) = term;
        let spec: OrderSpec = class_of(SEATS).with("/rooms", rooms).term(&first.to_string(), &last.to_string());
        let spec = lines.iter().fold(spec, |spec, line| spec.line(line.json()));
        let spec = if follows { spec.with("/timetable/academic_calendar", json!(self.calendar)) } else { spec };
        let order = self.world.order(&spec).await;
        let found = self.world.school().get(&format!("/v1/classrooms?order_id={order}&limit=200")).send().await.expect(200);
        let text = |room: &Value, field: &str| room[field].as_str().unwrap().to_owned();
        let rooms = found.items().iter().map(|room| (text(room, "key"), text(room, "id"))).collect();
        let course = Course { order, rooms, lines, term };
        assert_eq!(self.world.shown(order).await["lessons_total"], self.school.total(&course), "{name}");
        self.school.courses.push(course);
    }

    /// Plans a day otherwise, for all orders in one call.
    pub(super) async fn plan(&mut self, day: Day) {
        self.school.days.push(day);
        let days: Vec<Value> = self.school.days.iter().map(|day| day.json()).collect();
        let (school, path) = (self.world.school(), format!("/v1/academic-calendars/{}", self.calendar));
        let etag = school.get(&path).send().await.expect(200).etag().to_owned();
        school.patch(&path, &etag).json(&json!({"days": days})).send().await.expect(200);
    }

    /// Asks for a change of a lesson.
    pub(super) async fn ask(&self, lesson: &str, verb: &str, body: Value) -> Answer {
        self.world.school().post(&format!("/v1/lessons/{lesson}/{verb}")).json(&body).send().await
    }

    /// From bell to bell between two times of the school's wall clock. Says how many there were.
    pub(super) async fn walk(&mut self, from: DateTime, to: DateTime) -> usize {
        let bells = self.school.bells(from, to);
        for bell in &bells {
            self.at(*bell).await;
        }
        bells.len()
    }

    /// At a time of the school's wall clock.
    pub(super) async fn clock(&mut self, at: DateTime) {
        self.at(instant(at)).await;
    }

    async fn at(&mut self, at: Timestamp) {
        self.world.set_time(&at.to_string());
        // What is due is looked for every second of a clock that is not moved here.
        wake(&mut self.sql, Wake::Orders).await.unwrap();
        self.look().await;
    }

    /// Waits until nothing is left to do, and compares.
    pub(super) async fn look(&mut self) {
        let rooms = self.settled().await;
        self.check(&rooms).await;
    }

    /// The rooms' Deployments, when the service and Kubernetes have done all that was due. Their clocks are not the one that is moved here: a room that
    /// was to go down has to be down before it is to come up again an hour later.
    async fn settled(&mut self) -> Vec<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            let mut left = self.left_to_do().await;
            if left.is_empty() {
                let rooms = self.world.list(ROOMS).await;
                left.extend(rooms.iter().filter(|room| !is_at_rest(room)).cloned());
                if left.is_empty() {
                    return rooms;
                }
            }
            assert!(Instant::now() < end, "{}: still to do: {left:#?}", self.world.app.now());
            sleep(STEP).await;
        }
    }

    /// Orders that are touched or due, are on their way from one phase to another, or are not as they should be.
    async fn left_to_do(&mut self) -> Vec<Value> {
        let sql = "SELECT jsonb_build_object('id', id, 'phase', phase, 'ready', rooms_ready_now, 'wanted', rooms_wanted_now) FROM orders WHERE phase <> 'released' AND (handled < touched OR next_change_at <= to_timestamp($1)
            OR phase IN ('provisioning', 'terminating') OR (phase = 'active' AND NOT (ready AND rooms_ready_now = rooms_wanted_now)))";
        let now = self.world.app.now().as_second() as f64;
        let rows = sqlx::query(sql).bind(now).fetch_all(&mut self.sql).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The orders of a term.
    pub(super) fn orders_of(&self, term: (Date, Date)) -> Vec<OrderId> {
        self.school.courses.iter().filter(|course| course.term == term).map(|course| course.order).collect()
    }

    /// How many of them have a namespace.
    pub(super) async fn standing(&self, term: (Date, Date)) -> usize {
        let mut standing = 0;
        for order in self.orders_of(term) {
            standing += usize::from(self.world.namespace(order).await.is_some());
        }
        standing
    }

    /// The version of an order, by which a change of it is known.
    pub(super) async fn version(&self, order: OrderId) -> String {
        self.world.school().get(&format!("/v1/orders/{order}")).send().await.expect(200).etag().to_owned()
    }

    pub(super) async fn end(self) {
        self.replica.stop().await;
    }
}

fn is_at_rest(room: &Value) -> bool {
    let (wanted, status) = (&room["spec"]["replicas"], &room["status"]);
    let are_wanted = |count: &Value| count == wanted || (count.is_null() && wanted == 0);
    status["observedGeneration"] == room["metadata"]["generation"]
        && are_wanted(&status["replicas"])
        && are_wanted(&status["availableReplicas"])
}
