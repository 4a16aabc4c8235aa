//! Tables: lists with a row a lesson, and matrices of days and periods, from text with separators, spreadsheets and web pages.

mod axes;
mod biff;
mod biff_text;
mod cell_text;
pub(crate) mod columns;
mod compound;
pub(crate) mod dates;
pub(crate) mod grid;
mod html;
pub(crate) mod list;
mod markup;
mod matrix;
pub(crate) mod numerals;
pub(crate) mod periods;
mod read;
pub(crate) mod records;
pub(crate) mod separator;
mod sheet_xml;
pub(crate) mod times;
pub(crate) mod weeks;
pub(crate) mod when;
mod workbook;

use crate::{
    ask::{Ask, Format},
    item::Read,
    report::Refusal,
    text::decode,
};
use grid::Grid;
pub(crate) use read::Source;

/// What compound files begin with.
pub(crate) const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// Text with separators.
pub(crate) fn csv(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    let (text, encoding) = decode(bytes, ask, None);
    let separator = separator::separator(&text, ask);
    let grid = Grid::of_records(&records::records(&text, separator)?)?;
    // The largest files need the room for their items.
    drop(text);
    read::read(vec![grid], ask, &Source { format: Format::Csv, encoding: Some(encoding), separator: Some(separator) })
}

/// A workbook of Excel since 2007.
pub(crate) fn xlsx(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    read::read(workbook::xlsx(bytes)?, ask, &Source { format: Format::Xlsx, encoding: None, separator: None })
}

/// The tables of a web page.
pub(crate) fn html(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    let declared = html::declared(bytes);
    let (text, encoding) = decode(bytes, ask, declared.as_deref());
    let grids = html::tables(&text)?;
    drop(text);
    read::read(grids, ask, &Source { format: Format::Html, encoding: Some(encoding), separator: None })
}

/// A workbook of OpenDocument.
pub(crate) fn ods(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    read::read(sheet_xml::ods(bytes, ask)?, ask, &Source { format: Format::Ods, encoding: None, separator: None })
}

/// A workbook of Excel before 2007, which may be XML.
pub(crate) fn xls(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    let sheets = if bytes.starts_with(COMPOUND) { biff::xls(bytes)? } else { sheet_xml::xml(bytes, ask)? };
    read::read(sheets, ask, &Source { format: Format::Xls, encoding: None, separator: None })
}
