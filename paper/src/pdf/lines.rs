//! Text as lines of glyphs: shaped by the font's own rules, and broken where Unicode and Chinese typesetting allow it.

use std::ops::Range;

use harfrust::{Direction, Language, Script, ShapeOptions, ShapePlan, Shaper, Tag, UnicodeBuffer};
use icu_segmenter::{
    LineSegmenter, LineSegmenterBorrowed,
    options::{LineBreakOptions, LineBreakStrictness},
};
use krilla::text::{GlyphId, KrillaGlyph};

use super::{
    fonts::{Face, Fonts},
    style::Style,
};

/// One line, ready to be drawn.
pub(super) struct Run {
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: f32,
    pub(super) style: Style,
}

/// Sets texts in the faces of a document.
pub(super) struct Typesetter<'f> {
    regular: Setting<'f>,
    bold: Setting<'f>,
    breaker: LineSegmenterBorrowed<'static>,
}

struct Setting<'f> {
    shaper: Shaper<'f>,
    plan: ShapePlan,
    units_per_em: f32,
}

impl<'f> Typesetter<'f> {
    pub(super) fn new(fonts: &'f Fonts) -> Option<Self> {
        let mut options = LineBreakOptions::default();
        // No line begins with closing punctuation or a small kana, as strict as printed books are.
        options.strictness = Some(LineBreakStrictness::Strict);
        let breaker = LineSegmenter::new_for_non_complex_scripts(options);
        Some(Self { regular: Setting::of(&fonts.regular)?, bold: Setting::of(&fonts.bold)?, breaker })
    }

    /// The lines of a text in a column of this width. A word that is wider is broken where it has to be.
    pub(super) fn lines(&self, text: &str, style: Style, width: f32) -> Vec<Run> {
        let setting = if style.bold { &self.bold } else { &self.regular };
        let glyphs = setting.shape(text);
        let breaks: Vec<usize> = self.breaker.segment_str(text).skip(1).collect();
        let edges = edges(&glyphs, text.len());
        let ranges = break_lines(text, &edges, &breaks, width / style.size);
        ranges.into_iter().map(|range| run(text, range, &glyphs, style)).collect()
    }

    pub(super) fn width(&self, text: &str, style: Style) -> f32 {
        self.lines(text, style, f32::INFINITY).iter().map(|run| run.width).sum()
    }
}

/// A glyph and the bytes of the text that it stands for; lengths are in em.
struct Glyph {
    id: u32,
    bytes: Range<usize>,
    advance: f32,
    offset: (f32, f32),
}

impl<'f> Setting<'f> {
    fn of(face: &'f Face) -> Option<Self> {
        let shaper = face.shaping.shaper(&face.tables()?).build();
        // One plan for all texts: the font has the same rules for Latin letters between Chinese ones and on their own.
        let plan = ShapePlan::new(&shaper, Direction::LeftToRight, Script::from_iso15924_tag(Tag::new(b"Hani")), language().as_ref(), &[]);
        Some(Self { shaper, plan, units_per_em: face.font.units_per_em() })
    }

    fn shape(&self, text: &str) -> Vec<Glyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(self.plan.direction());
        if let Some(script) = self.plan.script() {
            buffer.set_script(script);
        }
        if let Some(language) = language() {
            buffer.set_language(language);
        }
        let shaped = self.shaper.shape(buffer, ShapeOptions::new().plan(Some(&self.plan)));
        let em = |units: i32| units as f32 / self.units_per_em;
        let mut end = text.len();
        let mut start = text.len();
        let mut glyphs: Vec<_> = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).collect();
        glyphs.reverse();
        let mut set: Vec<_> = glyphs
            .into_iter()
            .map(|(info, position)| {
                let cluster = info.cluster as usize;
                if cluster != start {
                    (start, end) = (cluster, start);
                }
                Glyph {
                    id: info.glyph_id,
                    bytes: start..end,
                    advance: em(position.x_advance),
                    offset: (em(position.x_offset), em(position.y_offset)),
                }
            })
            .collect();
        set.reverse();
        set
    }
}

fn language() -> Option<Language> {
    Language::new("zh-hans")
}

/// Where clusters begin, in bytes and in em, and the end of the text.
fn edges(glyphs: &[Glyph], length: usize) -> Vec<(usize, f32)> {
    let mut edges: Vec<(usize, f32)> = Vec::with_capacity(glyphs.len() + 1);
    let mut x = 0.0;
    for glyph in glyphs {
        if edges.last().is_none_or(|(byte, _)| *byte != glyph.bytes.start) {
            edges.push((glyph.bytes.start, x));
        }
        x += glyph.advance;
    }
    edges.push((length, x));
    edges
}

fn break_lines(text: &str, edges: &[(usize, f32)], breaks: &[usize], width: f32) -> Vec<Range<usize>> {
    let x_of = |byte: usize| edges.get(edges.partition_point(|(edge, _)| *edge < byte)).map_or(0.0, |(_, x)| *x);
    let width_of = |start: usize, end: usize| x_of(start + text[start..end].trim_end().len()) - x_of(start);
    let furthest = |start: usize| {
        let first = edges.partition_point(|(edge, _)| *edge <= start);
        let fitting = edges[first..].partition_point(|(_, x)| *x - x_of(start) <= width);
        edges.get(first + fitting.max(1) - 1).map_or(text.len(), |(byte, _)| *byte)
    };
    let mut lines = Vec::new();
    let (mut start, mut fits) = (0, None);
    for &end in breaks {
        while width_of(start, end) > width {
            let last = fits.take().unwrap_or_else(|| furthest(start));
            if last >= end {
                break;
            }
            lines.push(start..last);
            start = last;
        }
        fits = Some(end);
    }
    if start < text.len() {
        lines.push(start..text.len());
    }
    lines
}

fn run(text: &str, range: Range<usize>, glyphs: &[Glyph], style: Style) -> Run {
    let text = text[range.clone()].trim_end();
    let end = range.start + text.len();
    let first = glyphs.partition_point(|glyph| glyph.bytes.start < range.start);
    let last = glyphs.partition_point(|glyph| glyph.bytes.start < end);
    let within = |byte: usize| byte.min(end) - range.start;
    let glyphs = glyphs.get(first..last).unwrap_or_default();
    Run {
        width: glyphs.iter().map(|glyph| glyph.advance).sum::<f32>() * style.size,
        glyphs: glyphs
            .iter()
            .map(|glyph| {
                let bytes = within(glyph.bytes.start)..within(glyph.bytes.end);
                KrillaGlyph::new(GlyphId::new(glyph.id), glyph.advance, glyph.offset.0, glyph.offset.1, 0.0, bytes, None)
            })
            .collect(),
        text: text.to_owned(),
        style,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters of one em each.
    fn broken(text: &str, breaks: &[usize], width: f32) -> Vec<String> {
        let mut edges: Vec<_> = text.char_indices().enumerate().map(|(place, (byte, _))| (byte, place as f32)).collect();
        edges.push((text.len(), text.chars().count() as f32));
        break_lines(text, &edges, breaks, width).into_iter().map(|range| text[range].trim_end().to_owned()).collect()
    }

    #[test]
    fn lines_are_as_long_as_fits_and_spaces_at_their_end_do_not_count() {
        assert_eq!(broken("ab cd ef", &[3, 6, 8], 5.0), ["ab cd", "ef"]);
        assert_eq!(broken("ab cd ef", &[3, 6, 8], 4.0), ["ab", "cd", "ef"]);
        assert_eq!(broken("ab", &[2], 9.0), ["ab"]);
        assert!(broken("", &[], 9.0).is_empty());
    }

    #[test]
    fn what_is_wider_than_the_column_is_broken_where_it_has_to_be() {
        assert_eq!(broken("a bcdefgh i", &[2, 10, 11], 3.0), ["a", "bcd", "efg", "h i"]);
        assert_eq!(broken("清河二中", &[12], 0.5), ["清", "河", "二", "中"]);
    }
}
