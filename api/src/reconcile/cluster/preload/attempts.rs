//! What became of pulls, by image and node: in memory, lost with the worker. A node whose kubelet tells of its images says the same again.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Instant,
};

use homeroom_domain::nodes::preload::Pull;

use crate::kube::{Pulled, Puller};

/// An image, as it is named in labels, and a node.
type Key = (String, String);

#[derive(Debug)]
struct Attempt {
    /// The pod or the job that pulls: its uid.
    by: String,
    state: State,
}

#[derive(Debug)]
enum State {
    GoesOn,
    Failing { cause: String },
    Ended { at: Instant },
    Failed { at: Instant, cause: String },
}

/// A job that pulled, and is over.
pub(super) struct JobOver<'a> {
    pub(super) uid: &'a str,
    pub(super) image: &'a str,
    pub(super) nodes: &'a [String],
    pub(super) failed: &'a [String],
    pub(super) cause: &'a str,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Attempts(HashMap<Key, Attempt>);

impl Attempts {
    /// Of pods that stand; what pods did that are gone is kept where they came to an end.
    pub(super) fn note_pods<N>(&mut self, pullers: &[Puller], nodes: &BTreeMap<String, N>, now: Instant) {
        let standing: HashSet<&str> = pullers.iter().map(|puller| puller.uid.as_str()).collect();
        self.0.retain(|(_, node), attempt| nodes.contains_key(node) && (attempt.is_over() || standing.contains(attempt.by.as_str())));
        for puller in pullers {
            let key = (puller.image.clone(), puller.node.clone());
            let before = self.0.get(&key).filter(|attempt| attempt.by == puller.uid);
            if before.is_some_and(Attempt::is_over) {
                continue;
            }
            let state = match &puller.pulled {
                Pulled::NotYet => State::GoesOn,
                Pulled::Failing(cause) => State::Failing { cause: cause.clone() },
                Pulled::Done => State::Ended { at: now },
            };
            self.0.insert(key, Attempt { by: puller.uid.clone(), state });
        }
    }

    pub(super) fn note_job(&mut self, job: &JobOver<'_>, now: Instant) {
        for node in job.nodes {
            let key = (job.image.to_owned(), node.clone());
            if self.0.get(&key).is_some_and(|attempt| attempt.by == job.uid) {
                continue;
            }
            let state =
                if job.failed.contains(node) { State::Failed { at: now, cause: job.cause.to_owned() } } else { State::Ended { at: now } };
            self.0.insert(key, Attempt { by: job.uid.to_owned(), state });
        }
    }

    /// The node says that the image is there: what was done for it counts no more, should it say otherwise later.
    pub(super) fn confirmed(&mut self, image: &str, node: &str) {
        self.0.remove(&(image.to_owned(), node.to_owned()));
    }

    pub(super) fn of(&self, image: &str, node: &str, now: Instant) -> Pull {
        let ago = |at: &Instant| now.saturating_duration_since(*at);
        match self.0.get(&(image.to_owned(), node.to_owned())).map(|attempt| &attempt.state) {
            None | Some(State::GoesOn) => Pull::None,
            Some(State::Failing { cause }) => Pull::Failing { cause: cause.clone() },
            Some(State::Ended { at }) => Pull::Ended { ago: ago(at) },
            Some(State::Failed { at, cause }) => Pull::Failed { ago: ago(at), cause: cause.clone() },
        }
    }
}

impl Attempt {
    fn is_over(&self) -> bool {
        matches!(self.state, State::Ended { .. } | State::Failed { .. })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_pull_ends_once_and_is_kept_when_its_pod_is_gone() {
        let (mut attempts, begun) = (Attempts::default(), Instant::now());
        let nodes = BTreeMap::from([("n1".to_owned(), ())]);
        let puller = |uid: &str, pulled| Puller { uid: uid.into(), node: "n1".into(), image: "i".into(), pulled };
        let at = |seconds| begun + Duration::from_secs(seconds);
        attempts.note_pods(&[puller("a", Pulled::Failing("ErrImagePull".into()))], &nodes, begun);
        assert_eq!(attempts.of("i", "n1", begun), Pull::Failing { cause: "ErrImagePull".into() });
        attempts.note_pods(&[puller("a", Pulled::Done)], &nodes, at(1));
        attempts.note_pods(&[puller("a", Pulled::Done)], &nodes, at(5));
        attempts.note_pods(&[], &nodes, at(6));
        assert_eq!(attempts.of("i", "n1", at(7)), Pull::Ended { ago: Duration::from_secs(6) });
        attempts.note_pods(&[puller("b", Pulled::NotYet)], &nodes, at(8));
        assert_eq!(attempts.of("i", "n1", at(8)), Pull::None, "another pull is on");
        attempts.note_pods(&[], &nodes, at(9));
        attempts
            .note_job(&JobOver { uid: "c", image: "i", nodes: &["n1".to_owned()], failed: &["n1".to_owned()], cause: "timeout" }, at(9));
        assert_eq!(attempts.of("i", "n1", at(9)), Pull::Failed { ago: Duration::ZERO, cause: "timeout".into() });
        attempts.confirmed("i", "n1");
        assert_eq!(attempts.of("i", "n1", at(9)), Pull::None);
        attempts.note_pods(&[puller("d", Pulled::Done)], &nodes, at(10));
        attempts.note_pods(&[], &BTreeMap::<String, ()>::new(), at(10));
        assert_eq!(attempts.of("i", "n1", at(10)), Pull::None, "the node is gone");
    }
}
