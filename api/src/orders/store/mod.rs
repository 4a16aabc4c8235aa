//! The SQL of orders, their generations and their rooms. Placements and reservations are in `capacity`.

mod full;
mod rows;
mod write;

pub use full::{load_full, load_many, lock, phase_named};
pub use rows::{Filter, Summary, document, get, list, version};
pub use write::{
    NewGeneration, ONE_EXTERNAL_ID, ONE_ROOM_EXTERNAL_ID, RoomRow, Start, add_generation, count_live, end, follow_document, insert,
    remove_rooms, reword, write_rooms,
};
