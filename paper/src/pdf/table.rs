//! The lines of the invoice: orders with their lines and sums, in columns that are as wide as the amounts need.

use std::collections::BTreeSet;

use super::{
    compose::Composer,
    lines::Typesetter,
    outline::{Part, Place},
    pages::{Align, Band, Cell, InTable, Line, Rule},
    style::{BODY, BODY_BOLD, HAIRLINE, HEAVY, Ink, LABEL, SMALL, Style, THIN, WIDTH},
};
use crate::sheet::{COLUMNS, Row, Section, Sheet};

const GAP: f32 = 10.0;
/// Nothing so long is written on one line, so that its width need not be known.
const LONG: usize = 100;
/// The least and the most of quantity, unit price, tax and amount; the description has the rest.
const WIDTHS: [(f32, f32); COLUMNS - 1] = [(56.0, 100.0), (48.0, 84.0), (28.0, 48.0), (66.0, 130.0)];

pub(super) struct Table<'s, 'f> {
    sheet: &'s Sheet<'s>,
    setter: &'s Typesetter<'f>,
    columns: [(f32, f32); COLUMNS],
}

impl<'s, 'f> Table<'s, 'f> {
    pub(super) fn new(sheet: &'s Sheet<'s>, setter: &'s Typesetter<'f>) -> Self {
        let mut columns = [(0.0, 0.0); COLUMNS];
        let mut right = WIDTH;
        for index in (1..COLUMNS).rev() {
            let (least, most) = WIDTHS[index - 1];
            let width = widest(sheet, setter, index).clamp(least, most);
            columns[index] = (right - width, width);
            right -= width + GAP;
        }
        columns[0] = (0.0, right);
        Self { sheet, setter, columns }
    }

    pub(super) fn head(&self, places: Option<[Place; COLUMNS]>) -> Band {
        let mut cells = Vec::with_capacity(COLUMNS);
        for (index, text) in self.sheet.heads.iter().enumerate() {
            let (x, width) = self.columns[index];
            let runs = self.setter.lines(text, LABEL, width).into_iter();
            let lines = runs.map(|run| Line { run, place: places.map(|places| places[index]), is_link: false }).collect();
            cells.push(Cell { x, width, align: align(index), lines });
        }
        let (rule_above, rule_below) = (Some(Rule::whole(HEAVY, Ink::Black)), Some(Rule::whole(THIN, Ink::Black)));
        Band { cells, above: 5.0, below: 5.0, rule_above, rule_below, keeps_with_next: true, table: InTable::Head }
    }

    pub(super) fn compose(&self, composer: &mut Composer<'s, 'f>) {
        let table = composer.outline.top(Part::Table);
        let row = composer.outline.within(table, Part::Row);
        let places = [(); COLUMNS].map(|()| composer.outline.within(row, Part::ColumnHead));
        composer.bands.push(self.head(Some(places)));
        for section in &self.sheet.groups {
            self.section(section, table, composer);
        }
        if self.sheet.groups.is_empty() {
            let sentence = self.whole_row((self.sheet.no_lines, SMALL), table, composer);
            composer.bands.push(Band { above: 8.0, below: 8.0, ..sentence });
        }
        composer.bands.push(Band { rule_below: Some(Rule::whole(HEAVY, Ink::Black)), above: 3.0, table: InTable::Body, ..Band::default() });
    }

    fn section(&self, section: &Section<'_>, table: Place, composer: &mut Composer<'s, 'f>) {
        let title = self.whole_row((&section.title, BODY_BOLD), table, composer);
        let rule_above = composer.bands.last().filter(|band| band.table == InTable::Body).map(|_| Rule::whole(THIN, Ink::Black));
        composer.bands.push(Band { above: 6.0, below: 4.0, rule_above, keeps_with_next: !section.rows.is_empty(), ..title });
        for (number, row) in section.rows.iter().enumerate() {
            let mut band = self.row(row, table, composer);
            // The sum is not alone on a page.
            band.keeps_with_next = number + 1 == section.rows.len() && section.subtotal.is_some();
            composer.bands.push(band);
        }
        if let Some((label, amount)) = &section.subtotal {
            let band = self.subtotal((label, amount), table, composer);
            composer.bands.push(band);
        }
    }

    fn whole_row(&self, text: (&str, Style), table: Place, composer: &mut Composer<'s, 'f>) -> Band {
        let row = composer.outline.within(table, Part::Row);
        let place = composer.outline.within(row, Part::RowHead);
        Band { cells: vec![composer.cell((0.0, WIDTH), &[text], place)], table: InTable::Body, ..Band::default() }
    }

    fn row(&self, row: &Row<'_>, table: Place, composer: &mut Composer<'s, 'f>) -> Band {
        let place = composer.outline.within(table, Part::Row);
        let mut description = vec![(&*row.title, BODY)];
        description.extend(row.details.iter().map(|detail| (&**detail, SMALL)));
        let (quantity, unit_price, tax_rate) = ([(&*row.quantity, BODY)], [(&*row.unit_price, BODY)], [(&*row.tax_rate, BODY)]);
        let amount = [(row.amount.as_str(), BODY)];
        let texts: [&[(&str, Style)]; COLUMNS] = [&description, &quantity, &unit_price, &tax_rate, &amount];
        let mut cells = Vec::with_capacity(COLUMNS);
        for (index, texts) in texts.into_iter().enumerate() {
            let place = composer.outline.within(place, Part::Cell);
            cells.push(Cell { align: align(index), ..composer.cell(self.columns[index], texts, place) });
        }
        let rule_above = Some(Rule::whole(HAIRLINE, Ink::Rule));
        Band { cells, above: 4.0, below: 4.0, rule_above, table: InTable::Body, ..Band::default() }
    }

    fn subtotal(&self, (label, amount): (&str, &str), table: Place, composer: &mut Composer<'s, 'f>) -> Band {
        let row = composer.outline.within(table, Part::Row);
        let (head, cell) = (composer.outline.within(row, Part::RowHead), composer.outline.within(row, Part::Cell));
        let (x, width) = self.columns[COLUMNS - 1];
        let label = Cell { align: Align::End, ..composer.cell((0.0, x - GAP), &[(label, BODY.ink(Ink::Quiet))], head) };
        let amount = Cell { align: Align::End, ..composer.cell((x, width), &[(amount, BODY_BOLD)], cell) };
        let rule_above = Some(Rule { x: self.columns[COLUMNS - 1].0, thickness: THIN, ink: Ink::Black });
        Band { cells: vec![label, amount], above: 4.0, below: 6.0, rule_above, table: InTable::Body, ..Band::default() }
    }
}

/// Descriptions begin at the left, figures end at the right.
const fn align(column: usize) -> Align {
    if column == 0 { Align::Start } else { Align::End }
}

/// How wide the widest text of a column is, among those with about as many characters as the longest.
fn widest(sheet: &Sheet<'_>, setter: &Typesetter<'_>, column: usize) -> f32 {
    let rows = sheet.groups.iter().flat_map(|group| &group.rows);
    let texts = rows.map(|row| match column {
        1 => &*row.quantity,
        2 => &*row.unit_price,
        3 => &*row.tax_rate,
        _ => &*row.amount,
    });
    let sums = sheet.groups.iter().filter_map(|group| group.subtotal.as_ref()).map(|(_, amount)| amount.as_str());
    let texts: BTreeSet<&str> = texts.chain(sums.filter(|_| column == COLUMNS - 1)).collect();
    let longest = texts.iter().map(|text| text.len()).max().unwrap_or_default();
    let candidates = texts.into_iter().filter(|text| text.len() + 3 > longest.min(LONG) && text.len() < LONG);
    let head = setter.width(&sheet.heads[column], LABEL);
    candidates.map(|text| setter.width(text, if column == COLUMNS - 1 { BODY_BOLD } else { BODY })).fold(head, f32::max).ceil()
}
