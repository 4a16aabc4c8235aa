//! A kind in words that a school understands: what it is for, how large it may be, and what one room of it takes.

use homeroom_domain::{
    kind::Kind,
    sizing::{self, RoomSize},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::words::Language;

/// A kind of classroom.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct KindView {
    /// What an order names.
    #[schema(example = "class")]
    pub kind: String,
    /// What it is for.
    pub title: String,
    /// Most pupils in one room.
    pub seats_max: u32,
    /// Seats that every room has beyond its pupils: teacher, substitute, observer.
    pub staff_seats: u32,
    /// How many people may be seen and heard by all at once; absent where everyone may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speakers: Option<u32>,
    /// The room is open this long before a lesson ...
    pub opens_minutes_before: u32,
    /// ... and this long after it.
    pub closes_minutes_after: u32,
    /// A lesson may go on this long beyond its end while people are inside, where its order does not say.
    pub overrun_minutes: u32,
    /// Each of its rooms has a network interface that nothing else uses. Only regions with machines that have some take it.
    pub exclusive_interface: bool,
    /// What a room of that many pupils takes; absent when `seats` is more than the kind allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomView>,
}

/// What one room of a size takes while it is open.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RoomView {
    pub seats: u32,
    /// Pupils and staff.
    pub participants: u32,
    /// Thousandths of a processor core, of the machine that the room runs on.
    pub cpu_milli: i64,
    pub memory_mib: i64,
    /// What the room sends to all participants together, at most.
    pub network_mbit: i64,
    /// The same as a sentence.
    pub message: String,
}

impl KindView {
    /// The kind, with a room of `seats` pupils, or of as many as it allows.
    pub(crate) fn new(kind: Kind, seats: Option<u32>, language: Language) -> Self {
        let seats = seats.unwrap_or(kind.seats_max);
        Self {
            title: language.pick(title(&kind.name)).to_owned(),
            room: (seats <= kind.seats_max).then(|| RoomView::new(&kind, seats, language)),
            kind: kind.name,
            seats_max: kind.seats_max,
            staff_seats: kind.staff_seats,
            speakers: kind.speakers,
            opens_minutes_before: kind.lead_minutes,
            closes_minutes_after: kind.drain_minutes,
            overrun_minutes: kind.overrun_minutes,
            exclusive_interface: kind.exclusive_interface,
        }
    }
}

impl RoomView {
    fn new(kind: &Kind, seats: u32, language: Language) -> Self {
        let RoomSize { cpu_milli, memory_mib, network_mbit, interfaces: _ } = sizing::size(kind, seats);
        let participants = seats + kind.staff_seats;
        let speakers = kind.speakers.map_or(participants, |speakers| speakers.min(participants));
        // Up, like every other figure.
        let tenths = (cpu_milli + 99) / 100;
        let cores = format!("{}.{}", tenths / 10, tenths % 10);
        let staff = kind.staff_seats;
        let message = match language {
            Language::En => format!(
                "{seats} pupils and {staff} staff, of whom {speakers} may speak and be seen at once. While it is open the room takes about {cores} \
                 processor cores and {memory_mib} MiB of memory, and sends up to {network_mbit} Mbit/s to all of them together."
            ),
            Language::ZhCn => format!(
                "{seats} 名学生和 {staff} 名教职人员，其中 {speakers} 人可同时发言并出镜。开放期间，教室约需 {cores} 个处理器核和 \
                 {memory_mib} MiB 内存，向全体人员合计最多发送 {network_mbit} Mbit/s。"
            ),
        };
        Self { seats, participants, cpu_milli, memory_mib, network_mbit, message }
    }
}

/// English, Chinese. A kind that was added to the catalogue later goes by its name until it has words here.
fn title(name: &str) -> [&str; 2] {
    match name {
        "lecture" => ["A large live course: one speaks, many listen", "大型直播课：一人主讲，众人听课"],
        "class" => ["A school class: some on camera at a time", "班级课堂：部分学生出镜"],
        "seminar" => ["A small group: everyone on camera", "小组研讨：全员出镜"],
        "studio" => ["A small course in high quality", "高清小班课"],
        other => [other, other],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class() -> Kind {
        Kind {
            name: "class".into(),
            speakers: Some(6),
            seats_max: 200,
            staff_seats: 3,
            packets_per_second: 110,
            stream_kbit: 500,
            recorded_track_cpu_milli: 0,
            least_cpu_milli: 250,
            lead_minutes: 10,
            drain_minutes: 10,
            overrun_minutes: 0,
            storage_bandwidth_mbit: 0,
            storage_space_mib_per_hour: 0,
            exclusive_interface: false,
            grace_seconds: 30,
            priority: 1000,
        }
    }

    #[test]
    fn a_room_is_explained_in_the_readers_language() {
        let room = KindView::new(class(), Some(50), Language::En).room.unwrap();
        assert_eq!(
            room.message,
            "50 pupils and 3 staff, of whom 6 may speak and be seen at once. While it is open the room takes about 1.8 processor cores and 362 MiB of \
             memory, and sends up to 156 Mbit/s to all of them together."
        );
        assert!(KindView::new(class(), Some(50), Language::ZhCn).room.unwrap().message.starts_with("50 名学生"));
    }

    #[test]
    fn a_kind_says_nothing_of_a_room_that_it_does_not_allow() {
        assert!(KindView::new(class(), Some(201), Language::En).room.is_none());
    }
}
