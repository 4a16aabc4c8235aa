//! A lesson that takes place: two clients that know nothing of each other meet in an ordered room on a real node.

use homeroom_domain::workload::namespace_name;
use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    real_world::{RealWorld, real_now},
    visitor::{Visitor, hears_and_sees},
    world::wait,
};
use crate::support::{Answer, OrderSpec, School, class_of, rooms, seats, uuid_of};

/// One lesson of 45 minutes for one pupil: with three seats for staff, four may be in the room.
pub(super) fn lesson(begins: Timestamp) -> OrderSpec {
    let begins = begins.to_zoned(TimeZone::UTC);
    let (day, start) = (begins.date().to_string(), begins.time().strftime("%H:%M").to_string());
    class_of(1)
        .zone("Etc/UTC")
        .term(&day, &begins.date().tomorrow().unwrap().to_string())
        .on(&[&day], &start, 45)
        .with("/overrun_minutes", json!(10))
}

/// Some minutes ago, on the minute.
fn a_lesson_of_now() -> Timestamp {
    let begins = real_now() - 5.minutes();
    Timestamp::from_second(begins.as_second() - begins.as_second().rem_euclid(60)).unwrap()
}

async fn join(school: &School<'_>, room: &str, role: &str, name: &str) -> Answer {
    school.post(&format!("/v1/classrooms/{room}/join")).json(&json!({"role": role, "name": name})).send().await
}

async fn enter(school: &School<'_>, room: &str, role: &str, name: &str, shows: bool) -> Visitor {
    Visitor::enter(join(school, room, role, name).await.expect(200).json(), shows)
}

fn meets(report: &Value, name: &str) -> bool {
    report["people"].as_array().is_some_and(|people| people.iter().any(|person| person == name))
}

#[tokio::test]
async fn a_teacher_and_a_pupil_meet_in_an_ordered_room_and_hear_and_see_each_other() {
    let Some(world) = RealWorld::new().await else { return };
    let begins = a_lesson_of_now();
    let school = world.app.tenant("Qinghe").with_quota(rooms(2), seats(10)).await;
    let order = school.order(lesson(begins)).await.expect_created().id();
    let classrooms = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200);
    let room = classrooms.items()[0]["id"].as_str().unwrap();

    // The node's own kubelet says that it has the image.
    wait("that the image is known to be there", || async { world.images().await.iter().any(|image| image["state"] == "preloaded") }).await;
    // Before the lesson the door is closed, and says when it opens.
    world.until_ready(&school, &order, 0).await;
    let closed = join(&school, room, "teacher", "Teacher").await.expect_problem(409, "room-closed");
    let opens_at: Timestamp = closed["params"]["opens_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(begins.duration_since(opens_at), SignedDuration::from_mins(10));

    world.app.state.clock.set(real_now());
    world.until_ready(&school, &order, 1).await;
    let mut teacher = enter(&school, room, "teacher", "Teacher", true).await;
    let mut pupil = enter(&school, room, "pupil", "Pupil", true).await;
    for visitor in [&mut teacher, &mut pupil] {
        visitor.until("that they hear and see each other", hears_and_sees).await;
    }
    assert!(meets(&teacher.report, "Pupil") && meets(&pupil.report, "Teacher"), "{} {}", teacher.report, pupil.report);
    wait("that the room is known to be reached", || async { world.condition("RoomsReachable").await == "true" }).await;

    // An observer hears and sees, unseen, and cannot show, however it tries.
    let mut observer = enter(&school, room, "observer", "Observer", true).await;
    observer.until("that an observer hears and sees", hears_and_sees).await;
    observer.reports(5).await;
    assert_eq!(observer.report["sending"], json!([]));

    // Four may enter: one pupil and three of the staff. The fifth may as soon as one has left.
    let mut substitute = enter(&school, room, "teacher", "Substitute", false).await;
    substitute.until("that the fourth hears and sees", hears_and_sees).await;
    let refused = enter(&school, room, "pupil", "Late pupil", false).await.leave().await;
    assert!(refused["refused"].is_string() && !meets(&refused, "Pupil"), "{refused}");
    substitute.leave().await;
    let mut late = enter(&school, room, "pupil", "Late pupil", false).await;
    late.until("that there is a place again", hears_and_sees).await;

    live_room_stays(&world, &school, &order).await;

    // They are still together: what arrives grows.
    let heard = pupil.report["audio_frames"].as_u64();
    pupil.until("that the lesson goes on", |report| report["audio_frames"].as_u64() > heard && meets(report, "Late pupil")).await;
    // The bell rings, and the room's own server says that they are still in it: it stays five minutes longer.
    decide(&world, begins + 45.minutes()).await;
    closes(&world, room, begins + 60.minutes()).await;
    for visitor in [observer, late, pupil, teacher] {
        let report = visitor.leave().await;
        assert!(!meets(&report, "Observer"), "{report}");
    }

    // After the lesson the room is gone, after a cancel everything.
    world.app.state.clock.set(begins + 60.minutes());
    wait("that the room is gone", || async { world.pods(&order).await.is_empty() }).await;
    world.until_ready(&school, &order, 0).await;
    join(&school, room, "pupil", "Pupil").await.expect_problem(409, "room-closed");
    school.cancel(&order).await.expect(200);
    wait("that the namespace is gone", || async { !world.has_namespace(&order).await }).await;
    world.stop().await;
}

/// Whether lessons go on is decided as of a moment.
async fn decide(world: &RealWorld, at: Timestamp) {
    world.app.state.clock.set(at);
    homeroom::workers::run(&world.app.state, "go-on").await.unwrap();
}

async fn closes(world: &RealWorld, room: &str, at: Timestamp) {
    let sql = "SELECT count(*) FROM classrooms WHERE id = $1 AND open_until = $2::timestamptz";
    wait("that the room closes then", || async {
        let asked = sqlx::query_scalar::<_, i64>(sql).bind(uuid_of(room)).bind(at.to_string());
        asked.fetch_one(&mut world.app.sql().await).await.unwrap() == 1
    })
    .await;
}

/// Neither an amendment nor another version of the service with another image takes a room from under its lesson.
async fn live_room_stays(world: &RealWorld, school: &School<'_>, order: &str) {
    let pod = world.pods(order).await.remove(0);
    school.amend(order, &json!({"rooms": [{"key": "room-1", "seats": 2}]})).await.expect(200);
    world.until_ready(school, order, 1).await;
    let next = world.app.with_config(|config| config.room_image = "registry.homeroom.local/livekit-server:next".to_owned());
    world.work_with(next).await;
    // Nobody serves that image: the node says so, and until it is there rooms start from the one before.
    let fails =
        |image: &Value| image["state"] == "failing" && image["taken_at"].is_null() && image["failure"]["reason"] == "node_cannot_pull";
    wait("that the next image cannot be pulled", || async { world.images().await.iter().any(fails) }).await;
    // This one a registry serves: it is pulled by its digest, and rooms start from it next.
    let registry = world.registry().await;
    world.start_from(&registry).await;
    let image = world.until_image(&registry, "preloaded").await;
    assert_eq!((&image["nodes_holding"], &image["nodes_wanted"], &image["road"]), (&json!(1), &json!(1), &json!("daemon_set")));
    assert!(registry.asked() > 0, "it came from somewhere else");
    // A round of the new workers: what it repairs shows that it looked.
    let quota = format!("/api/v1/namespaces/{}/resourcequotas/order", namespace_name(order.parse().unwrap()));
    world.kube().delete(&quota).await.unwrap();
    wait("that the quota is back", || async { world.kube().get(&quota).await.unwrap().is_some() }).await;
    world.until_ready(school, order, 1).await;
    let after = world.pods(order).await.remove(0);
    assert_eq!((&after["metadata"]["uid"], &after["status"]["podIP"]), (&pod["metadata"]["uid"], &pod["status"]["podIP"]));
}
