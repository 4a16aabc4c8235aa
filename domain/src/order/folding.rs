//! Generations of long ago that a later one stands for. Whoever changes lessons every day makes a generation each time, and lessons follow all of them; but
//! each document says what those before it said, so that the last one tells of their time what they told.
//!
//! The one that stays counts from where the first of them did. It is left out that rooms were up for lessons which were called off, and when a lesson was
//! decided upon, which nobody asks of lessons that ended so long ago. Where it would tell of one lesson otherwise, all stay as they are.

use jiff::{SignedDuration, Timestamp};

use super::{Generation, HeldLesson, Order, Run, Schedule};

/// Lessons that ended longer ago may follow another generation that says the same of them: no calendar shows them, and what was promised of them is settled.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(15 * 24);
/// Schedules that one amendment works out for this. What is not decided by then is looked at by another.
const TRIES: usize = 16;

struct Folding {
    /// As the generations are that were not taken out.
    schedule: Schedule,
    long_ago: Timestamp,
    tries: usize,
    taken: Vec<i64>,
}

impl Order {
    /// Takes out generations of before the newest ones for which the next one stands, and says which.
    pub(crate) fn fold_generations(&mut self, kept: usize, now: Timestamp) -> Vec<i64> {
        let long_ago = now.saturating_sub(LONG_AGO).unwrap_or(Timestamp::MIN);
        let numbers = self.foldable(kept, long_ago);
        if numbers.is_empty() {
            return numbers;
        }
        let mut folding = Folding { schedule: self.schedule(), long_ago, tries: TRIES, taken: Vec::new() };
        self.fold(&numbers, &mut folding);
        folding.taken
    }

    /// Those of which all was over long ago, and of the next one too. The first says what there is before any amendment.
    fn foldable(&self, kept: usize, long_ago: Timestamp) -> Vec<i64> {
        let old = self.generations.len().saturating_sub(kept);
        // Rooms may follow one that was dropped.
        if old < 3 || !self.dropped.is_empty() {
            return Vec::new();
        }
        let following = self.generations[1..old - 1].iter().zip(&self.generations[2..]).zip(&self.generations[3..]);
        let over = following.filter(|((one, next), after)| after.effective_from <= long_ago && next.may_stand_for(one));
        over.map(|((one, _), _)| one.number).collect()
    }

    /// Takes out all of these, else those of them that can be.
    fn fold(&mut self, numbers: &[i64], folding: &mut Folding) {
        if numbers.is_empty() || folding.tries == 0 {
            return;
        }
        folding.tries -= 1;
        let less = without(&self.generations, numbers);
        let whole = std::mem::replace(&mut self.generations, less);
        let schedule = self.schedule();
        if tell_the_same(&folding.schedule, &schedule, folding.long_ago) {
            folding.schedule = schedule;
            folding.taken.extend(numbers);
            return;
        }
        self.generations = whole;
        if numbers.len() > 1 {
            let (earlier, later) = numbers.split_at(numbers.len() / 2);
            self.fold(later, folding);
            self.fold(earlier, folding);
        }
    }
}

impl Generation {
    /// Whether it has all lines and rooms of an earlier one, as they are there and in their places.
    fn may_stand_for(&self, earlier: &Self) -> bool {
        let (new, old) = (&self.document, &earlier.document);
        let lines = new.timetable.lessons.starts_with(&old.timetable.lessons);
        let of_lessons = !self.is_always() && !earlier.is_always();
        of_lessons && lines && new.rooms == old.rooms && self.kind == earlier.kind
    }
}

/// Each that is taken out has the next one that is left in its place.
fn without(generations: &[Generation], numbers: &[i64]) -> Vec<Generation> {
    let mut rest: Vec<Generation> = Vec::with_capacity(generations.len());
    let mut from: Option<Timestamp> = None;
    for generation in generations {
        if numbers.contains(&generation.number) {
            from.get_or_insert(generation.effective_from);
            continue;
        }
        let effective_from = from.take().unwrap_or(generation.effective_from);
        rest.push(Generation { effective_from, ..generation.clone() });
    }
    rest
}

fn tell_the_same(one: &Schedule, other: &Schedule, long_ago: Timestamp) -> bool {
    let lesson = |held: &HeldLesson| {
        let held = HeldLesson { generation_index: 0, ..*held };
        if held.lesson.ends_at > long_ago { held } else { HeldLesson { generation: 0, decided_late_at: None, ..held } }
    };
    let lessons = |schedule: &Schedule| schedule.lessons.iter().map(lesson).collect::<Vec<_>>();
    let runs = |schedule: &Schedule| schedule.runs.iter().filter(|run| run.to > long_ago).copied().collect::<Vec<Run>>();
    one.always == other.always && one.ends_at == other.ends_at && runs(one) == runs(other) && lessons(one) == lessons(other)
}
