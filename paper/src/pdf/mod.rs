//! The document as a PDF: A4, text that can be searched and copied, tagged for screen readers, the same bytes for the same document.
//!
//! Text is shaped, broken and placed here, so that it never passes through a language of markup. Scripts that Noto Sans CJK has no letters for are drawn
//! as boxes, but stay text.

mod compose;
mod fonts;
mod lines;
mod outline;
mod pages;
mod style;
mod table;
mod write;

pub use fonts::{DEBIAN_FONTS, FontError, Fonts};

use self::{compose::Composer, lines::Typesetter, pages::Pages, table::Table, write::Writer};
use crate::{check::Refusal, document::InvoiceDocument, sheet::Sheet, words::Language};

/// Draws the document. It takes a few milliseconds a page.
///
/// # Errors
/// Where the document is refused (see [`InvoiceDocument::check`]), or the fonts are damaged.
pub fn pdf(document: &InvoiceDocument, language: Language, fonts: &Fonts) -> Result<Vec<u8>, Refusal> {
    document.check()?;
    let sheet = Sheet::of(document, language);
    let setter = Typesetter::new(fonts).ok_or_else(|| Refusal::Unwritable("the fonts cannot be read".to_owned()))?;
    let table = Table::new(&sheet, &setter);
    let mut composer = Composer::new(&sheet, &setter);
    composer.compose(&table);
    let pages = Pages::of(composer.bands, || table.head(None));
    Writer { sheet: &sheet, fonts, setter: &setter, outline: composer.outline }.write(pages.pages, document)
}
