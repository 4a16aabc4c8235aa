//! The SQL of orders, their generations and their rooms. Placements and reservations are in `calendars`.

pub mod ahead;
mod following;
mod full;
mod history;
mod insert;
mod leaving;
mod listing;
mod place;
mod reserved;
mod rows;
mod sealed;
mod tenant;
mod write;

pub use following::{Follower, followers};
pub use full::{Locked, document_text, find, load_full, lock, phase_name, phase_named};
pub use history::{GenerationRow, document, generations, in_force};
pub use insert::{Insertion, insert};
pub(crate) use leaving::PURGED;
pub use leaving::{close_one, release_lost};
pub use listing::{Filter, OrderSort, count, list, listing, summaries};
pub use place::{Apart, apart, end_stays, follow_place, gather, leave_behind, lost_stays, recall, stay_behind};
pub use reserved::{
    Reserved, Waits, announce_ends, confirm, count_reserved, expire, lock_reserved, purchase_orders, reservations_due, reserved_before,
};
pub use rows::{Stamp, Summary, get, stamp, stamp_of, version, versions};
pub(crate) use sealed::SEALED;
pub use tenant::{OrderingTenant, lock_tenant, tenant};
pub use write::{
    NewGeneration, ONE_EXTERNAL_ID, ONE_ROOM_EXTERNAL_ID, RoomRow, add_generation, cancel, count_live, drop_generations, follow_document,
    mark_paid, remove_other_rooms, reword, room_of_taken_external_id, take_out_generations, touch, touch_all, touch_these, went_on,
    write_rooms,
};
