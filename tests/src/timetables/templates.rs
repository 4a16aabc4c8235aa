//! Lists to fill in.

use super::import;
use crate::support::TestApp;

#[tokio::test]
async fn a_template_imports_without_an_error_in_either_language() {
    let app = TestApp::new().await;
    let school = app.tenant("Lakeside").await;
    for (format, language) in [("xlsx", "en"), ("xlsx", "zh-CN"), ("csv", "en"), ("csv", "zh-CN")] {
        let asked = format!("/v1/timetables/template?format={format}&language={language}");
        let file = school.get(&asked).send().await.expect(200);
        assert!(file.header("content-disposition").unwrap().ends_with(&format!("filename=\"timetable.{format}\"")));
        let query = "time_zone=Asia/Shanghai&first_day=2026-09-07&last_day=2026-12-18";
        let read = import(&school, query, file.body.clone()).await.expect(200);
        assert_eq!((read["items"]["errors"].as_i64(), read["rooms_total"].as_i64()), (Some(0), Some(2)), "{asked}: {}", read["rows"]);
        assert!(read["questions"].as_array().unwrap().is_empty(), "{}", read["questions"]);
    }
    school.get("/v1/timetables/template?format=ods").send().await.expect_invalid("?format");
}
