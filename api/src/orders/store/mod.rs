//! The SQL of orders, their generations and their rooms. Placements and reservations are in `calendars`.

pub mod ahead;
mod full;
mod insert;
mod rows;
mod sealed;
mod tenant;
mod write;

pub use full::{document_text, find, load_full, lock, phase_name, phase_named};
pub use insert::{Insertion, insert};
pub use rows::{Filter, Stamp, Summary, get, list, stamp, version, versions};
pub(crate) use sealed::SEALED;
pub use tenant::{OrderingTenant, lock_tenant, tenant};
pub use write::{
    NewGeneration, ONE_EXTERNAL_ID, ONE_ROOM_EXTERNAL_ID, RoomRow, add_generation, cancel, count_live, drop_generations, follow_document,
    remove_other_rooms, reword, room_of_taken_external_id, take_out_generations, touch_all, write_rooms,
};
