//! Files that were damaged on the way: whatever stands in them, the answer is an outcome or a refusal.

use super::{samples::folder, school};
use crate::{Ask, ask::RoomFrom, read, template};

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (below.max(1) as u64)).unwrap()
    }
}

/// A byte changed, bytes cut out, or bytes from elsewhere in the file put in.
fn damaged(whole: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=dice.roll(4) {
        let (at, length) = (dice.roll(bytes.len()), dice.roll(24));
        match dice.roll(4) {
            0 if !bytes.is_empty() => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
            1 => drop(bytes.drain(at..(at + length).min(bytes.len()))),
            2 => {
                let from = dice.roll(bytes.len());
                let copied = bytes[from..(from + length).min(bytes.len())].to_vec();
                bytes.splice(at..at, copied);
            }
            _ => bytes.truncate(bytes.len().saturating_sub(dice.roll(64))),
        }
    }
    bytes
}

const ROUNDS: usize = 40;

#[test]
fn a_damaged_file_is_read_or_refused() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut files: Vec<Vec<u8>> = std::fs::read_dir(folder()).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect();
    files.retain(|file| file.len() < 100_000);
    files.extend([include_bytes!("data/dates.xls").to_vec(), include_bytes!("data/list.xls").to_vec()]);
    files.extend([template::csv(template::Language::ZhCn), template::xlsx(template::Language::En).unwrap()]);
    files.push(
        b"<table><tr><td rowspan=2>A<td colspan=2>Mon<td>Tue</tr><tr><td>1<td>2<td>1</tr><tr><td>7-1<td>x<td>y<td>z</table>".to_vec(),
    );
    let asks = [school(), Ask { room_from: Some(RoomFrom::Fixed("7-1".into())), first_day: None, bells: Vec::new(), ..school() }];
    for file in &files {
        for round in 0..ROUNDS {
            let bytes = damaged(file, &mut dice);
            if let Ok(outcome) = read(&bytes, &asks[round % 2]) {
                assert!(outcome.rows.iter().all(|row| row.text.chars().count() <= crate::report::TEXT_CHARS));
            }
        }
    }
}
