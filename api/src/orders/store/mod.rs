//! The SQL of orders, their generations and their rooms. Placements and reservations are in `capacity`.

pub mod ahead;
mod full;
mod rows;
mod sealed;
mod write;

pub use full::{document_text, find, load_full, lock, phase_name, phase_named};
pub use rows::{Filter, Stamp, Summary, get, list, stamp, version, versions};
pub(crate) use sealed::SEALED;
pub use write::{
    NewGeneration, ONE_EXTERNAL_ID, ONE_ROOM_EXTERNAL_ID, RoomRow, Start, add_generation, cancel, count_live, drop_generations,
    follow_document, insert, remove_other_rooms, reword, room_of_taken_external_id, touch_all, write_rooms,
};
