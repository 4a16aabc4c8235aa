//! What the parts of a page are, for those who have it read to them: a heading, a paragraph, a table with its rows and cells.

use std::num::NonZeroU16;

use krilla::tagging::{Identifier, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Title,
    Heading,
    Paragraph,
    Link,
    Table,
    Row,
    ColumnHead,
    RowHead,
    Cell,
}

impl Part {
    fn tag(self) -> TagKind {
        match self {
            Self::Title => Tag::Hn(NonZeroU16::MIN, None).into(),
            Self::Heading => Tag::Hn(NonZeroU16::MIN.saturating_add(1), None).into(),
            Self::Paragraph => Tag::P.into(),
            Self::Link => Tag::Link.into(),
            Self::Table => Tag::Table.into(),
            Self::Row => Tag::TR.into(),
            Self::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
            Self::RowHead => Tag::TH(TableHeaderScope::Row).into(),
            Self::Cell => Tag::TD.into(),
        }
    }
}

/// A place in the outline, to which what is drawn belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(usize);

struct Entry {
    part: Part,
    parent: Option<usize>,
    drawn: Vec<Identifier>,
}

#[derive(Default)]
pub(super) struct Outline(Vec<Entry>);

impl Outline {
    pub(super) fn top(&mut self, part: Part) -> Place {
        self.push(part, None)
    }

    pub(super) fn within(&mut self, parent: Place, part: Part) -> Place {
        self.push(part, Some(parent.0))
    }

    fn push(&mut self, part: Part, parent: Option<usize>) -> Place {
        self.0.push(Entry { part, parent, drawn: Vec::new() });
        Place(self.0.len() - 1)
    }

    pub(super) fn drawn(&mut self, place: Place, identifier: Identifier) {
        if let Some(entry) = self.0.get_mut(place.0) {
            entry.drawn.push(identifier);
        }
    }

    /// Children stand after their parents, so that from the end on each group is whole when it is given to its parent.
    pub(super) fn tree(self) -> TagTree {
        let mut below: Vec<Vec<Node>> = self.0.iter().map(|_| Vec::new()).collect();
        let mut top = Vec::new();
        for (index, entry) in self.0.into_iter().enumerate().rev() {
            let mut children: Vec<Node> = entry.drawn.into_iter().map(Node::from).collect();
            children.extend(below.pop().unwrap_or_default().into_iter().rev());
            if children.is_empty() {
                continue;
            }
            let group = Node::from(TagGroup::with_children(entry.part.tag(), children));
            match entry.parent.filter(|parent| *parent < index).and_then(|parent| below.get_mut(parent)) {
                Some(siblings) => siblings.push(group),
                None => top.push(group),
            }
        }
        let mut tree = TagTree::new();
        for group in top.into_iter().rev() {
            tree.push(group);
        }
        tree
    }
}
