//! Masks of aSc: a mark a week of a cycle, or a mark a term.

use super::xml::Element;
use crate::{
    ask::Ask,
    text::{clean, clip},
};

/// No cycle is longer.
const MARKS_MAX: usize = 60;

/// Weeks of a cycle, or terms, by position.
#[derive(Debug)]
pub(super) struct Mask(Vec<bool>);

impl Mask {
    /// What a list of masks is read as: it leaves the choice open, and the first is as good as any.
    pub(super) fn first(masks: &str) -> &str {
        masks.split(',').next().unwrap_or_default().trim()
    }

    /// None where the text is no mask, or marks nothing.
    pub(super) fn of(mask: &str) -> Option<Self> {
        let is_mask = mask.len() <= MARKS_MAX && mask.contains('1') && mask.bytes().all(|byte| matches!(byte, b'0' | b'1'));
        is_mask.then(|| Self(mask.bytes().map(|byte| byte == b'1').collect()))
    }

    pub(super) fn has(&self, week: u32) -> bool {
        let at = usize::try_from(week.saturating_sub(1)).unwrap_or(0) % self.0.len().max(1);
        self.marks(at)
    }

    pub(super) fn is_every(&self) -> bool {
        self.0.iter().all(|marked| *marked)
    }

    fn marks(&self, at: usize) -> bool {
        self.0.get(at).copied().unwrap_or(false)
    }
}

/// The terms of a file, of which one is read.
#[derive(Debug)]
pub(super) struct Terms {
    names: Vec<String>,
    read: usize,
}

impl Terms {
    /// As the file defines them, and as its cards use them.
    pub(super) fn of<'a>(definitions: &[Element], cards: impl Iterator<Item = &'a Element>, ask: &Ask) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut make_room = |mask: &Mask| {
            for number in names.len()..mask.0.len() {
                names.push((number + 1).to_string());
            }
        };
        let mask_of = |element: &Element| Mask::of(Mask::first(element.get("terms")));
        definitions.iter().filter_map(mask_of).for_each(|mask| make_room(&mask));
        cards.filter_map(mask_of).for_each(|mask| make_room(&mask));
        // What stands for several terms names none of them.
        for definition in definitions.iter().filter(|definition| !definition.get("terms").contains(',')) {
            let Some(mask) = mask_of(definition).filter(|mask| mask.0.iter().filter(|marked| **marked).count() == 1) else { continue };
            let named = [definition.get("name"), definition.get("short")].into_iter().map(clean).find(|name| !name.is_empty());
            for (name, _) in names.iter_mut().zip(&mask.0).filter(|(_, marked)| **marked) {
                *name = named.as_deref().map_or_else(|| name.clone(), clip);
            }
        }
        Self { names, read: usize::try_from(ask.file_term.unwrap_or(1).saturating_sub(1)).unwrap_or(usize::MAX) }
    }

    /// The terms of what is not held in the one that is read; none where it is, or does not say.
    pub(super) fn other(&self, masks: &str) -> Option<Vec<String>> {
        let mask = Mask::of(Mask::first(masks)).filter(|mask| mask.0.len() > 1 && !mask.marks(self.read))?;
        Some(self.names.iter().zip(&mask.0).filter(|(_, marked)| **marked).map(|(name, _)| name.clone()).collect())
    }
}
