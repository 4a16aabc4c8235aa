//! Texts of [MS-XLS]: one byte a character or two, which may change where a record goes on in its next part.

use super::compound::{u16_at, u32_at};
use crate::{
    bounds::{CELLS, Tables},
    report::{Bound, Refusal},
};

/// Where one reads in a record and the parts in which it goes on.
pub(super) struct Text<'a> {
    part: &'a [u8],
    more: &'a [&'a [u8]],
}

impl<'a> Text<'a> {
    pub(super) fn of(part: &'a [u8], more: &'a [&'a [u8]]) -> Self {
        Self { part, more }
    }

    /// The next bytes of this part.
    fn take(&mut self, many: usize) -> Option<&'a [u8]> {
        self.go_on();
        let taken = self.part.get(..many)?;
        self.part = &self.part[many..];
        Some(taken)
    }

    fn go_on(&mut self) {
        while self.part.is_empty()
            && let Some((next, more)) = self.more.split_first()
        {
            (self.part, self.more) = (next, more);
        }
    }

    fn skip(&mut self, mut many: usize) -> Option<()> {
        while many > 0 {
            self.go_on();
            let here = many.min(self.part.len());
            if here == 0 {
                return None;
            }
            self.part = &self.part[here..];
            many -= here;
        }
        Some(())
    }

    /// A text with its length in two bytes.
    pub(super) fn long(mut self) -> Option<String> {
        self.string()
    }

    fn string(&mut self) -> Option<String> {
        let length = usize::from(u16_at(self.take(2)?, 0)?);
        let flags = self.take(1)?[0];
        let runs = if flags & 8 == 0 { 0 } else { usize::from(u16_at(self.take(2)?, 0)?) };
        let extra = if flags & 4 == 0 { 0 } else { u32_at(self.take(4)?, 0)? as usize };
        let text = self.characters(length, flags & 1 == 1)?;
        self.skip(runs * 4)?;
        self.skip(extra)?;
        Some(text)
    }

    fn characters(&mut self, mut length: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while length > 0 {
            if self.part.is_empty() {
                self.go_on();
                // A part that goes on within a text says anew how wide its characters are.
                wide = self.take(1)?[0] & 1 == 1;
            }
            let width = if wide { 2 } else { 1 };
            let here = length.min(self.part.len() / width);
            if here == 0 {
                return None;
            }
            let bytes = self.take(here * width)?;
            match wide {
                true => units.extend(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))),
                false => units.extend(bytes.iter().map(|byte| u16::from(*byte))),
            }
            length -= here;
        }
        Some(String::from_utf16_lossy(&units))
    }
}

/// A text with its length in one byte.
pub(super) fn short_text(data: &[u8]) -> Option<String> {
    let (length, wide) = (usize::from(*data.first()?), data.get(1)? & 1 == 1);
    Text::of(&data[2..], &[]).characters(length, wide)
}

/// The texts that cells share. What cannot be read ends the list: cells that name later ones are left blank.
pub(super) fn shared(data: &[u8], more: &[&[u8]], left: &mut Tables) -> Result<Vec<String>, Refusal> {
    let mut text = Text::of(data.get(8..).unwrap_or_default(), more);
    let mut all = Vec::new();
    while let Some(string) = text.string() {
        if all.len() as u64 >= CELLS {
            return Err(Refusal::TooLarge { what: Bound::Cells, max: CELLS });
        }
        left.text.take(string.len() as u64)?;
        all.push(string);
    }
    Ok(all)
}
