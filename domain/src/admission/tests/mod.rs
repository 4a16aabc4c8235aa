//! What is admitted, what is refused, and what is offered instead.

mod alternatives;
mod amending;
mod cover;
mod deciding;
mod fit;
mod openings;
mod packing;
mod rooms_up;

use std::sync::Arc;

use jiff::civil::time;
use serde_json::json;

use super::{
    fixtures::{
        LIVE, METAL, NOW, amendment, at, calendars, cluster, document, lesson_on_monday, line, monday, nodes, quota, read, stored, valid,
    },
    *,
};
use crate::{
    cluster::{
        capacity::limits,
        thresholds::{Count, Counted, Objects, Thresholds},
    },
    order::{Flexible, Line, NewOrder, ValidOrder},
    slots::Slot,
};

/// Four cores: two classes of 50 (1.716 cores each) fill it.
const SMALL: NodeShape = NodeShape { cpu_milli: 4000, memory_mib: 16_384, network_mbit: None, pods: 110, interfaces: None };

fn decide(documents: &[NewOrder], calendars: &mut Calendars) -> Vec<Result<Admission, Refusal>> {
    let orders: Vec<ValidOrder> = documents.iter().cloned().map(valid).collect();
    let asks: Vec<Ask<'_>> = orders.iter().map(|o| Ask::create(o, at(NOW))).collect();
    admit(&asks, calendars, &LIVE)
}

fn decide_one(document: &NewOrder, calendars: &mut Calendars) -> Result<Admission, Refusal> {
    decide(std::slice::from_ref(document), calendars).remove(0)
}

fn one_cluster(nodes: usize) -> Calendars {
    calendars(quota(1000, 100_000), vec![cluster(1, "north", nodes, SMALL)])
}

fn slot(text: &str) -> Slot {
    Slot::holding(at(text))
}

fn held(admission: &Admission, rooms: usize) -> Held {
    Held {
        cluster: admission.cluster,
        quota: admission.quota.clone(),
        capacity: admission.capacity.clone(),
        storage: admission.storage.clone(),
        rooms,
    }
}

fn amend(old: &ValidOrder, new: &ValidOrder, admission: &Admission, calendars: &mut Calendars) -> Result<Admission, Refusal> {
    let from = at("2026-09-02T00:00:00Z");
    let before = stored(&[(at(NOW), old.clone())]);
    let ask = amendment(&before, new, from, from, held(admission, old.rooms.len()));
    admit(&[ask], calendars, &LIVE).remove(0)
}
