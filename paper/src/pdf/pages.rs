//! Bands of cells, one below the other, brought onto pages: what belongs together stays together, and the head of a table stands on each of its pages.

use super::{
    lines::Run,
    outline::Place,
    style::{BOTTOM, Ink, LEFT, TOP, WIDTH},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Start,
    End,
}

/// A column of lines within a band.
pub(super) struct Cell {
    pub(super) x: f32,
    pub(super) width: f32,
    pub(super) align: Align,
    pub(super) lines: Vec<Line>,
}

pub(super) struct Line {
    pub(super) run: Run,
    /// To what part of the document it belongs; none if it is only there again.
    pub(super) place: Option<Place>,
    /// Whether it leads to where to pay.
    pub(super) is_link: bool,
}

impl Cell {
    fn height(&self) -> f32 {
        self.lines.iter().map(|line| line.run.style.leading).sum()
    }

    /// Takes its first lines, as many as fit into this height.
    fn take(&mut self, room: f32) -> Self {
        let mut used = 0.0;
        let fitting = self.lines.iter().take_while(|line| {
            used += line.run.style.leading;
            used <= room
        });
        let fitting = fitting.count();
        Self { lines: self.lines.drain(..fitting).collect(), x: self.x, width: self.width, align: self.align }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) x: f32,
    pub(super) thickness: f32,
    pub(super) ink: Ink,
}

impl Rule {
    /// Over the whole width.
    pub(super) const fn whole(thickness: f32, ink: Ink) -> Self {
        Self { x: 0.0, thickness, ink }
    }
}

#[derive(Default)]
pub(super) struct Band {
    pub(super) cells: Vec<Cell>,
    /// White above and below its lines.
    pub(super) above: f32,
    pub(super) below: f32,
    pub(super) rule_above: Option<Rule>,
    pub(super) rule_below: Option<Rule>,
    /// Whether it stands on the page of the band after it.
    pub(super) keeps_with_next: bool,
    pub(super) table: InTable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum InTable {
    #[default]
    No,
    /// Drawn again at the top of each page on which the table goes on.
    Head,
    Body,
}

impl Band {
    fn height(&self) -> f32 {
        self.above + self.cells.iter().map(Cell::height).fold(0.0, f32::max) + self.below
    }
}

pub(super) enum Mark {
    Line { x: f32, baseline: f32, line: Line },
    Rule { x: f32, y: f32, width: f32, thickness: f32, ink: Ink },
}

pub(super) struct Pages {
    pub(super) pages: Vec<Vec<Mark>>,
    y: f32,
}

impl Pages {
    /// `again` sets the head of the table anew.
    pub(super) fn of(bands: Vec<Band>, again: impl Fn() -> Band) -> Self {
        let mut pages = Self { pages: vec![Vec::new()], y: TOP };
        let heights: Vec<f32> = bands.iter().map(Band::height).collect();
        let needed = needed(&bands, &heights);
        for (band, needed) in bands.into_iter().zip(needed) {
            let goes_on = band.table == InTable::Body;
            let head = if goes_on { again().height() } else { 0.0 };
            if pages.y + needed > BOTTOM && TOP + head + needed <= BOTTOM {
                pages.turn(goes_on, &again);
            }
            pages.place(band, goes_on, &again);
        }
        pages
    }

    fn turn(&mut self, goes_on: bool, again: &impl Fn() -> Band) {
        self.pages.push(Vec::new());
        self.y = TOP;
        if goes_on {
            self.draw(again());
        }
    }

    /// Places a band; one that is higher than the room left goes on over pages, line by line.
    fn place(&mut self, mut band: Band, goes_on: bool, again: &impl Fn() -> Band) {
        while self.y + band.height() > BOTTOM {
            let room = BOTTOM - self.y - band.above;
            let cells: Vec<Cell> = band.cells.iter_mut().map(|cell| cell.take(room)).collect();
            if cells.iter().all(|cell| cell.lines.is_empty()) {
                if self.y <= TOP {
                    break;
                }
            } else {
                self.draw(Band { cells, above: band.above, rule_above: band.rule_above.take(), ..Band::default() });
            }
            self.turn(goes_on, again);
        }
        self.draw(band);
    }

    fn draw(&mut self, band: Band) {
        let height = band.height();
        if let Some(rule) = band.rule_above {
            self.rule(rule, self.y);
        }
        for cell in band.cells {
            let mut y = self.y + band.above;
            for line in cell.lines {
                let indent = if cell.align == Align::End { cell.width - line.run.width } else { 0.0 };
                let (baseline, leading) = (y + line.run.style.baseline(), line.run.style.leading);
                self.mark(Mark::Line { x: LEFT + cell.x + indent, baseline, line });
                y += leading;
            }
        }
        self.y += height;
        if let Some(rule) = band.rule_below {
            self.rule(rule, self.y - rule.thickness);
        }
    }

    fn rule(&mut self, rule: Rule, y: f32) {
        self.mark(Mark::Rule { x: LEFT + rule.x, y, width: WIDTH - rule.x, thickness: rule.thickness, ink: rule.ink });
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }
}

/// For each band, the height of it with those that it keeps with.
fn needed(bands: &[Band], heights: &[f32]) -> Vec<f32> {
    let mut needed = heights.to_vec();
    for index in (0..bands.len().saturating_sub(1)).rev() {
        if bands[index].keeps_with_next {
            needed[index] += needed[index + 1];
        }
    }
    needed
}
