//! What happens to money, and what is decided and found out about it, each as short as it can be. A process may end at any point of them, and what a story says comes true all the same.

mod back;
mod decided;
mod gone;
mod paying;

use futures::future::{FutureExt as _, LocalBoxFuture};

use self::{
    back::{dispute, foreign, refund},
    decided::{capped, left, owing, planned, ran, sold},
    gone::{faster, gone_card, gone_customer, late, noted, unheard},
    paying::{again, card, credits, declined, draft, link, note, page, removed, transfer, void, wallet},
};
use super::life::{Life, Payer};

/// How a story ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct End {
    /// Amounts that cards and wallets were charged, and that went back.
    pub(super) charged: Vec<i64>,
    pub(super) refunded: Vec<i64>,
    /// Of the newest invoice, where there is one: its status and what is owed.
    pub(super) invoice: Option<(&'static str, i64)>,
}

/// A story and its name.
pub(super) struct Story {
    pub(super) name: &'static str,
    pub(super) tell: for<'a> fn(&'a mut Life) -> LocalBoxFuture<'a, (Payer, End)>,
}

macro_rules! stories {
    ($($name:ident)*) => { [$(Story { name: stringify!($name), tell: |life| $name(life).boxed_local() }),*] };
}

/// The first that meets a point is cut off there, so those come first in which most hangs on it.
pub(super) const STORIES: [Story; 27] = stories! {
    wallet card refund link page declined again void note transfer draft foreign dispute late noted faster gone_card gone_customer unheard removed credits
    owing ran capped planned sold left
};

fn paid(due: i64) -> End {
    End { charged: vec![due], refunded: Vec::new(), invoice: Some(("paid", 0)) }
}

fn unpaid(status: &'static str, due: i64) -> End {
    End { charged: Vec::new(), refunded: Vec::new(), invoice: Some((status, due)) }
}

/// Its newest invoice, and what that asks for.
async fn due(life: &Life, payer: &Payer) -> (String, i64) {
    let invoice = life.invoice(payer).await;
    (invoice.id(), invoice["total_minor"].as_i64().expect("an amount"))
}
