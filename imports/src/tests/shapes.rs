//! Lists and matrices in the shapes that no sample has.

use super::{faults, lines, school};
use crate::{
    Ask,
    ask::{Groups, RoomFrom, Together},
    read,
    report::{Finding, Question, RowStatus},
};

#[test]
fn a_matrix_is_read_whichever_way_it_is_turned() {
    let one_class = Ask { room_from: Some(RoomFrom::Fixed("701".into())), ..school() };
    let wanted = ["701 数学 09:00 45min BYDAY=MO,TU", "701 语文 08:00 45min BYDAY=MO"];
    for text in [
        "节次,星期一,星期二\n1,语文,\n2,数学,数学\n",
        ",第1节,第2节\n星期一,语文,数学\n星期二,,数学\n",
        "Autumn,,\n,Mon,Tue\nPeriod 1,语文,\nPeriod 2,数学,数学\n",
    ] {
        let outcome = read(text.as_bytes(), &one_class).unwrap();
        assert_eq!(lines(&outcome), wanted, "{text}{:?}", outcome.rows);
        assert!(faults(&outcome).is_empty());
    }
    let school_wide = ["701 语文 08:00 45min BYDAY=MO", "702 数学 08:00 45min BYDAY=MO", "702 体育 09:00 45min BYDAY=TU"];
    for text in [
        "<table><tr><td rowspan=2>班级<td colspan=2>周一<td colspan=2>周二</tr><tr><td>1<td>2<td>1<td>2</tr><tr><td>701<td>语文<td><td><td></tr>\
         <tr><td>702<td>数学<td><td><td>体育</tr></table>",
        "<table><tr><td>星期<td>节次<td>701<td>702</tr><tr><td rowspan=2>周一<td>1<td>语文<td>数学</tr><tr><td>2<td><td></tr>\
         <tr><td rowspan=2>周二<td>1<td><td></tr><tr><td>2<td><td>体育</tr></table>",
        "<table><tr><td>节次<td colspan=2>周一<td colspan=2>周二</tr><tr><td><td>701<td>702<td>701<td>702</tr><tr><td>1<td>语文<td>数学<td><td></tr>\
         <tr><td>2<td><td><td><td>体育</tr></table>",
    ] {
        let outcome = read(text.as_bytes(), &school()).unwrap();
        assert_eq!(lines(&outcome), sorted(&school_wide), "{text}{:?}", outcome.rows);
    }
}

fn sorted(lines: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    all.sort();
    all
}

#[test]
fn times_beside_the_periods_are_bells() {
    let ask = Ask { bells: Vec::new(), room_from: Some(RoomFrom::Fixed("701".into())), ..school() };
    for text in [
        ",Mon,Tue\n1 (8:00-8:45),Maths,\n2 (8:55-9:40),,Art\n",
        "No,Time,Mon,Tue\n1,08:00-08:45,Maths,\n2,08:55-09:40,,Art\n",
        ",Mon,Tue\n08:00-08:45,Maths,\n08:55-09:40,,Art\n",
    ] {
        let outcome = read(text.as_bytes(), &ask).unwrap();
        assert_eq!(lines(&outcome), ["701 Art 08:55 45min BYDAY=TU", "701 Maths 08:00 45min BYDAY=MO"], "{text}");
    }
    let asked = read(",Mon,Tue\n1,Maths,\n早读,,Art\n".as_bytes(), &ask).unwrap();
    assert_eq!(asked.questions, [Question::BellsNeeded { periods: vec!["1".into(), "早读".into()] }]);
    assert_eq!((asked.items.errors, asked.lessons_total), (2, 0));
    let sheet = "<table><tr><td>节次<td>周一<td>周二</tr><tr><td>1<td>语文<td></tr><tr><td>2<td><td>数学</tr></table>";
    let of_two = read(sheet.repeat(2).as_bytes(), &ask).unwrap();
    assert_eq!(of_two.questions, [Question::BellsNeeded { periods: vec!["1".into(), "2".into()] }]);
}

#[test]
fn a_page_of_a_student_system_has_courses_in_its_cells() {
    let page = "<table><tr><td colspan=2><td>星期一<td>星期二</tr><tr><td rowspan=2>上午<td>第一大节<td>\
        <div style='display:none'>高等数学<br>教师甲</div><div>高等数学<br>教师甲<br>1-4(周)[01-02节]<br>教一101<br>----------------<br>体育<br>教师乙<br>5-8周<br>操场</div>\
        <td></tr><tr><td>第二大节<td><td>英语<br>教师丙<br>9-3周</tr><tr><td colspan=4>备注：以教务处为准</tr></table>";
    let outcome = read(page.as_bytes(), &Ask { room_from: Some(RoomFrom::Fixed("计科".into())), ..school() }).unwrap();
    let seen: Vec<_> =
        outcome.lines.iter().map(|line| (line.title.as_deref().unwrap(), line.teachers.join(","), line.duration_minutes)).collect();
    assert_eq!(seen, [("高等数学", "教师甲".to_owned(), 105), ("体育", "教师乙".to_owned(), 105)]);
    assert_eq!(faults(&outcome), [("D3".to_owned(), Finding::BadWeekList { value: "9-3周".into() })]);
    assert_eq!(outcome.lessons_total, 8);
}

#[test]
fn classes_taught_together_share_a_line_or_a_room() {
    let text =
        "class,seats,subject,day,start,end\n7-1,30,PE,Mon,08:00,08:45\n7-2,32,Art,Mon,08:00,08:45\n\"7-1, 7-2\",,Choir,Tue,08:00,08:45\n";
    let line = read(text.as_bytes(), &school()).unwrap();
    assert!(lines(&line).contains(&"7-1+7-2 Choir 08:00 45min BYDAY=TU".to_owned()));
    assert!(line.rows.iter().any(|row| row.status == RowStatus::Warning && matches!(row.what, Finding::TaughtTogether { .. })));
    let room = read(text.as_bytes(), &Ask { together: Together::Room, ..school() }).unwrap();
    assert!(lines(&room).contains(&"7-1 + 7-2 Choir 08:00 45min BYDAY=TU".to_owned()));
    assert_eq!(
        room.rooms.iter().map(|room| (room.key.as_str(), room.seats)).collect::<Vec<_>>(),
        [("7-1", 30), ("7-1 + 7-2", 62), ("7-2", 32)]
    );
}

#[test]
fn lessons_are_said_with_the_fewest_lines() {
    let of = |rows: &str| lines(&read(format!("class;subject;teacher;day;start;end\n{rows}").as_bytes(), &school()).unwrap());
    let row = |class: &str, teacher: &str, day: &str| format!("{class};Choir;{teacher};{day};08:00;08:45\n");
    let together_and_apart = [row("7-1, 7-2", "", "Mon"), row("7-1", "", "Tue"), row("7-2", "", "Tue")].concat();
    assert_eq!(of(&together_and_apart), ["7-1+7-2 Choir 08:00 45min BYDAY=MO,TU"]);
    let by_days = [row("A", "", "Mon"), row("B", "", "Mon"), row("B", "", "Tue"), row("C", "", "Tue")].concat();
    assert_eq!(of(&by_days), ["A+B Choir 08:00 45min BYDAY=MO", "B+C Choir 08:00 45min BYDAY=TU"]);
    let teachers = [row("A", "Li, Wang", "Mon"), row("A", "Wang, Li", "Tue")].concat();
    let said = read(format!("class;subject;teacher;day;start;end\n{teachers}").as_bytes(), &school()).unwrap();
    assert_eq!(
        (lines(&said), &said.lines[0].teachers[..]),
        (vec!["A Choir 08:00 45min BYDAY=MO,TU".to_owned()], &["Li".to_owned(), "Wang".to_owned()][..])
    );
}

#[test]
fn groups_of_a_class_are_told_or_get_a_room_each() {
    let text = "class,subject,day,start,end\n7-1,Religion,Mon,08:00,08:45\n7-1,Ethics,Mon,08:00,08:45\n";
    let told = read(text.as_bytes(), &school()).unwrap();
    let overlap = Finding::Overlap { other: "2".into(), room: "7-1".into(), on: jiff::civil::date(2026, 9, 7) };
    assert_eq!(faults(&told), [("3".to_owned(), overlap)]);
    let given = read(text.as_bytes(), &Ask { groups: Groups::Room, ..school() }).unwrap();
    assert_eq!(lines(&given), ["7-1 Ethics Ethics 08:00 45min BYDAY=MO", "7-1 Religion 08:00 45min BYDAY=MO"]);
}

#[test]
fn what_is_missing_is_asked() {
    let questions = |text: &str, ask: &Ask| read(text.as_bytes(), ask).unwrap().questions;
    let list = "class,subject,day,start,end\n7-1,Maths,Mon,08:00,08:45\n";
    assert_eq!(questions(list, &Ask { first_day: None, ..school() }), [Question::TermNeeded {}]);
    assert_eq!(questions(list, &Ask { time_zone: None, ..school() }), [Question::TimeZoneNeeded {}]);
    assert_eq!(questions(list, &Ask { default_seats: None, ..school() }), [Question::SeatsNeeded { rooms: vec!["7-1".into()] }]);
    let placed = "subject,location,day,start,end\nMaths,R1,Mon,08:00,08:45\n";
    assert_eq!(questions(placed, &school()), [Question::RoomNeeded { choices: vec!["subject".into(), "location".into()] }]);
    let by_place = Ask { room_from: Some(RoomFrom::Field("location".into())), ..school() };
    assert_eq!(lines(&read(placed.as_bytes(), &by_place).unwrap()), ["R1 Maths 08:00 45min BYDAY=MO"]);
    let dated = "class,subject,date,start,end\n7-1,Maths,07/09/2026,08:00,08:45\n";
    assert_eq!(questions(dated, &school()), [Question::DateOrderNeeded { example: "07/09/2026".into() }]);
    let spanish = "class,subject,day,start,end\n7-1,Maths,L,08:00,08:45\n7-1,Art,X,08:00,08:45\n";
    assert_eq!(questions(spanish, &school()), [Question::DayNamesNeeded { names: vec!["L".into(), "X".into()] }]);
    let own = Ask { days: ["L", "M", "X", "J", "V"].map(str::to_owned).to_vec(), ..school() };
    assert_eq!(lines(&read(spanish.as_bytes(), &own).unwrap()), ["7-1 Art 08:00 45min BYDAY=WE", "7-1 Maths 08:00 45min BYDAY=MO"]);
}

#[test]
fn outlook_lists_leave_out_days_and_keep_lessons() {
    let text = "\"Subject\",\"Start Date\",\"Start Time\",\"End Date\",\"End Time\",\"All day event\",\"Location\"\r\n\
        \"Maths\",\"9/14/2026\",\"8:00:00 AM\",\"9/14/2026\",\"8:45:00 AM\",\"False\",\"R1\"\r\n\
        \"Trip\",\"9/15/2026\",\"12:00:00 AM\",\"9/16/2026\",\"12:00:00 AM\",\"True\",\"R1\"\r\n";
    let outcome = read(text.as_bytes(), &Ask { room_from: Some(RoomFrom::Field("Location".into())), ..school() }).unwrap();
    assert_eq!(lines(&outcome), ["R1 Maths 08:00 45min 1 dates"]);
    assert_eq!(faults(&outcome), [("3".to_owned(), Finding::NoDuration {})]);
}

#[test]
fn one_cell_may_say_the_whole_time() {
    let text = "课程名称,教学班,上课时间\n高等数学,计科1,星期二第3-4节{1-3周};星期四第1-2节{1-3周(单)}\n体育,计科1,星期八第1节\n";
    let outcome = read(text.as_bytes(), &school()).unwrap();
    assert_eq!(outcome.lessons_total, 5);
    assert_eq!(outcome.rows.iter().filter(|row| row.status == RowStatus::Error).map(|row| row.at.as_str()).collect::<Vec<_>>(), ["3"]);
}

#[test]
fn wall_times_that_the_zone_skips_are_errors() {
    let ask = Ask {
        time_zone: jiff::tz::TimeZone::get("Europe/Berlin").ok(),
        first_day: Some(jiff::civil::date(2027, 3, 22)),
        last_day: Some(jiff::civil::date(2027, 4, 4)),
        ..school()
    };
    let outcome = read("class,subject,day,start,end\n7-1,Night watch,Sun,02:30,03:30\n".as_bytes(), &ask).unwrap();
    assert!(matches!(faults(&outcome)[0].1, Finding::WallTimeAmbiguous { .. }));
}

#[test]
fn a_class_that_became_a_date_is_told() {
    for class in ["1-Jul", "12-sep", "7月1日"] {
        let text = format!("class,subject,day,start,end\n{class},Maths,Mon,08:00,08:45\n7-2,Art,Mon,08:00,08:45\n");
        let outcome = read(text.as_bytes(), &school()).unwrap();
        assert_eq!((lines(&outcome).len(), faults(&outcome)), (1, vec![("2".to_owned(), Finding::NoRoom {})]), "{class}");
    }
}

#[test]
fn lists_and_planners_are_told_apart() {
    use crate::{ask::Format, sniff::sniff};
    for (text, format) in [
        ("序号,班级,课程,教师,教室,星期,节次\n1,701,数学,张三,A1,1,3\n2,701,语文,李四,A1,1,4\n", Format::Csv),
        ("1,701,T1,MA,R1,1,3\n2,701,T2,DE,R1,1,4\n", Format::UntisGpu001),
        ("<timetable options=\"x\"><periods/><classes><class id=\"1\"/></classes></timetable>", Format::Asc2012),
        ("<timetable campus=\"x\"><class id=\"1\"/></timetable>", Format::UnitimeXml),
    ] {
        assert_eq!(sniff(text.as_bytes(), &Ask::default()), Ok(format), "{text}");
    }
}

#[test]
fn a_lesson_where_another_one_moved_away_is_kept() {
    let event = |uid: &str, more: &str, at: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:Maths\r\nLOCATION:R1\r\n{more}DTSTART:{at}T080000\r\nDURATION:PT45M\r\nEND:VEVENT\r\n"
        )
    };
    let text = [
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n".to_owned(),
        event("a", "RRULE:FREQ=WEEKLY;COUNT=4\r\n", "20260907"),
        event("a", "RECURRENCE-ID:20260914T080000\r\n", "20260915"),
        event("b", "", "20260914"),
        "END:VCALENDAR\r\n".to_owned(),
    ]
    .concat();
    let outcome = read(text.as_bytes(), &school()).unwrap();
    assert_eq!((outcome.lessons_total, outcome.lines.len(), outcome.changes.len()), (5, 2, 1), "{:?}", outcome.rows);
}

#[test]
fn lessons_further_apart_than_a_term_say_so() {
    let text = "class,subject,date,start,end\n7A,Maths,2026-09-07,08:00,08:45\n7A,Maths,2028-09-04,08:00,08:45\n";
    let outcome = read(text.as_bytes(), &Ask { first_day: None, last_day: None, ..school() }).unwrap();
    assert_eq!(faults(&outcome), [("2".to_owned(), Finding::TermTooLong {}), ("3".to_owned(), Finding::TermTooLong {})]);
    assert_eq!(outcome.questions, [Question::TermNeeded {}]);
}
