//! From a kind and a number of seats to what one room needs, and how many such rooms a node holds.
//!
//! Source of the formula: LiveKit's published benchmark on 16 cores, planned at half of it. Results are rounded up; the row of the kind is frozen on the
//! order, so the same size comes out for as long as it lives. A kind's least is what a join needs: people agree on keys with the server and wait for no more
//! than seconds. With 66 thousandths of a core, which streams alone give a class of one pupil, nobody got in on a slow core; with 250 everybody did.
//! Which nodes a cluster has and how much of them may be sold is `capacity`'s; here is one room and one empty node.

use serde::{Deserialize, Serialize};

use crate::kind::Kind;

/// Packets per second that one core forwards, as planned.
const PACKETS_PER_CORE: i64 = 20_000;
/// MiB of a server before anyone has joined.
const BASE_MEMORY_MIB: i64 = 256;
/// MiB per participant.
const MEMORY_PER_PARTICIPANT_MIB: i64 = 2;
/// Audio and video of a speaker are recorded apart.
const RECORDED_TRACKS_PER_SPEAKER: i64 = 2;
/// A whole node in nano-nodes.
pub const NODE_SHARE_WHOLE: i64 = 1_000_000_000;

/// What one running room asks of a node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoomSize {
    /// Thousandths of a core.
    pub cpu_milli: i64,
    /// MiB of memory.
    pub memory_mib: i64,
    /// Mbit/s of network out.
    pub network_mbit: i64,
    /// Network interfaces of its own, that no other pod uses.
    #[serde(default)]
    pub interfaces: i64,
}

impl RoomSize {
    /// The larger of both in every resource.
    pub fn max(self, other: Self) -> Self {
        Self {
            cpu_milli: self.cpu_milli.max(other.cpu_milli),
            memory_mib: self.memory_mib.max(other.memory_mib),
            network_mbit: self.network_mbit.max(other.network_mbit),
            interfaces: self.interfaces.max(other.interfaces),
        }
    }

    /// Whether a room of this size may take the place of another on any node.
    pub fn covers(self, other: Self) -> bool {
        self.max(other) == self
    }
}

/// What an empty node of a cluster offers to rooms: its allocatable less what DaemonSets take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct NodeShape {
    /// Thousandths of a core.
    pub cpu_milli: i64,
    /// MiB of memory.
    pub memory_mib: i64,
    /// Mbit/s of network out; `None` where nodes do not have the resource, and then it is neither limited nor requested.
    pub network_mbit: Option<i64>,
    /// Pods.
    pub pods: i64,
    /// Network interfaces for one pod each; `None` where the cluster names no resource for them, and then no room that asks for one can go there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interfaces: Option<i64>,
}

/// What a room of a kind needs for that many pupils: `speakers x (P - 1)` streams with `P = seats + staff`, each forwarded and sent once, and
/// never less of a core than the kind's least.
pub fn size(kind: &Kind, seats: u32) -> RoomSize {
    let participants = i64::from(seats) + i64::from(kind.staff_seats);
    let speakers = kind.speakers.map_or(participants, |s| i64::from(s).min(participants));
    let streams = speakers * (participants - 1).max(0);
    let packets_milli = streams.saturating_mul(i64::from(kind.packets_per_second)).saturating_mul(1000);
    let recording_milli = speakers * RECORDED_TRACKS_PER_SPEAKER * i64::from(kind.recorded_track_cpu_milli);
    RoomSize {
        cpu_milli: (div_ceil(packets_milli, PACKETS_PER_CORE) + recording_milli).max(kind.least_cpu_milli.into()),
        memory_mib: BASE_MEMORY_MIB + MEMORY_PER_PARTICIPANT_MIB * participants,
        network_mbit: div_ceil(streams.saturating_mul(i64::from(kind.stream_kbit)), 1000),
        interfaces: i64::from(kind.exclusive_interface),
    }
}

/// How many rooms of one size fill one empty node: the least over all resources, 0 when not even one fits.
pub fn rooms_per_node(size: RoomSize, shape: NodeShape) -> i64 {
    let fitting = |need: i64, has: i64| if need > 0 { has.max(0) / need } else { i64::MAX };
    let network = shape.network_mbit.map_or(i64::MAX, |has| fitting(size.network_mbit, has));
    // Unlike network, which a cluster need not count: without one of its own the room is not what was asked for.
    let interfaces = fitting(size.interfaces, shape.interfaces.unwrap_or_default());
    let pods = shape.pods.max(0).min(interfaces);
    fitting(size.cpu_milli, shape.cpu_milli).min(fitting(size.memory_mib, shape.memory_mib)).min(network).min(pods)
}

/// What one room takes of a node, in nano-nodes: `floor(1e9 / k)` with k from [`rooms_per_node`]. `None` when it does not fit on an empty node.
///
/// Sums of cores alone sell what no node can hold (three rooms of 28.5 cores waste 18 % of 104); sums of shares do not.
pub fn node_share(size: RoomSize, shape: NodeShape) -> Option<i64> {
    match rooms_per_node(size, shape) {
        k if k > 0 => Some(NODE_SHARE_WHOLE / k),
        _ => None,
    }
}

/// The most seats with which a room of a kind still fits on an empty node, up to `seats`. `None` when one seat is too many.
pub fn largest_fitting(kind: &Kind, seats: u32, shape: NodeShape) -> Option<u32> {
    let fits = |seats: u32| rooms_per_node(size(kind, seats), shape) > 0;
    let (mut low, mut high) = (0, seats);
    while low < high {
        let middle = high - (high - low) / 2;
        if fits(middle) { low = middle } else { high = middle - 1 }
    }
    (low > 0).then_some(low)
}

fn div_ceil(value: i64, by: i64) -> i64 {
    value / by + i64::from(value % by > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(speakers: Option<u32>, packets_per_second: u32, stream_kbit: u32) -> Kind {
        Kind {
            name: "class".into(),
            speakers,
            seats_max: 3000,
            staff_seats: 3,
            packets_per_second,
            stream_kbit,
            recorded_track_cpu_milli: 0,
            least_cpu_milli: 250,
            lead_minutes: 10,
            drain_minutes: 10,
            overrun_minutes: 0,
            storage_bandwidth_mbit: 0,
            storage_space_mib_per_hour: 0,
            exclusive_interface: false,
            grace_seconds: 60,
            priority: 0,
        }
    }

    fn sized(cpu_milli: i64, memory_mib: i64, network_mbit: i64) -> RoomSize {
        RoomSize { cpu_milli, memory_mib, network_mbit, interfaces: 0 }
    }

    const METAL: NodeShape = NodeShape { cpu_milli: 104_000, memory_mib: 393_216, network_mbit: Some(25_000), pods: 250, interfaces: None };

    #[test]
    fn each_kind_needs_what_the_formula_says() {
        let lecture = kind(Some(1), 190, 1400);
        let class = kind(Some(6), 110, 500);
        let seminar = kind(None, 110, 500);
        let studio = kind(Some(2), 190, 1700);
        for (kind, seats, expected) in [
            // 1 x 3,002 streams: 570,380 packets/s, 4,202.8 Mbit/s, 256 + 2 x 3,003 MiB
            (&lecture, 3000, sized(28_519, 6262, 4203)),
            // 1 x 3 streams: less than any server gets
            (&lecture, 1, sized(250, 264, 5)),
            // 6 x 52 streams
            (&class, 50, sized(1716, 362, 156)),
            (&class, 200, sized(6666, 662, 606)),
            // never more speakers than participants: 4 x 3 streams
            (&class, 1, sized(250, 264, 6)),
            // 33 x 32 streams
            (&seminar, 30, sized(5808, 322, 528)),
            // 2 x 62 streams
            (&studio, 60, sized(1178, 382, 211)),
        ] {
            assert_eq!(size(kind, seats), expected, "{seats} seats");
        }
    }

    #[test]
    fn recording_adds_half_a_core_for_each_speakers_sound_and_picture() {
        let studio = Kind { recorded_track_cpu_milli: 500, ..kind(Some(2), 190, 1700) };
        assert_eq!(size(&studio, 60).cpu_milli, 1178 + 4 * 500);
    }

    #[test]
    fn a_room_with_an_interface_of_its_own_fits_only_where_nodes_have_some() {
        let alone = Kind { exclusive_interface: true, ..kind(Some(6), 110, 500) };
        let size = size(&alone, 50);
        assert_eq!(size, RoomSize { interfaces: 1, ..sized(1716, 362, 156) });
        let with = |interfaces| NodeShape { interfaces, ..METAL };
        assert_eq!([None, Some(0), Some(7), Some(500)].map(|interfaces| rooms_per_node(size, with(interfaces))), [0, 0, 7, 60]);
        assert_eq!(rooms_per_node(sized(1716, 362, 156), with(Some(0))), 60, "others need none");
    }

    #[test]
    fn an_order_whose_kind_was_frozen_without_a_least_keeps_its_size() {
        let frozen = serde_json::json!({"name": "class", "speakers": 6, "seats_max": 200, "staff_seats": 3, "packets_per_second": 110, "stream_kbit": 500,
            "recorded_track_cpu_milli": 0, "lead_minutes": 10, "drain_minutes": 10, "grace_seconds": 60, "priority": 0});
        assert_eq!(size(&serde_json::from_value(frozen).unwrap(), 1), sized(66, 264, 6));
    }

    #[test]
    fn a_share_is_a_node_divided_by_what_fills_it_in_its_scarcest_resource() {
        for (size, shape, rooms) in [
            (sized(28_519, 6262, 4203), METAL, 3),
            (sized(1716, 362, 156), METAL, 60),
            (sized(1716, 362, 156), NodeShape { network_mbit: Some(1560), ..METAL }, 10),
            (sized(1716, 362, 156), NodeShape { network_mbit: None, ..METAL }, 60),
            (sized(1, 1, 0), METAL, 250),
            (sized(104_001, 1, 0), METAL, 0),
        ] {
            assert_eq!(rooms_per_node(size, shape), rooms);
            assert_eq!(node_share(size, shape), (rooms > 0).then(|| 1_000_000_000 / rooms));
        }
    }

    #[test]
    fn the_largest_fitting_room_fits_and_one_seat_more_does_not() {
        let seminar = kind(None, 110, 500);
        let small = NodeShape { cpu_milli: 2000, memory_mib: 4096, network_mbit: None, pods: 110, interfaces: None };
        let most = largest_fitting(&seminar, 30, small).unwrap();
        assert!(rooms_per_node(size(&seminar, most), small) > 0);
        assert_eq!(rooms_per_node(size(&seminar, most + 1), small), 0);
        assert_eq!(largest_fitting(&seminar, 3, small), Some(3));
        assert_eq!(largest_fitting(&seminar, 30, NodeShape::default()), None);
    }
}
