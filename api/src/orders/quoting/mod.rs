//! What an order or an amendment would come to: whether it fits, when it asks for most, and what would fit instead. Changes nothing.

mod amendment;
mod create;
mod difference;
mod fit;
mod openings;
mod view;

pub(super) use amendment::{__path_quote_amendment, quote_amendment};
pub(super) use create::{__path_create_quote, create_quote};
pub(super) use difference::DifferenceView;
pub(super) use openings::{__path_quote_openings, quote_openings};
