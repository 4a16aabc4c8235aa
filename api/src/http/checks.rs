//! Checks of small bodies: names, ids of the tenant's own, metadata. Everything that is wrong is collected before anything is refused.
//!
//! Up to a bound: a body of a mebibyte may hold hundreds of thousands of mistakes, and an answer is larger than each of them.

use std::{collections::BTreeMap, ops::RangeInclusive};

use homeroom_domain::{
    pointer::pointer,
    text::{is_plain, is_visible},
};

use super::{fault::Fault, form::Format, problem::ApiError, shape::Shape};

/// Nobody mends more at once; orders stop there too.
const FAULTS_MAX: usize = 200;
/// Longest name, in characters.
const NAME: usize = 200;
const METADATA_ENTRIES: usize = 20;
const METADATA_KEY: usize = 64;
const METADATA_VALUE: usize = 500;

/// What was found wrong so far.
#[derive(Debug, Default)]
pub struct Checks(Vec<Fault>);

impl Checks {
    pub fn that(&mut self, holds: bool, pointer: &str, shape: Shape) -> &mut Self {
        if !holds && self.0.len() < FAULTS_MAX {
            self.0.push(Fault::new(pointer, shape));
        }
        self
    }

    /// Text of so many characters that another person may be shown; where it may not be empty, it is one that can be seen.
    pub fn text(&mut self, pointer: &str, text: &str, length: RangeInclusive<usize>) -> &mut Self {
        let count = text.chars().count();
        self.that(
            count >= *length.start() && !(*length.start() > 0 && text.trim().is_empty()),
            pointer,
            Shape::TooShort { min: *length.start() as u64 },
        )
        .that(count <= *length.end(), pointer, Shape::TooLong { max: *length.end() as u64 })
        .that(
            if *length.start() == 0 || text.trim().is_empty() { is_plain(text) } else { is_visible(text) },
            pointer,
            Shape::BadFormat { expected: Format::PlainText },
        )
    }

    pub fn name(&mut self, pointer: &str, name: &str) -> &mut Self {
        self.text(pointer, name, 1..=NAME)
    }

    pub fn external_id(&mut self, external_id: Option<&str>) -> &mut Self {
        match external_id {
            Some(id) => self.text("/external_id", id, 1..=NAME),
            None => self,
        }
    }

    pub fn metadata(&mut self, metadata: &BTreeMap<String, String>) -> &mut Self {
        self.that(metadata.len() <= METADATA_ENTRIES, "/metadata", Shape::TooLong { max: METADATA_ENTRIES as u64 });
        for (key, value) in metadata {
            let pointer = pointer("/metadata", key);
            self.text(&pointer, key, 1..=METADATA_KEY).text(&pointer, value, 0..=METADATA_VALUE);
        }
        self
    }

    /// A number from `min` to `max`.
    pub fn number(&mut self, pointer: &str, number: i64, range: RangeInclusive<i64>) -> &mut Self {
        self.that(range.contains(&number), pointer, Shape::OutOfRange { min: *range.start(), max: *range.end() })
    }

    /// # Errors
    /// 422 with everything that was found.
    pub fn done(&mut self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::Shape(std::mem::take(&mut self.0))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_collected_up_to_a_bound() {
        let mut checks = Checks::default();
        let metadata = (0..10_000).map(|n| (format!("key-{n}"), "\u{7}".to_owned())).collect();
        let Err(ApiError::Shape(faults)) = checks.name("/name", "").metadata(&metadata).done() else { panic!() };
        assert_eq!(faults.len(), FAULTS_MAX);
        assert_eq!((faults[0].pointer.as_str(), faults[1].pointer.as_str()), ("/name", "/metadata"));
    }
}
