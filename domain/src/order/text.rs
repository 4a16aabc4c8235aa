//! Texts that people write: how long they may be, and that one can see them.

use std::collections::BTreeMap;

use super::{FieldProblem, Findings};
use crate::pointer::pointer;

/// Longest key of a room, a line, or a metadata entry, in characters.
pub(super) const KEY_MAX: u32 = 64;
/// Longest name, title, or id of the institution's own, in characters.
pub(super) const NAME_MAX: u32 = 200;
const METADATA_VALUE_MAX: u32 = 500;
const METADATA_ENTRIES_MAX: usize = 20;

/// 1 to `max` visible characters: none that is not seen, no blank at either end.
pub(super) fn check(text: &str, max: u32) -> Result<(), FieldProblem> {
    check_length(text, 1, max)?;
    let visible = !text.contains(is_unseen) && text.trim() == text && !text.chars().all(joins);
    if visible { Ok(()) } else { Err(FieldProblem::NotVisible {}) }
}

/// Control characters and those that only direct or separate text: with them two keys look the same, or a name reads backwards.
fn is_unseen(c: char) -> bool {
    let directs = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}');
    let separates = matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{feff}');
    let annotates = matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    c.is_control() || directs || separates || annotates
}

/// Joiners shape the letters around them; some languages cannot be written without.
fn joins(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn check_length(text: &str, min: u32, max: u32) -> Result<(), FieldProblem> {
    let actual = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if (min..=max).contains(&actual) { Ok(()) } else { Err(FieldProblem::LengthOutOfRange { min, max, actual }) }
}

pub(super) fn check_metadata(metadata: &BTreeMap<String, String>, base: &str, findings: &mut Findings) {
    if metadata.len() > METADATA_ENTRIES_MAX {
        let problem = FieldProblem::CountOutOfRange { min: 0, max: METADATA_ENTRIES_MAX as u32, actual: metadata.len() as u64 };
        return findings.error(base, problem);
    }
    for (key, value) in metadata {
        let entry = || pointer(base, excerpt(key));
        findings.keep(entry, check(key, KEY_MAX));
        findings.keep(entry, check_length(value, 0, METADATA_VALUE_MAX));
        if value.contains(is_unseen) {
            findings.error(entry(), FieldProblem::NotVisible {});
        }
    }
}

/// The beginning of a text that came in, short enough to be repeated to its sender.
pub(super) fn excerpt(text: &str) -> String {
    text.chars().take(KEY_MAX as usize).collect()
}
