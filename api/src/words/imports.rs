//! What is said about files that are read: single rows, what must still be asked, and why nothing could be read at all. The matches are exhaustive.

use homeroom_imports::{
    Refusal,
    report::{Bound, Finding, Question},
};
use serde_json::json;

use super::{Language, fill, sentence};

/// What is wrong with, or odd about, a row.
pub(crate) fn finding(finding: &Finding, language: Language) -> String {
    sentence(finding, language.pick(finding_texts(finding)))
}

/// What must be known before more can be read.
pub(crate) fn question(question: &Question, language: Language) -> String {
    sentence(question, language.pick(question_texts(question)))
}

/// What a file was to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Timetable,
    /// A calendar of holidays.
    Calendar,
}

/// Why nothing could be read, and the way out.
pub(crate) fn unreadable(refusal: &Refusal, wanted: Wanted, language: Language) -> String {
    match refusal {
        Refusal::TooLarge { what, max } => fill(
            language.pick(["There may be at most {max} {what}.", "{what}最多允许 {max}。"]),
            &json!({ "max": max, "what": language.pick(bound(*what)) }),
        ),
        Refusal::NotATimetable { seen } => {
            let way = match wanted {
                Wanted::Timetable => way_out(seen),
                Wanted::Calendar => ["Export it as a calendar (.ics), and send that.", "请导出为日历文件（.ics）后再上传。"],
            };
            format!("{} {}", language.pick(kind(seen, wanted)), language.pick(way))
        }
        Refusal::Broken { at, .. } => fill(
            language.pick(["The file is damaged at {at}: save or export it once more.", "文件在 {at} 处损坏，请重新保存或导出。"]),
            &json!({ "at": at }),
        ),
        Refusal::Empty => language.pick(["The file is empty.", "文件为空。"]).to_owned(),
    }
}

const fn finding_texts(finding: &Finding) -> [&'static str; 2] {
    use Finding as F;
    match finding {
        F::Overlap { .. } => [
            "Room {room} has a lesson at that time already on {on}: see {other}. Are these two groups of one class? Then each can have a room.",
            "{on} 教室 {room} 在该时间已有课，见 {other}。如为同一班级的分组，可为每组安排一间教室。",
        ],
        F::UnknownDay { .. } => ["{value} is no weekday.", "{value} 不是星期。"],
        F::UnknownPeriod { .. } => ["There is no period {value} in the bell times.", "作息时间中没有第 {value} 节。"],
        F::BadWeekList { .. } => ["{value} is no list of weeks such as 1-16 or 2,4-8.", "{value} 不是有效的周次，例如 1-16 或 2,4-8。"],
        F::BadTime { .. } => ["{value} is no time of day such as 08:00.", "{value} 不是有效的时间，例如 08:00。"],
        F::BadDate { .. } => ["{value} is no date such as 2026-09-01.", "{value} 不是有效的日期，例如 2026-09-01。"],
        F::BadNumber { .. } => ["{value} is no whole number.", "{value} 不是整数。"],
        F::UnknownZone { .. } => ["The time zone {value} is not known.", "未知的时区 {value}。"],
        F::WallTimeAmbiguous { .. } => [
            "On {on} the clocks change: {start} does not exist on that day, or exists twice.",
            "{on} 时钟调整，{start} 在当日不存在或出现两次。",
        ],
        F::EndBeforeStart {} => ["It ends before it starts.", "结束时间早于开始时间。"],
        F::NoRoom {} => ["It names no class or room.", "没有班级或教室。"],
        F::NoSeats { .. } => ["It is not known how many seats {room} has.", "不知道 {room} 有多少座位。"],
        F::ExpectedAboveSeats { .. } => {
            ["{expected} are expected, but there are {seats} seats.", "预计 {expected} 人，但只有 {seats} 个座位。"]
        }
        F::FormulaWithoutValue { .. } => [
            "The formula in {cell} has no stored value: open the file in a spreadsheet and save it.",
            "{cell} 中的公式没有保存结果，请用表格软件打开并保存。",
        ],
        F::TextTooLong { .. } => ["A text has more than {max} characters.", "文字超过 {max} 个字符。"],
        F::OpenQuote {} => ["A quotation mark begins here and never ends.", "此处的引号没有结束。"],
        F::RuleTooFine {} => ["It repeats more often than daily.", "重复频率高于每天。"],
        F::BadRule { .. } => ["{value} is no rule for repeating.", "{value} 不是有效的重复规则。"],
        F::TermRequired {} => {
            ["It repeats without an end: say the first and the last day of the term.", "重复没有终止日期，请指定学期的首日和末日。"]
        }
        F::TermTooLong {} => [
            "A term has at most 60 weeks: say the first and the last day of a shorter one.",
            "学期最长 60 周，请指定较短学期的首日和末日。",
        ],
        F::UnknownLesson { .. } => ["There is no lesson {value} in the file.", "文件中没有课程 {value}。"],
        F::UnknownClass { .. } => ["There is no class {value} in the file.", "文件中没有班级 {value}。"],
        F::UnknownUser { .. } => ["There is no person {value} in the file.", "文件中没有人员 {value}。"],
        F::NoClass {} => ["No class takes part.", "没有班级参加。"],
        F::NotPlaced {} => ["It has no place in the week yet.", "尚未排入周课表。"],
        F::NoTime {} => ["It has no time.", "没有时间。"],
        F::NoDuration {} => ["It has no length.", "没有时长。"],
        F::NoGrid {} => ["There is no timetable on this sheet.", "此工作表中没有课程表。"],
        F::AllDay {} => ["It lasts all day.", "全天事件。"],
        F::NotAllDay {} => ["It does not last all day.", "不是全天事件。"],
        F::Cancelled {} => ["It is cancelled.", "已取消。"],
        F::OtherTerm { .. } => [
            "It is held in another term of the file: {terms}. Send the file with that term's number to read that one.",
            "属于文件中的其他学期：{terms}。如需读取该学期，请指定其序号后重新上传。",
        ],
        F::YieldsNothing {} => ["It falls on no day of the term.", "在学期内没有对应日期。"],
        F::MakeUpDay { .. } => ["{on} is a make-up day: say which day it runs as.", "{on} 是补课日，请指定按哪一天的课表上课。"],
        F::Inactive {} => ["It is marked as deleted.", "已标记为删除。"],
        F::TaughtTogether { .. } => [
            "{rooms} are taught together: each gets a lesson in its own room. They can have one room instead.",
            "{rooms} 合班上课：各自在本教室上课，也可改为共用一间教室。",
        ],
        F::WeeksCut { .. } => ["{beyond} weeks lie beyond the term and were left out.", "有 {beyond} 周超出学期，已略去。"],
        F::WeekMarkInTitle { .. } => ["{mark} was read as the weeks of this lesson.", "已将 {mark} 理解为该课的周次。"],
    }
}

const fn question_texts(question: &Question) -> [&'static str; 2] {
    use Question as Q;
    match question {
        Q::TimeZoneNeeded {} => ["In which time zone are these times?", "这些时间属于哪个时区？"],
        Q::TermNeeded {} => ["What are the first and the last day of the term?", "学期的首日和末日是哪天？"],
        Q::BellsNeeded { .. } => ["When do these periods begin and end: {periods}?", "这些节次的起止时间是什么：{periods}？"],
        Q::SeatsNeeded { .. } => ["How many seats do these have: {rooms}?", "这些教室有多少座位：{rooms}？"],
        Q::RoomNeeded { .. } => ["What makes a classroom? The file has: {choices}.", "以什么作为教室？文件中有：{choices}。"],
        Q::DateOrderNeeded { .. } => ["Is {example} day and month, or month and day?", "{example} 是日/月还是月/日？"],
        Q::DayNamesNeeded { .. } => ["Which weekdays are these: {names}?", "这些是星期几：{names}？"],
        Q::ColumnsNeeded {} => ["Which columns are the class, the day and the time?", "哪些列是班级、星期和时间？"],
        Q::MakeUpDay { .. } => ["Which day does {on} run as?", "{on} 按哪一天的课表上课？"],
    }
}

const fn bound(bound: Bound) -> [&'static str; 2] {
    match bound {
        Bound::Bytes => ["bytes", "字节"],
        Bound::UnpackedBytes => ["bytes when it is unpacked", "解压后的字节"],
        Bound::Entries => ["parts in an archive", "压缩包内的文件"],
        Bound::Cells => ["cells", "单元格"],
        Bound::Rows => ["rows", "行"],
        Bound::Components => ["events", "日历事件"],
        Bound::Nesting => ["levels within each other", "嵌套层级"],
        Bound::Items => ["items", "条目"],
        Bound::Lessons => ["lessons", "课次"],
        Bound::Rooms => ["classrooms", "教室"],
        Bound::Lines => ["lines of lessons", "课程行"],
    }
}

/// What to send instead.
fn way_out(seen: &str) -> [&'static str; 2] {
    match seen {
        "archive-of-several" => ["Unpack it and send one of them.", "请解压后上传其中一个。"],
        "fet-document" => {
            ["In FET: File > Export > CSV, and send *_timetable.csv.", "请在 FET 中选择 File > Export > CSV，上传 *_timetable.csv。"]
        }
        "asc-document" => [
            "In aSc: File > Export > aSc Timetables 2012 XML, and send that.",
            "请在 aSc 中选择 File > Export > aSc Timetables 2012 XML 后上传。",
        ],
        "untis-document" | "untis-other" => [
            "In Untis: File > Import/Export > Export TXT file, and send GPU001.TXT (timetable).",
            "请在 Untis 中选择 File > Import/Export > Export TXT file，上传 GPU001.TXT（课表）。",
        ],
        _ => [
            "Save it as .xlsx or .csv, or export it as a calendar (.ics), and send that.",
            "请另存为 .xlsx 或 .csv，或导出为日历文件（.ics）后再上传。",
        ],
    }
}

/// What was seen instead of what was wanted, by the reader's word for it.
fn kind(seen: &str, wanted: Wanted) -> [&'static str; 2] {
    match seen {
        "pdf" => ["This is a PDF, which keeps how a table looks and not what stands in it.", "这是 PDF 文件，只保留版面而没有表格数据。"],
        "image" => ["This is a picture.", "这是图片。"],
        "word-document" => ["This is a text document.", "这是文字处理文档。"],
        "presentation" => ["This is a presentation.", "这是演示文稿。"],
        "binary-workbook" => ["This is a binary workbook (.xlsb).", "这是二进制工作簿（.xlsb）。"],
        "apple-numbers" => ["This is a Numbers document.", "这是 Numbers 文档。"],
        "encrypted-workbook" | "encrypted-archive" => {
            ["It is protected by a password: take the password off first.", "文件受密码保护，请先取消密码。"]
        }
        "archive" => [
            "This is an archive without a timetable: unpack it and send the file itself.",
            "这是压缩包，其中没有课程表，请解压后上传文件本身。",
        ],
        "archive-of-several" => ["This archive has several files.", "压缩包中有多个文件。"],
        "web-archive" => ["This is a web page or a message, packed in one file.", "这是打包成单个文件的网页或邮件。"],
        "json" => ["This is JSON.", "这是 JSON 文件。"],
        "fet-document" => {
            ["This is XML of FET, which names lessons and their times in different files.", "这是 FET 的 XML 文件，课程与时间分开存放。"]
        }
        "asc-document" => ["This is a document of aSc TimeTables.", "这是 aSc TimeTables 的文档。"],
        "untis-document" => ["This is a document of Untis.", "这是 Untis 的文档。"],
        "untis-other" => {
            ["This is another export of Untis, which does not say when lessons are.", "这是 Untis 的其他导出文件，不含上课时间。"]
        }
        "web-page-frame" => {
            ["This is the frame of a saved web page; the table lies in another file beside it.", "这是网页框架，表格在旁边的另一个文件中。"]
        }
        "web-page-without-table" => ["This web page has no table.", "此网页中没有表格。"],
        "headings-only" => ["There are headings and no rows.", "只有标题行，没有数据。"],
        "no-workbook" => ["This archive is no workbook that can be read.", "此压缩文件不是可读取的工作簿。"],
        "no-zip" => ["This is no archive of a OneRoster export.", "这不是 OneRoster 导出的压缩包。"],
        "workbook-before-1997" => ["This is a workbook of before 1997.", "这是 1997 年以前的工作簿。"],
        "calendar-without-events" => ["This calendar has no events.", "此日历中没有事件。"],
        "no-calendar" => ["This is no calendar.", "这不是日历文件。"],
        "xml-with-entities" => ["This XML declares entities of its own, which are not read.", "此 XML 声明了自定义实体，不予读取。"],
        "contacts" => ["These are contacts and no lessons.", "这是联系人，不是课程。"],
        _ if wanted == Wanted::Calendar => kind("no-calendar", wanted),
        _ => ["This is no timetable that can be recognised.", "无法识别为课程表。"],
    }
}
