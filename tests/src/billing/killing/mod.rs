//! Wherever a process ends, money is moved once. The points at which it matters are read from the source (`places`): each commit and each call of Stripe.
//! Stories (`stories`) are told to a service that is a process of its own; one that is not disturbed says which points it meets, by which ways. Then it is
//! told again and the process is killed at one of them, before anything is sent or after all is done: another process takes over, what was asked is asked
//! again, jobs are done, and everything stands as if nothing had been (`books`).

mod books;
mod life;
mod places;
mod stories;

use std::{any::Any, collections::BTreeSet, panic::AssertUnwindSafe};

use futures::{
    FutureExt as _,
    stream::{self, StreamExt as _},
};
use serde_json::Value;
use tokio::sync::OnceCell;

use self::{
    books::books,
    life::Life,
    places::{places, step},
    stories::{End, STORIES, Story},
};
use crate::support::{Death, Side};

/// Stories that are told at a time.
const AT_A_TIME: usize = 3;
/// How often a story is told until it meets a point that it has met before: jobs that are done beside each other do not always go the same way.
const TRIES: usize = 3;

/// A story that was told to its end.
struct Told {
    points: Vec<String>,
    books: Vec<String>,
    deaths: usize,
}

async fn tell(story: &Story, death: Option<Death>) -> Told {
    let mut life = Life::begin(death).await;
    let (payer, end) = (story.tell)(&mut life).await;
    life.settle().await;
    let came = End { charged: amounts(&life, "charges").await, refunded: amounts(&life, "refunds").await, invoice: None };
    assert_eq!((came.charged, came.refunded), (end.charged, end.refunded), "what was charged, and what went back");
    if let Some((status, due)) = end.invoice {
        let invoice = life.invoice(&payer).await;
        assert_eq!((invoice["status"].as_str(), invoice["due_minor"].as_i64()), (Some(status), Some(due)), "{}", invoice.text());
    }
    let books = books(&life).await;
    Told { points: life.points(), books, deaths: life.deaths }
}

/// The amounts of what succeeded.
async fn amounts(life: &Life, what: &str) -> Vec<i64> {
    let all = life.at_stripe(what).await;
    all.iter().filter(|one| one["status"] == "succeeded").filter_map(|one: &Value| one["amount"].as_i64()).collect()
}

/// A story as it is told where nothing ends: once for all tests of this process.
async fn undisturbed(story: &'static Story) -> &'static Told {
    static TOLD: [OnceCell<Told>; STORIES.len()] = [const { OnceCell::const_new() }; STORIES.len()];
    let place = STORIES.iter().position(|one| one.name == story.name).expect("one of them");
    TOLD[place].get_or_init(|| tell(story, None)).await
}

async fn all_undisturbed() -> Vec<(&'static Story, &'static Told)> {
    let all = STORIES.iter().map(async |story| (story, undisturbed(story).await));
    stream::iter(all).buffered(AT_A_TIME).collect().await
}

/// A story in which the process is to end once.
struct Case {
    story: &'static Story,
    undisturbed: &'static Told,
    death: Death,
}

impl Case {
    /// What is otherwise than it would be if nothing had ended.
    async fn fault(self) -> Option<String> {
        let Self { story, undisturbed, death } = self;
        for _ in 0..TRIES {
            let told = AssertUnwindSafe(tell(story, Some(death.clone()))).catch_unwind().await;
            let fault = match told {
                Err(panic) => said(&*panic),
                Ok(told) if told.deaths == 0 => continue,
                Ok(told) => difference(&undisturbed.books, &told.books)?,
            };
            return Some(format!("{}, {:?} {}: {fault}", story.name, death.side, death.at.join(" ")));
        }
        Some(format!("{} did not come by {}", story.name, death.at.join(" ")))
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it panicked").to_owned()
}

fn difference(expected: &[String], found: &[String]) -> Option<String> {
    let but = |of: &[String], not: &[String]| of.iter().filter(|line| !not.contains(line)).cloned().collect::<Vec<_>>();
    let (missing, more) = (but(expected, found), but(found, expected));
    let same = missing.is_empty() && more.is_empty() && expected.len() == found.len();
    (!same).then(|| format!("missing {missing:#?}, instead {more:#?}, {} lines for {}", found.len(), expected.len()))
}

async fn none_is_at_fault(cases: impl IntoIterator<Item = Case>) {
    let faults = stream::iter(cases.into_iter().map(Case::fault)).buffer_unordered(AT_A_TIME).filter_map(std::future::ready);
    let faults: Vec<String> = faults.collect().await;
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_commit_and_every_call_of_stripe_is_met_by_a_story() {
    let points: BTreeSet<&String> = all_undisturbed().await.into_iter().flat_map(|(_, told)| &told.points).collect();
    let places = places();
    let commits = places.iter().filter(|place| place.what == "commit").count();
    assert!(commits > 30 && places.len() - commits > 30, "the source is read: {commits} commits of {} places", places.len());
    let unmet: Vec<String> =
        places.iter().filter(|place| !points.iter().any(|point| place.is_met_by(point))).map(ToString::to_string).collect();
    assert!(unmet.is_empty(), "no story of `STORIES` meets {unmet:#?}");
    let unlisted: Vec<_> = points.iter().filter(|point| !places.iter().any(|place| place.is_met_by(point))).collect();
    assert!(unlisted.is_empty(), "met, and not found in the source: {unlisted:#?}");
}

/// Where it would hurt most.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: a process is killed around each call once more"]
async fn a_process_that_ends_around_a_charge_or_a_refund_leaves_one() {
    let collect = |says| step("billing/collection/collect.rs", says);
    let ends = [
        ("card", Side::Before, "POST /v1/invoices/{id}/pay", String::new()),
        ("card", Side::After, "POST /v1/invoices/{id}/pay", String::new()),
        ("card", Side::After, "COMMIT @ billing/collection/calls.rs", collect("call.end(self.app, paid,")),
        ("card", Side::Before, "COMMIT @ billing/collection/apply.rs", collect("Ok(paid) => self.rest")),
        ("link", Side::After, "COMMIT @ billing/invoices/issue.rs", String::new()),
        ("refund", Side::After, "POST /v1/refunds", String::new()),
    ];
    let mut cases = Vec::new();
    for (name, side, what, by) in ends {
        let story = STORIES.iter().find(|story| story.name == name).expect("a story");
        cases.push(Case { story, undisturbed: undisturbed(story).await, death: Death { side, at: vec![what.to_owned(), by] } });
    }
    none_is_at_fault(cases).await;
}

/// Where money is moved and recorded it is cut off in every story; elsewhere in the first that comes by on the same way.
const ALWAYS: [&str; 4] =
    ["POST /v1/invoices/{id}/pay ", "POST /v1/refunds ", "COMMIT @ billing/collection/apply", "COMMIT @ billing/collection/disputes"];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: a process is killed on both sides of each point, on each way to it"]
async fn wherever_a_process_ends_money_is_moved_once() {
    let (mut known, mut cases) = (BTreeSet::new(), Vec::new());
    for (story, undisturbed) in all_undisturbed().await {
        for point in undisturbed.points.iter().filter(|point| known.insert(*point) || ALWAYS.iter().any(|always| point.starts_with(always)))
        {
            let death = |side| Death { side, at: vec![point.clone()] };
            cases.extend([Side::Before, Side::After].map(|side| Case { story, undisturbed, death: death(side) }));
        }
    }
    none_is_at_fault(cases).await;
}
