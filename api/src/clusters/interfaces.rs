//! How a cluster gives rooms network interfaces of their own, as it comes in and goes out.

use homeroom_domain::{
    calendar::Resource,
    cluster::interfaces::{ANNOTATION_VALUE_MAX, Annotation, Interfaces, Isolation, is_extended_resource, is_foreign_key},
    slots::Slot,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::words;
use crate::{
    calendars::store as calendars,
    http::{ApiError, Fault},
};

/// How a cluster gives rooms network interfaces of their own. Rooms of kinds that ask for one go to no other cluster.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InterfaceProfile {
    /// The extended resource by which its nodes offer them, each for one pod.
    #[schema(min_length = 3, max_length = 317, example = "example.com/eni")]
    resource: String,
    /// What keeps others out of such rooms: the NetworkPolicies of every order, or a security group of the cloud. Then those orders get no NetworkPolicy.
    isolation: Isolation,
    /// On the pods of such rooms; needed where a security group isolates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    annotation: Option<PodAnnotation>,
}

/// By which the cloud knows which security group, or which interface, a pod gets.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PodAnnotation {
    #[schema(min_length = 3, max_length = 317, example = "example.com/security-groups")]
    key: String,
    #[schema(min_length = 1, max_length = 1000, example = "sg-1")]
    value: String,
}

impl From<InterfaceProfile> for Interfaces {
    fn from(InterfaceProfile { resource, isolation, annotation }: InterfaceProfile) -> Self {
        let annotation = annotation.map(|PodAnnotation { key, value }| Annotation { key, value });
        Self { resource, isolation, annotation }
    }
}

impl From<Interfaces> for InterfaceProfile {
    fn from(Interfaces { resource, isolation, annotation }: Interfaces) -> Self {
        let annotation = annotation.map(|Annotation { key, value }| PodAnnotation { key, value });
        Self { resource, isolation, annotation }
    }
}

/// Everything of a profile that cannot be.
pub(super) fn faults(profile: &InterfaceProfile) -> Vec<Fault> {
    let own = |pointer: &str, code| Fault::own(format!("/interfaces/{pointer}"), words::fault(code, json!({})));
    let mut faults = Vec::new();
    if !is_extended_resource(&profile.resource) {
        faults.push(own("resource", "interfaces_resource"));
    }
    match &profile.annotation {
        None if profile.isolation == Isolation::SecurityGroup => faults.push(own("annotation", "interfaces_annotation_missing")),
        None => {}
        Some(PodAnnotation { key, value }) => {
            if !is_foreign_key(key) {
                faults.push(own("annotation/key", "interfaces_annotation_key"));
            }
            let is_visible = value.chars().all(|c| !c.is_control());
            if value.trim().is_empty() || value.chars().count() > ANNOTATION_VALUE_MAX || !is_visible {
                faults.push(own("annotation/value", "interfaces_annotation_value"));
            }
        }
    }
    faults
}

/// Whether a profile may follow another: not while rooms are booked that have interfaces by the one that stands, because their pods and what isolates them
/// would change under lessons. The caller holds the calendar's lock.
pub(super) async fn may_follow(
    conn: &mut PgConnection,
    calendar: Uuid,
    (before, after): (Option<&Interfaces>, Option<&Interfaces>),
    now: Timestamp,
) -> Result<(), ApiError> {
    if before.is_none() || before == after {
        return Ok(());
    }
    let since = Slot::holding(now);
    let booked = calendars::days_of(conn, (&[calendar], Resource::Interfaces), (since.day(), i32::MAX)).await?;
    let is_ahead = |day: i32, place: usize| day > since.day() || place >= since.of_day();
    let is_used = booked.iter().any(|row| row.used.iter().enumerate().any(|(place, used)| *used > 0 && is_ahead(row.day, place)));
    if is_used { Err(vec![Fault::own("/interfaces", words::fault("interfaces_in_use", json!({})))].into()) } else { Ok(()) }
}
