//! A year of schools in five time zones that order, change, cancel, move from plan to plan, run late and pay late, billed month by month. What each invoice
//! should say is worked out beside the service, by arithmetic that shares nothing with it (`books`).

mod books;
mod school;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use self::{
    books::Plan,
    school::{Actor, Catalogue, Habit},
};
use super::invoices::{run, seller, set_seller};
use crate::support::{TestApp, nodes};

const PLANS: [Plan; 3] = [
    Plan { name: "Small", fee: 3_000, room: 1_000, seat_hour: (735, 100), room_hour: (3_333, 100), minimum: 0, trial_days: 0 },
    Plan { name: "Large", fee: 9_100, room: 700, seat_hour: (425, 100), room_hour: (20, 1), minimum: 12_000, trial_days: 0 },
    Plan { name: "Trial", fee: 5_000, room: 0, seat_hour: (5, 1), room_hour: (200, 1), minimum: 0, trial_days: 30 },
];
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The leap day and the change of clocks, in Europe and America.
#[tokio::test]
async fn a_spring_of_schools_is_billed_to_the_cent() {
    bills(8, "2028-01-24T20:00:00Z", 17).await;
}

#[tokio::test]
#[ignore = "long: 200 schools for a year"]
async fn a_year_of_two_hundred_schools_is_billed_to_the_cent() {
    bills(200, "2027-08-30T20:00:00Z", 57).await;
}

/// So many schools for so many weeks from a Monday evening on, when the lessons of the day are over everywhere.
async fn bills(schools: usize, from: &str, weeks: i32) {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2_000)).await;
    app.set_time(from);
    set_seller(&app, &seller()).await;
    let catalogue = Catalogue::publish(&app, &PLANS).await;
    let mut actors = Vec::new();
    for number in 0..schools {
        actors.push(Actor::new(&app, number, &catalogue, app.now()).await);
    }
    run(&app, "measure-usage").await;
    for _ in 0..weeks {
        week(&app, &catalogue, &mut actors).await;
    }
    for actor in &actors {
        actor.orders_sum_to_their_price(&catalogue, app.now()).await;
    }
    closes(&app, &actors).await;
}

async fn week(app: &TestApp, catalogue: &Catalogue, actors: &mut [Actor<'_>]) {
    let (before, now) = (app.now(), app.now() + WEEK);
    app.set_time(&now.to_string());
    let mut sql = app.sql().await;
    let mut late = Vec::new();
    for actor in actors.iter_mut() {
        let [seen, missed] = actor.run_rooms(before, now);
        for ran in seen {
            ran.is_seen(&mut sql).await;
        }
        late.extend(missed);
        actor.act(catalogue, now).await;
    }
    run(app, "measure-usage").await;
    for ran in late {
        ran.is_seen(&mut sql).await;
    }
    run(app, "bill").await;
    run(app, "dun").await;
    for (tenant, invoice) in issued_at(&mut sql, now).await {
        let tenant = format!("ten_{tenant}");
        let actor = actors.iter_mut().find(|actor| actor.school.id == tenant).expect("one of the schools");
        actor.receives(catalogue, &format!("inv_{invoice}")).await;
    }
    for actor in actors {
        actor.settles(now).await;
    }
}

async fn issued_at(sql: &mut sqlx::PgConnection, now: Timestamp) -> Vec<(Uuid, Uuid)> {
    let invoices = "SELECT tenant_id, id FROM invoices WHERE issued_at = $1::text::timestamptz AND cycle IS NOT NULL ORDER BY cycle, id";
    sqlx::query_as(invoices).bind(now.to_string()).fetch_all(sql).await.expect("invoices")
}

async fn sum(sql: &mut sqlx::PgConnection, query: &str) -> i128 {
    let sum: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(sql).await.expect("a sum");
    i128::from(sum)
}

/// The ledger, the numbers and the standings at the end.
async fn closes(app: &TestApp, actors: &[Actor<'_>]) {
    let mut sql = app.sql().await;
    let unbalanced =
        "SELECT count(*) FROM (SELECT FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0) AS u";
    assert_eq!(sum(&mut sql, unbalanced).await, 0);
    let balance = |account: &str| format!("SELECT coalesce(sum(amount_minor), 0)::bigint FROM ledger_balances WHERE account = '{account}'");
    assert_eq!(sum(&mut sql, &balance("cash")).await, actors.iter().map(|actor| actor.paid).sum::<i128>());
    assert_eq!(sum(&mut sql, &balance("receivable")).await, actors.iter().map(Actor::owes).sum::<i128>());
    assert_eq!(sum(&mut sql, &balance("deferred")).await, -actors.iter().map(|actor| actor.books.credit).sum::<i128>());
    let gaps =
        "SELECT count(*) FROM (SELECT number, row_number() OVER (ORDER BY number) AS place FROM invoices WHERE number IS NOT NULL) AS n
                WHERE number <> 'HR-' || lpad(place::text, 6, '0')";
    assert_eq!(sum(&mut sql, gaps).await, 0, "numbers follow each other");
    for actor in actors {
        let tenant = actor.school.id.split_once('_').expect("an id").1;
        let steps = |step: &str| format!("SELECT count(*) FROM standing_changes WHERE tenant_id = '{tenant}' AND step = '{step}'");
        let (late, suspended) = (sum(&mut sql, &steps("become_past_due")).await, sum(&mut sql, &steps("suspend")).await);
        match actor.habit {
            Habit::AtOnce | Habit::InParts => assert_eq!((late, suspended), (0, 0), "{tenant}"),
            Habit::Late => assert!(late > 0 && suspended == 0, "{tenant}: {late}, {suspended}"),
            Habit::Forced => assert!(late > 0 && suspended > 0, "{tenant}: {late}, {suspended}"),
        }
    }
}
