//! What has to be so after each bell and each change.
//!
//! What runs is read from Kubernetes, what should run from the service's list of lessons and, apart from it, from the school's own week.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use serde_json::Value;

use super::{
    school::{AROUND, Lesson, instant},
    walk::Year,
};
use crate::{orders::calendars_are_sound, support::at};

const CLASSROOM: &str = "homeroom.dev/classroom";
const PODS: &str = "/api/v1/pods?labelSelector=homeroom.dev%2Fclassroom";

impl Year {
    /// The rooms that are up are those of the lessons that are due, each once, and calendars are the sum of what is booked.
    pub(super) async fn check(&mut self, rooms: &[Value]) {
        let now = self.world.app.now();
        let near = (now - AROUND, now + AROUND + SignedDuration::from_secs(1));
        let listed = self.listed(near).await;
        assert_eq!(differing(&listed, &self.school.lessons_between(near.0, near.1)), Vec::<String>::new(), "{now}: what is listed");
        let due = |lessons: &[Lesson]| -> BTreeSet<String> {
            lessons.iter().filter(|lesson| lesson.is_due(now)).map(|lesson| lesson.room.clone()).collect()
        };
        let up: Vec<String> = rooms.iter().filter(|room| room["spec"]["replicas"] == 1).map(classroom).collect();
        assert_eq!(up.iter().cloned().collect::<BTreeSet<_>>(), due(&listed), "{now}: rooms that are up, and those that are due");
        let on: Vec<&str> = listed.iter().filter(|lesson| lesson.is_on(now)).map(|lesson| lesson.room.as_str()).collect();
        assert_eq!(on.iter().collect::<BTreeSet<_>>().len(), on.len(), "{now}: two lessons are in one room");
        let pods = self.pods().await;
        assert_eq!((pods.len(), pods.values().flatten().count()), (up.len(), up.len()), "{now}: a room runs twice, or not at all");
        self.verify().await;
    }

    /// The lessons that the service lists between two moments.
    async fn listed(&self, (from, to): (Timestamp, Timestamp)) -> Vec<Lesson> {
        let (mut lessons, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/v1/lessons?from={from}&to={to}&limit=200{cursor}");
            let page = self.world.school().get(&path).send().await.expect(200);
            lessons.extend(page.items().iter().map(read));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        lessons.sort();
        lessons
    }

    /// Ids of the lessons of some weeks before and after a day, cancelled ones too.
    pub(super) async fn ids_around(&self, day: Date) -> BTreeSet<String> {
        let midnight = |day: Date| instant(day.at(0, 0, 0, 0));
        let near = (midnight(day.saturating_sub(self.weeks_around.weeks())), midnight(day.saturating_add(self.weeks_around.weeks())));
        self.listed(near).await.into_iter().map(|lesson| lesson.id).collect()
    }

    /// Names of the pods of each classroom that are to stay.
    pub(super) async fn pods(&self) -> BTreeMap<String, Vec<String>> {
        let mut pods: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for pod in self.world.list(PODS).await.iter().filter(|pod| pod["metadata"]["deletionTimestamp"].is_null()) {
            pods.entry(classroom(pod)).or_default().push(pod["metadata"]["name"].as_str().unwrap().to_owned());
        }
        pods
    }

    /// As `homeroom admin calendars verify`, where anything that is booked has been written since the last time.
    async fn verify(&mut self) {
        let sql = "SELECT coalesce(md5(string_agg(version, ',' ORDER BY version)), '') FROM (
            SELECT xmin::text || ctid::text AS version FROM calendar_days UNION ALL SELECT xmin::text || ctid::text FROM reservations) rows";
        let written: String = sqlx::query_scalar(sql).fetch_one(&mut self.sql).await.unwrap();
        if written != self.verified {
            calendars_are_sound(&self.world.app).await;
            self.verified = written;
        }
    }
}

fn read(lesson: &Value) -> Lesson {
    let text = |field: &str| lesson[field].as_str().unwrap();
    Lesson {
        from: at(text("starts_at")),
        to: at(text("ends_at")),
        room: text("classroom_id").to_owned(),
        id: text("id").to_owned(),
        cancelled: text("state") == "cancelled",
    }
}

fn classroom(object: &Value) -> String {
    object["metadata"]["labels"][CLASSROOM].as_str().unwrap().to_owned()
}

/// What one has and the other has not.
fn differing(listed: &[Lesson], own: &[Lesson]) -> Vec<String> {
    let (those, these): (BTreeSet<&Lesson>, BTreeSet<&Lesson>) = (listed.iter().collect(), own.iter().collect());
    let twice = (those.len() < listed.len()).then(|| "a lesson is listed twice".to_owned());
    let more = those.difference(&these).map(|lesson| format!("listed alone: {lesson:?}"));
    let less = these.difference(&those).map(|lesson| format!("not listed: {lesson:?}"));
    more.chain(less).chain(twice).collect()
}
