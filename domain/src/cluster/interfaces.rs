//! Network interfaces that one room has to itself: by which resource a cluster's nodes offer them, and what keeps others out of such a room.
//!
//! A pod with an interface of its own is on the cloud's network and not on the cluster's: there neither NetworkPolicy nor what speeds it up may reach it, and
//! isolation is the cloud's, by the security group that an annotation names. Which of both holds is the cluster's, so its profile says it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most characters of an annotation's value.
pub const ANNOTATION_VALUE_MAX: usize = 1_000;
const LABEL_MAX: usize = 63;
const DOMAIN_MAX: usize = 253;
/// Resources and annotations of these are Kubernetes', or this service's own.
const RESERVED: [&str; 3] = ["kubernetes.io", "k8s.io", "homeroom.dev"];

/// How a cluster gives rooms interfaces of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interfaces {
    /// The extended resource of its nodes, such as `example.com/eni`: a room asks for one.
    pub resource: String,
    pub isolation: Isolation,
    /// On the pods of such rooms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotation: Option<Annotation>,
}

/// What keeps others out of a room with an interface of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Isolation {
    /// The NetworkPolicies of every order.
    NetworkPolicy,
    /// The group that the annotation names. Orders with such rooms get no NetworkPolicy, which would say what does not hold.
    SecurityGroup,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    pub key: String,
    pub value: String,
}

/// Whether a text is the name of an extended resource: `domain/name`, of somebody else's domain.
pub fn is_extended_resource(text: &str) -> bool {
    text.split_once('/').is_some_and(|(domain, name)| is_foreign_domain(domain) && is_name(name))
}

/// Whether a text may be the key of an annotation that a cloud reads: of somebody else's domain.
pub fn is_foreign_key(text: &str) -> bool {
    is_extended_resource(text)
}

fn is_foreign_domain(domain: &str) -> bool {
    let part = |part: &str| {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        (1..=LABEL_MAX).contains(&part.len()) && part.bytes().all(inner) && !part.starts_with('-') && !part.ends_with('-')
    };
    let is_of = |of: &str| domain == of || domain.strip_suffix(of).is_some_and(|rest| rest.ends_with('.'));
    domain.len() <= DOMAIN_MAX && domain.split('.').all(part) && !RESERVED.into_iter().any(is_of)
}

fn is_name(name: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    (1..=LABEL_MAX).contains(&name.len())
        && name.chars().all(|c| edge(c) || matches!(c, '-' | '_' | '.'))
        && name.starts_with(edge)
        && name.ends_with(edge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_somebody_elses_domain_and_a_name() {
        for good in ["example.com/eni", "k8s.example/pod-eni", "vpc.amazonaws.com/pod-eni", "aliyun/member-eni"] {
            assert!(is_extended_resource(good), "{good}");
        }
        let long = format!("example.com/{}", "a".repeat(64));
        for bad in [
            "eni",
            "/eni",
            "example.com/",
            "example.com/eni/one",
            "Example.com/eni",
            "example..com/eni",
            "example.com/-eni",
            "example.com/e ni",
            "homeroom.dev/network-mbit",
            "scheduling.kubernetes.io/eni",
            "",
            &long,
        ] {
            assert!(!is_extended_resource(bad), "{bad}");
        }
        assert!(is_extended_resource("notkubernetes.io/eni"));
    }

    #[test]
    fn a_profile_is_read_back_as_it_is_stored() {
        let annotation = Annotation { key: "example.com/security-groups".into(), value: "sg-1".into() };
        let profile = Interfaces { resource: "example.com/eni".into(), isolation: Isolation::SecurityGroup, annotation: Some(annotation) };
        let stored = serde_json::to_value(&profile).unwrap();
        assert_eq!(stored["isolation"], "security_group");
        assert_eq!(serde_json::from_value::<Interfaces>(stored).unwrap(), profile);
    }
}
