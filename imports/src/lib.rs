//! Files that schools have (calendars, spreadsheets, exports of planners) read as the body of an order, for a person to review.
//!
//! Bytes and a question come in, values go out: no network, no clock, no files. This is the only crate that names the libraries which parse foreign
//! files, and it holds each of them to counted bytes, components, cells and lessons (`bounds`), so that what a file costs does not depend on what it
//! claims. A file goes one road: its kind is recognised (`sniff`), a reader turns it into items (`item`), and `build` makes the fewest lines of them.

pub mod ask;
mod bounds;
mod build;
mod item;
pub mod report;
mod tables;
mod text;
mod within;

pub use ask::Ask;
pub use report::{Outcome, Refusal};
