//! Files of which nothing can be read, and what may not be asked.

use super::{import, sample};
use crate::support::{School, TestApp};

#[tokio::test]
async fn a_file_of_another_kind_is_told_by_what_it_is_with_the_way_out() {
    let app = TestApp::new().await;
    let school = app.tenant("Lakeside").await;
    for (file, seen, said) in [
        (&b"%PDF-1.7 ..."[..], "pdf", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "image", "picture"),
        (b"<fet version=\"6.18\"></fet>", "fet-document", "_timetable.csv"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "web-archive", "packed in one file"),
        (b"", "empty", "empty"),
    ] {
        let refused = import(&school, "", file.to_vec()).await.expect_problem(422, "file-unreadable");
        assert_eq!(refused["params"]["seen"], seen);
        assert!(refused.text_of("detail").contains(said), "{}", refused.text_of("detail"));
    }
}

#[tokio::test]
async fn what_unpacks_to_too_much_is_too_large() {
    let app = TestApp::new().await;
    let school = app.tenant("Lakeside").await;
    for file in ["hostile-zip-bomb.xlsx", "hostile-far-corner.xlsx"] {
        import(&school, "time_zone=Asia/Shanghai", sample(file)).await.expect_problem(413, "file-too-large");
    }
    import(&school, "", vec![b'x'; (16 << 20) + 1]).await.expect_problem(413, "body-too-large");
}

#[tokio::test]
async fn a_parameter_that_says_nothing_is_named() {
    let app = TestApp::new().await;
    let school = app.tenant("Lakeside").await;
    for (query, name) in [
        ("time_zone=Mars/Olympus", "?time_zone"),
        ("encoding=klingon", "?encoding"),
        ("separator=ab", "?separator"),
        ("bells=1", "?bells"),
        ("bells=%5B%7B%22period%22%3A%221%22%2C%22start%22%3A%2209%3A00%22%2C%22end%22%3A%2208%3A00%22%7D%5D", "?bells"),
        ("columns=%5B%7B%22at%22%3A%22A%22%2C%22meaning%22%3A%22moon%22%7D%5D", "?columns"),
        ("mended=1", "?mended"),
        ("mended=%5B%7B%22at%22%3A%22A1%22%7D%5D", "?mended"),
        ("days=%5B%22L%22%5D", "?days"),
        ("default_seats=0", "?default_seats"),
        ("file_term=0", "?file_term"),
        ("first_day=2026-09-08&last_day=2026-09-07", "?last_day"),
        ("together=yes", "?together"),
        ("nope=1", "?nope"),
    ] {
        import(&school, query, b"a,b\n".to_vec()).await.expect_invalid(name);
    }
    let text = school.post("/v1/timetables/import").header("content-type", "text/csv").raw("a,b");
    text.send().await.expect_problem(415, "unsupported-media-type");
}

/// Files wait in a queue of their own: a tenant that sends many is told to come back, and others are read.
#[tokio::test]
async fn a_tenant_has_so_much_of_files_waiting_and_keeps_nobody_else_out() {
    let app = TestApp::new().await;
    let (one, other) = (app.tenant("One").await, app.tenant("Other").await);
    let answers = futures::future::join_all((0..4).map(|_| import_large(&one))).await;
    let was = |wanted: u16| answers.iter().any(|(status, _)| *status == wanted);
    assert!(was(503) && was(200), "{answers:?}");
    assert!(answers.iter().all(|(status, come_back)| (*status == 503) == come_back.is_some()), "{answers:?}");
    assert_eq!(import_large(&other).await.0, 200);
}

/// The status, and after how many seconds to come back.
fn import_large(school: &School<'_>) -> impl Future<Output = (u16, Option<String>)> + use<> {
    let file = format!("class,day,start,end\n{}", "7-1,Mon,08:00,08:45\n") + &" ".repeat(12 << 20);
    let call = school.post("/v1/timetables/import?time_zone=Asia/Shanghai&first_day=2026-09-07&last_day=2026-12-18&default_seats=40");
    let sent = call.header("content-type", "application/octet-stream").raw(file).send();
    async move {
        let answer = sent.await;
        (answer.status.as_u16(), answer.header("retry-after").map(str::to_owned))
    }
}
