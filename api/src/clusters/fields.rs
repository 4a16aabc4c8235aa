//! The fields that a registration and an edit share, and what they may hold.

use std::collections::BTreeSet;

use homeroom_domain::cluster::thresholds::Thresholds;

use super::{
    interfaces::{self, InterfaceProfile},
    thresholds,
};
use crate::http::{ApiError, Fault, Format, Shape};

/// Tags of a cluster, and of each list of an institution's.
pub(crate) const TAGS_MAX: usize = 20;
/// Ninety days.
const NODE_LEAD_MAX: i64 = 129_600;
const PLACEHOLDERS: [&str; 3] = ["{classroom}", "{order}", "{pod_ip}"];

/// The fields to look at; absent ones are not.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) region: Option<&'a str>,
    pub(super) media_url: Option<&'a str>,
    pub(super) node_limit: Option<i64>,
    pub(super) headroom_percent: Option<i64>,
    pub(super) node_lead_minutes: Option<i64>,
    pub(super) tags: Option<&'a [String]>,
    pub(super) thresholds: Option<Thresholds>,
    pub(super) interfaces: Option<&'a InterfaceProfile>,
}

impl Fields<'_> {
    /// # Errors
    /// Every field that cannot be.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        let mut faults = Vec::new();
        let mut refuse = |is_wrong: bool, pointer: &str, shape: Shape| {
            if is_wrong {
                faults.push(Fault::new(pointer, shape));
            }
        };
        refuse(self.name.is_some_and(|name| !is_slug(name)), "/name", Shape::BadFormat { expected: Format::Slug });
        refuse(self.region.is_some_and(|region| !is_slug(region)), "/region", Shape::BadFormat { expected: Format::Slug });
        refuse(self.media_url.is_some_and(|url| !is_media_url(url)), "/media_url", Shape::BadFormat { expected: Format::MediaUrl });
        refuse(outside(self.node_limit, 1, 5_000), "/node_limit", Shape::OutOfRange { min: 1, max: 5_000 });
        refuse(outside(self.headroom_percent, 0, 90), "/headroom_percent", Shape::OutOfRange { min: 0, max: 90 });
        refuse(outside(self.node_lead_minutes, 1, NODE_LEAD_MAX), "/node_lead_minutes", Shape::OutOfRange { min: 1, max: NODE_LEAD_MAX });
        let tags = self.tags.unwrap_or_default();
        refuse(tags.len() > TAGS_MAX, "/tags", Shape::TooLong { max: TAGS_MAX as u64 });
        for (place, tag) in tags.iter().enumerate() {
            refuse(!is_tag(tag), &format!("/tags/{place}"), Shape::BadFormat { expected: Format::ClusterTag });
        }
        faults.extend(self.thresholds.iter().flat_map(thresholds::faults));
        faults.extend(self.interfaces.into_iter().flat_map(interfaces::faults));
        if faults.is_empty() { Ok(()) } else { Err(ApiError::Shape(faults)) }
    }
}

fn outside(value: Option<i64>, min: i64, max: i64) -> bool {
    value.is_some_and(|value| !(min..=max).contains(&value))
}

pub(super) fn is_slug(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

pub(crate) fn is_tag(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// As they are kept: ascending, each once.
pub(super) fn tags(given: &[String]) -> Vec<String> {
    given.iter().cloned().collect::<BTreeSet<String>>().into_iter().collect()
}

/// A room must be told apart by it: by name or by address.
fn is_media_url(template: &str) -> bool {
    let named = template.contains("{classroom}") || template.contains("{pod_ip}");
    let filled = PLACEHOLDERS.iter().fold(template.to_owned(), |text, placeholder| text.replace(placeholder, "r-1"));
    let is_url = filled.parse::<http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("ws" | "wss")) && uri.host().is_some_and(|host| !host.is_empty()) && !filled.contains(['@', '#'])
    });
    template.len() <= 500 && named && !filled.contains(['{', '}']) && is_url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_url_tells_rooms_apart() {
        for good in ["wss://{classroom}.rooms.example.org", "ws://{pod_ip}:7880", "wss://rooms.example.org/{order}/{classroom}"] {
            assert!(is_media_url(good), "{good}");
        }
        for bad in [
            "wss://rooms.example.org",
            "https://{classroom}.example.org",
            "wss://{room}.example.org",
            "wss://me@{pod_ip}",
            "",
            "{classroom}",
        ] {
            assert!(!is_media_url(bad), "{bad}");
        }
    }

    #[test]
    fn every_wrong_field_is_named() {
        let tags = ["gpu", "", "East", &*"a".repeat(33)].map(str::to_owned);
        let fields = Fields { name: Some("BJ 1"), node_limit: Some(0), headroom_percent: Some(91), tags: Some(&tags), ..Fields::default() };
        let Err(ApiError::Shape(faults)) = fields.check() else { panic!("accepted") };
        assert_eq!(
            faults.iter().map(|fault| fault.pointer.as_str()).collect::<Vec<_>>(),
            ["/name", "/node_limit", "/headroom_percent", "/tags/1", "/tags/2", "/tags/3"]
        );
        let many = vec!["gpu".to_owned(); TAGS_MAX + 1];
        assert!(Fields { tags: Some(&many), ..Fields::default() }.check().is_err());
        assert_eq!(super::tags(&["b", "a", "b"].map(str::to_owned)), ["a", "b"]);
    }
}
