//! The archive as bytes: what was written to it is taken out before more is, so that it is never held as a whole.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use axum::body::Bytes;
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

/// What was written and not taken yet.
#[derive(Debug, Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An archive on its way.
pub(super) struct Archive {
    zip: ZipWriter<StreamWriter<Pipe>>,
    pipe: Pipe,
}

impl Archive {
    pub(super) fn new() -> Self {
        let pipe = Pipe::default();
        Self { zip: ZipWriter::new_stream(pipe.clone()), pipe }
    }

    /// Begins the next file. A file may become larger than four gigabytes.
    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
        self.zip.start_file(name, options).map_err(io::Error::other)
    }

    pub(super) fn write(&mut self, text: &str) -> io::Result<()> {
        self.zip.write_all(text.as_bytes())
    }

    /// What was written since it was asked last.
    pub(super) fn taken(&self) -> Bytes {
        mem::take(&mut *self.pipe.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }

    /// Ends the archive, and gives the rest of it.
    pub(super) fn end(self) -> io::Result<Bytes> {
        let Self { zip, pipe } = self;
        zip.finish().map_err(io::Error::other)?;
        Ok(mem::take(&mut *pipe.0.lock().unwrap_or_else(PoisonError::into_inner)).into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;

    #[test]
    fn an_archive_that_was_taken_piece_by_piece_is_read_as_a_whole() {
        let mut archive = Archive::new();
        let mut bytes = Vec::new();
        for name in ["a.csv", "b.jsonl"] {
            archive.begin(name).unwrap();
            for number in 0..2_000 {
                archive.write(&format!("{name} {number}\n")).unwrap();
                bytes.extend_from_slice(&archive.taken());
            }
        }
        bytes.extend_from_slice(&archive.end().unwrap());
        let mut read = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(read.len(), 2);
        let mut text = String::new();
        read.by_name("b.jsonl").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text.lines().last(), Some("b.jsonl 1999"));
    }
}
