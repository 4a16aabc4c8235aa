//! A school of the year: what it does from week to week, drawn from its seed, and its books beside it.

use std::collections::BTreeMap;

use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use serde_json::{Value, json};

use super::books::{Books, Lesson, OrderBook, Plan, weekly};
use crate::support::{School, TestApp, class_of, rooms, seats};

const ZONES: [&str; 5] = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"];
/// Lessons that ended within so many hours before a look at the clock may be told late.
const LATE: SignedDuration = SignedDuration::from_hours(20);

/// Numbers that look random, the same for the same seed.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    /// One of `0..sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33) % sides
    }

    fn number(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.roll((to - from + 1).unsigned_abs())).expect("a small number")
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }
}

/// When a school pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    AtOnce,
    /// A half of what is left each week, and the rest before it is due.
    InParts,
    /// A while after it is due: it is past due meanwhile.
    Late,
    /// Only when it has been suspended.
    Forced,
}

/// An invoice that is not paid.
#[derive(Debug)]
struct Open {
    id: String,
    due_on: Date,
    due: i128,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Actor<'a> {
    app: &'a TestApp,
    pub school: School<'a>,
    pub books: Books,
    pub habit: Habit,
    /// What it paid.
    pub paid: i128,
    /// The month that its next invoice is for.
    next: Date,
    open: Vec<Open>,
    dice: Dice,
    zone: &'static str,
}

impl<'a> Actor<'a> {
    /// A school of a number, which from now on is on a plan and has an order.
    pub(super) async fn new(app: &'a TestApp, number: usize, catalogue: &Catalogue, now: Timestamp) -> Self {
        let zone = ZONES[number % ZONES.len()];
        let habits = [Habit::AtOnce, Habit::InParts, Habit::Late, Habit::Forced];
        let school = app.tenant(&format!("School {number}")).with_quota(rooms(1_000), seats(50_000)).zone(zone).await;
        let time_zone = TimeZone::get(zone).expect("a zone");
        let today = time_zone.to_datetime(now).date();
        let books = Books { zone: time_zone, periods: Vec::new(), charged_from: now, orders: Vec::new(), credit: 0 };
        let dice = Dice(u64::try_from(number).expect("a small number"));
        let (habit, next) = (habits[number / 2 % habits.len()], today.first_of_month());
        let mut actor = Self { app, school, books, habit, paid: 0, next, open: Vec::new(), dice, zone };
        actor.subscribe(catalogue, number % catalogue.plans.len(), "now").await;
        actor.order(catalogue, now).await;
        actor
    }

    async fn subscribe(&mut self, catalogue: &Catalogue, plan: usize, when: &str) {
        let etag = self.school.get("/v1/subscription").send().await.expect(200).etag().to_owned();
        let body = json!({"plan_version": catalogue.versions[plan], "when": when});
        let moved = self.school.put("/v1/subscription", &etag).json(&body).send().await.expect(200);
        let side = if when == "now" { &moved["current"] } else { &moved["upcoming"] };
        self.books.move_to(side["from_day"].as_str().expect("a day").parse().expect("a date"), plan);
        self.books.charged_from = moved["charged_from"].as_str().expect("an instant").parse().expect("an instant");
    }

    /// What it does in a week, after the lessons of Monday.
    pub(super) async fn act(&mut self, catalogue: &Catalogue, now: Timestamp) {
        let standing = self.app.platform_get(&format!("/v1/tenants/{}", self.school.id)).send().await.expect(200)["standing"].clone();
        if standing != "active" {
            return;
        }
        if self.dice.chance(15) && self.books.orders.len() < 6 {
            self.order(catalogue, now).await;
        }
        let order = self.dice.roll(self.books.orders.len() as u64) as usize;
        if !self.books.orders[order].ends_before(now) {
            if self.dice.chance(12) {
                self.amend(catalogue, order, now).await;
            } else if self.dice.chance(4) {
                let id = &self.books.orders[order].id;
                self.school.cancel(id).await.expect(200);
                self.books.orders[order].change_after(now, None);
            }
            self.agrees(catalogue, order).await;
        }
        if self.dice.chance(5) {
            let today = self.books.zone.to_datetime(now).date();
            let (from, to) = (self.books.plan_on(today), self.dice.roll(catalogue.plans.len() as u64) as usize);
            let falls = from != to && catalogue.plans[from].month() >= catalogue.plans[to].month();
            self.subscribe(catalogue, to, if falls || from == to { "period_end" } else { "now" }).await;
        }
    }

    /// A timetable of one or two days a week for some weeks, at the price that its books say.
    async fn order(&mut self, catalogue: &Catalogue, now: Timestamp) {
        let dice = &mut self.dice;
        let first = self.books.zone.to_datetime(now).date().saturating_add(dice.number(1, 20).days());
        let last = first.saturating_add(dice.number(21, 98).days());
        let (rooms, seats, minutes) = (dice.number(1, 3), dice.number(10, 40), 15 * dice.number(2, 6));
        let (days, hour): (&[Weekday], i8) =
            [(&[Weekday::Monday][..], 9), (&[Weekday::Monday, Weekday::Thursday][..], 11)][dice.roll(2) as usize];
        let named: Vec<&str> = days.iter().map(|day| if *day == Weekday::Monday { "MO" } else { "TH" }).collect();
        let spec = class_of(u32::try_from(seats).expect("seats")).rooms(u32::try_from(rooms).expect("rooms"));
        let spec = spec.term(&first.to_string(), &last.to_string()).zone(self.zone);
        let spec = spec.weekly(&named.join(","), &format!("{hour:02}:00"), u32::try_from(minutes).expect("minutes"));
        let made = self.school.order(spec).await.expect_created();
        let lessons = weekly(&self.books.zone, (first, last), days, hour, (minutes, seats * rooms));
        let plan = self.books.plan_on(self.books.zone.to_datetime(now).date());
        self.books.orders.push(OrderBook::new(made.id(), plan, rooms, lessons));
        self.agrees(catalogue, self.books.orders.len() - 1).await;
    }

    async fn amend(&mut self, catalogue: &Catalogue, order: usize, now: Timestamp) {
        let (seats, book) = (self.dice.number(10, 40), &mut self.books.orders[order]);
        let document = self.school.get(&format!("/v1/orders/{}", book.id)).send().await.expect(200);
        let mut rooms = document["rooms"].clone();
        for room in rooms.as_array_mut().expect("rooms") {
            *room = json!({"key": room["key"], "seats": seats});
        }
        self.school.amend(&book.id, &json!({"rooms": rooms})).await.expect(200);
        book.change_after(now, Some(seats * book.rooms));
        self.agrees(catalogue, order).await;
    }

    async fn agrees(&self, catalogue: &Catalogue, order: usize) {
        let book = &self.books.orders[order];
        let told = self.school.get(&format!("/v1/orders/{}", book.id)).send().await.expect(200)["price"]["amount_minor"].as_i64();
        assert_eq!(told.map(i128::from), Some(book.price(&catalogue.plans, self.books.charged_from)), "{} {}", self.zone, book.id);
    }

    /// How the rooms ran in lessons of a stretch that are over: some came late, some went early. What is seen late is given apart.
    pub(super) fn run_rooms(&mut self, from: Timestamp, to: Timestamp) -> [Vec<Ran>; 2] {
        let mut seen = [Vec::new(), Vec::new()];
        for order in &mut self.books.orders {
            let over = |lesson: &&Lesson| lesson.starts_at >= from && lesson.starts_at < to;
            let lessons: Vec<Lesson> = order.lessons.iter().filter(over).copied().collect();
            for lesson in lessons {
                let (came, went) = (self.dice.number(-10, 20) * 60, lesson.seconds - self.dice.number(-5, 9) * 60);
                let late = lesson.starts_at > to - LATE && self.dice.chance(33);
                let at = |seconds: i64| lesson.starts_at + SignedDuration::from_secs(seconds);
                seen[usize::from(late)].push(Ran { order: order.id.clone(), from: at(came), to: at(went) });
                order.ran.push((lesson.starts_at, order.rooms * (went.min(lesson.seconds) - came.max(0)).max(0)));
            }
        }
        seen
    }

    /// Its next invoice, which says what its books say.
    pub(super) async fn receives(&mut self, catalogue: &Catalogue, id: &str) {
        let invoice = self.school.get(&format!("/v1/invoices/{id}")).send().await.expect(200);
        assert_eq!(invoice["first_day"], json!(self.next), "each month in its turn");
        let expected = self.books.issue(&catalogue.plans, self.next);
        let of = |field: &str| i128::from(invoice[field].as_i64().expect("an amount"));
        let said = [of("subtotal_minor"), of("tax_minor"), of("credited_minor")];
        assert_eq!(said, [expected.subtotal, expected.tax, expected.credited], "{} {}\n{:#}", self.zone, self.next, invoice.json());
        let lines = invoice["lines"].as_array().into_iter().flatten();
        let sum: i64 = lines.filter_map(|line| line["amount_minor"].as_i64()).sum();
        assert_eq!(i128::from(sum), expected.subtotal, "the lines of an invoice sum to it");
        self.next = self.next.saturating_add(1.month());
        if of("due_minor") > 0 {
            let due_on = invoice["due_on"].as_str().expect("a day").parse().expect("a date");
            self.open.push(Open { id: id.to_owned(), due_on, due: of("due_minor") });
        }
    }

    /// Pays what it pays by its habit; now and then something of an invoice is taken back.
    pub(super) async fn settles(&mut self, now: Timestamp) {
        let today = self.books.zone.to_datetime(now).date();
        for mut open in std::mem::take(&mut self.open) {
            if self.dice.chance(10) {
                self.is_credited(&mut open).await;
            }
            let waits = match self.habit {
                Habit::AtOnce | Habit::InParts => 0,
                Habit::Late => 8,
                Habit::Forced => 26,
            };
            if open.due > 0 && today >= open.due_on.saturating_add(waits.days()) || matches!(self.habit, Habit::AtOnce | Habit::InParts) {
                let has_time = today < open.due_on.saturating_sub(14.days());
                let part = if self.habit == Habit::InParts && has_time { open.due / 2 } else { open.due };
                self.pays(&mut open, part, today).await;
            }
            if open.due > 0 {
                self.open.push(open);
            }
        }
    }

    async fn pays(&mut self, open: &mut Open, part: i128, today: Date) {
        if part == 0 {
            return;
        }
        let body = json!({"amount_minor": i64::try_from(part).expect("an amount"), "currency": "CNY", "method": "bank_transfer",
            "received_on": today.saturating_sub(1.day())});
        let paid = self.app.platform_post(&format!("/v1/invoices/{}/payments", open.id)).json(&body).send().await.expect_created();
        open.due -= part;
        self.paid += part;
        assert_eq!(paid["due_minor"].as_i64().map(i128::from), Some(open.due));
    }

    async fn is_credited(&mut self, open: &mut Open) {
        let amount = self.dice.number(1, 2_000);
        let path = format!("/v1/invoices/{}/credit-notes", open.id);
        let answer = self.app.platform_post(&path).json(&json!({"amount_minor": amount, "reason": "Goodwill"})).send().await;
        if answer.status == 409 {
            return;
        }
        answer.expect_created();
        let owed = open.due.min(i128::from(amount));
        open.due -= owed;
        self.books.credit += i128::from(amount) - owed;
    }

    /// What it still owes.
    pub(super) fn owes(&self) -> i128 {
        self.open.iter().map(|open| open.due).sum()
    }

    /// Each order that is over was invoiced at its price.
    pub(super) async fn orders_sum_to_their_price(&self, catalogue: &Catalogue, now: Timestamp) {
        let month = self.books.zone.to_datetime(now).date().first_of_month();
        assert!(month.since(self.next).expect("months").get_days() <= 31, "all months that are over were invoiced");
        let billed_until = self.next.to_zoned(self.books.zone.clone()).expect("a day").timestamp();
        let invoices = self.school.get("/v1/invoices?limit=100").send().await.expect(200).items().to_vec();
        let mut sums: BTreeMap<String, i128> = BTreeMap::new();
        for invoice in invoices.iter().filter(|invoice| invoice["status"] != "draft") {
            let id = invoice["id"].as_str().expect("an id");
            let whole = self.school.get(&format!("/v1/invoices/{id}")).send().await.expect(200);
            for line in whole["lines"].as_array().into_iter().flatten().filter(|line| line["meter"] != "room_hours") {
                if let (Some(order), Some(amount)) = (line["order_id"].as_str(), line["amount_minor"].as_i64()) {
                    *sums.entry(order.to_owned()).or_default() += i128::from(amount);
                }
            }
        }
        for order in self.books.orders.iter().filter(|order| order.ends_before(billed_until.min(now))) {
            let price = order.price(&catalogue.plans, self.books.charged_from);
            assert_eq!(sums.get(&order.id).copied().unwrap_or_default(), price, "{}", order.id);
        }
    }
}

/// Rooms of an order were up.
#[derive(Debug)]
pub(super) struct Ran {
    order: String,
    from: Timestamp,
    to: Timestamp,
}

impl Ran {
    pub(super) async fn is_seen(&self, sql: &mut sqlx::PgConnection) {
        let insert = "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
                      SELECT tenant_id, id, $2::text::timestamptz, $3::text::timestamptz FROM classrooms WHERE order_id = $1::text::uuid";
        let order = self.order.split_once('_').expect("an id").1;
        sqlx::query(insert).bind(order).bind(self.from.to_string()).bind(self.to.to_string()).execute(sql).await.expect("rooms were up");
    }
}

/// What is sold.
#[derive(Debug)]
pub(super) struct Catalogue {
    pub plans: Vec<Plan>,
    pub versions: Vec<Value>,
}

impl Catalogue {
    pub(super) async fn publish(app: &TestApp, plans: &[Plan]) -> Self {
        let decimal = |(amount, of): (i128, i128)| format!("{}.{:02}", amount * 100 / of / 100, amount * 100 / of % 100);
        let mut versions = Vec::new();
        for plan in plans {
            let version = json!({"currency": "CNY", "trial_days": plan.trial_days, "minimum_minor": i64::try_from(plan.minimum).expect("a minimum"), "prices": [
                {"key": "base", "title": "Base fee", "meter": "month", "unit_amount_minor": plan.fee.to_string()},
                {"key": "rooms", "title": "Classrooms", "meter": "room_terms", "unit_amount_minor": plan.room.to_string()},
                {"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": decimal(plan.seat_hour)},
                {"key": "hours", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": decimal(plan.room_hour)},
            ]});
            let body = json!({"name": plan.name, "listed": true, "version": version});
            let made = app.platform_post("/v1/plans").json(&body).send().await.expect_created();
            versions.push(made["versions"][0]["id"].clone());
        }
        Self { plans: plans.to_vec(), versions }
    }
}
