//! A kind of classroom: one row of numbers that the sizing formula turns into resources.
//!
//! The catalogue lives in a table; an order freezes the row it was admitted with, so that a changed catalogue touches only what is ordered later.

use serde::{Deserialize, Serialize};

/// The catalogue row of a kind. All figures are planning figures until measured; see `sizing`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// `lecture`, `class`, `seminar`, `studio`, or one added later.
    pub name: String,
    /// Speakers on stage; `None` means every participant.
    pub speakers: Option<u32>,
    /// Largest number of pupils in one room.
    pub seats_max: u32,
    /// Staff seats beyond the pupils: teacher, substitute, observer.
    pub staff_seats: u32,
    /// Packets per second of one stream.
    pub packets_per_second: u32,
    /// Bandwidth of one stream, in kbit/s.
    pub stream_kbit: u32,
    /// Extra milli-cores per recorded track, 0 where nothing is recorded.
    pub recorded_track_cpu_milli: u32,
    /// Milli-cores that a room has however few are in it. Orders that were admitted before there was such a number froze none.
    #[serde(default)]
    pub least_cpu_milli: u32,
    /// Minutes before a lesson at which its room is up.
    pub lead_minutes: u32,
    /// Minutes after a lesson for which its room stays.
    pub drain_minutes: u32,
    /// Minutes for which a lesson may go on beyond its end while people are inside, where the order does not say. Orders that were admitted before there
    /// was such a number froze none.
    #[serde(default)]
    pub overrun_minutes: u32,
    /// Mbit/s that a room writes to its cluster's storage pool during a lesson; with the next one zero where nothing is recorded. Orders that were admitted
    /// before there were such numbers froze none.
    #[serde(default)]
    pub storage_bandwidth_mbit: u32,
    /// MiB that an hour of a lesson leaves there.
    #[serde(default)]
    pub storage_space_mib_per_hour: u32,
    /// Whether each room has a network interface that no other pod uses. Orders that were admitted before there was such a thing froze none.
    #[serde(default)]
    pub exclusive_interface: bool,
    /// Seconds a pod is given to stop.
    pub grace_seconds: u32,
    /// Kubernetes priority of the kind's pods.
    pub priority: i32,
}
