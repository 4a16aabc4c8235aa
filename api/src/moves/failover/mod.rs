//! A failover: the orders of a cluster that does not answer go on elsewhere at once, those whose lessons are soonest first.
//!
//! Nothing is prepared, and nothing is asked of the lost cluster: what is there is fenced, because nobody is sent there any more and whoever works on it only ever
//! removes, and goes when it answers again. A room that was last seen Ready in a lesson that runs, and is not known not to be reached, stays until that is over,
//! because an API that does not answer stops no room; the rest of its order goes without it. Then it is where its order is.
//!
//! Where no cluster takes the whole of an order, as many of its rooms go as fit, and the others are left behind: each room belongs to one place. Those come up where
//! they were if the cluster is back, and every later call tries to let them follow their order.
//!
//! A room that goes on elsewhere comes up there anew. Lessons for which that is too late, and those that fit nowhere, are named with the cause: in the answer, and as
//! promises at risk.

mod look;
mod mind;
mod name;
mod run;
mod view;

pub(super) use run::{__path_fail_over_cluster, fail_over_cluster};
