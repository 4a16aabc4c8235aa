//! Files that schools have (calendars, spreadsheets, exports of planners) read as the body of an order, for a person to review.
//!
//! Bytes and a question come in, values go out: no network, no clock, no files. This is the only crate that names the libraries which parse foreign
//! files, and it holds each of them to counted bytes, components, cells and lessons (`bounds`), so that what a file costs does not depend on what it
//! claims. A file goes one road: its kind is recognised (`sniff`), a reader turns it into items (`item`), and `build` makes the fewest lines of them.

mod archive;
pub mod ask;
mod bounds;
mod build;
mod calendar;
mod item;
mod oneroster;
mod planners;
pub mod report;
mod sniff;
mod tables;
pub mod template;
#[cfg(test)]
mod tests;
mod text;
mod within;

use std::borrow::Cow;

pub use ask::Ask;
use ask::Format;
pub use report::{Outcome, Refusal};

/// Reads a file as the body of an order, to be reviewed. The same file and question give the same answer.
pub fn read(file: &[u8], ask: &Ask) -> Result<Outcome, Refusal> {
    let (file, format) = kind(file, ask)?;
    let file = file.as_ref();
    let read = match format {
        Format::Csv => tables::csv(file, ask),
        Format::Xlsx => tables::xlsx(file, ask),
        Format::Xls => tables::xls(file, ask),
        Format::Ods => tables::ods(file, ask),
        Format::Html => tables::html(file, ask),
        Format::Oneroster => oneroster::read(file, ask),
        Format::Icalendar => calendar::read(file, ask),
        Format::UntisGpu001 => planners::untis::read(file, ask),
        Format::Asc2012 => planners::asc::read(file, ask),
        Format::FetCsv => planners::fet::read(file, ask),
        Format::UnitimeXml => planners::unitime::read(file, ask),
    }?;
    build::build(read, ask)
}

/// The file and its kind. An archive of one file stands for it, as calendars are exported.
fn kind<'a>(file: &'a [u8], ask: &Ask) -> Result<(Cow<'a, [u8]>, Format), Refusal> {
    if file.len() as u64 > FILE_BYTES {
        return Err(Refusal::TooLarge { what: report::Bound::Bytes, max: FILE_BYTES });
    }
    match sniff::sniff(file, ask) {
        Err(Refusal::NotATimetable { seen }) if seen == sniff::ARCHIVE && file.starts_with(b"PK") => {
            let only = archive::only_file(file)?;
            let format = sniff::sniff(&only, ask)?;
            Ok((Cow::Owned(only), format))
        }
        format => Ok((Cow::Borrowed(file), format?)),
    }
}

/// The largest file that is read.
pub const FILE_BYTES: u64 = bounds::FILE_BYTES;

/// Whether this is a label of the Encoding Standard.
pub fn is_encoding(label: &str) -> bool {
    encoding_rs::Encoding::for_label(label.as_bytes()).is_some()
}

/// Reads a calendar of holidays: days off, and make-up days as questions. Lessons in it are told as skipped.
pub fn days(file: &[u8], ask: &Ask) -> Result<Outcome, Refusal> {
    match kind(file, ask)? {
        (file, Format::Icalendar) => build::build(calendar::days(&file, ask)?, ask),
        _ => Err(Refusal::NotATimetable { seen: "no-calendar".to_owned() }),
    }
}
