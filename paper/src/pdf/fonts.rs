//! The letters of the PDF: Noto Sans CJK SC, regular and bold, as Debian's `fonts-noto-cjk` has them (SIL Open Font License). Only the glyphs that a
//! document uses are put into it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use harfrust::{FontRef, ShaperData};
use krilla::text::Font;
use skrifa::{MetadataProvider, raw::FileRef, string::StringId};

/// Where Debian puts them.
pub const DEBIAN_FONTS: &str = "/usr/share/fonts/opentype/noto";

const FAMILIES: [&str; 2] = ["Noto Sans CJK SC", "Noto Sans SC"];
const REGULAR: [&str; 3] = ["NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf"];
const BOLD: [&str; 3] = ["NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf", "NotoSansSC-Bold.otf"];

#[derive(Debug, thiserror::Error)]
pub enum FontError {
    #[error("none of {} in {}: on Debian, fonts-noto-cjk has them", .names.join(", "), .dir.display())]
    Missing { dir: PathBuf, names: &'static [&'static str] },
    #[error("{}: {source}", .path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("not a font with the faces of Noto Sans CJK SC")]
    Foreign,
}

/// Both weights. They take as much memory as their files, some 40 MB: load them once.
pub struct Fonts {
    pub(super) regular: Face,
    pub(super) bold: Face,
}

impl Fonts {
    /// Reads the two files from a folder.
    ///
    /// # Errors
    /// Where one is not there, not readable, or another font.
    pub fn load(dir: &Path) -> Result<Self, FontError> {
        Self::from_bytes(read(dir, &REGULAR)?, read(dir, &BOLD)?)
    }

    /// From the bytes of the two files.
    ///
    /// # Errors
    /// Where one has no face of the family.
    pub fn from_bytes(regular: Vec<u8>, bold: Vec<u8>) -> Result<Self, FontError> {
        Ok(Self { regular: Face::of(regular)?, bold: Face::of(bold)? })
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fonts")
    }
}

fn read(dir: &Path, names: &'static [&'static str]) -> Result<Vec<u8>, FontError> {
    let path = names.iter().map(|name| dir.join(name)).find(|path| path.is_file());
    let path = path.ok_or_else(|| FontError::Missing { dir: dir.to_owned(), names })?;
    fs::read(&path).map_err(|source| FontError::Unreadable { path, source })
}

pub(super) struct Face {
    bytes: Arc<Vec<u8>>,
    index: u32,
    pub(super) font: Font,
    pub(super) shaping: ShaperData,
}

impl Face {
    fn of(bytes: Vec<u8>) -> Result<Self, FontError> {
        let bytes = Arc::new(bytes);
        let index = index_of_family(&bytes).ok_or(FontError::Foreign)?;
        let font = Font::new(Arc::clone(&bytes).into(), index).ok_or(FontError::Foreign)?;
        let shaping = ShaperData::new(&FontRef::from_index(&bytes, index).map_err(|_| FontError::Foreign)?);
        Ok(Self { bytes, index, font, shaping })
    }

    /// The tables of the face; it was parsed before, when it was loaded.
    pub(super) fn tables(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.bytes, self.index).ok()
    }
}

/// A collection has a face a region, which draw some characters differently: only the mainland's are wanted.
fn index_of_family(bytes: &[u8]) -> Option<u32> {
    let fonts = FileRef::new(bytes).ok()?.fonts();
    let of_family = |font: &FontRef<'_>| {
        font.localized_strings(StringId::FAMILY_NAME).any(|name| FAMILIES.iter().any(|family| name.chars().eq(family.chars())))
    };
    let index = fonts.flatten().position(|font| of_family(&font))?;
    u32::try_from(index).ok()
}
