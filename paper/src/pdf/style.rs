//! Sizes and colours of the register on white paper. Lengths are in points.

use krilla::{color::rgb, num::NormalizedF32, paint::Fill};

pub(super) const PAGE_WIDTH: f32 = 595.28;
pub(super) const PAGE_HEIGHT: f32 = 841.89;
pub(super) const LEFT: f32 = 52.0;
pub(super) const TOP: f32 = 40.0;
/// What is below belongs to the foot of the page.
pub(super) const BOTTOM: f32 = PAGE_HEIGHT - 54.0;
pub(super) const FOOT: f32 = PAGE_HEIGHT - 34.0;
pub(super) const WIDTH: f32 = PAGE_WIDTH - 2.0 * LEFT;

pub(super) const HAIRLINE: f32 = 0.4;
pub(super) const THIN: f32 = 0.75;
pub(super) const HEAVY: f32 = 1.5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    Quiet,
    Action,
    Alarm,
    Rule,
}

impl Ink {
    pub(super) fn fill(self) -> Fill {
        let (red, green, blue) = match self {
            Self::Black => (0x17, 0x21, 0x1c),
            Self::Quiet => (0x4a, 0x55, 0x4e),
            Self::Action => (0x0f, 0x5d, 0x46),
            Self::Alarm => (0xb3, 0x26, 0x1e),
            Self::Rule => (0xbd, 0xb9, 0xac),
        };
        Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) leading: f32,
    pub(super) bold: bool,
    pub(super) ink: Ink,
}

impl Style {
    const fn new(size: f32, leading: f32) -> Self {
        Self { size, leading, bold: false, ink: Ink::Black }
    }

    const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// From the top of its line; the font's em box is 0.88 above the base line and 0.12 below.
    pub(super) const fn baseline(self) -> f32 {
        self.leading / 2.0 + self.size * 0.38
    }
}

pub(super) const TITLE: Style = Style::new(24.0, 31.0);
pub(super) const NAME: Style = Style::new(10.5, 16.0).bold();
pub(super) const LABEL: Style = Style::new(8.0, 12.0).ink(Ink::Quiet);
pub(super) const BODY: Style = Style::new(9.5, 14.0);
pub(super) const BODY_BOLD: Style = BODY.bold();
pub(super) const SMALL: Style = Style::new(8.0, 12.0).ink(Ink::Quiet);
pub(super) const TOTAL: Style = Style::new(10.5, 16.0).bold();
pub(super) const DUE: Style = Style::new(13.0, 20.0).bold();
