//! What is a table for whoever asks for one, and opened in a spreadsheet.

use serde_json::{Value, json};

use super::Manners;
use crate::{
    authz::expectations::Expectation,
    support::{Answer, TestApp, class_of, nodes, rooms, seats},
};

const MARK: &str = "\u{feff}";

fn tables(manners: &Manners) -> Vec<&'static Expectation> {
    let offers = |expectation: &Expectation, media: &str| manners.described(expectation)["responses"]["200"]["content"][media].is_object();
    let is_table = |expectation: &&Expectation| offers(expectation, "text/csv") && offers(expectation, "application/json");
    manners.operations().filter(is_table).collect()
}

fn lines(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = String::from_utf8(answer.body.clone()).unwrap();
    let text = text.strip_prefix(MARK).unwrap_or_else(|| panic!("no mark, and a spreadsheet guesses the encoding: {text}"));
    text.strip_suffix("\r\n").unwrap_or_default().split("\r\n").map(str::to_owned).collect()
}

/// The names in backticks after "a table of" in what the document says of the operation.
fn documented(described: &Value) -> Vec<String> {
    let text = described["description"].as_str().unwrap();
    let list = text.split_once("a table of").unwrap_or_else(|| panic!("no columns in {text}")).1;
    let list = list.split([':', '.']).next().unwrap();
    list.split(", of up to").next().unwrap().split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_table_begins_with_a_mark_and_has_the_columns_that_the_document_names() {
    let manners = Manners::new().await;
    let tables = tables(&manners);
    assert!(tables.len() >= 7, "{} tables", tables.len());
    for expectation in tables {
        let table = manners.bare(expectation).header("accept", "text/csv").send().await.expect(200);
        assert_eq!(
            lines(&table)[0].split(',').collect::<Vec<_>>(),
            documented(manners.described(expectation)),
            "{}",
            expectation.operation
        );
        let vary = table.headers.get_all("vary").iter().any(|value| value.to_str().unwrap().to_lowercase().contains("accept"));
        assert!(vary, "{}: a cache would give it to whoever asks for JSON", expectation.operation);
        let refused = manners.bare(expectation).header("accept", "text/csv;q=0, application/json").send().await.expect(200);
        assert!(refused.json().is_object(), "{}", expectation.operation);
    }
}

#[tokio::test]
async fn a_table_of_a_list_is_whole_unless_a_limit_is_given_and_then_leads_to_the_rest() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(20)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(5_000)).await;
    school.order(class_of(2).rooms(120).weekly("MO", "09:00", 45).term("2026-09-07", "2026-09-14")).await.expect_created();
    let week = "from=2026-09-06T16:00:00Z&to=2026-09-20T16:00:00Z";
    for (path, rows) in [("/v1/classrooms?sort=name".to_owned(), 120), (format!("/v1/lessons?{week}"), 240)] {
        let get = async |path: &str| school.get(path).header("accept", "text/csv").send().await.expect(200);
        let whole = get(&path).await;
        assert_eq!((lines(&whole).len(), whole.header("link")), (1 + rows, None), "{path}: JSON has fifty");
        let (mut joined, mut next) = (vec![lines(&whole).remove(0)], format!("{path}&limit=100"));
        loop {
            let part = get(&next).await;
            let mut lines = lines(&part);
            assert_eq!(lines.remove(0), joined[0]);
            joined.extend(lines);
            let Some(link) = part.header("link") else { break };
            next = link.strip_prefix('<').unwrap().split_once('>').unwrap().0.to_owned();
        }
        assert_eq!(joined, lines(&whole), "{path}");
        school.get(&format!("{path}&limit=201")).header("accept", "text/csv").send().await.expect_invalid("?limit");
    }
}

#[tokio::test]
async fn names_that_somebody_gave_are_no_formulas_and_read_as_they_were_written() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").await;
    let line = json!({"rrule": "FREQ=WEEKLY;BYDAY=MO", "start": "09:00", "duration_minutes": 45, "title": "+1 数学", "teachers": ["-Li", "王老师"]});
    let order = class_of(20).line(line).term("2026-09-07", "2026-09-07");
    let order = order.with("/name", json!("=HYPERLINK(\"https://x.example\",\"a\")")).with("/external_id", json!("-3"));
    let order = order.with("/rooms/0/name", json!("七年级1班"));
    school.order(order).await.expect_created();
    let member = json!({"email": "li@example.org", "name": "@SUM(A1)", "role": "teacher", "teaches_as": ["-Li", "王老师"]});
    school.post("/v1/members").json(&member).send().await.expect_created();
    let get = async |path: &str| lines(&school.get(path).header("accept", "text/csv").send().await.expect(200)).remove(1);
    let of_order = get("/v1/orders").await;
    assert!(of_order.starts_with("\"'=HYPERLINK(\"\"https://x.example\"\",\"\"a\"\")\",class,cn-beijing,"), "{of_order}");
    assert!(of_order.contains(",2026-09-07,2026-09-07,1,0,0,1,") && of_order.contains(",'-3,ord_"), "{of_order}");
    let of_room = get("/v1/classrooms").await;
    assert!(of_room.starts_with("room-1,七年级1班,20,\"'=HYPERLINK"), "{of_room}");
    let of_lesson = get("/v1/lessons?from=2026-09-06T16:00:00Z").await;
    assert!(
        of_lesson
            .starts_with("2026-09-07,09:00,09:45,room-1,'+1 数学,'-Li; 王老师,scheduled,false,,line-1,2026-09-07,2026-09-07T01:00:00Z,"),
        "{of_lesson}"
    );
    let of_member = get("/v1/members?role=teacher").await;
    assert!(of_member.starts_with("li@example.org,'@SUM(A1),teacher,invited,'-Li; 王老师,"), "{of_member}");
    let of_event = get("/v1/events?type=order.created").await;
    assert!(of_event.contains(",order.created,api_key,key_") && of_event.contains(",\"{\"\""), "{of_event}");
}
