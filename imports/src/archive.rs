//! Archives: what is unpacked is counted while it is unpacked, whatever the archive says of its sizes.

use std::io::{Cursor, Read, sink};

use zip::{ZipArchive, result::ZipError};

use crate::{
    bounds::{ENTRIES, UNPACKED_BYTES},
    report::{Bound, Refusal},
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
        _ => Refusal::Broken { seen: "archive".to_owned(), at: crate::text::clip(at) },
    }
}

/// Unpacks everything once, into nothing, so that what reads the archive afterwards meets no more bytes than are allowed.
pub(crate) fn check_unpacked(archive: &mut Archive<'_>) -> Result<(), Refusal> {
    let mut left = UNPACKED_BYTES;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| broken(&index.to_string(), &error))?;
        let name = entry.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
        let unpacked = std::io::copy(&mut entry.take(left + 1), &mut sink())
            .map_err(|_| Refusal::Broken { seen: "archive".to_owned(), at: crate::text::clip(&name) })?;
        left = left.checked_sub(unpacked).ok_or(Refusal::TooLarge { what: Bound::UnpackedBytes, max: UNPACKED_BYTES })?;
    }
    Ok(())
}

/// One entry, if it is there and is no larger than `max`.
pub(crate) fn bytes_of(archive: &mut Archive<'_>, name: &str, max: u64) -> Result<Vec<u8>, Refusal> {
    let entry = archive.by_name(name).map_err(|error| broken(name, &error))?;
    let mut bytes = Vec::new();
    let read = entry
        .take(max + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| Refusal::Broken { seen: "archive".to_owned(), at: crate::text::clip(name) })?;
    if read as u64 > max {
        return Err(Refusal::TooLarge { what: Bound::UnpackedBytes, max });
    }
    Ok(bytes)
}

pub(crate) fn text_of(archive: &mut Archive<'_>, name: &str, max: u64) -> Option<String> {
    String::from_utf8(bytes_of(archive, name, max).ok()?).ok()
}
