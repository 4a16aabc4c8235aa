//! Archives: what is unpacked is counted while it is unpacked, whatever the archive says of its sizes.

use std::{
    borrow::Cow,
    io::{Cursor, Read, Write},
};

use zip::{ZipArchive, result::ZipError};

use crate::{
    bounds::{CELLS, ENTRIES, FILE_BYTES, UNPACKED_BYTES},
    report::{Bound, Refusal},
    sniff::base,
};

pub(crate) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Opens an archive that has not too many entries.
pub(crate) fn open(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken("archive", &error))?;
    if archive.len() as u64 > ENTRIES {
        return Err(Refusal::TooLarge { what: Bound::Entries, max: ENTRIES });
    }
    Ok(archive)
}

fn broken(at: &str, error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(what) if what.to_lowercase().contains("password") => {
            Refusal::NotATimetable { seen: "encrypted-archive".to_owned() }
        }
        _ => broken_at(at),
    }
}

fn broken_at(name: &str) -> Refusal {
    Refusal::Broken { seen: "archive".to_owned(), at: crate::text::clip(name) }
}

/// The names of its entries, but for those that are no text.
pub(crate) fn names<'a>(archive: &'a Archive<'_>) -> impl Iterator<Item = Cow<'a, str>> {
    archive.file_names().filter_map(Result::ok)
}

/// Files that an archive may be sent for; what else lies in it says nothing of lessons.
const READ: [&str; 12] = ["ics", "csv", "tsv", "txt", "xlsx", "xls", "ods", "xml", "html", "htm", "fet", "json"];

/// The one file of an archive that could be read. What systems put beside it does not count.
pub(crate) fn only_file(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut archive = open(bytes)?;
    let is_read = |name: &str| {
        let (path, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let hidden = path.starts_with("__MACOSX/") || path.rsplit('/').next().is_some_and(|base| base.starts_with('.'));
        !hidden && READ.iter().any(|known| ending.eq_ignore_ascii_case(known))
    };
    let read: Vec<String> = names(&archive).filter(|name| is_read(name)).map(Cow::into_owned).collect();
    match read.as_slice() {
        [only] => bytes_of(&mut archive, only, FILE_BYTES),
        [] => Err(Refusal::NotATimetable { seen: crate::sniff::ARCHIVE.to_owned() }),
        _ => Err(Refusal::NotATimetable { seen: "archive-of-several".to_owned() }),
    }
}

/// Signs `<` that a part may have which a reader of workbooks keeps as a whole, and one that it goes through.
const KEPT_TAGS: u64 = 4 * CELLS;
const READ_TAGS: u64 = 12 * CELLS;
/// The same of parts that only name others: a reader keeps each sheet and each relation with its texts.
const NAMING_TAGS: u64 = 100_000;

fn tags_of(name: &str) -> u64 {
    match base(name) {
        _ if name.contains("worksheets/") && !name.ends_with(".rels") => READ_TAGS,
        "workbook.xml" | "[content_types].xml" => NAMING_TAGS,
        base if base.ends_with(".rels") => NAMING_TAGS,
        _ => KEPT_TAGS,
    }
}

/// Bytes of an XML part between two tags: many times what a cell may hold.
const BETWEEN_TAGS: usize = 1 << 20;

/// Counts what is unpacked instead of keeping it.
struct Tags {
    left: u64,
    exceeded: bool,
    /// Bytes since the last tag.
    between: usize,
    is_xml: bool,
}

impl Write for Tags {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let tags = bytes.iter().filter(|byte| **byte == b'<').count() as u64;
        self.exceeded |= tags > self.left;
        self.left = self.left.saturating_sub(tags);
        self.between = match bytes.iter().rposition(|byte| *byte == b'<') {
            Some(last) => bytes.len() - last,
            None => self.between + bytes.len(),
        };
        // A reader keeps what stands between tags as one.
        self.exceeded |= self.is_xml && self.between > BETWEEN_TAGS;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Unpacks everything once, into nothing, so that what reads the archive afterwards meets no more bytes and tags than are allowed: a tag of five
/// bytes can cost a reader a hundred.
pub(crate) fn check_unpacked(archive: &mut Archive<'_>) -> Result<(), Refusal> {
    let mut left = UNPACKED_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| broken(&index.to_string(), &error))?;
        let name = entry.name().map(Cow::into_owned).unwrap_or_default().to_ascii_lowercase();
        let mut tags = Tags { left: tags_of(&name), exceeded: false, between: 0, is_xml: name.ends_with(".xml") };
        let unpacked = std::io::copy(&mut entry.take(left + 1), &mut tags).map_err(|_| broken_at(&name))?;
        left = left.checked_sub(unpacked).ok_or(Refusal::TooLarge { what: Bound::UnpackedBytes, max: UNPACKED_BYTES })?;
        if tags.exceeded {
            return Err(Refusal::TooLarge { what: Bound::Cells, max: CELLS });
        }
    }
    Ok(())
}

/// One entry, if it is there and is no larger than `max`.
pub(crate) fn bytes_of(archive: &mut Archive<'_>, name: &str, max: u64) -> Result<Vec<u8>, Refusal> {
    let entry = archive.by_name(name).map_err(|error| broken(name, &error))?;
    let mut bytes = Vec::new();
    let read = entry.take(max + 1).read_to_end(&mut bytes).map_err(|_| broken_at(name))?;
    if read as u64 > max {
        return Err(Refusal::TooLarge { what: Bound::UnpackedBytes, max });
    }
    Ok(bytes)
}

pub(crate) fn text_of(archive: &mut Archive<'_>, name: &str, max: u64) -> Option<String> {
    String::from_utf8(bytes_of(archive, name, max).ok()?).ok()
}
