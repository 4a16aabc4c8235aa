//! Lessons and cards of aSc, and what is said of those that cannot be read.

use super::*;

fn file(rest: &str, cards: &str) -> String {
    format!(
        "<timetable options='daynumbering1'><periods><period period='1' starttime='7:05' endtime='7:50'/>\
            <period period='2' starttime='8:00' endtime='8:45'/><period period='3' starttime='9:00' endtime='9:45'/></periods>\
         <subjects><subject id='s' name='Lab (Odd)'/><subject id='m' name='Maths'/></subjects><classes>\
             <class id='c' name='Sixth' short='6'/></classes>\
         <groups><group id='g' name='Girls' classid='c' entireclass='0'/></groups>{rest}<cards>{cards}</cards></timetable>"
    )
}

fn ask() -> Ask {
    Ask { first_day: Some("2026-09-07".parse().unwrap()), last_day: Some("2026-10-04".parse().unwrap()), ..Ask::default() }
}

fn within(file: &str) -> Read {
    read(file.as_bytes(), &ask()).unwrap()
}

fn of(lesson: &str, card: &str) -> Read {
    let file =
        file(&format!("<lessons><lesson id='L' subjectid='m' classids='c' {lesson}/></lessons>"), &format!("<card lessonid='L' {card}/>"));
    within(&file)
}

fn first(read: &Read) -> String {
    let item = &read.items[0];
    let dates: Vec<String> = item.held[0].dates.iter().map(|date| date.strftime("%d").to_string()).collect();
    let group = item.group.as_deref().unwrap_or("-");
    format!(
        "{} {} {group} {} {} {}",
        item.rooms.join("+"),
        item.title.as_deref().unwrap_or_default(),
        item.held[0].start,
        item.held[0].minutes,
        dates.join(",")
    )
}

#[test]
fn masks_days_and_lengths_in_the_forms_of_2012_and_2008() {
    let cases = [
        ("periodspercard='2'", "period='1' days='01000' weeks='10'", "6 Maths - 07:05:00 100 08,22"),
        ("", "period='1' days='01000' weeks='11'", "6 Maths - 07:05:00 45 08,15,22,29"),
        ("", "period='1' days='10000' weeks='10,01'", "6 Maths - 07:05:00 45 07,21"),
        ("periodspercard='3'", "period='1' days='01000' weeks='01'", "6 Maths - 07:05:00 160 15,29"),
        ("weeks='01'", "period='2' day='1'", "6 Maths - 08:00:00 45 14,28"),
        ("groupids='g'", "period='2' day='5'", "6 Maths Girls 08:00:00 45 11,18,25,02"),
    ];
    for (lesson, card, wanted) in cases {
        assert_eq!(first(&of(lesson, card)), wanted, "{lesson} {card}");
    }
    let old = file(
        "<lessons><lesson id='L' subjectid='m' classid='c' teacherid='t' periodspercard='1'/></lessons>",
        "<card lessonid='L' day='0' period='1'/>",
    );
    let old =
        old.replace("options='daynumbering1'", "").replace("<groups>", "<teachers><teacher id='t' name='T. One'/></teachers><groups>");
    let (of_2008, own) = (within(&old), file("", "<card subjectid='m' classids='c' teacherids='' period='2' days='00100' weeks='01'/>"));
    assert_eq!((first(&of_2008), of_2008.items[0].teachers.join(",")), ("6 Maths - 07:05:00 45 07,14,21,28".into(), "T. One".into()));
    assert_eq!(first(&within(&own)), "6 Maths - 08:00:00 45 16,30");
    let marked = of("subjectid2=''", "period='1' days='10000' subjectid='s'");
    assert_eq!(first(&marked), "6 Lab - 07:05:00 45 07,21");
    assert_eq!(marked.rows[0].what, Finding::WeekMarkInTitle { mark: "Odd".into() });
}

#[test]
fn what_is_wrong_with_a_card_is_told() {
    let cases = [
        ("", "period='' days='' weeks=''", Finding::NotPlaced {}),
        ("", "period='9' days='10000'", Finding::UnknownPeriod { value: "9".into() }),
        ("periodspercard='2'", "period='3' days='10000'", Finding::UnknownPeriod { value: "3+1".into() }),
        ("", "period='1' days='11000'", Finding::UnknownDay { value: "11000".into() }),
        ("", "period='1' days='10000' weeks='00'", Finding::BadWeekList { value: "00".into() }),
    ];
    for (lesson, card, wanted) in cases {
        assert_eq!(of(lesson, card).rows.iter().map(|row| &row.what).collect::<Vec<_>>(), [&wanted], "{card}");
    }
    let of_nobody = read(
        file("<lessons><lesson id='L' subjectid='m'/></lessons>", "<card lessonid='L' period='1' days='10000'/>").as_bytes(),
        &Ask::default(),
    );
    assert_eq!(of_nobody.unwrap().rows[0].what, Finding::NoClass {});
}

#[test]
fn a_lesson_of_several_classes_is_held_in_each_at_every_card() {
    let classes = "<classes><class id='a' short='7A'/><class id='b' short='7B'/></classes>\
        <lessons><lesson id='L' subjectid='m' classids='a,b' periodsperweek='3'/></lessons>";
    let cards: String = ["10000", "01000", "00100"].map(|days| format!("<card lessonid='L' period='1' days='{days}'/>")).concat();
    let read = within(&file(classes, &cards));
    let held: Vec<_> = read.items.iter().map(|item| (item.rooms.join("+"), item.held[0].dates.len())).collect();
    assert_eq!(held, vec![("7A+7B".to_owned(), 4); 3]);
}

#[test]
fn lessons_times_classes_times_cards_are_counted_before_they_are_kept() {
    let classes: String = (0..150).map(|n| format!("<class id='c{n}' short='C{n}'/>")).collect();
    let all: String = (0..150).map(|n| format!("c{n},")).collect();
    let rest = format!("<classes>{classes}</classes><lessons><lesson id='L' subjectid='m' classids='{all}'/></lessons>");
    let refused = |cards: usize| read(file(&rest, &"<card lessonid='L' period='1' days='10000'/>".repeat(cards)).as_bytes(), &ask()).err();
    assert_eq!(refused(300), None);
    assert!(matches!(refused(20_000), Some(Refusal::TooLarge { .. })));
}
