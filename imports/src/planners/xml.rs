//! Elements of an XML file with their attributes, one after the other: nothing is opened, nothing expanded, and nothing nested is followed by
//! recursion.

use std::collections::HashMap;

use quick_xml::{Reader, XmlVersion, events::Event};

use crate::{
    ask::Ask,
    bounds::{CELLS, Counter},
    report::{Bound, Refusal},
    text::decode,
};

/// So much of a file is looked at for its encoding.
const PROLOG_BYTES: usize = 200;

#[derive(Debug)]
pub(super) enum Node {
    Open(Element),
    Close(String),
}

#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: HashMap<String, String>,
}

impl Element {
    /// An attribute without blanks around it, whatever case its name is in; empty where it is absent.
    pub(super) fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", |value| value.trim())
    }
}

/// Calls `take` for each beginning and end of an element. Names and attributes are in small letters.
pub(super) fn nodes(bytes: &[u8], ask: &Ask, mut take: impl FnMut(Node) -> Result<(), Refusal>) -> Result<&'static str, Refusal> {
    let declared = declared(bytes);
    let (text, encoding) = decode(bytes, ask, declared.as_deref());
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = true;
    let mut counter = Counter::new(Bound::Cells, CELLS);
    let mut depth = 0_u32;
    loop {
        let event = reader.read_event();
        let broken = |reader: &Reader<&[u8]>| {
            let at = usize::try_from(reader.error_position().max(reader.buffer_position())).unwrap_or(usize::MAX).min(text.len());
            Refusal::Broken {
                seen: "xml".to_owned(),
                at: (text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1).to_string(),
            }
        };
        match event {
            Ok(Event::Start(start)) => {
                depth += 1;
                let element = element(&start, &mut counter)?.ok_or_else(|| broken(&reader))?;
                take(Node::Open(element))?;
            }
            Ok(Event::Empty(start)) => {
                let element = element(&start, &mut counter)?.ok_or_else(|| broken(&reader))?;
                let name = element.name.clone();
                take(Node::Open(element))?;
                take(Node::Close(name))?;
            }
            Ok(Event::End(end)) => {
                depth = depth.saturating_sub(1);
                take(Node::Close(lower(end.local_name().as_ref())))?;
            }
            // Definitions inside of the file are only ever used to make it larger than it is.
            Ok(Event::DocType(kind)) if kind.contains('[') => return Err(Refusal::NotATimetable { seen: "xml-with-entities".to_owned() }),
            Ok(Event::Eof) if depth > 0 => return Err(broken(&reader)),
            Ok(Event::Eof) => return Ok(encoding),
            Ok(_) => {}
            Err(_) => return Err(broken(&reader)),
        }
    }
}

fn element(start: &quick_xml::events::BytesStart<'_>, counter: &mut Counter) -> Result<Option<Element>, Refusal> {
    counter.take(1)?;
    let mut element = Element { name: lower(start.local_name().as_ref()), attributes: HashMap::new() };
    // Looking for the same name twice would compare each attribute with all others.
    for attribute in start.attributes().with_checks(false) {
        let Ok(attribute) = attribute else { return Ok(None) };
        counter.take(1)?;
        let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else { return Ok(None) };
        element.attributes.insert(lower(attribute.key.local_name().as_ref()), value.into_owned());
    }
    Ok(Some(element))
}

fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// What the file says its encoding is.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PROLOG_BYTES)]).into_owned();
    let after = head.split_once("?>").map_or(head.as_str(), |(prolog, _)| prolog).split_once("encoding")?.1;
    let quote = after.trim_start().strip_prefix('=')?.trim_start();
    let mark = quote.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    quote[1..].split(mark).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(file: &[u8]) -> Result<Vec<String>, Refusal> {
        let mut names = Vec::new();
        nodes(file, &Ask::default(), |node| {
            if let Node::Open(element) = node {
                names.push(format!("{} {}", element.name, element.get("name")));
            }
            Ok(())
        })?;
        Ok(names)
    }

    #[test]
    fn declared_encodings_are_believed_and_entities_of_the_file_are_not() {
        let latin = b"<?xml version='1.0' encoding='windows-1250'?><a><Class NAME='T\xf8\xedda &amp; x'/></a>";
        assert_eq!(names(latin).unwrap(), ["a ", "class Třída & x"]);
        assert_eq!(names(b"<!DOCTYPE a SYSTEM 'http://x/y.dtd'><a/>").unwrap(), ["a "]);
        let bomb = b"<!DOCTYPE a [<!ENTITY b 'xxxx'>]><a name='&b;'/>";
        assert_eq!(names(bomb), Err(Refusal::NotATimetable { seen: "xml-with-entities".into() }));
        let broken = |at: &str| Err(Refusal::Broken { seen: "xml".into(), at: at.into() });
        for (file, at) in [(&b"<a>\n<b>\n</a>"[..], "3"), (b"<a name='&b;'/>", "1"), (b"<a>\n", "2")] {
            assert_eq!(names(file), broken(at), "{}", String::from_utf8_lossy(file));
        }
        let deep = "<a>".repeat(500_000);
        assert!(matches!(names(deep.as_bytes()), Err(Refusal::TooLarge { .. })));
    }
}
