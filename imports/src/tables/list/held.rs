//! When the lesson of a row is held: on which dates, and from when to when. A cell of its own says both, or days, weeks and times have a column each.

use jiff::civil::{Date, Time, Weekday};

use super::{Beside, Fault, List, error, skipped};
use crate::{
    ask::Meaning,
    bounds::CELL_CHARS,
    item::Held,
    report::Finding,
    tables::{
        dates,
        grid::{Cell, GridRow},
        periods::{Run, runs},
        times::{bell_slot, slot},
        weeks::{Weeks, weeks},
        when::{TimeOfDay, whens},
    },
    text::clip,
};

impl List<'_> {
    /// All of it; the title may say in which weeks.
    pub(super) fn held(&self, row: &GridRow, mark: Weeks, beside: &mut Beside) -> Result<Vec<Held>, Fault> {
        if self.says_no_time(row) {
            return Err(skipped(Finding::NoTime {}));
        }
        let composite = [Meaning::When, Meaning::Start].into_iter().map(|meaning| self.text(row, meaning)).find(|text| !text.is_empty());
        if composite.as_ref().is_some_and(|text| text.chars().nth(CELL_CHARS).is_some()) {
            return Err(error(Finding::TextTooLong { max: CELL_CHARS as u32 }));
        }
        let whens =
            composite.as_deref().filter(|_| self.cell(row, Meaning::Weekday).is_blank()).and_then(|text| whens(text, self.ask, self.bells));
        if let Some(whens) = whens {
            let mut all = Vec::new();
            for when in whens {
                let times = self.times_of(&when.time, beside)?;
                let dates = self.dates(row, &[when.weekday], &when.weeks.and(mark.clone()), beside)?;
                all.extend(times.into_iter().map(|(start, minutes)| Held::on(dates.clone(), start, minutes)));
            }
            return Ok(all);
        }
        let dates = if self.cell(row, Meaning::Date).is_blank() {
            let text = self.text(row, Meaning::Weekday);
            let days = dates::weekdays(&text, &self.ask.days).map_err(|value| error(Finding::UnknownDay { value }))?;
            let stated = self.text(row, Meaning::Weeks);
            let weeks = weeks(&stated).ok_or_else(|| error(Finding::BadWeekList { value: clip(&stated) }))?;
            let times = self.times(row, beside)?;
            let dates = self.dates(row, &days, &weeks.and(mark), beside)?;
            return Ok(times.into_iter().map(|(start, minutes)| Held::on(dates.clone(), start, minutes)).collect());
        } else {
            let date = self.date(row, Meaning::Date)?;
            vec![date.ok_or_else(|| error(Finding::BadDate { value: clip(&self.text(row, Meaning::Date)) }))?]
        };
        Ok(self.times(row, beside)?.into_iter().map(|(start, minutes)| Held::on(dates.clone(), start, minutes)).collect())
    }

    /// The dates of weekdays in weeks of the term, between the dates of the row if it has any.
    fn dates(&self, row: &GridRow, days: &[Weekday], weeks: &Weeks, beside: &mut Beside) -> Result<Vec<Date>, Fault> {
        let within = self.within.ok_or_else(|| error(Finding::TermRequired {}))?;
        let (from, to) = (self.date(row, Meaning::FromDate)?, self.date(row, Meaning::ToDate)?);
        let beyond = weeks.beyond(within.weeks());
        if beyond > 0 {
            beside.warnings.push(Finding::WeeksCut { beyond });
        }
        let mut dates: Vec<Date> = days.iter().flat_map(|day| within.dates(*day, |week| weeks.has(week))).collect();
        dates.retain(|date| from.is_none_or(|from| from <= *date) && to.is_none_or(|to| *date <= to));
        dates.sort_unstable();
        if dates.is_empty() { Err(skipped(Finding::YieldsNothing {})) } else { Ok(dates) }
    }

    fn date(&self, row: &GridRow, meaning: Meaning) -> Result<Option<Date>, Fault> {
        let cell = self.cell(row, meaning);
        if cell.is_blank() {
            return Ok(None);
        }
        let date = dates::date(cell, self.order).filter(|_| !self.unsure_dates || matches!(cell, Cell::Moment(_)));
        date.map(Some).ok_or_else(|| error(Finding::BadDate { value: clip(&cell.text()) }))
    }

    fn times(&self, row: &GridRow, beside: &mut Beside) -> Result<Vec<(Time, u32)>, Fault> {
        if !self.cell(row, Meaning::Start).is_blank() {
            return self.clock_times(row).map(|slot| vec![slot]);
        }
        let text = self.text(row, Meaning::Period);
        if let Some((start, Some(end))) = dates::clock_text(&text).filter(|_| !self.bells.iter().any(|bell| bell.period == text)) {
            return slot(start, end).map(|slot| vec![slot]);
        }
        let periods = if text.is_empty() { self.first_to_last(row) } else { runs(&text, self.bells) };
        let unknown = || error(Finding::UnknownPeriod { value: clip(&text) });
        self.times_of(&TimeOfDay::Periods(periods.ok_or_else(unknown)?), beside)
    }

    fn first_to_last(&self, row: &GridRow) -> Option<Vec<Run>> {
        let (first, last) = (self.text(row, Meaning::FirstPeriod), self.text(row, Meaning::LastPeriod));
        let last = if last.is_empty() { first.clone() } else { last };
        let (first, last) = (runs(&first, self.bells)?.into_iter().next()?, runs(&last, self.bells)?.into_iter().next()?);
        Some(vec![Run { first: first.first, last: last.last }])
    }

    fn times_of(&self, time: &TimeOfDay, beside: &mut Beside) -> Result<Vec<(Time, u32)>, Fault> {
        match time {
            TimeOfDay::Clock(start, end) => slot(*start, *end).map(|slot| vec![slot]),
            TimeOfDay::Periods(runs) => {
                let one = |run: &Run| bell_slot(run, self.bells);
                runs.iter().map(one).collect::<Result<_, _>>().map_err(|period| {
                    beside.unknown_period = Some(period.clone());
                    error(Finding::UnknownPeriod { value: clip(&period) })
                })
            }
        }
    }

    fn clock_times(&self, row: &GridRow) -> Result<(Time, u32), Fault> {
        let bad = |meaning: Meaning| error(Finding::BadTime { value: clip(&self.text(row, meaning)) });
        let (start, range_end) = dates::clock(self.cell(row, Meaning::Start)).ok_or_else(|| bad(Meaning::Start))?;
        let end_cell = self.cell(row, Meaning::End);
        if !end_cell.is_blank() {
            return slot(start, dates::clock(end_cell).ok_or_else(|| bad(Meaning::End))?.0);
        }
        if let Some(minutes) = self.number(row, Meaning::DurationMinutes)? {
            return slot(start, start.saturating_add(minutes));
        }
        range_end.map_or_else(|| Err(error(Finding::NoDuration {})), |end| slot(start, end))
    }
}
