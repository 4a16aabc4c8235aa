//! Matrices.

use super::{grid::Grid, list::Found};
use crate::{
    ask::{Ask, Bell},
    report::Refusal,
};

pub(crate) fn read(_grid: &Grid, _ask: &Ask, _bells: &mut Vec<Bell>) -> Result<Option<Found>, Refusal> {
    Ok(None)
}
