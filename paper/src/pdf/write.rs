//! Pages of marks as the bytes of a PDF: the feet with their numbers, the outline for those who have it read to them, and the document's properties.

use krilla::{
    Document,
    action::LinkAction,
    annotation::{Annotation, LinkAnnotation, Target},
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    page::{Page, PageSettings},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, SpanTag},
};
use url::Url;

use super::{
    fonts::Fonts,
    lines::{Run, Typesetter},
    outline::{Outline, Place},
    pages::{Line, Mark},
    style::{FOOT, HAIRLINE, Ink, LEFT, PAGE_HEIGHT, PAGE_WIDTH, SMALL, WIDTH},
};
use crate::{check::Refusal, document::InvoiceDocument, sheet::Sheet};

pub(super) struct Writer<'s> {
    pub(super) sheet: &'s Sheet<'s>,
    pub(super) fonts: &'s Fonts,
    pub(super) setter: &'s Typesetter<'s>,
    pub(super) outline: Outline,
}

impl Writer<'_> {
    pub(super) fn write(mut self, pages: Vec<Vec<Mark>>, source: &InvoiceDocument) -> Result<Vec<u8>, Refusal> {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or_else(|| Refusal::Unwritable("page size".to_owned()))?;
        let mut document = Document::new();
        let count = pages.len();
        for (number, marks) in pages.into_iter().enumerate() {
            let mut page = document.start_page_with(settings.clone());
            let mut surface = page.surface();
            let links = self.marks(&mut surface, marks);
            self.foot(&mut surface, number + 1, count);
            surface.finish();
            self.links(&mut page, links);
        }
        document.set_metadata(self.metadata(source));
        document.set_tag_tree(self.outline.tree());
        document.finish().map_err(|error| Refusal::Unwritable(format!("{error:?}")))
    }

    /// Draws them, and says where links are.
    fn marks(&mut self, surface: &mut Surface<'_>, marks: Vec<Mark>) -> Vec<(Rect, Place)> {
        let mut links = Vec::new();
        for mark in marks {
            match mark {
                Mark::Rule { x, y, width, thickness, ink } => rule(surface, (x, y, width, thickness), ink),
                Mark::Line { x, baseline, line } => {
                    self.line(surface, (x, baseline), &line);
                    if let (true, Some(place)) = (line.is_link, line.place) {
                        let (width, size) = (line.run.width, line.run.style.size);
                        rule(surface, (x, baseline + 1.5, width, HAIRLINE), line.run.style.ink);
                        links.extend(Rect::from_xywh(x, baseline - size, width, size * 1.3).map(|rect| (rect, place)));
                    }
                }
            }
        }
        links
    }

    fn line(&mut self, surface: &mut Surface<'_>, at: (f32, f32), line: &Line) {
        let tag = if line.place.is_some() { ContentTag::Span(SpanTag::empty()) } else { artifact(ArtifactType::PaginationOther) };
        let identifier = surface.start_tagged(tag);
        self.run(surface, at, &line.run);
        surface.end_tagged();
        if let Some(place) = line.place {
            self.outline.drawn(place, identifier);
        }
    }

    fn run(&self, surface: &mut Surface<'_>, (x, y): (f32, f32), run: &Run) {
        let face = if run.style.bold { &self.fonts.bold } else { &self.fonts.regular };
        surface.set_fill(Some(run.style.ink.fill()));
        surface.draw_glyphs(Point::from_xy(x, y), &run.glyphs, face.font.clone(), &run.text, run.style.size, false);
    }

    /// Which document this is a page of, and which page.
    fn foot(&self, surface: &mut Surface<'_>, number: usize, count: usize) {
        let sheet = self.sheet;
        rule(surface, (LEFT, FOOT - 14.0, WIDTH, HAIRLINE), Ink::Rule);
        surface.start_tagged(artifact(ArtifactType::Footer));
        let page = self.setter.lines(&(sheet.language.words().page)(number, count), SMALL, WIDTH);
        let taken: f32 = page.iter().map(|run| run.width).sum();
        for run in &page {
            self.run(surface, (LEFT + WIDTH - run.width, FOOT), run);
        }
        let parts = [sheet.title, &*sheet.number, &*sheet.seller.name].into_iter().filter(|part| !part.is_empty());
        let name = self.setter.lines(&parts.collect::<Vec<_>>().join(" – "), SMALL, WIDTH - taken - 24.0);
        for run in name.iter().take(1) {
            self.run(surface, (LEFT, FOOT), run);
        }
        surface.end_tagged();
    }

    fn links(&mut self, page: &mut Page<'_>, links: Vec<(Rect, Place)>) {
        let Some((words, url)) = &self.sheet.link else { return };
        for (rect, place) in links {
            let target = Target::Action(LinkAction::new(Url::to_string(url)).into());
            let identifier = page.add_tagged_annotation(Annotation::new_link(LinkAnnotation::new(rect, target), Some(words.clone())));
            self.outline.drawn(place, identifier);
        }
    }

    /// Dated by the document's own day, so that the same document is the same bytes at any time.
    fn metadata(&self, source: &InvoiceDocument) -> Metadata {
        let title = format!("{} {}", self.sheet.title, self.sheet.number);
        let metadata = Metadata::new().title(title.trim().to_owned()).language(self.sheet.language.tag().to_owned());
        let metadata = metadata.authors(vec![self.sheet.seller.name.to_string()]).creator("Homeroom".to_owned());
        let date = source.issued_on.and_then(|day| {
            let (year, month, day) = (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
            Some(DateTime::new(year).month(month).day(day))
        });
        match date {
            Some(date) => metadata.creation_date(date),
            None => metadata,
        }
    }
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

fn rule(surface: &mut Surface<'_>, (x, y, width, thickness): (f32, f32, f32, f32), ink: Ink) {
    let Some(rect) = Rect::from_xywh(x, y, width, thickness) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    let Some(path) = path.finish() else { return };
    surface.start_tagged(artifact(ArtifactType::Layout));
    surface.set_fill(Some(ink.fill()));
    surface.draw_path(&path);
    surface.end_tagged();
}
