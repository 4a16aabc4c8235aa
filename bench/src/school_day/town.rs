//! A town whose schools keep the hours that the authority sets for their level, and the lessons a week that the curriculum of China sets for each year: first
//! and second 26, third to sixth 30, of 40 minutes; seventh to ninth 34 and the upper three 35, of 45. What it leaves open is drawn once for all schools.

use super::{Chance, Shape, Stay, class, some_size};

/// In a day at the most, four of them in the morning.
const LESSONS: usize = 7;

/// When lessons are, in the whole town.
pub(super) struct Town {
    levels: [Level; 3],
}

/// Primary, lower secondary or upper secondary schools.
struct Level {
    /// Of ten schools.
    often: usize,
    bells: Vec<(i64, i64)>,
    /// Lessons a week, of each year.
    weeks: &'static [usize],
}

/// What the authority may choose.
struct Hours {
    pause: i64,
    /// After the second lesson, in which children do their exercises.
    long_pause: i64,
    afternoon: i64,
}

impl Town {
    pub(super) fn of(chance: &mut Chance) -> Self {
        let hours = Hours {
            pause: chance.one_of(&[10, 15]),
            long_pause: chance.one_of(&[20, 25, 30]),
            afternoon: chance.one_of(&[13 * 60 + 30, 14 * 60, 14 * 60 + 30]),
        };
        let level = |often, first, length, weeks| Level { often, bells: bells(first, length, &hours), weeks };
        Self {
            levels: [
                level(6, 8 * 60 + 20, 40, &[26, 26, 30, 30, 30, 30]),
                level(3, 8 * 60, 45, &[34, 34, 34]),
                level(1, 8 * 60, 45, &[35, 35, 35]),
            ],
        }
    }

    /// Gives how many lessons it has.
    pub(super) fn school(&self, chance: &mut Chance, shapes: &[Shape], stays: &mut Vec<Stay>) -> usize {
        let level = self.some_level(chance);
        // A week of 26 lessons has a day of six, which each school has on a day of its own.
        let weekday = chance.below(5);
        let classes = 6 + chance.below(31);
        let weeks = level.weeks.iter().cycle().take(classes);
        let of_class = |week: &usize| {
            let lessons = week / 5 + usize::from(weekday < week % 5);
            let size = some_size(chance, shapes);
            class(chance, &level.bells[..lessons], size, stays)
        };
        weeks.map(of_class).sum()
    }

    fn some_level(&self, chance: &mut Chance) -> &Level {
        let [primary, lower, upper] = &self.levels;
        match chance.below(primary.often + lower.often + upper.often) {
            place if place < primary.often => primary,
            place if place < primary.often + lower.often => lower,
            _ => upper,
        }
    }
}

fn bells(first: i64, length: i64, hours: &Hours) -> Vec<(i64, i64)> {
    let mut at = first;
    let bell = |number| {
        let (start, end) = (at, at + length);
        at = match number {
            2 => end + hours.long_pause,
            4 => hours.afternoon,
            _ => end + hours.pause,
        };
        (start, end)
    };
    (1..=LESSONS).map(bell).collect()
}
