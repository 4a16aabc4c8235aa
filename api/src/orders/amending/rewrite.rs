//! What an order's newest document is to become: a patch of it, or a change of something in it.

use homeroom_domain::order::{Catalogue, Order, Rewritten, Schedule};
use jiff::Timestamp;

use super::AmendOrder;
use crate::{http::ApiError, orders::placing::Instead};

/// See the module. It goes to a thread for long work.
pub(crate) trait Rewrite: Send + 'static {
    /// The document, made once of the order as it was read. `None` where it is like that already.
    fn document(&mut self, order: &Order, now: Timestamp) -> Result<Option<Rewritten>, ApiError>;

    /// What else the document may name.
    fn prepare(&self, _catalogue: &mut Catalogue) {}

    /// Whether it changes nothing but what the document's academic calendar says: where that is nothing, nothing is to be done.
    fn is_follower(&self) -> bool {
        false
    }

    /// Whether it changes lessons alone, which may run past the end of the term.
    fn is_of_lessons(&self) -> bool {
        false
    }

    /// Whether the amended order, with its schedule, does what was asked.
    fn check(&self, _amended: &Order, _schedule: &Schedule) -> Result<(), ApiError> {
        Ok(())
    }

    /// What may be asked instead where it is refused; `None`: whatever is found for the whole order.
    fn instead(&self) -> Option<Instead> {
        None
    }

    /// What is wrong with the document, for who sent something else than a document; `at` is where in it that stands.
    fn say(&self, error: ApiError, _at: Option<&str>) -> ApiError {
        error
    }
}

impl Rewrite for AmendOrder {
    fn document(&mut self, order: &Order, _now: Timestamp) -> Result<Option<Rewritten>, ApiError> {
        let patch = std::mem::take(self);
        let effective_from = patch.effective_from;
        Ok(Some(Rewritten { document: patch.apply(order.newest().document.clone()), effective_from, at: None }))
    }
}
