//! Generations of long ago that a later one stands for. Whoever changes lessons every day, or lines every week, makes a generation each time, and lessons
//! follow all of them; but one document can say what those before it said: its own, or one that is made of all of them ([`super::merging`]).
//!
//! The one that stays counts from where the first of them did. It is left out that rooms were up for lessons which were called off, and when a lesson was
//! decided upon, which nobody asks of lessons that ended so long ago. Where it would tell of one lesson otherwise, all stay as they are.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp, civil::Time};

use super::{Generation, HeldLesson, Line, Order, Run, Schedule, merging};
use crate::timetable::Lesson;

/// Lessons that ended longer ago may follow another generation that says the same of them: no calendar shows them, and what was promised of them is settled.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(15 * 24);
/// Schedules that one amendment works out for this. What is not decided by then is looked at by another.
const TRIES: usize = 16;

/// What became of an order's generations.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// Numbers of those that are gone.
    pub(crate) taken: Vec<i64>,
    /// Numbers of those of which the document is another.
    pub(crate) rewritten: Vec<i64>,
}

struct Folding {
    /// As the generations are that were not taken out.
    schedule: Schedule,
    long_ago: Timestamp,
    tries: usize,
    folded: Folded,
}

impl Order {
    /// Takes out generations of before the newest ones for which the next one stands, and says which.
    pub(crate) fn fold_generations(&mut self, kept: usize, now: Timestamp) -> Folded {
        let long_ago = now.saturating_sub(LONG_AGO).unwrap_or(Timestamp::MIN);
        let numbers = self.foldable(kept, long_ago);
        if numbers.is_empty() {
            return Folded::default();
        }
        let mut folding = Folding { schedule: self.schedule(), long_ago, tries: TRIES, folded: Folded::default() };
        self.fold(&numbers, &mut folding);
        let Folded { taken, mut rewritten } = folding.folded;
        rewritten.sort_unstable();
        rewritten.dedup();
        rewritten.retain(|number| !taken.contains(number));
        Folded { taken, rewritten }
    }

    /// Those of which all was over long ago, and of the next one too. The first says what there is before any amendment.
    fn foldable(&self, kept: usize, long_ago: Timestamp) -> Vec<i64> {
        let old = self.generations.len().saturating_sub(kept);
        // Rooms may follow one that was dropped.
        if old < 3 || !self.dropped.is_empty() {
            return Vec::new();
        }
        let following = self.generations[1..old - 1].iter().zip(&self.generations[2..]).zip(&self.generations[3..]);
        let over = following.filter(|((one, next), after)| after.effective_from <= long_ago && next.may_be_merged_with(one));
        over.map(|((one, _), _)| one.number).collect()
    }

    /// Takes out all of these, else those of them that can be.
    fn fold(&mut self, numbers: &[i64], folding: &mut Folding) {
        if numbers.is_empty() || folding.tries == 0 {
            return;
        }
        folding.tries -= 1;
        if let Some((less, rewritten)) = without(&self.generations, numbers, &folding.schedule) {
            let whole = std::mem::replace(&mut self.generations, less);
            let schedule = self.schedule();
            if tell_the_same((&whole, &folding.schedule), (&self.generations, &schedule), folding.long_ago) {
                folding.schedule = schedule;
                folding.folded.taken.extend(numbers);
                folding.folded.rewritten.extend(rewritten);
                return;
            }
            self.generations = whole;
        }
        if numbers.len() > 1 {
            let (earlier, later) = numbers.split_at(numbers.len() / 2);
            self.fold(later, folding);
            self.fold(earlier, folding);
        }
    }
}

/// Each that is taken out has the next one that is left in its place; and numbers of those whose document is made of more than one. `None` where that cannot
/// be.
fn without(generations: &[Generation], numbers: &[i64], schedule: &Schedule) -> Option<(Vec<Generation>, Vec<i64>)> {
    let mut rest: Vec<Generation> = Vec::with_capacity(generations.len());
    let mut rewritten = Vec::new();
    let mut chain: Vec<&Generation> = Vec::new();
    for generation in generations {
        chain.push(generation);
        if numbers.contains(&generation.number) {
            continue;
        }
        let document = merging::document_of(&chain, schedule)?;
        if matches!(document, Cow::Owned(_)) {
            rewritten.push(generation.number);
        }
        let effective_from = chain.first().map_or(generation.effective_from, |first| first.effective_from);
        rest.push(Generation {
            number: generation.number,
            created_at: generation.created_at,
            effective_from,
            replaced_at: generation.replaced_at,
            document: document.into_owned(),
            kind: generation.kind.clone(),
        });
        chain.clear();
    }
    Some((rest, rewritten))
}

/// Generations and what they come to.
type Told<'a> = (&'a [Generation], &'a Schedule);

fn tell_the_same(one: Told<'_>, other: Told<'_>, long_ago: Timestamp) -> bool {
    let (before, after) = (one.1, other.1);
    let runs = |schedule: &Schedule| schedule.runs.iter().filter(|run| run.to > long_ago).copied().collect::<Vec<Run>>();
    let rest = before.always == after.always && before.ends_at == after.ends_at && runs(before) == runs(after);
    rest && lessons(one, long_ago) == lessons(other, long_ago)
}

/// What is shown of a lesson's line: key, title, teachers, pupils expected, start and minutes.
type Shown<'a> = (&'a str, Option<&'a str>, &'a [String], Option<u32>, Time, u32);

/// Every field is named, so that a new one does not compile until it is decided whether it is shown.
fn shown(line: &Line) -> Shown<'_> {
    let Line { key, title, rooms: _, teachers, rrule: _, dates: _, from: _, start, duration_minutes, expected } = line;
    (key, title.as_deref(), teachers, *expected, *start, *duration_minutes)
}

/// Lessons with what is shown of their lines, which may have other places.
fn lessons<'a>((generations, schedule): Told<'a>, long_ago: Timestamp) -> Vec<(HeldLesson, Shown<'a>)> {
    let told = |held: &HeldLesson| {
        let line = &generations[held.generation_index as usize].document.timetable.lessons[held.lesson.line as usize];
        let told = HeldLesson { generation_index: 0, lesson: Lesson { line: 0, ..held.lesson }, ..*held };
        let is_old = held.lesson.ends_at <= long_ago;
        let told = if is_old { HeldLesson { generation: 0, decided_late_at: None, ..told } } else { told };
        (told, shown(line))
    };
    let mut lessons: Vec<(HeldLesson, Shown<'a>)> = schedule.lessons.iter().map(told).collect();
    lessons.sort_by_key(|(held, (key, ..))| (held.lesson.starts_at, held.room_id, held.lesson.home_room, held.lesson.held_on, *key));
    lessons
}
