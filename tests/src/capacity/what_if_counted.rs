//! What-if against counting by hand: the lessons that are listed, room by room and slot by slot, on small cases that are drawn from a seed.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::{Dice, OrderSpec, School, TestApp, at, class_of, nodes, rooms, seats};

const FROM: &str = "2026-09-01T00:00:00Z";
const TO: &str = "2026-10-01T00:00:00Z";
/// Of a node.
const PODS: i64 = 110;

/// At most six rooms, once a week.
fn drawn(dice: &mut Dice) -> OrderSpec {
    let (day, start) = (["MO", "TU", "WE"][dice.roll(3)], ["09:00", "09:30", "10:15"][dice.roll(3)]);
    let spec = class_of(50).rooms(dice.count(1, 6)).weekly(day, start, [45, 90][dice.roll(2)]);
    spec.term("2026-09-01", "2026-09-30")
}

fn slot(at: Timestamp) -> i64 {
    at.as_second().div_euclid(300)
}

/// Which rooms are up in which slots, from ten minutes before their lessons to ten minutes after.
async fn up(school: &School<'_>) -> BTreeSet<(i64, String)> {
    let listed = school.get(&format!("/v1/lessons?from={FROM}&to={TO}&limit=200")).send().await.expect(200);
    assert!(listed["next_cursor"].is_null(), "small enough for one page");
    let (time, margin) = (|lesson: &Value, field: &str| at(lesson[field].as_str().unwrap()), SignedDuration::from_mins(10));
    let of = |lesson: &Value| -> Vec<(i64, String)> {
        let room = lesson["classroom_id"].as_str().unwrap();
        let slots = slot(time(lesson, "starts_at") - margin)..slot(time(lesson, "ends_at") + margin);
        slots.map(|slot| (slot, room.to_owned())).collect()
    };
    listed.items().iter().flat_map(of).collect()
}

/// What is asked: who grows, by how much and from when on, and how many nodes of which cluster are lost from when on.
#[derive(Debug)]
struct Question {
    /// `None`: both.
    who: Option<usize>,
    percent: i64,
    grows_from: Timestamp,
    cluster: usize,
    lost: u32,
    lost_from: Timestamp,
}

impl Question {
    fn drawn(dice: &mut Dice, sizes: [u32; 2]) -> Self {
        let mut day = || at(FROM) + SignedDuration::from_hours(24 * dice.number(0, 27));
        let (grows_from, lost_from) = (day(), day());
        let cluster = dice.roll(2);
        let lost = dice.count(1, i64::from(sizes[cluster]));
        Self {
            who: [None, Some(0), Some(1)][dice.roll(3)],
            percent: [100, 200, 500, 3_000][dice.roll(4)],
            grows_from,
            cluster,
            lost,
            lost_from,
        }
    }

    fn body(&self, tenants: &[String; 2], clusters: &[Value; 2]) -> Value {
        let mut grow = json!({"percent": self.percent, "from": self.grows_from});
        if let Some(who) = self.who {
            grow["tenant_id"] = json!(tenants[who]);
        }
        let lose = json!({"cluster_id": clusters[self.cluster], "nodes": self.lost, "from": self.lost_from});
        json!({"from": FROM, "to": TO, "grow": [grow], "lose": [lose]})
    }

    /// Pods that are needed in a slot, and how many there may be.
    fn balance(&self, slot_now: i64, up: [i64; 2], sizes: [u32; 2]) -> (i64, i64) {
        let grows = |who: usize| self.who.is_none_or(|one| one == who) && slot_now >= slot(self.grows_from);
        let needed = (0..2).map(|who| up[who] * if grows(who) { self.percent / 100 } else { 1 }).sum();
        let lost = if slot_now >= slot(self.lost_from) { self.lost } else { 0 };
        (needed, PODS * i64::from(sizes[0] + sizes[1] - lost))
    }
}

async fn counted(seed: u64) {
    let mut dice = Dice::new(seed);
    let sizes = [dice.count(1, 3), dice.count(1, 3)];
    let app = TestApp::new().await.with_cluster("bj-1", nodes(sizes[0])).await.with_cluster("bj-2", nodes(sizes[1])).await;
    let page = app.platform_get("/v1/clusters").send().await.expect(200);
    let clusters = ["bj-1", "bj-2"].map(|name| page.items().iter().find(|cluster| cluster["name"] == name).unwrap()["id"].clone());
    let mut rooms_up = Vec::new();
    let mut tenants = Vec::new();
    for name in ["Qinghe", "Other"] {
        let school = app.tenant(name).with_quota(rooms(100), seats(5_000)).await;
        for _ in 0..3 {
            school.order(drawn(&mut dice)).await.expect_created();
        }
        rooms_up.push(up(&school).await);
        tenants.push(school.id);
    }
    let tenants: [String; 2] = tenants.try_into().unwrap();
    for _ in 0..4 {
        let question = Question::drawn(&mut dice, sizes);
        let body = question.body(&tenants, &clusters);
        let answer = ask(&app, &body).await;
        let mut expected: Option<(Timestamp, i64)> = None;
        for now in slot(at(FROM))..slot(at(TO)) {
            let count = |who: usize| i64::try_from(rooms_up[who].range((now, String::new())..(now + 1, String::new())).count()).unwrap();
            let (needed, limit) = question.balance(now, [count(0), count(1)], sizes);
            if needed > limit {
                let first = expected.map_or_else(|| Timestamp::from_second(300 * now).unwrap(), |known| known.0);
                expected = Some((first, expected.map_or(0, |known| known.1).max(needed - limit)));
            }
        }
        let pods = answer["short"].as_array().unwrap().iter().find(|short| short["resource"] == "pods").cloned();
        let told = pods
            .map(|short| (at(short["first_at"].as_str().unwrap()), short["needed"].as_i64().unwrap() - short["limit"].as_i64().unwrap()));
        assert_eq!(told, expected, "seed {seed}: {question:?}: {answer:#}");
        the_addition_is_enough_and_no_more(&app, (&body, &answer)).await;
    }
}

async fn ask(app: &TestApp, body: &Value) -> Value {
    app.platform_post("/v1/capacity/what-if").json(body).send().await.expect(200)["regions"][0].clone()
}

async fn the_addition_is_enough_and_no_more(app: &TestApp, (body, answer): (&Value, &Value)) {
    let add = answer["nodes_to_add"].as_i64().unwrap();
    if add == 0 {
        assert_eq!(answer["fits"], true);
        return;
    }
    for (nodes, fits) in [(add, true), (add - 1, false)] {
        let mut with = body.clone();
        if nodes > 0 {
            with["add"] = json!([{"cluster_id": answer["like"], "nodes": nodes}]);
        }
        assert_eq!(ask(app, &with).await["fits"], fits, "{nodes} more, where {add} are said to be enough: {with}");
    }
}

#[tokio::test]
async fn what_would_no_longer_fit_is_what_counting_the_lessons_slot_by_slot_finds() {
    for seed in 1..=4 {
        counted(seed).await;
    }
}
