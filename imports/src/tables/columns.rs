//! What the columns of a list mean: by their headings, in the words that schools and their systems use, or as a person says.

use homeroom_domain::text::folded;

use super::grid::{Grid, GridRow, letter};
use crate::{
    ask::{Ask, Meaning, RoomFrom},
    report::Column,
    text::clip,
};

use Meaning::{
    Date, DurationMinutes, End, Expected, FirstPeriod, FromDate, Ignored, LastPeriod, Period, Room, RoomName, Seats, Start, Teacher, Title,
    ToDate, Weekday, Weeks, When,
};

/// Headings without blanks and signs, in small letters and without accents.
const HEADINGS: [(Meaning, &[&str]); 19] = [
    (
        Room,
        &[
            "class",
            "classes",
            "classname",
            "classcode",
            "section",
            "coursesection",
            "group",
            "studentsets",
            "studentset",
            "klasse",
            "klassen",
            "classe",
            "grupo",
            "klas",
            "班级",
            "班级名称",
            "教学班",
            "教学班名称",
            "教学班级",
            "行政班",
            "行政班级",
            "上课班级",
            "班",
            "班号",
            "room",
            "classroom",
            "roomkey",
            "教室",
            "课堂",
            "房间",
        ],
    ),
    (RoomName, &["roomname", "classroomname", "classtitle", "教室名称", "房间名称", "班级全称", "课堂名称"]),
    (
        Seats,
        &[
            "seats",
            "capacity",
            "classsize",
            "places",
            "人数",
            "容量",
            "座位",
            "座位数",
            "选课人数",
            "学生数",
            "学生人数",
            "班级人数",
            "教学班人数",
        ],
    ),
    (
        Title,
        &[
            "subject",
            "title",
            "course",
            "coursename",
            "coursetitle",
            "lesson",
            "summary",
            "fach",
            "matiere",
            "materia",
            "asignatura",
            "vak",
            "课程",
            "课程名称",
            "课程名",
            "科目",
            "科目名称",
            "课名",
            "学科",
            "标题",
        ],
    ),
    (
        Teacher,
        &[
            "teacher",
            "teachers",
            "teachername",
            "instructor",
            "instructors",
            "lehrer",
            "lehrkraft",
            "enseignant",
            "professeur",
            "profesor",
            "professor",
            "docent",
            "教师",
            "老师",
            "任课教师",
            "任课老师",
            "教师姓名",
            "授课教师",
            "上课教师",
            "主讲教师",
        ],
    ),
    (Expected, &["expected", "expectedstudents", "expectedpupils", "attending", "预计人数", "应到人数"]),
    (
        Weekday,
        &[
            "day",
            "days",
            "weekday",
            "dayofweek",
            "tag",
            "wochentag",
            "jour",
            "dia",
            "dag",
            "星期",
            "星期几",
            "周几",
            "上课星期",
            "礼拜",
            "xqj",
        ],
    ),
    (Date, &["date", "startdate", "lessondate", "datum", "fecha", "日期", "上课日期"]),
    (FromDate, &["from", "fromdate", "firstday", "firstdate", "validfrom", "von", "开始日期", "起始日期"]),
    (ToDate, &["to", "todate", "until", "lastday", "lastdate", "validto", "validuntil", "enddate", "bis", "结束日期", "截止日期"]),
    (Weeks, &["weeks", "week", "weeklist", "wochen", "semaines", "周次", "周数", "上课周次", "起止周", "起止周次", "教学周", "周", "zcd"]),
    (Period, &["period", "periods", "stunde", "stunden", "hour", "节次", "节", "上课节次", "课节", "第几节", "jcs"]),
    (FirstPeriod, &["firstperiod", "startperiod", "开始节数", "开始节次", "起始节次", "开始节", "起始节"]),
    (LastPeriod, &["lastperiod", "endperiod", "结束节数", "结束节次", "终止节次", "结束节"]),
    (Start, &["start", "starttime", "begin", "begins", "time", "beginn", "heure", "hora", "开始时间", "开始", "上课开始时间", "时间"]),
    (End, &["end", "endtime", "ends", "finish", "ende", "结束时间", "结束", "下课时间"]),
    (DurationMinutes, &["duration", "durationminutes", "minutes", "length", "dauer", "时长", "分钟", "时长分钟"]),
    (When, &["when", "schedule", "meetingtimes", "meetingpattern", "上课时间", "上课时间地点", "时间地点", "sksj"]),
    (
        Ignored,
        &[
            "place",
            "location",
            "building",
            "raum",
            "salle",
            "aula",
            "地点",
            "上课地点",
            "校区",
            "楼",
            "学年学期",
            "学期",
            "学年",
            "备注",
            "note",
            "notes",
            "remark",
            "remarks",
            "description",
            "alldayevent",
            "学分",
            "课程代码",
            "课程号",
            "课程编号",
            "序号",
            "id",
            "no",
            "reminder",
            "categories",
            "cdmc",
        ],
    ),
];

/// Rooms in this sense are places, and mean a room of ours only where nothing else does.
const PLACES: [&str; 6] = ["room", "classroom", "教室", "课堂", "房间", "roomkey"];

/// A row further down is no heading.
const HEADING_WITHIN: usize = 30;

fn plain(heading: &str) -> String {
    if heading.len() > 120 {
        return String::new();
    }
    let folded = folded(heading);
    // What stands in brackets explains: 周次(必填), Duration (minutes).
    let bare = folded.split(['(', '[', '（', '【']).next().unwrap_or_default();
    let kept: String = bare.chars().filter(|c| c.is_alphanumeric()).collect();
    kept
}

/// What a heading means by itself.
pub(crate) fn meaning_of(heading: &str) -> Option<Meaning> {
    let plain = plain(heading);
    HEADINGS.iter().find(|(_, words)| words.contains(&plain.as_str())).map(|(meaning, _)| *meaning)
}

/// The columns of a list, and the row of its headings.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) heading: Option<usize>,
    pub(crate) meanings: Vec<Option<Meaning>>,
    pub(crate) told: Vec<Column>,
    /// `room_from` names a column that the list does not have.
    pub(crate) room_unknown: bool,
}

impl Columns {
    pub(crate) fn find(&self, meaning: Meaning) -> Option<usize> {
        self.meanings.iter().position(|known| *known == Some(meaning))
    }

    /// Headings that a room can be made of.
    pub(crate) fn choices(&self) -> Vec<String> {
        let chosen = |column: &&Column| matches!(column.meaning, None | Some(Room | RoomName | Ignored | Title));
        self.told.iter().filter(chosen).map(|column| column.heading.clone().unwrap_or_else(|| column.at.clone())).collect()
    }
}

/// Whether a grid has headings of a list.
pub(crate) fn is_list(grid: &Grid) -> bool {
    heading(grid).is_some()
}

/// The columns of a list; None where the grid is no list that can be recognised, and it is not this one whose columns somebody told.
pub(crate) fn columns(grid: &Grid, ask: &Ask, is_told: bool) -> Option<Columns> {
    let heading = match ask.heading {
        Some(0) => None,
        Some(number) => grid.rows.iter().position(|row| row.number == number),
        None => heading(grid).or_else(|| told_heading(grid, ask).filter(|_| is_told)),
    };
    if heading.is_none() && (!is_told || ask.columns.is_empty()) {
        return None;
    }
    let headings: Vec<String> =
        (0..grid.columns()).map(|column| heading.map(|row| grid.cell(row, column).text()).unwrap_or_default()).collect();
    let mut meanings = recognised(&headings);
    let room_unknown = !choose_room(&headings, &mut meanings, ask);
    for told in &ask.columns {
        if let Some(index) = (0..headings.len()).find(|index| told.at.eq_ignore_ascii_case(&letter(*index))) {
            if told.meaning != Ignored {
                meanings.iter_mut().filter(|known| **known == Some(told.meaning)).for_each(|known| *known = None);
            }
            meanings[index] = Some(told.meaning);
        }
    }
    let column = |(index, heading): (usize, &String)| Column {
        at: letter(index),
        heading: (!heading.is_empty()).then(|| clip(heading)),
        meaning: meanings[index],
    };
    let told = headings.iter().enumerate().map(column).collect();
    Some(Columns { heading, meanings, told, room_unknown })
}

/// The first of the rows with the most headings that say when lessons are.
fn heading(grid: &Grid) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (index, row) in grid.rows.iter().enumerate().take(HEADING_WITHIN) {
        let known = known(row);
        let says_when =
            known.iter().any(|meaning| matches!(meaning, Weekday | Date | When | FromDate | Weeks | Period | FirstPeriod | Start));
        let says_what = known.iter().any(|meaning| matches!(meaning, Title | Room | RoomName | Teacher));
        if says_when && says_what && known.len() >= 2 && best.is_none_or(|(_, most)| known.len() > most) {
            best = Some((index, known.len()));
        }
    }
    best.map(|(index, _)| index)
}

fn known(row: &GridRow) -> Vec<Meaning> {
    let mut known: Vec<Meaning> =
        row.cells.iter().filter_map(|cell| meaning_of(&cell.text())).filter(|meaning| *meaning != Ignored).collect();
    known.sort_unstable_by_key(|meaning| *meaning as u8);
    known.dedup();
    known
}

/// Where a person says what the columns mean, the first row is a heading unless its weekday, date or time is one.
fn told_heading(grid: &Grid, ask: &Ask) -> Option<usize> {
    let first = grid.rows.first()?;
    let says = |meaning: Meaning| {
        let told = ask.columns.iter().find(|told| told.meaning == meaning)?;
        (0..first.cells.len()).find(|index| told.at.eq_ignore_ascii_case(&letter(*index))).map(|index| first.cell(index))
    };
    let is_day = says(Weekday).is_some_and(|cell| super::dates::weekdays(&cell.text(), &ask.days).is_ok());
    let is_date = says(Date).is_some_and(|cell| super::dates::date(cell, ask.date_order).is_some());
    let is_time = says(Start).is_some_and(|cell| super::dates::clock(cell).is_some());
    (!ask.columns.is_empty() && !is_day && !is_date && !is_time).then_some(0)
}

/// Each meaning belongs to the first column that has it.
fn recognised(headings: &[String]) -> Vec<Option<Meaning>> {
    let mut meanings: Vec<Option<Meaning>> = Vec::new();
    for heading in headings {
        let meaning = meaning_of(heading).filter(|meaning| *meaning == Ignored || !meanings.contains(&Some(*meaning)));
        meanings.push(meaning);
    }
    let has = |meanings: &[Option<Meaning>], meaning| meanings.contains(&Some(meaning));
    // A class is what has the lesson; a place is where that was before.
    let is_place = |heading: &String| PLACES.contains(&plain(heading).as_str());
    let class = headings.iter().position(|heading| meaning_of(heading) == Some(Room) && !is_place(heading));
    if let Some(class) = class {
        meanings.iter_mut().filter(|known| **known == Some(Room)).for_each(|known| *known = Some(Ignored));
        meanings[class] = Some(Room);
        for (index, heading) in headings.iter().enumerate().filter(|(_, heading)| is_place(heading)) {
            meanings[index] = (meaning_of(heading) == Some(Room)).then_some(Ignored);
        }
    }
    // Beside a weekday the dates are those from and until which it counts; beside a date the day on which the lesson ends.
    for (index, heading) in headings.iter().enumerate() {
        match plain(heading).as_str() {
            "startdate" if has(&meanings, Weekday) && meanings[index] == Some(Date) => meanings[index] = Some(FromDate),
            "enddate" if has(&meanings, Date) && !has(&meanings, Weekday) => meanings[index] = Some(Ignored),
            _ => {}
        }
    }
    meanings
}

/// Makes the column that was asked for the room. False where there is none.
fn choose_room(headings: &[String], meanings: &mut [Option<Meaning>], ask: &Ask) -> bool {
    let clear = |meanings: &mut [Option<Meaning>]| {
        meanings.iter_mut().filter(|known| **known == Some(Room)).for_each(|known| *known = Some(Ignored));
    };
    match &ask.room_from {
        None => true,
        Some(RoomFrom::Fixed(_) | RoomFrom::SheetName) => {
            clear(meanings);
            true
        }
        Some(RoomFrom::Field(field)) => {
            let wanted = plain(field);
            let named = |(index, heading): &(usize, &String)| plain(heading) == wanted || letter(*index).eq_ignore_ascii_case(field.trim());
            let Some((index, _)) = headings.iter().enumerate().find(named) else { return false };
            clear(meanings);
            meanings[index] = Some(Room);
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::records::records, *};
    use crate::ask::ColumnAs;

    fn read(text: &str, ask: &Ask) -> Option<Vec<Option<Meaning>>> {
        columns(&Grid::of_records(&records(text, ',').unwrap()).unwrap(), ask, true).map(|columns| columns.meanings)
    }

    #[test]
    fn columns_are_known_by_their_headings() {
        let cases: [(&str, &[Option<Meaning>]); 6] = [
            ("Class,Room,Subject,Day,Start Time\n", &[Some(Room), Some(Ignored), Some(Title), Some(Weekday), Some(Start)]),
            ("Room,Subject,Day,Start_Time\n", &[Some(Room), Some(Title), Some(Weekday), Some(Start)]),
            ("Subject,Start Date,Start Time,End Date,End Time\n", &[Some(Title), Some(Date), Some(Start), Some(Ignored), Some(End)]),
            (
                "课程名称,教学班,星期,节次,周次(必填),备注\n",
                &[Some(Title), Some(Room), Some(Weekday), Some(Period), Some(Weeks), Some(Ignored)],
            ),
            ("Autumn term\nfoo,Class,Day,Period,Start date\n", &[None, Some(Room), Some(Weekday), Some(Period), Some(FromDate)]),
            ("Matière,Classe,Jour\n", &[Some(Title), Some(Room), Some(Weekday)]),
        ];
        for (text, wanted) in cases {
            assert_eq!(read(text, &Ask::default()).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(read("a,b,c\n1,2,3\n", &Ask::default()), None);
    }

    #[test]
    fn what_a_person_says_of_a_column_holds() {
        let at = |at: &str, meaning| ColumnAs { at: at.to_owned(), meaning };
        let ask = Ask { columns: vec![at("A", Room), at("b", Weekday), at("C", Start)], ..Ask::default() };
        let grid = |text: &str| Grid::of_records(&records(text, ',').unwrap()).unwrap();
        let with = columns(&grid("x,y,z\n7-1,Mon,08:00\n"), &ask, true).unwrap();
        assert_eq!((with.heading, with.meanings), (Some(0), vec![Some(Room), Some(Weekday), Some(Start)]));
        assert_eq!(columns(&grid("7-1,Mon,08:00\n"), &ask, true).unwrap().heading, None);
        let from = Ask { room_from: Some(RoomFrom::Field("地点".into())), ..Ask::default() };
        assert_eq!(read("课程,班级,地点,星期\n", &from), Some(vec![Some(Title), Some(Ignored), Some(Room), Some(Weekday)]));
    }
}
