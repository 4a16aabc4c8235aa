//! How the watches of a cluster stand: what is seen is worth no more than the watch that told it.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use homeroom_domain::workload::ObjectKind;

use crate::KubeError;

/// A watch that is down for longer than this is reported; API servers end and resume watches all the time.
const PATIENCE: Duration = Duration::from_secs(20);

/// One of the watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Watched {
    /// Objects of this installation; of namespaces all.
    Objects(ObjectKind),
    /// What others put beside them, by name.
    Strangers(ObjectKind),
    Pods,
    Nodes,
}

impl Watched {
    fn name(self) -> &'static str {
        match self {
            Self::Objects(kind) | Self::Strangers(kind) => kind.name(),
            Self::Pods => "Pod",
            Self::Nodes => "Node",
        }
    }
}

/// How one watch stands.
#[derive(Debug, Default)]
struct Standing {
    /// Where it resumes; `None`: it lists first.
    reached: Option<String>,
    /// It has stood since the watches were opened.
    told: bool,
    down_since: Option<Instant>,
    forbidden: bool,
}

/// Watches that have been down for too long.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failing {
    /// What they watch, such as `Deployment`, in order.
    pub kinds: Vec<&'static str>,
    /// One at least may not be watched.
    pub forbidden: bool,
}

/// All of them. Empty until they are opened.
#[derive(Debug, Default)]
pub(super) struct Watches {
    standing: HashMap<Watched, Standing>,
}

impl Watches {
    /// They are about to begin: each goes on where it was, and none is believed before it stands.
    pub(super) fn open(&mut self, all: &[Watched]) {
        for watched in all {
            let standing = self.standing.entry(*watched).or_default();
            standing.told = false;
            standing.down_since = Some(Instant::now());
        }
    }

    pub(super) fn reached(&self, watched: Watched) -> Option<String> {
        self.standing.get(&watched)?.reached.clone()
    }

    /// Its listing goes on.
    pub(super) fn goes_on(&mut self, watched: Watched) {
        if let Some(since) = self.standing.entry(watched).or_default().down_since.as_mut() {
            *since = Instant::now();
        }
    }

    pub(super) fn stands(&mut self, watched: Watched, version: &str) {
        let standing = self.standing.entry(watched).or_default();
        *standing = Standing { reached: Some(version.to_owned()), told: true, down_since: None, forbidden: false };
    }

    pub(super) fn broke(&mut self, watched: Watched, error: &KubeError) {
        let standing = self.standing.entry(watched).or_default();
        standing.down_since.get_or_insert_with(Instant::now);
        standing.forbidden = matches!(error, KubeError::Forbidden { .. });
    }

    pub(super) fn list_again(&mut self, watched: Watched) {
        self.standing.entry(watched).or_default().reached = None;
    }

    /// Whether each of them has stood since they were opened.
    pub(super) fn all_told(&self) -> bool {
        !self.standing.is_empty() && self.standing.values().all(|standing| standing.told)
    }

    pub(super) fn failing(&self, now: Instant) -> Option<Failing> {
        let is_overdue = |standing: &Standing| standing.down_since.is_some_and(|since| now.saturating_duration_since(since) > PATIENCE);
        let overdue: Vec<_> = self.standing.iter().filter(|(_, standing)| is_overdue(standing)).collect();
        let mut kinds: Vec<_> = overdue.iter().map(|(watched, _)| watched.name()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let forbidden = overdue.iter().any(|(_, standing)| standing.forbidden);
        (!kinds.is_empty()).then_some(Failing { kinds, forbidden })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_that_broke_is_missed_after_a_while_and_resumes() {
        let mut watches = Watches::default();
        assert!(!watches.all_told(), "nothing was opened");
        let all = [Watched::Pods, Watched::Objects(ObjectKind::Service)];
        watches.open(&all);
        all.iter().for_each(|watched| watches.stands(*watched, "7"));
        assert!(watches.all_told());
        watches.broke(Watched::Pods, &KubeError::Forbidden { message: String::new() });
        let now = Instant::now();
        assert_eq!(watches.failing(now), None);
        let failing = watches.failing(now + PATIENCE * 2).unwrap();
        assert_eq!((failing.kinds, failing.forbidden), (vec!["Pod"], true));
        assert!(watches.all_told(), "a short break changes nothing");

        watches.open(&all);
        assert!(!watches.all_told());
        assert_eq!(watches.reached(Watched::Pods).as_deref(), Some("7"));
        all.iter().for_each(|watched| watches.stands(*watched, "8"));
        assert!(watches.all_told() && watches.failing(now + PATIENCE * 2).is_none());
    }
}
