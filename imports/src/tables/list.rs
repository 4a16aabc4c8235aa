//! A list: a row a lesson, or a row a lesson of every week.
//!
//! A row has one fault at most, the first that keeps it from being read: what is no lesson, then which room, then when, which is `held`'s.

mod held;

use std::collections::HashSet;

use super::{
    columns::Columns,
    dates,
    grid::{Cell, Grid, GridRow, letter},
    weeks::{Weeks, mark_in_title},
};
use crate::{
    ask::{Ask, Bell, DateOrder, Meaning, RoomFrom},
    bounds::{ROOMS, SEATS, TEXT_CHARS, Tally, keep_asked},
    item::Item,
    report::{Finding, Question, Refusal, Row, RowStatus},
    text::{clean, clip},
    within::Within,
};

/// What the lists of a file come to.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) items: Vec<Item>,
    pub(crate) read: u32,
    pub(crate) rows: Vec<Row>,
    pub(crate) questions: Vec<Question>,
    /// Periods that no bell has, in the order in which they were met.
    pub(crate) unknown_periods: Vec<String>,
    pub(crate) rooms: Vec<crate::item::ReadRoom>,
}

/// What keeps a row out, and whether a person must do something about it.
pub(crate) type Fault = (RowStatus, Finding);

pub(crate) fn error(what: Finding) -> Fault {
    (RowStatus::Error, what)
}

fn skipped(what: Finding) -> Fault {
    (RowStatus::Skipped, what)
}

/// All that the rows of one list share.
struct List<'a> {
    grid: &'a Grid,
    columns: &'a Columns,
    ask: &'a Ask,
    bells: &'a [Bell],
    within: Option<Within>,
    order: Option<DateOrder>,
    /// Whether days and months of dates cannot be told apart.
    unsure_dates: bool,
    /// In front of a row's number where the file has several lists.
    place: &'a str,
}

/// What is read of a row beside its item.
#[derive(Default)]
struct Beside {
    warnings: Vec<Finding>,
    unknown_period: Option<String>,
}

/// Reads the rows below the heading. `place` goes before the numbers of rows.
pub(crate) fn read(grid: &Grid, columns: &Columns, ask: &Ask, bells: &[Bell], place: &str) -> Result<Found, Refusal> {
    let data = &grid.rows[columns.heading.map_or(0, |heading| heading + 1)..];
    let mut found = Found::default();
    let date_columns = [Meaning::Date, Meaning::FromDate, Meaning::ToDate].into_iter().filter_map(|meaning| columns.find(meaning));
    let date_cells = date_columns.flat_map(|column| data.iter().map(move |row| row.cell(column)));
    let order = dates::order(date_cells, ask.date_order).unwrap_or_else(|example| {
        found.questions.push(Question::DateOrderNeeded { example });
        None
    });
    let unsure_dates = found.questions.iter().any(|question| matches!(question, Question::DateOrderNeeded { .. }));
    let list = List { grid, columns, ask, bells, within: Within::of(ask), order, unsure_dates, place };
    list.ask_for_rooms(&mut found);
    list.ask_for_days(data, &mut found);
    let mut tally = Tally::default();
    for row in data.iter().filter(|row| !row.is_blank() && !list.repeats_heading(row)) {
        tally.look()?;
        found.read += 1;
        let mut beside = Beside::default();
        let said = |status, what| Row { at: format!("{place}{}", row.number), status, what, text: row.text() };
        match list.item(row, &mut beside) {
            Ok(item) => {
                tally.keep(&item)?;
                found.rows.extend(beside.warnings.into_iter().map(|what| said(RowStatus::Warning, what)));
                found.items.push(item);
            }
            Err((status, what)) => found.rows.push(said(status, what)),
        }
        if let Some(period) = beside.unknown_period {
            keep_asked(&mut found.unknown_periods, &period);
        }
    }
    Ok(found)
}

impl List<'_> {
    fn cell<'a>(&self, row: &'a GridRow, meaning: Meaning) -> &'a Cell {
        self.columns.find(meaning).map_or(&Cell::Empty, |column| row.cell(column))
    }

    fn text(&self, row: &GridRow, meaning: Meaning) -> String {
        self.cell(row, meaning).text()
    }

    fn ask_for_rooms(&self, found: &mut Found) {
        let fixed = matches!(self.ask.room_from, Some(RoomFrom::Fixed(_) | RoomFrom::SheetName));
        if self.columns.room_unknown || (!fixed && self.columns.find(Meaning::Room).is_none()) {
            found.questions.push(Question::RoomNeeded { choices: self.columns.choices() });
        }
    }

    /// Names of days that none of the usual ones is among are the school's own.
    fn ask_for_days(&self, data: &[GridRow], found: &mut Found) {
        let Some(column) = self.columns.find(Meaning::Weekday) else { return };
        let mut unknown: Vec<String> = Vec::new();
        for text in data.iter().map(|row| row.cell(column).text()).filter(|text| !text.is_empty()) {
            match dates::weekdays(&text, &self.ask.days) {
                Ok(_) => return,
                Err(name) if unknown.len() < 14 && !unknown.contains(&name) => unknown.push(name),
                Err(_) => {}
            }
        }
        if !unknown.is_empty() {
            found.questions.push(Question::DayNamesNeeded { names: unknown });
        }
    }

    /// Printed lists have their headings on every page.
    fn repeats_heading(&self, row: &GridRow) -> bool {
        self.columns.heading.is_some_and(|heading| self.grid.rows[heading].cells == row.cells)
    }

    fn item(&self, row: &GridRow, beside: &mut Beside) -> Result<Item, Fault> {
        self.check_cells(row)?;
        let (title, mark) = self.title(row, beside);
        let rooms = self.rooms(row)?;
        let held = self.held(row, mark, beside)?;
        Ok(Item {
            rooms,
            seats: self.seats(row)?,
            title,
            teachers: split_names(&self.text(row, Meaning::Teacher)),
            expected: self.number(row, Meaning::Expected)?,
            held,
            ..Item::new(format!("{}{}", self.place, row.number), row.text())
        })
    }

    fn check_cells(&self, row: &GridRow) -> Result<(), Fault> {
        if row.open_quote {
            return Err(error(Finding::OpenQuote {}));
        }
        let used = |column: &usize| !matches!(self.columns.meanings.get(*column), None | Some(None | Some(Meaning::Ignored)));
        let formula = |column: &usize| *row.cell(*column) == Cell::Formula;
        match (0..row.cells.len()).filter(used).find(formula) {
            Some(column) => Err(error(Finding::FormulaWithoutValue { cell: format!("{}{}", letter(column), row.number) })),
            None => Ok(()),
        }
    }

    fn title(&self, row: &GridRow, beside: &mut Beside) -> (Option<String>, Weeks) {
        let title = self.text(row, Meaning::Title);
        let (title, weeks) = match mark_in_title(&title) {
            Some((title, weeks, mark)) => {
                beside.warnings.push(Finding::WeekMarkInTitle { mark });
                (title, weeks)
            }
            None => (title, Weeks::All),
        };
        (Some(clean(&title)).filter(|title| !title.is_empty()), weeks)
    }

    fn rooms(&self, row: &GridRow) -> Result<Vec<String>, Fault> {
        let rooms = match &self.ask.room_from {
            Some(RoomFrom::Fixed(room)) => vec![room.clone()],
            Some(RoomFrom::SheetName) => self.grid.name.iter().cloned().collect(),
            // A spreadsheet has made a date of a class such as 7-1.
            _ if is_made_a_date(self.cell(row, Meaning::Room)) => Vec::new(),
            _ => split_names(&self.text(row, Meaning::Room)),
        };
        match rooms.is_empty() {
            true if self.says_no_time(row) => Err(skipped(Finding::NoTime {})),
            true => Err(error(Finding::NoRoom {})),
            false if rooms.len() > ROOMS => Err(error(Finding::TextTooLong { max: TEXT_CHARS as u32 })),
            false => Ok(rooms),
        }
    }

    fn says_no_time(&self, row: &GridRow) -> bool {
        use Meaning::{Date, FirstPeriod, Period, Start, Weekday, When};
        [Weekday, Date, Period, FirstPeriod, Start, When].into_iter().all(|meaning| self.cell(row, meaning).is_blank())
    }

    fn seats(&self, row: &GridRow) -> Result<Option<u32>, Fault> {
        match self.number(row, Meaning::Seats)? {
            Some(seats) if !SEATS.contains(&seats) => Err(error(Finding::BadNumber { value: seats.to_string() })),
            seats => Ok(seats),
        }
    }

    fn number(&self, row: &GridRow, meaning: Meaning) -> Result<Option<u32>, Fault> {
        let text = self.text(row, meaning);
        let digits = super::numerals::narrow(&text);
        let digits = digits.trim().trim_end_matches(['人', '名']).trim_end_matches(".0");
        match text.is_empty() {
            true => Ok(None),
            false => digits.parse().map(Some).map_err(|_| error(Finding::BadNumber { value: clip(&text) })),
        }
    }
}

/// A date, or a text such as `1-Jul` or `7月1日`.
fn is_made_a_date(cell: &Cell) -> bool {
    let text = cell.text().trim().to_lowercase();
    let is_day = |text: &str| text.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    let is_english = text.split_once('-').is_some_and(|(day, month)| is_day(day) && dates::MONTHS.contains(&month));
    let chinese = text.strip_suffix('日').and_then(|text| text.split_once('月'));
    matches!(cell, Cell::Moment(_)) || is_english || chinese.is_some_and(|(month, day)| is_day(month) && is_day(day))
}

/// Names of classes or teachers that share a cell, each once. One more than an order may have shows that there are too many.
pub(crate) fn split_names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    for name in text.split([',', '，', '、', ';', '；', '\n', '|']).flat_map(|part| part.split(" + ")).map(clean) {
        if !name.is_empty() && known.insert(name.clone()) {
            names.push(name);
        }
        if names.len() > ROOMS {
            break;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use jiff::civil::Time;

    use super::*;
    use crate::{bounds::NAMES_ASKED, read};

    fn ask() -> Ask {
        let bell =
            |period: i8| Bell { period: period.to_string(), start: Time::constant(period, 0, 0, 0), end: Time::constant(period, 45, 0, 0) };
        Ask {
            time_zone: jiff::tz::TimeZone::get("Asia/Shanghai").ok(),
            first_day: Some("2026-09-07".parse().unwrap()),
            last_day: Some("2026-09-20".parse().unwrap()),
            default_seats: Some(40),
            bells: (1..=8).map(bell).collect(),
            ..Ask::default()
        }
    }

    fn fault(file: &str) -> Finding {
        let outcome = read(file.as_bytes(), &ask()).unwrap();
        assert_eq!(outcome.items.taken, 0);
        outcome.rows.into_iter().find(|row| row.status == RowStatus::Error).unwrap().what
    }

    #[test]
    fn cells_of_a_million_names_or_times_are_errors_of_their_rows() {
        let names = |from: u32| (from..1_000_000).fold(String::new(), |mut names, n| write!(names, "a{n}、").map(|()| names).unwrap());
        let row = |class: &str, teacher: &str| format!("班级,课程,教师,星期,节次\n{class},数学,{teacher},周一,1\n");
        let too_long = |max: u32| Finding::TextTooLong { max };
        assert_eq!(fault(&row(&names(0), "张三")), too_long(200));
        assert_eq!(fault(&row("701", &names(0))), too_long(200));
        let whens = "周一1节;".repeat(800_000);
        assert_eq!(fault(&format!("班级,课程,上课时间\n701,数学,{whens}\n")), too_long(4_000));
        assert_eq!(split_names(&"a,b,c,".repeat(100_000)), ["a", "b", "c"]);
    }

    #[test]
    fn periods_that_no_bell_has_are_asked_for_up_to_a_bound() {
        let rows: String = (100..20_000).map(|n| format!("701,数学,周一,{n}\n")).collect();
        let outcome = read(format!("班级,课程,星期,节次\n{rows}").as_bytes(), &Ask { bells: Vec::new(), ..ask() }).unwrap();
        assert!(matches!(&outcome.questions[..], [Question::BellsNeeded { periods }] if periods.len() == NAMES_ASKED));
    }

    #[test]
    fn dates_from_and_to_wait_for_the_order_of_day_and_month() {
        let file = "班级,课程,星期,节次,开始日期,结束日期\n701,数学,周一,1,03/04/2026,05/06/2026\n";
        let outcome = read(file.as_bytes(), &ask()).unwrap();
        assert!(outcome.questions.iter().any(|question| matches!(question, Question::DateOrderNeeded { .. })), "{:?}", outcome.questions);
        assert_eq!(outcome.rows[0].what, Finding::BadDate { value: "03/04/2026".into() });
    }

    #[test]
    fn seats_are_as_many_as_an_order_takes() {
        for seats in ["0", "3001", "4294967295"] {
            assert_eq!(fault(&format!("班级,容量,课程,星期,节次\n701,{seats},数学,周一,1\n")), Finding::BadNumber { value: seats.into() });
        }
        assert_eq!(read("班级,容量,课程,星期,节次\n701,3000,数学,周一,1\n".as_bytes(), &ask()).unwrap().rooms[0].seats, 3_000);
    }
}
