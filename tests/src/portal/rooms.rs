//! The page of a room may talk to that room's server, for who may enter it; anybody else's page talks to this service alone.

use serde_json::json;

use super::visit;
use crate::support::{Home, School, TestApp, class_of, nodes, rooms, seats};

const ORIGIN: &str = "http://127.0.0.1:8080";
const ALONE: &str = "connect-src 'self';";

struct World {
    app: TestApp,
    tenant: String,
    rooms: Vec<String>,
    /// The fragment of a pupil's link into the first room.
    secret: String,
}

async fn world() -> World {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(10), seats(500)).await;
    school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created();
    let rooms = school.get("/v1/classrooms").send().await.expect(200).ids();
    let secret = link(&school, &rooms[0]).await;
    let tenant = school.id.clone();
    World { app, tenant, rooms, secret }
}

async fn link(school: &School<'_>, room: &str) -> String {
    let made = school.post(&format!("/v1/classrooms/{room}/links")).json(&json!({"role": "pupil", "valid": "term"})).send().await;
    made.expect_created().text_of("address").split_once("/enter#").unwrap().1.to_owned()
}

impl World {
    async fn guest(&self) -> String {
        let shown =
            self.app.post("/v1/links/redeem").header("origin", ORIGIN).json(&json!({"secret": self.secret})).send().await.expect(200);
        shown.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
    }

    /// What the page of an address may talk to, and the server that stands in it.
    async fn talks_to(&self, path: &str, cookie: &str) -> (String, String) {
        let page = visit(&self.app, path).header("cookie", cookie).send().await.expect(200);
        let policy = page.header("content-security-policy").unwrap();
        let sources = policy.split("; ").find(|part| part.starts_with("connect-src")).unwrap();
        let html = page.text();
        let named = html.split_once("data-media=\"").unwrap().1.split_once('"').unwrap().0;
        (format!("{sources};"), named.to_owned())
    }

    fn server(&self, room: usize) -> String {
        format!("r-{}.rooms.example.org", self.rooms[room].trim_start_matches("cls_"))
    }

    fn page(&self, room: usize) -> String {
        format!("/enter/{}", self.rooms[room])
    }

    async fn media_url(&self, template: &str) {
        sqlx::query("UPDATE clusters SET media_url = $1").bind(template).execute(&mut self.app.sql().await).await.unwrap();
    }
}

#[tokio::test]
async fn the_page_of_a_room_may_talk_to_that_room_s_server_for_who_may_enter_it() {
    let world = world().await;
    let server = world.server(0);
    let named = (format!("connect-src 'self' wss://{server} https://{server};"), format!("wss://{server}"));
    let teacher = world.app.session(Home::tenant(&world.tenant), "teacher").await;
    assert_eq!(world.talks_to(&world.page(0), &teacher).await, named);
    assert_eq!(world.talks_to(&world.page(0), &world.guest().await).await, named);
    // Whoever acts for the school says so in the address.
    let admin = world.app.session(Home::PLATFORM, "platform_admin").await;
    assert_eq!(world.talks_to(&format!("{}?as={}", world.page(0), world.tenant), &admin).await, named);
}

#[tokio::test]
async fn nobody_else_s_page_is_told_where_a_room_is() {
    let world = world().await;
    let alone = (ALONE.to_owned(), String::new());
    assert_eq!(world.talks_to(&world.page(0), "").await, alone);
    assert_eq!(world.talks_to(&world.page(0), "hr_link=lnk_1.ten_1.x.9999999999.AAAA").await, alone);
    assert_eq!(world.talks_to("/enter/nonsense", &world.guest().await).await, alone);
    assert_eq!(world.talks_to("/enter", &world.guest().await).await, alone);
    // A link opens one room.
    assert_eq!(world.talks_to(&world.page(1), &world.guest().await).await, alone);
    // A role that enters no rooms, another school, and a platform that does not say for whom.
    let other = world.app.tenant("Other").await;
    for (home, role) in [(Home::tenant(&world.tenant), "viewer"), (Home::tenant(&other.id), "owner"), (Home::PLATFORM, "platform_admin")] {
        let cookie = world.app.session(home, role).await;
        assert_eq!(world.talks_to(&world.page(0), &cookie).await, alone, "{role}");
    }
}

#[tokio::test]
async fn a_revoked_link_names_no_server_any_more() {
    let world = world().await;
    let cookie = world.guest().await;
    sqlx::query("UPDATE links SET revoked_at = created_at").execute(&mut world.app.sql().await).await.unwrap();
    assert_eq!(world.talks_to(&world.page(0), &cookie).await, (ALONE.to_owned(), String::new()));
}

#[tokio::test]
async fn a_server_that_is_known_by_its_address_alone_is_named_once_it_is_there() {
    let world = world().await;
    let cookie = world.guest().await;
    world.media_url("ws://{pod_ip}:7880").await;
    assert_eq!(world.talks_to(&world.page(0), &cookie).await, (ALONE.to_owned(), String::new()));
    sqlx::query("UPDATE classrooms SET address = '10.1.2.3'").execute(&mut world.app.sql().await).await.unwrap();
    let named = ("connect-src 'self' ws://10.1.2.3:7880 http://10.1.2.3:7880;".to_owned(), "ws://10.1.2.3:7880".to_owned());
    assert_eq!(world.talks_to(&world.page(0), &cookie).await, named);
}

#[tokio::test]
async fn camera_and_microphone_are_for_rooms_alone() {
    let world = world().await;
    let room = visit(&world.app, &world.page(0)).send().await.expect(200);
    assert!(room.header("permissions-policy").unwrap().contains("camera=(self), microphone=(self), display-capture=()"));
    let policy = room.header("content-security-policy").unwrap();
    assert!(policy.ends_with("require-trusted-types-for 'script'") && !policy.contains("unsafe") && !policy.contains("blob:"), "{policy}");
}
