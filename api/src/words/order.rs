//! What is wrong with, or odd about, an order's document. The matches are exhaustive: a new fact does not compile without its sentences.

use homeroom_domain::order::{FieldProblem, Oddity};

use super::{Language, sentence};

/// What is wrong with a field of an order.
pub(crate) fn field_problem(problem: &FieldProblem, language: Language) -> String {
    sentence(problem, language.pick(problem_texts(problem)))
}

/// What is odd about an order that was accepted.
pub(crate) fn oddity(oddity: &Oddity, language: Language) -> String {
    sentence(oddity, language.pick(oddity_texts(oddity)))
}

const fn problem_texts(problem: &FieldProblem) -> [&'static str; 2] {
    use FieldProblem as P;
    match problem {
        P::LengthOutOfRange { .. } => {
            ["This has {actual} characters; {min} to {max} are allowed.", "长度为 {actual} 个字符，允许 {min} 至 {max} 个。"]
        }
        P::NotVisible {} => [
            "This is blank, has a blank at one end, or holds characters that hide or turn text.",
            "内容为空白、首尾有空白，或含有隐藏文字或改变文字方向的字符。",
        ],
        P::CountOutOfRange { .. } => ["These are {actual}; {min} to {max} are allowed.", "数量为 {actual}，允许 {min} 至 {max}。"],
        P::NumberOutOfRange { .. } => ["{actual} is not from {min} to {max}.", "{actual} 不在 {min} 至 {max} 之间。"],
        P::DateOutOfRange { .. } => ["{actual} is not from {earliest} to {latest}.", "{actual} 不在 {earliest} 至 {latest} 之间。"],
        P::Duplicate { .. } => ["The same value stands at {first} already.", "{first} 处已有相同的值。"],
        P::UnknownKind { .. } => ["There is no kind {kind}; GET /v1/kinds lists them.", "没有类型 {kind}，可用类型见 GET /v1/kinds。"],
        P::UnknownRegion { .. } => ["There is no region {region}.", "没有区域 {region}。"],
        P::UnknownCalendar { .. } => [
            "There is no academic calendar {calendar}; GET /v1/academic-calendars lists them.",
            "没有校历 {calendar}，可用校历见 GET /v1/academic-calendars。",
        ],
        P::UnknownZone { .. } => ["{zone} is not a time zone of the IANA database.", "{zone} 不是 IANA 数据库中的时区。"],
        P::UnknownRoom { .. } => ["The order has no room {room}.", "订单中没有教室 {room}。"],
        P::UnknownLine { .. } => ["The timetable has no line {line}.", "课程表中没有课程行 {line}。"],
        P::TermReversed { .. } => {
            ["The term ends on {last_day}, before it begins on {first_day}.", "学期结束日 {last_day} 早于开始日 {first_day}。"]
        }
        P::TermTooLong { .. } => ["The term has {days} days; {days_max} are allowed.", "学期共 {days} 天，最多允许 {days_max} 天。"],
        P::TermOver { .. } => ["The term ended on {last_day}; today is {today}.", "学期已于 {last_day} 结束，今天是 {today}。"],
        P::LessonsOrAlways {} => {
            ["A timetable has lessons, or \"availability\": \"always\".", "课程表必须包含课程行，或 \"availability\": \"always\"。"]
        }
        P::NotWithAlways {} => {
            ["This has no meaning with \"availability\": \"always\".", "与 \"availability\": \"always\" 同时使用没有意义。"]
        }
        P::RruleOrDates {} => ["A line has exactly one of rrule and dates.", "课程行必须且只能包含 rrule 与 dates 之一。"],
        P::FromWithoutRrule {} => [
            "from is the date that an rrule counts from; without one it has no meaning.",
            "from 是 rrule 的起算日期，没有 rrule 时没有意义。",
        ],
        P::CancelledOrMoved {} => {
            ["A change has exactly one of cancelled and moved_to.", "变更必须且只能包含 cancelled 与 moved_to 之一。"]
        }
        P::MovesNothing {} => ["moved_to changes neither date, start, duration nor room.", "moved_to 未更改日期、开始时间、时长或教室。"],
        P::OffMustBeTrue {} => ["off is true, or left out.", "off 只能为 true 或省略。"],
        P::DaysReversed { .. } => ["{to} is before {from}.", "{to} 早于 {from}。"],
        P::RuleInvalid { .. } => ["{part} is no part of an RFC 5545 rule.", "{part} 不是有效的 RFC 5545 规则。"],
        P::RuleTooFine { .. } => {
            ["{part} is finer than a day; the line's start says the time.", "{part} 的粒度小于一天，时间由课程行的 start 指定。"]
        }
        P::RulesTooCostly {} => [
            "The rules hit so rarely, or so often outside of the term, that finding their dates takes too long: list dates instead, or send fewer orders at once.",
            "规则命中过于稀疏或多在学期之外，计算日期耗时过长：请改用 dates，或减少一次提交的订单。",
        ],
        P::WallTimeSkipped { .. } => {
            ["{start} does not exist on {date}: the clocks go forward over it.", "{date} 不存在 {start}：当日时钟拨快跳过了该时刻。"]
        }
        P::WallTimeTwice { .. } => {
            ["{start} exists twice on {date}: the clocks go back over it.", "{date} 的 {start} 出现两次：当日时钟回拨。"]
        }
        P::TooManyLessons { .. } => ["These are more than {max} lessons.", "课次超过 {max} 节。"],
        P::TooManyLessonsTogether { .. } => [
            "With the orders before it, this request comes to more than {max} lessons: send the rest in another one.",
            "连同前面的订单，此请求的课次超过 {max} 节：请将其余订单另行提交。",
        ],
        P::ExpectedAboveSeats { .. } => {
            ["{expected} are expected, but room {room} has {seats} seats.", "预计 {expected} 人，但教室 {room} 只有 {seats} 个座位。"]
        }
        P::LessonsOverlap { .. } => [
            "In room {room}, at {at}, line {line} overlaps line {other_line}.",
            "教室 {room} 在 {at} 的课程行 {line} 与 {other_line} 重叠。",
        ],
        P::NotLater { .. } => ["This has to be later than {than}.", "必须晚于 {than}。"],
        P::TooLate { .. } => ["{latest} is the latest that this may be.", "最晚为 {latest}。"],
        P::ReservedIntoLessons { .. } => [
            "The first room is made ready from {latest} on: an order waits until then at most. Reserve for less time, let it begin later, or order without reserving.",
            "首间教室自 {latest} 起准备：保留最晚至该时刻。请缩短保留时间、推迟开课，或不经保留直接下单。",
        ],
        P::NotWholeMinutes {} => ["A lesson lasts whole minutes.", "课时必须为整分钟。"],
        P::EndsBeforeItStarts { .. } => ["{end} is not after {start}.", "{end} 不晚于 {start}。"],
        P::NotInCalendar {} => [
            "Days of an academic calendar are for all rooms; say of single rooms in the order's own days.",
            "校历中的日期适用于所有教室；针对个别教室的日期请写在订单自己的 days 中。",
        ],
        P::RunsAsMakeUpDay { .. } => [
            "{date} cannot run as {runs_as}, which runs as another day itself.",
            "{date} 不能按 {runs_as} 上课，因为后者本身按另一天上课。",
        ],
        P::DayDecidedTwice { .. } => {
            ["Two entries decide differently what room {room} does on {date}.", "两个条目对教室 {room} 在 {date} 的安排不一致。"]
        }
        P::ChangeNamesNoLesson { .. } => {
            ["Line {line} has no lesson in room {room} on {on}.", "课程行 {line} 在 {on} 于教室 {room} 没有课。"]
        }
    }
}

const fn oddity_texts(oddity: &Oddity) -> [&'static str; 2] {
    match oddity {
        Oddity::LineYieldsNothing { .. } => ["The line {line} yields no lesson in the term.", "课程行 {line} 在学期内没有产生任何课次。"],
        Oddity::DateOutsideTerm { .. } => ["{date} of line {line} is outside the term.", "课程行 {line} 的日期 {date} 不在学期内。"],
        Oddity::DayOffHitsNothing { .. } => {
            ["The days off from {from} to {to} hit no lesson.", "{from} 至 {to} 的停课日没有影响任何课次。"]
        }
        Oddity::MakeUpDayYieldsNothing { .. } => {
            ["{date} runs as {runs_as}, on which there is no lesson.", "{date} 按 {runs_as} 上课，但该日没有课。"]
        }
        Oddity::PendingGenerationDropped { .. } => [
            "Generation {generation}, which was to begin at {effective_from}, was replaced before it began.",
            "原定于 {effective_from} 生效的第 {generation} 版在生效前已被替换。",
        ],
        Oddity::RestartsRooms { .. } => {
            ["These rooms are always open, so the change restarts them at {at}.", "这些教室始终开放，因此更改将在 {at} 重启它们。"]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_said_with_its_facts_in_both_languages() {
        let problem = FieldProblem::WallTimeSkipped { date: "2026-03-29".parse().unwrap(), start: "02:30".parse().unwrap() };
        assert_eq!(field_problem(&problem, Language::En), "02:30 does not exist on 2026-03-29: the clocks go forward over it.");
        assert!(field_problem(&problem, Language::ZhCn).contains("2026-03-29"));
        let reversed = FieldProblem::TermReversed { first_day: "2026-09-02".parse().unwrap(), last_day: "2026-09-01".parse().unwrap() };
        assert!(!field_problem(&reversed, Language::ZhCn).contains('{'));
    }
}
