//! What other importers got wrong, each in a file as a school would send it.

use super::{faults, lines, school};
use crate::{
    Ask, Outcome,
    ask::{ColumnAs, Format, Meaning, RoomFrom},
    read,
    report::{Finding, Question, RowStatus},
};

fn list(rows: &str) -> Outcome {
    read(format!("课程名称,教学班,教师,星期,节次,周次,上课地点\n{rows}").as_bytes(), &school()).unwrap()
}

/// The dates of the only line with that title, in the weeks of the term.
fn weeks(outcome: &Outcome) -> Vec<String> {
    lines(outcome).into_iter().map(|line| line.rsplit(' ').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn weeks_are_every_week_unless_they_say_otherwise() {
    // Both ends are odd, and every week between them is meant.
    assert_eq!(list("数学,701,甲,周一,1,3-17周,A1\n").lessons_total, 13);
    assert_eq!(list("数学,701,甲,周一,1,3-15周(单),A1\n").lessons_total, 7);
    assert_eq!(weeks(&list("数学,701,甲,周一,1,单,A1\n")), ["INTERVAL=2;BYDAY=MO"]);
    assert_eq!(faults(&list("数学,701,甲,周一,1,0-0周,A1\n")), [("2".to_owned(), Finding::BadWeekList { value: "0-0周".into() })]);
    // A week begins on its Monday, so that its Sunday is the last of it.
    let sunday = list("数学,701,甲,周日,1,1周,A1\n");
    assert_eq!(sunday.first_lesson.map(|lesson| lesson.date.to_string()).as_deref(), Some("2026-09-13"));
}

#[test]
fn a_lesson_without_a_place_or_a_teacher_is_a_lesson() {
    let outcome = list("数学,701,,周一,1,,\n语文,701,甲,周二,1,,\n");
    assert_eq!((outcome.items.taken, faults(&outcome)), (2, vec![]));
}

#[test]
fn a_class_that_is_missing_is_an_error_in_a_list_and_skipped_in_a_planners_export() {
    assert_eq!(faults(&list("数学,,甲,周一,1,,A1\n")), [("2".to_owned(), Finding::NoRoom {})]);
    let planner = read(b"1,,KRU,D,102,1,1,,\n2,5A,KRU,D,102,1,2,,\n", &school()).unwrap();
    assert_eq!((planner.format, planner.items.skipped, planner.items.errors), (Format::UntisGpu001, 1, 0));
}

#[test]
fn untis_is_read_with_every_separator_and_never_with_a_day_that_there_is_not() {
    for separator in [",", ";", "\t", "|"] {
        let row = |number: u32, day: &str| format!("{number},\"5A\",\"KRU\",\"D\",\"102\",{day},1,,\r\n").replace(',', separator);
        let outcome = read((row(1, "1") + &row(2, "0") + &row(3, "") + &row(4, "8")).as_bytes(), &school()).unwrap();
        assert_eq!((outcome.format, lines(&outcome)), (Format::UntisGpu001, vec!["5A D 08:00 45min BYDAY=MO".to_owned()]), "{separator}");
        let day = |day: &str| Finding::UnknownDay { value: day.to_owned() };
        let said = [("2".to_owned(), day("0")), ("3".to_owned(), Finding::NotPlaced {}), ("4".to_owned(), day("8"))];
        assert_eq!(faults(&outcome), said, "{separator}");
    }
}

#[test]
fn classes_taught_together_have_a_lesson_each_and_a_person_is_told() {
    let outcome = list("数学,\"701,702\",甲,周一,1,,A1\n");
    assert_eq!(lines(&outcome), ["701+702 数学 08:00 45min BYDAY=MO"]);
    let told = outcome.rows.iter().map(|row| (row.status, row.what.clone())).collect::<Vec<_>>();
    assert_eq!(told, [(RowStatus::Warning, Finding::TaughtTogether { rooms: vec!["701".into(), "702".into()] })]);
    assert_eq!(outcome.lessons_total, 30);
}

#[test]
fn two_equal_lessons_beside_each_other_stay_two() {
    let list = list("英语,701,甲,周一,1,,A1\n英语,701,甲,周一,2,,A1\n体育,701,乙,周二,1-2节,,A1\n");
    let wanted = ["701 体育 08:00 105min BYDAY=TU", "701 英语 08:00 45min BYDAY=MO", "701 英语 09:00 45min BYDAY=MO"];
    assert_eq!(lines(&list), wanted);
}

#[test]
fn headings_are_found_behind_a_mark_a_separator_that_is_told_and_a_title() {
    let rows = "Class;Subject;Day;Start;End\n7A;\"Maths; Algebra, Geometry, Sets\";Mon;08:00;08:45\n";
    for (text, heading) in [
        (rows.to_owned(), 1),
        (format!("\u{feff}{rows}"), 1),
        (format!("sep=;\r\n{rows}"), 2),
        (format!("Autumn, 2026, all classes\n\n{rows}"), 3),
    ] {
        let outcome = read(text.as_bytes(), &school()).unwrap();
        assert_eq!(
            (outcome.items.read, lines(&outcome), outcome.heading),
            (1, vec!["7A Maths; Algebra, Geometry, Sets 08:00 45min BYDAY=MO".to_owned()], Some(heading)),
            "{text}"
        );
    }
    let at = |at: &str, meaning| ColumnAs { at: at.to_owned(), meaning };
    let columns = vec![at("A", Meaning::Room), at("B", Meaning::Weekday), at("C", Meaning::Period)];
    let without = read(b"7A,Mon,1\n7B,Mon,1\n", &Ask { format: Some(Format::Csv), heading: Some(0), columns, ..school() }).unwrap();
    assert_eq!((without.items.taken, without.heading), (2, Some(0)));
    assert_eq!(read(b"1,5A,KRU,D,102,1,1,,\n2,5A,KRU,D,102,1,2,,\n", &school()).unwrap().heading, None);
}

#[test]
fn dates_are_never_dropped_or_turned_in_silence() {
    let dated = |dates: &[&str]| {
        let rows: String = dates.iter().enumerate().map(|(n, date)| format!("7A,Maths,{date},{:02}:00,{:02}:45\n", n + 8, n + 8)).collect();
        read(format!("class,subject,date,start,end\n{rows}").as_bytes(), &school()).unwrap()
    };
    let first = |outcome: &Outcome| outcome.first_lesson.as_ref().map(|lesson| lesson.date.to_string());
    assert_eq!(first(&dated(&["09/10/2026", "10/25/2026"])).as_deref(), Some("2026-09-10"));
    assert_eq!(first(&dated(&["09/10/2026", "25/10/2026"])).as_deref(), Some("2026-10-09"));
    for unsure in [&["09/10/2026"][..], &["14/09/2026", "09/15/2026", "03/04/2026"]] {
        let outcome = dated(unsure);
        assert!(first(&outcome).is_none(), "asked instead: {unsure:?}");
        assert!(outcome.questions.iter().any(|question| matches!(question, Question::DateOrderNeeded { .. })), "{:?}", outcome.questions);
    }
    assert_eq!(faults(&dated(&["2026-09-10", "soon"])), [("3".to_owned(), Finding::BadDate { value: "soon".into() })]);
}

#[test]
fn a_fold_within_a_name_of_a_zone_or_a_parameter_is_undone() {
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZI\r\n D=Europe/\r\n\tBerlin:20260907T0\r\n 80000\r\nDURATION:PT45M\r\nSUMMARY:M\r\nLOCATION:7A\r\n\
        END:VEVENT\r\nEND:VCALENDAR\r\n";
    let outcome = read(text.as_bytes(), &Ask { room_from: Some(RoomFrom::Field("LOCATION".into())), ..school() }).unwrap();
    assert_eq!(lines(&outcome), ["7A M 14:00 45min 1 dates"]);
}

/// A page of a course system: big periods, cells drawn twice, several courses in one, and a remark below.
#[test]
fn a_page_of_a_course_system_has_each_course_once() {
    let cell = |courses: &[(&str, &str, &str)]| {
        let short: Vec<String> =
            courses.iter().map(|(name, _, weeks)| format!("{name}<br/><font title='周次(节次)'>{weeks}(周)</font><br/>")).collect();
        let full: Vec<String> =
            courses.iter().map(|(name, teacher, weeks)| format!("{name}<br/><font title='老师'>{teacher}</font><br/><font title='周次(节次)'>{weeks}(周)[01-02节]</font><br/><font title='教室'>教一101</font><br/>")).collect();
        let rule = "---------------------<br>";
        format!(
            "<td><input type='hidden' value='x'/><div class=\"kbcontent1\">{}</div><div style=\"display: none;\" class=\"kbcontent\">{}</div></td>",
            short.join(rule),
            full.join(rule)
        )
    };
    let page = format!(
        "<html><body><table id=\"kbtable\"><tr><th>&nbsp;</th><th>星期一</th><th>星期二</th></tr><tr><th>第一大节</th>{}{}</tr>\
         <tr><th>备注:</th><td colspan=\"2\">军训 教师丙 1-2周;</td></tr></table></body></html>",
        cell(&[("高等数学", "教师甲", "1-8"), ("大学体育", "教师乙", "9-10")]),
        cell(&[]),
    );
    let outcome =
        read(page.as_bytes(), &Ask { file_name: Some("kb.xls".into()), room_from: Some(RoomFrom::Fixed("计科2601".into())), ..school() })
            .unwrap();
    let wanted = ["计科2601 大学体育 08:00 105min 2 dates", "计科2601 高等数学 08:00 105min BYDAY=MO;UNTIL=20261026"];
    assert_eq!((lines(&outcome), faults(&outcome)), (wanted.map(str::to_owned).to_vec(), vec![]));
    assert!(outcome.lines.iter().all(|line| line.teachers.len() == 1), "{:?}", outcome.lines);
}
