//! Tables of web pages, as student systems and old exports write them, often named .xls.
//!
//! Pages are seldom well formed, so that this goes from tag to tag and keeps only what makes a table: rows, cells and what they span. What a page
//! hides (copies of cells for printing) is left out.

use super::{
    grid::{Cell, Grid, Merge, Sparse},
    markup::{attribute, skip_to_end, tag_end, unescaped},
};
use crate::{
    bounds::{CELLS, COLUMNS, Counter, ROWS, TEXT_BYTES, Tables},
    report::{Bound, Refusal},
    text::clean,
};

/// Tables within tables that are kept apart.
const NESTING: usize = 16;
const SPAN_MAX: u32 = 1_000;
const TABLES_MAX: usize = 500;

pub(crate) fn tables(text: &str) -> Result<Vec<Grid>, Refusal> {
    let mut page = Page::default();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        page.text(&rest[..open])?;
        rest = page.tag(&rest[open..])?;
    }
    page.finish()
}

/// What a page says of its encoding.
pub(crate) fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let after = head.split("charset=").nth(1).or_else(|| head.split("encoding=").nth(1))?;
    let label: String =
        after.trim_start_matches(['"', '\'', ' ']).chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    (!label.is_empty()).then_some(label)
}

#[derive(Default)]
struct Table {
    cells: Sparse,
    merges: Vec<Merge>,
    name: Option<String>,
    /// Of each column, in how many further rows a cell from above still stands.
    pending: Vec<u32>,
    row: u32,
    column: usize,
    in_row: bool,
    cell: Option<(u32, u32, String)>,
    /// Where the short copy of the cell begins, and whether the full one was seen.
    short_from: Option<usize>,
    has_full: bool,
}

struct Page {
    stack: Vec<Table>,
    done: Vec<Grid>,
    /// The element whose content is not shown, and how deep it is nested in its like.
    hidden: Option<(String, u32)>,
    heading: Option<String>,
    /// The text of a heading or a caption that is being read.
    aside: Option<String>,
    has_frames: bool,
    merged: u64,
    left: Tables,
    /// Rows of all tables, empty ones too.
    rows: Counter,
    /// What stands in cells and headings as the page writes it, before blanks are left out.
    written: Counter,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            stack: Vec::new(),
            done: Vec::new(),
            hidden: None,
            heading: None,
            aside: None,
            has_frames: false,
            merged: 0,
            left: Tables::default(),
            rows: Counter::new(Bound::Rows, ROWS),
            written: Counter::new(Bound::UnpackedBytes, TEXT_BYTES),
        }
    }
}

impl Page {
    fn text(&mut self, text: &str) -> Result<(), Refusal> {
        if self.hidden.is_some() || text.is_empty() {
            return Ok(());
        }
        if let Some(aside) = &mut self.aside {
            self.written.take(text.len() as u64)?;
            aside.push_str(&unescaped(text));
        } else if let Some((_, _, cell)) = self.stack.last_mut().and_then(|table| table.cell.as_mut()) {
            self.written.take(text.len() as u64)?;
            // Line breaks of the source are blanks; those that show come from tags.
            cell.push_str(&unescaped(text).replace(['\r', '\n', '\t'], " "));
        }
        Ok(())
    }

    /// Takes one tag and gives what follows it.
    fn tag<'a>(&mut self, rest: &'a str) -> Result<&'a str, Refusal> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return Ok(comment.find("-->").map_or("", |end| &comment[end + 3..]));
        }
        let Some(end) = tag_end(rest) else { return Ok("") };
        let (tag, after) = (&rest[1..end], &rest[end + 1..]);
        let closes = tag.starts_with('/');
        let body = tag.trim_start_matches('/');
        let name: String = body.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect::<String>().to_ascii_lowercase();
        if self.is_hidden(&name, closes, body) {
            return Ok(after);
        }
        if closes {
            self.close(&name)?;
        } else {
            self.open(&name, body)?;
            if matches!(name.as_str(), "script" | "style" | "title") {
                return Ok(skip_to_end(after, &name));
            }
        }
        Ok(after)
    }

    fn is_hidden(&mut self, name: &str, closes: bool, body: &str) -> bool {
        const EMPTY: [&str; 8] = ["br", "hr", "img", "input", "meta", "link", "col", "wbr"];
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name {
                *depth = if closes { *depth - 1 } else { *depth + 1 };
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            return true;
        }
        if !closes && name == "div" && self.is_copy(body) {
            self.hidden = Some((name.to_owned(), 1));
            return true;
        }
        let is_full = !closes && self.stack.last().is_some_and(|table| table.has_full) && has_class(body, FULL);
        let style = attribute(body, "style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        if !closes && !is_full && style.contains("display:none") && !EMPTY.contains(&name) && !body.ends_with('/') {
            self.hidden = Some((name.to_owned(), 1));
            return true;
        }
        false
    }

    /// Course systems draw a cell in two ways, of which one is shown: the short one without its teacher, which is left out, and the full one.
    fn is_copy(&mut self, body: &str) -> bool {
        let Some(table) = self.stack.last_mut() else { return false };
        let Some((_, _, cell)) = &mut table.cell else { return false };
        if has_class(body, FULL) {
            if let Some(from) = table.short_from.take() {
                cell.truncate(from);
            }
            table.has_full = true;
        } else if has_class(body, SHORT) {
            table.short_from.get_or_insert(cell.len());
            return table.has_full;
        }
        false
    }

    fn open(&mut self, name: &str, body: &str) -> Result<(), Refusal> {
        match name {
            "table" if self.stack.len() < NESTING => self.stack.push(Table { name: self.heading.take(), ..Table::default() }),
            "tr" => self.end_row()?,
            "td" | "th" => self.start_cell(body)?,
            "br" | "p" | "div" | "li" => self.line_break("\n")?,
            "hr" => self.line_break("\n-----\n")?,
            "caption" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.aside = Some(String::new()),
            "frame" | "frameset" | "iframe" => self.has_frames = true,
            _ => {}
        }
        if name == "tr"
            && let Some(table) = self.stack.last_mut()
        {
            table.in_row = true;
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "td" | "th" => self.end_cell(),
            "tr" => self.end_row(),
            "table" => self.end_table(),
            "p" | "div" | "li" => self.line_break("\n"),
            "caption" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let text = self.aside.take().map(|text| clean(&text)).filter(|text| !text.is_empty() && text.chars().count() <= 100);
                match self.stack.last_mut().filter(|_| name == "caption") {
                    Some(table) => table.name = text.or(table.name.take()),
                    None => self.heading = text.or(self.heading.take()),
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn line_break(&mut self, text: &str) -> Result<(), Refusal> {
        if let Some((_, _, cell)) = self.stack.last_mut().and_then(|table| table.cell.as_mut()) {
            self.written.take(text.len() as u64)?;
            cell.push_str(text);
        }
        Ok(())
    }

    fn start_cell(&mut self, body: &str) -> Result<(), Refusal> {
        self.end_cell()?;
        let Some(table) = self.stack.last_mut() else { return Ok(()) };
        table.in_row = true;
        while table.pending.get(table.column).is_some_and(|rows| *rows > 0) {
            table.column += 1;
        }
        let span = |name: &str| attribute(body, name).and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(1).clamp(1, SPAN_MAX);
        let (across, down) = (span("colspan"), span("rowspan"));
        let left = table.column;
        let end = left + across as usize;
        if end as u64 > COLUMNS {
            return Err(Refusal::TooLarge { what: Bound::Cells, max: CELLS });
        }
        if table.pending.len() < end {
            table.pending.resize(end, 0);
        }
        table.pending[left..end].fill(down);
        if across > 1 || down > 1 {
            self.merged += 1;
            if self.merged > CELLS {
                return Err(Refusal::TooLarge { what: Bound::Cells, max: CELLS });
            }
            let top = table.row as usize;
            table.merges.push(Merge { top, left, bottom: top + down as usize - 1, right: end - 1 });
        }
        (table.short_from, table.has_full) = (None, false);
        table.cell = Some((table.row, u32::try_from(left).unwrap_or(u32::MAX), String::new()));
        table.column = end;
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Refusal> {
        let Some(table) = self.stack.last_mut() else { return Ok(()) };
        let Some((row, column, text)) = table.cell.take() else { return Ok(()) };
        let cell = Cell::of_text(&lines(&text), &mut self.left)?;
        table.cells.put(row, column, cell, &mut self.left)
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        self.end_cell()?;
        if let Some(table) = self.stack.last_mut().filter(|table| table.in_row) {
            self.rows.take(1)?;
            table.pending.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
            table.row += 1;
            table.column = 0;
            table.in_row = false;
        }
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), Refusal> {
        self.end_row()?;
        let Some(table) = self.stack.pop().filter(|table| table.cells.len() > 0) else { return Ok(()) };
        if self.done.len() >= TABLES_MAX {
            return Err(Refusal::TooLarge { what: Bound::Entries, max: TABLES_MAX as u64 });
        }
        self.done.push(table.cells.grid(table.name, table.merges, &mut self.left)?);
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Grid>, Refusal> {
        while !self.stack.is_empty() {
            self.end_table()?;
        }
        // Tables that only lay out a page have a row or a column.
        let shown: Vec<Grid> = self.done.into_iter().filter(|grid| grid.rows.len() > 1 && grid.columns() > 1).collect();
        if shown.is_empty() {
            let seen = if self.has_frames { "web-page-frame" } else { "web-page-without-table" };
            return Err(Refusal::NotATimetable { seen: seen.to_owned() });
        }
        Ok(shown)
    }
}

/// Classes of the two ways in which a cell is drawn.
const FULL: &str = "kbcontent";
const SHORT: &str = "kbcontent1";

fn has_class(body: &str, class: &str) -> bool {
    attribute(body, "class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
}

/// Lines without blanks around them.
fn lines(text: &str) -> String {
    text.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_a_page_is_a_grid_with_its_merges() {
        let page = "<html><style>td{a:'<td>'}</style><h2>七(1)班</h2><TABLE border=1><tr><td rowspan='2'>A&nbsp;1<td colspan=2>B</tr>\
            <tr><td>c<br>d<div style='display: none'>hidden</div></td><td>&lt;e&gt; &#20108;</td></tr><!-- <td>x</td> --></table>";
        let grids = tables(page).unwrap();
        let texts: Vec<Vec<String>> = grids[0].rows.iter().map(|row| row.cells.iter().map(Cell::text).collect()).collect();
        assert_eq!(texts, [["A 1", "B", ""], ["", "c\nd", "<e> 二"]]);
        assert_eq!(grids[0].name.as_deref(), Some("七(1)班"));
        assert_eq!(grids[0].merges, [Merge { top: 0, left: 0, bottom: 1, right: 0 }, Merge { top: 0, left: 1, bottom: 0, right: 2 }]);
    }

    #[test]
    fn of_a_cell_that_is_drawn_twice_the_full_way_counts() {
        let short = "<div class=\"kbcontent1\">语文<br>1-16(周)<br></div>";
        let full = "<div style=\"display: none;\" class=\"kbcontent\">语文<br><font title='老师'>教师甲</font><br>1-16(周)[01-02节]</div>";
        for cell in [format!("{short}{full}"), format!("{full}{short}"), format!("<input type=hidden>{short}{full}")] {
            let grids = tables(&format!("<table><tr><td>x<td>{cell}</td><tr><td>y<td>{short}</table>")).unwrap();
            assert_eq!(grids[0].cell(0, 1).text(), "语文\n教师甲\n1-16(周)[01-02节]", "{cell}");
            assert_eq!(grids[0].cell(1, 1).text(), "语文\n1-16(周)");
        }
    }

    #[test]
    fn a_page_without_a_table_says_what_it_is() {
        let seen = |page: &str| tables(page).unwrap_err();
        let other = |seen: &str| Refusal::NotATimetable { seen: seen.to_owned() };
        assert_eq!(seen("<html><frameset><frame src=\"a.files/sheet001.htm\"></frameset></html>"), other("web-page-frame"));
        assert_eq!(seen("<html><p>Login</p></html>"), other("web-page-without-table"));
        assert_eq!(declared(b"<meta http-equiv=Content-Type content=\"text/html; charset=gb2312\">").as_deref(), Some("gb2312"));
    }

    #[test]
    fn a_page_costs_what_its_cells_cost() {
        assert!(tables(&"<table><tr><td>".repeat(50_000)).is_err());
        let wide = format!("<table><tr>{}", "<td colspan=1000 rowspan=1000>x".repeat(1_000));
        assert!(matches!(tables(&wide), Err(Refusal::TooLarge { .. })));
        assert!(tables(&"<td ".repeat(200_000)).is_err());
    }

    #[test]
    fn all_tables_of_a_page_count_together() {
        let refused = |page: &str| match tables(page) {
            Err(Refusal::TooLarge { what, .. }) => Some(what),
            _ => None,
        };
        let far = format!("<table><tr><td>a{}<tr><td colspan=629><td>b</table>", "<tr><td>".repeat(628));
        assert_eq!(refused(&far), None);
        assert_eq!(refused(&far.repeat(2)), Some(Bound::Cells));
        let rows = format!("<table><tr><td colspan=1000>{}</table>", "<tr></tr>".repeat(40_000));
        assert_eq!(refused(&rows), None);
        assert_eq!(refused(&rows.repeat(2)), Some(Bound::Rows));
        let text = format!("<table><tr><td rowspan=1000>{}<td>a{}</table>", "x".repeat(60_000), "<tr><td>b".repeat(999));
        assert_eq!(refused(&text), Some(Bound::UnpackedBytes));
    }
}
