//! The sheet as bands from the top of the first page to the end: title, facts, parties, the table, its totals, how to pay, notes.

use super::{
    lines::Typesetter,
    outline::{Outline, Part, Place},
    pages::{Align, Band, Cell, Line, Rule},
    style::{BODY, BODY_BOLD, DUE, HAIRLINE, HEAVY, Ink, LABEL, NAME, SMALL, Style, THIN, TITLE, TOTAL, WIDTH},
    table::Table,
};
use crate::sheet::{Block, Party, Sheet, Total, Weight};

const COLUMN_GAP: f32 = 24.0;
const FACTS_IN_A_BAND: usize = 4;
const TOTALS_X: f32 = WIDTH - 290.0;
const AMOUNT_WIDTH: f32 = 60.0;

pub(super) struct Composer<'s, 'f> {
    pub(super) sheet: &'s Sheet<'s>,
    pub(super) setter: &'s Typesetter<'f>,
    pub(super) outline: Outline,
    pub(super) bands: Vec<Band>,
}

impl<'s, 'f> Composer<'s, 'f> {
    pub(super) fn new(sheet: &'s Sheet<'s>, setter: &'s Typesetter<'f>) -> Self {
        Self { sheet, setter, outline: Outline::default(), bands: Vec::new() }
    }

    pub(super) fn compose(&mut self, table: &Table<'s, 'f>) {
        self.title();
        self.facts();
        self.parties();
        table.compose(self);
        self.totals();
        self.blocks();
        self.fine_print();
    }

    pub(super) fn cell(&self, (x, width): (f32, f32), texts: &[(&str, Style)], place: Place) -> Cell {
        let runs = texts.iter().flat_map(|(text, style)| self.setter.lines(text, *style, width));
        Cell { x, width, align: Align::Start, lines: runs.map(|run| Line { run, place: Some(place), is_link: false }).collect() }
    }

    fn paragraph(&mut self, texts: &[(&str, Style)]) -> Cell {
        let place = self.outline.top(Part::Paragraph);
        self.cell((0.0, WIDTH), texts, place)
    }

    fn title(&mut self) {
        let seller = self.paragraph(&[(&self.sheet.seller.name, NAME.ink(Ink::Action))]);
        self.bands.push(Band { cells: vec![seller], keeps_with_next: true, ..Band::default() });
        let place = self.outline.top(Part::Title);
        let title = self.cell((0.0, WIDTH), &[(self.sheet.title, TITLE)], place);
        let rule = Some(Rule::whole(HEAVY, Ink::Black));
        self.bands.push(Band { cells: vec![title], above: 2.0, below: 8.0, rule_below: rule, ..Band::default() });
        self.bands.push(Band { above: 2.5, rule_below: Some(Rule::whole(THIN, Ink::Black)), ..Band::default() });
        if let Some(standing) = &self.sheet.standing {
            let ink = if standing.is_settled { Ink::Action } else { Ink::Alarm };
            let sentence = self.paragraph(&[(&standing.sentence, TOTAL.ink(ink))]);
            self.bands.push(Band { cells: vec![sentence], above: 10.0, ..Band::default() });
        }
    }

    fn facts(&mut self) {
        let gap = 14.0;
        let width = (WIDTH - gap * (FACTS_IN_A_BAND - 1) as f32) / FACTS_IN_A_BAND as f32;
        for facts in self.sheet.facts.chunks(FACTS_IN_A_BAND) {
            let mut cells = Vec::new();
            for (column, (label, value)) in facts.iter().enumerate() {
                let place = self.outline.top(Part::Paragraph);
                cells.push(self.cell((column as f32 * (width + gap), width), &[(label, LABEL), (value, BODY)], place));
            }
            self.bands.push(Band { cells, above: 8.0, ..Band::default() });
        }
        self.bands.push(Band { above: 10.0, rule_below: Some(Rule::whole(HAIRLINE, Ink::Rule)), ..Band::default() });
    }

    fn parties(&mut self) {
        let width = (WIDTH - COLUMN_GAP) / 2.0;
        let sheet = self.sheet;
        let cells = [(&sheet.seller, 0.0), (&sheet.buyer, width + COLUMN_GAP)].map(|(party, x)| self.party(party, (x, width)));
        self.bands.push(Band { cells: cells.into(), above: 8.0, below: 12.0, ..Band::default() });
    }

    fn party(&mut self, party: &Party<'_>, column: (f32, f32)) -> Cell {
        let mut texts = vec![(party.label, LABEL), (&*party.name, NAME)];
        texts.extend(party.lines.iter().map(|line| (&**line, BODY)));
        let place = self.outline.top(Part::Paragraph);
        self.cell(column, &texts, place)
    }

    fn totals(&mut self) {
        let sheet = self.sheet;
        let table = self.outline.top(Part::Table);
        for (number, total) in sheet.totals.iter().enumerate() {
            let mut band = self.total(total, table);
            band.above += if number == 0 { 4.0 } else { 0.0 };
            band.keeps_with_next = number + 1 < sheet.totals.len();
            self.bands.push(band);
            if let (Weight::Total, Some((label, words))) = (total.weight, &sheet.in_capitals) {
                let mut band = self.amount((label, LABEL), (words, SMALL.ink(Ink::Black)), table);
                band.keeps_with_next = number + 1 < sheet.totals.len();
                self.bands.push(band);
            }
        }
        self.bands.push(Band { above: 10.0, ..Band::default() });
    }

    fn total(&mut self, total: &Total<'_>, table: Place) -> Band {
        let style = match total.weight {
            Weight::Plain => BODY,
            Weight::Total => TOTAL,
            Weight::Due => DUE,
        };
        let label = if total.weight == Weight::Due { TOTAL } else { style };
        let label = Style { leading: style.leading, ..label };
        let mut band = self.amount((&total.label, label), (&total.amount, style), table);
        let rule = |thickness| Some(Rule { x: TOTALS_X, thickness, ink: Ink::Black });
        match total.weight {
            Weight::Plain => {}
            Weight::Total => {
                band.rule_above = rule(HAIRLINE);
            }
            Weight::Due => {
                (band.above, band.below) = (4.0, 5.0);
                (band.rule_above, band.rule_below) = (rule(HEAVY), rule(HEAVY));
            }
        }
        band
    }

    /// A label and an amount below the table, in a row of the outline.
    fn amount(&mut self, label: (&str, Style), amount: (&str, Style), table: Place) -> Band {
        let row = self.outline.within(table, Part::Row);
        let (head, cell) = (self.outline.within(row, Part::RowHead), self.outline.within(row, Part::Cell));
        let needed = self.setter.width(amount.0, amount.1).clamp(AMOUNT_WIDTH, WIDTH - TOTALS_X - 60.0);
        let label = self.cell((TOTALS_X, WIDTH - TOTALS_X - needed - 8.0), &[label], head);
        let amount = Cell { align: Align::End, ..self.cell((WIDTH - needed, needed), &[amount], cell) };
        Band { cells: vec![label, amount], above: 2.0, below: 2.0, ..Band::default() }
    }

    /// Two beside each other.
    fn blocks(&mut self) {
        let sheet = self.sheet;
        for blocks in sheet.blocks.chunks(2) {
            let width = if blocks.len() == 1 { WIDTH } else { (WIDTH - COLUMN_GAP) / 2.0 };
            let mut cells = Vec::new();
            for (column, block) in blocks.iter().enumerate() {
                cells.push(self.block(block, (column as f32 * (width + COLUMN_GAP), width)));
            }
            let rule_above = Some(Rule::whole(HAIRLINE, Ink::Rule));
            self.bands.push(Band { cells, above: 7.0, below: 9.0, rule_above, ..Band::default() });
        }
    }

    fn block(&mut self, block: &Block<'_>, column: (f32, f32)) -> Cell {
        let sheet = self.sheet;
        let place = self.outline.top(Part::Heading);
        let mut cell = self.cell(column, &[(block.label, BODY_BOLD)], place);
        if let Some((words, _)) = sheet.link.as_ref().filter(|_| block.has_link) {
            let place = self.outline.top(Part::Link);
            let link = self.cell(column, &[(words, BODY.ink(Ink::Action))], place);
            cell.lines.extend(link.lines.into_iter().map(|line| Line { is_link: true, ..line }));
        }
        for text in &block.lines {
            let place = self.outline.top(Part::Paragraph);
            cell.lines.extend(self.cell(column, &[(text, BODY)], place).lines);
        }
        cell
    }

    fn fine_print(&mut self) {
        if let Some(sentence) = self.sheet.fine_print {
            // It is not alone on a page.
            if let Some(before) = self.bands.last_mut() {
                before.keeps_with_next = true;
            }
            let cell = self.paragraph(&[(sentence, SMALL)]);
            self.bands.push(Band { cells: vec![cell], above: 6.0, rule_above: Some(Rule::whole(HAIRLINE, Ink::Rule)), ..Band::default() });
        }
    }
}
