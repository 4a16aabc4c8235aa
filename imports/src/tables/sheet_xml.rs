//! Spreadsheets that are XML: OpenDocument, as an archive (.ods) or flat (.fods), and what Excel of 2003 calls an XML spreadsheet.
//!
//! Read event by event into bounded grids. Such files repeat rows and cells by number, to the end of the sheet, so that what is blank is passed over
//! and what is not counts each time.

use std::io::{BufRead, BufReader};

use jiff::civil::{Date, DateTime};
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::grid::{Cell, Grid, Merge, Sparse};
use crate::{
    archive,
    ask::Ask,
    bounds::{CELLS, COLUMNS, Counter, TEXT_BYTES, Tables},
    report::{Bound, Refusal},
    text::decode,
};

/// A longer list of parts is not searched for whether they are protected.
const MANIFEST_BYTES: u64 = 1 << 20;

/// The sheets of an OpenDocument spreadsheet.
pub(crate) fn ods(bytes: &[u8], ask: &Ask) -> Result<Vec<Grid>, Refusal> {
    if !bytes.starts_with(b"PK") {
        return xml(bytes, ask);
    }
    let mut parts = archive::open(bytes)?;
    archive::check_unpacked(&mut parts)?;
    // Of a protected file the parts are no XML.
    if archive::text_of(&mut parts, "META-INF/manifest.xml", MANIFEST_BYTES).is_some_and(|text| text.contains("encryption-data")) {
        return Err(Refusal::NotATimetable { seen: "encrypted-workbook".to_owned() });
    }
    let content = parts.by_name("content.xml").map_err(|_| broken("content.xml"))?;
    sheets(Reader::from_reader(BufReader::new(content)))
}

/// The sheets of a spreadsheet that is one XML file.
pub(crate) fn xml(bytes: &[u8], ask: &Ask) -> Result<Vec<Grid>, Refusal> {
    sheets(Reader::from_reader(decode(bytes, ask, Some("utf-8")).0.as_bytes()))
}

fn broken(at: &str) -> Refusal {
    Refusal::Broken { seen: "workbook".to_owned(), at: crate::text::clip(at) }
}

fn sheets<R: BufRead>(mut reader: Reader<R>) -> Result<Vec<Grid>, Refusal> {
    reader.config_mut().check_end_names = false;
    let mut book = Book::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => book.start(&start)?,
            Ok(Event::Empty(start)) => {
                book.start(&start)?;
                book.end(start.local_name().as_ref())?;
            }
            Ok(Event::End(end)) => book.end(end.local_name().as_ref())?,
            Ok(Event::Text(text)) => book.text(&text)?,
            Ok(Event::CData(text)) => book.text(&text)?,
            Ok(Event::GeneralRef(name)) => {
                let predefined = quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned);
                let character = name.resolve_char_ref().ok().flatten().map(String::from);
                book.text(&predefined.or(character).unwrap_or_default())?;
            }
            Ok(Event::DocType(kind)) if kind.contains('[') => {
                return Err(Refusal::NotATimetable { seen: "xml-with-entities".to_owned() });
            }
            Ok(Event::Eof) => return book.finish(),
            Ok(_) => {}
            Err(_) => return Err(broken(&format!("{}", reader.error_position()))),
        }
    }
}

struct Book {
    done: Vec<Grid>,
    sheet: Option<Sheet>,
    /// Of Excel, whose tables lie in sheets and whose cells may say where they are.
    is_excel: bool,
    /// Remarks have paragraphs too.
    in_remark: u32,
    left: Tables,
    written: Counter,
    /// Styles of sheets that are hidden, and the style that is being read.
    hidden: Vec<String>,
    style: String,
}

impl Default for Book {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            sheet: None,
            is_excel: false,
            in_remark: 0,
            left: Tables::default(),
            written: Counter::new(Bound::UnpackedBytes, TEXT_BYTES),
            hidden: Vec::new(),
            style: String::new(),
        }
    }
}

#[derive(Default)]
struct Sheet {
    name: Option<String>,
    hidden: bool,
    cells: Sparse,
    merges: Vec<Merge>,
    row: u32,
    /// How often the row stands there, and its cells.
    times: u32,
    of_row: Vec<(u32, Cell)>,
    column: u32,
    open: Option<OpenCell>,
}

#[derive(Default)]
struct OpenCell {
    kind: String,
    value: String,
    text: String,
    has_formula: bool,
    times: u32,
}

/// An attribute by its local name.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = start.attributes();
    let found = all.with_checks(false).filter_map(Result::ok).find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

fn number(start: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(start, name)?.trim().parse().ok()
}

impl Book {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        match start.local_name().as_ref() {
            "Workbook" => self.is_excel = true,
            "style" => self.style = attribute(start, "name").unwrap_or_default(),
            "table-properties" if attribute(start, "display").as_deref() == Some("false") && self.hidden.len() < 500 => {
                self.hidden.push(self.style.clone());
            }
            "annotation" | "Comment" => self.in_remark = self.in_remark.saturating_add(1),
            "Worksheet" => self.open_sheet(start)?,
            "table" if !self.is_excel && self.sheet.is_none() => self.open_sheet(start)?,
            "table-row" | "Row" => self.row(start),
            "table-cell" | "covered-table-cell" | "Cell" => self.cell(start)?,
            "Data" => {
                if let Some(cell) = self.cell_open() {
                    cell.kind = attribute(start, "Type").unwrap_or_default();
                }
            }
            "p" if self.cell_open().is_some_and(|cell| !cell.text.is_empty()) => self.text("\n")?,
            "line-break" => self.text("\n")?,
            "s" | "tab" => self.text(" ")?,
            _ => {}
        }
        Ok(())
    }

    fn open_sheet(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        self.end_sheet()?;
        let hidden = attribute(start, "style-name").is_some_and(|style| self.hidden.contains(&style));
        self.sheet = Some(Sheet { name: attribute(start, "name").or_else(|| attribute(start, "Name")), hidden, ..Sheet::default() });
        Ok(())
    }

    fn row(&mut self, start: &BytesStart<'_>) {
        let Some(sheet) = &mut self.sheet else { return };
        if let Some(index) = number(start, "Index") {
            sheet.row = sheet.row.max(index.saturating_sub(1));
        }
        sheet.times = number(start, "number-rows-repeated").unwrap_or(1).max(1);
        sheet.column = 0;
        sheet.of_row.clear();
    }

    fn cell(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        if let Some(index) = number(start, "Index") {
            sheet.column = sheet.column.max(index.saturating_sub(1));
        }
        let span = |ods: &str, excel: &str| match (number(start, ods), number(start, excel)) {
            (Some(span), _) => span.saturating_sub(1),
            (None, Some(further)) => further,
            (None, None) => 0,
        };
        let (wide, high) = (span("number-columns-spanned", "MergeAcross"), span("number-rows-spanned", "MergeDown"));
        if wide > 0 || high > 0 {
            let (top, left) = (sheet.row as usize, sheet.column as usize);
            sheet.merges.push(Merge { top, left, bottom: top + high as usize, right: left + wide as usize });
            if sheet.merges.len() as u64 > CELLS {
                return Err(Refusal::TooLarge { what: Bound::Cells, max: CELLS });
            }
        }
        let kind = attribute(start, "value-type").unwrap_or_default();
        let value = ["value", "date-value", "time-value", "string-value"].into_iter().find_map(|name| attribute(start, name));
        let has_formula = ["formula", "Formula"].into_iter().any(|name| attribute(start, name).is_some());
        let times = number(start, "number-columns-repeated").unwrap_or(1).max(1);
        sheet.open = Some(OpenCell { kind, value: value.unwrap_or_default(), text: String::new(), has_formula, times });
        Ok(())
    }

    fn cell_open(&mut self) -> Option<&mut OpenCell> {
        self.sheet.as_mut()?.open.as_mut().filter(|_| self.in_remark == 0)
    }

    fn text(&mut self, text: &str) -> Result<(), Refusal> {
        // What stands between cells is the layout of the file.
        let is_excel = self.is_excel;
        if self.cell_open().is_some_and(|cell| !is_excel || !cell.kind.is_empty()) {
            self.written.take(text.len() as u64)?;
            if let Some(cell) = self.cell_open() {
                cell.text.push_str(text);
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "annotation" | "Comment" => {
                self.in_remark = self.in_remark.saturating_sub(1);
                Ok(())
            }
            "table-cell" | "covered-table-cell" | "Cell" => self.end_cell(),
            "table-row" | "Row" => self.end_row(),
            "Worksheet" => self.end_sheet(),
            "table" if !self.is_excel => self.end_sheet(),
            _ => Ok(()),
        }
    }

    fn end_cell(&mut self) -> Result<(), Refusal> {
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let Some(open) = sheet.open.take() else { return Ok(()) };
        let cell = value(&open, &mut self.left)?;
        let (from, to) = (sheet.column, sheet.column.saturating_add(open.times));
        sheet.column = to;
        if cell.is_blank() {
            return Ok(());
        }
        if u64::from(to) > COLUMNS {
            return Err(Refusal::TooLarge { what: Bound::Cells, max: CELLS });
        }
        for column in from..to {
            sheet.of_row.push((column, copied(&cell, &mut self.left)?));
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let (from, times) = (sheet.row, sheet.times.max(1));
        sheet.row = from.saturating_add(times);
        let cells = std::mem::take(&mut sheet.of_row);
        if cells.is_empty() || sheet.hidden {
            return Ok(());
        }
        for row in from..sheet.row.min(u32::MAX - 1) {
            for (column, cell) in &cells {
                sheet.cells.put(row, *column, copied(cell, &mut self.left)?, &mut self.left)?;
            }
        }
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), Refusal> {
        let Some(sheet) = self.sheet.take().filter(|sheet| !sheet.hidden) else { return Ok(()) };
        self.done.push(sheet.cells.grid(sheet.name, sheet.merges, &mut self.left)?);
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Grid>, Refusal> {
        self.end_sheet()?;
        Ok(self.done)
    }
}

/// A further cell with the same content, whose text counts once more.
fn copied(cell: &Cell, left: &mut Tables) -> Result<Cell, Refusal> {
    match cell {
        Cell::Text(text) => Cell::of_text(text, left),
        other => Ok(other.clone()),
    }
}

fn value(cell: &OpenCell, left: &mut Tables) -> Result<Cell, Refusal> {
    let stored = if cell.value.is_empty() { cell.text.as_str() } else { cell.value.as_str() };
    let read = match cell.kind.as_str() {
        "float" | "percentage" | "currency" | "Number" => stored.trim().parse().ok().map(Cell::Number),
        "date" | "DateTime" => moment(stored.trim()),
        "time" => clock(stored.trim()),
        "" if cell.has_formula && cell.text.is_empty() => Some(Cell::Formula),
        _ => None,
    };
    match read {
        Some(read) => Ok(read),
        None => Cell::of_text(if cell.text.is_empty() { &cell.value } else { &cell.text }, left),
    }
}

/// A date, perhaps with a time. Excel writes a time alone as one of the last day of 1899.
fn moment(text: &str) -> Option<Cell> {
    let at: DateTime = text.parse().or_else(|_| text.parse::<Date>().map(|date| date.at(0, 0, 0, 0))).ok()?;
    let at = at.round(jiff::Unit::Minute).ok()?;
    if at.year() < 1900 {
        return Some(Cell::Clock(super::times::minutes_of(at.time())));
    }
    Some(Cell::Moment(at))
}

/// `PT08H30M00S`.
fn clock(text: &str) -> Option<Cell> {
    let rest = text.strip_prefix("PT")?;
    let (hours, rest) = rest.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.trim_end_matches('S').parse::<f64>().unwrap_or(0.0);
    let minutes = hours.parse::<u32>().ok()?.checked_mul(60)?.checked_add(minutes.parse().ok()?)?;
    Some(Cell::Clock(minutes.saturating_add(u32::from(seconds >= 30.0)).min(1440 * 400)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(grid: &Grid) -> Vec<Vec<String>> {
        grid.rows.iter().map(|row| row.cells.iter().map(Cell::text).collect()).collect()
    }

    fn flat(tables: &str) -> Result<Vec<Grid>, Refusal> {
        let file = format!(
            "<office:document><office:automatic-styles><style:style style:name='ta2'><style:table-properties table:display='false'/>\
            </style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document>"
        );
        xml(file.as_bytes(), &Ask::default())
    }

    #[test]
    fn an_open_document_has_values_repeats_merges_and_remarks() {
        let cell = |attributes: &str, text: &str| format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>");
        let row = format!(
            "<table:table-row>{}{}{}{}{}<table:table-cell table:number-columns-repeated='16000'/></table:table-row>",
            cell("office:value-type='float' office:value='701'", "701.00"),
            cell("office:value-type='date' office:date-value='2026-09-07'", "07.09.26"),
            cell("office:value-type='time' office:time-value='PT08H30M00S'", "8:30"),
            cell(
                "office:value-type='string' table:number-rows-spanned='2'",
                "语文</text:p><text:p>教师<text:s/>甲</text:p><office:annotation><text:p>remark</text:p></office:annotation><text:p>"
            ),
            cell("table:formula='of:=A1'", ""),
        );
        let twice = "<table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type='string' table:number-columns-repeated='2'>\
            <text:p>a &amp; &#98;</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated='1048000'>\
            <table:table-cell table:number-columns-repeated='16384'/></table:table-row>";
        let grids = flat(&format!(
            "<table:table table:name='七1'>{row}{twice}</table:table><table:table table:name='x' table:style-name='ta2'>{row}</table:table>"
        ))
        .unwrap();
        assert_eq!((grids.len(), grids[0].name.as_deref(), grids[0].merges.len()), (1, Some("七1"), 1));
        assert_eq!(texts(&grids[0])[0], ["701", "2026-09-07", "08:30", "语文\n教师 甲", ""]);
        assert_eq!(grids[0].cell(0, 4), &Cell::Formula);
        assert_eq!([&texts(&grids[0])[1][..2], &texts(&grids[0])[2][..2]], [["a & b", "a & b"]; 2]);
    }

    #[test]
    fn a_spreadsheet_of_2003_says_where_its_cells_are() {
        let file = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:x\"><Worksheet ss:Name=\"701\"><Table>\
            <Row><Cell><Data ss:Type=\"Number\">701</Data></Cell><Cell ss:Index=\"3\" ss:MergeAcross=\"1\"><Data ss:Type=\"String\">a&#10;b</Data>\
            <Comment><Data>no</Data></Comment></Cell></Row>\n<Row ss:Index=\"3\"><Cell><Data ss:Type=\"DateTime\">2026-09-07T00:00:00.000</Data></Cell>\
            <Cell><Data ss:Type=\"DateTime\">1899-12-31T08:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>";
        let grids = xml(file.as_bytes(), &Ask::default()).unwrap();
        assert_eq!(texts(&grids[0]), [vec!["701", "", "a\nb"], vec!["", "", ""], vec!["2026-09-07", "08:00", ""]]);
        assert_eq!((grids[0].name.as_deref(), grids[0].merges.len()), (Some("701"), 1));
    }

    #[test]
    fn what_repeats_without_end_is_refused_where_it_is_not_blank() {
        let repeated = |rows: &str, columns: &str| {
            format!(
                "<table:table><table:table-row table:number-rows-repeated='{rows}'><table:table-cell table:number-columns-repeated='{columns}'>\
                 <text:p>x</text:p></table:table-cell></table:table-row></table:table>"
            )
        };
        for (rows, columns) in [("1048576", "1"), ("1", "4294967295"), ("4294967295", "16384"), ("30000", "300")] {
            assert!(matches!(flat(&repeated(rows, columns)), Err(Refusal::TooLarge { .. })), "{rows} x {columns}");
        }
        assert_eq!(flat(&repeated("2", "3")).unwrap()[0].columns(), 3);
    }
}
