//! What is counted while rooms run: the time in which a room was up and held a lesson. Warming up before a lesson, and emptying after it, cost nothing.

use jiff::Timestamp;

/// A stretch of time `[from, to)`.
pub type Stretch = (Timestamp, Timestamp);

/// Whole seconds of a window in which one of `up` and one of `lessons` are on together. `up` does not overlap in itself; lessons may, where an amendment let
/// one go on into the next.
pub fn seconds_up(up: &[Stretch], lessons: &[Stretch], window: Stretch) -> u64 {
    let mut seconds = 0_i64;
    for lesson in united(lessons) {
        let (from, to) = (lesson.0.max(window.0), lesson.1.min(window.1));
        for up in up {
            seconds += (up.1.min(to).as_second() - up.0.max(from).as_second()).max(0);
        }
    }
    u64::try_from(seconds).unwrap_or_default()
}

/// Those stretches without what lies in gaps.
pub fn without(stretches: &[Stretch], gaps: &[Stretch]) -> Vec<Stretch> {
    let cut = |left: Vec<Stretch>, gap: &Stretch| -> Vec<Stretch> {
        let parts = left.into_iter().flat_map(|(from, to)| [(from, to.min(gap.0)), (from.max(gap.1), to)]);
        parts.filter(|(from, to)| from < to).collect()
    };
    united(gaps).iter().fold(stretches.to_vec(), cut)
}

/// The same time in stretches that do not overlap.
fn united(stretches: &[Stretch]) -> Vec<Stretch> {
    let mut sorted = stretches.to_vec();
    sorted.sort_unstable();
    let mut united: Vec<Stretch> = Vec::with_capacity(sorted.len());
    for (from, to) in sorted {
        match united.last_mut() {
            Some(last) if last.1 >= from => last.1 = last.1.max(to),
            _ => united.push((from, to)),
        }
    }
    united
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        format!("2026-09-07T{time}:00Z").parse().unwrap()
    }

    fn stretches(texts: &[(&str, &str)]) -> Vec<Stretch> {
        texts.iter().map(|(from, to)| (at(from), at(to))).collect()
    }

    #[test]
    fn a_room_counts_while_it_is_up_in_its_lesson_and_within_the_hour() {
        let hour = (at("09:00"), at("10:00"));
        let minutes = |up: &[(&str, &str)], lessons: &[(&str, &str)]| seconds_up(&stretches(up), &stretches(lessons), hour) / 60;
        assert_eq!(minutes(&[("08:50", "10:10")], &[("09:00", "09:45")]), 45, "lead and drain are free");
        assert_eq!(minutes(&[("09:05", "09:20"), ("09:30", "11:00")], &[("08:30", "09:15"), ("09:40", "10:25")]), 10 + 20);
        assert_eq!(minutes(&[], &[("09:00", "09:45")]), 0, "a room that never came up costs nothing");
        assert_eq!(minutes(&[("08:50", "10:10")], &[("09:30", "10:15"), ("09:00", "09:45")]), 60, "what overlaps counts once");
        assert_eq!(minutes(&[("08:00", "08:59")], &[("08:00", "08:45")]), 0);
    }

    #[test]
    fn gaps_are_cut_out_wherever_they_lie() {
        let left = |gaps: &[(&str, &str)]| without(&stretches(&[("09:00", "10:00"), ("11:00", "12:00")]), &stretches(gaps));
        assert_eq!(left(&[]), stretches(&[("09:00", "10:00"), ("11:00", "12:00")]));
        assert_eq!(
            left(&[("09:20", "09:30"), ("09:25", "09:40")]),
            stretches(&[("09:00", "09:20"), ("09:40", "10:00"), ("11:00", "12:00")])
        );
        assert_eq!(left(&[("09:30", "11:30")]), stretches(&[("09:00", "09:30"), ("11:30", "12:00")]));
        assert_eq!(left(&[("08:00", "13:00")]), []);
        assert_eq!(left(&[("10:00", "11:00")]), stretches(&[("09:00", "10:00"), ("11:00", "12:00")]));
    }
}
