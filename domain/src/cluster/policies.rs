//! Whether a cluster enforces NetworkPolicy at all: its API takes every policy, and only what carries its packets holds them.
//!
//! Two pods find out. One listens and the other asks again and again whether it gets through. First it has to, so that a silence means something; then a
//! policy that allows nothing is made, and either the other falls silent within a minute or nobody holds to it. What can be said of neither is unknown.

use std::time::Duration;

use super::condition::{ClusterCondition, ClusterConditionType, ClusterReason};
use crate::{
    condition::ConditionStatus,
    diff::{ContainerState, PodFacts},
};

/// What a policy takes at most to be felt.
pub const FELT_WITHIN: Duration = Duration::from_secs(60);
/// In all, with the pull of an image.
pub const WITHIN: Duration = Duration::from_secs(300);

/// What was found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Enforced,
    NotEnforced,
    /// Its nodes only say that pods run.
    Simulated,
    /// A pod did not come up, or did not stay up.
    NotRunning,
    /// One never reached the other, with no policy of ours between them.
    NotReached,
    /// The cluster did not take what was to find out.
    Refused,
}

/// One of the two pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbePod {
    pub uid: String,
    pub ip: Option<String>,
    /// It runs, and never ended.
    pub runs: bool,
    /// The listener: it listens. The other: it got through the last times.
    pub ready: bool,
}

/// What is seen of it all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeSeen {
    pub elapsed: Duration,
    pub listener: Option<ProbePod>,
    pub asker: Option<ProbePod>,
    /// For how long the policy has stood, and the uid of the pod that got through before it.
    pub policy: Option<(Duration, String)>,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeStep {
    /// The namespace and the pod that listens are to stand.
    Listen,
    /// The other asks at this address.
    Ask {
        ip: String,
    },
    /// This pod got through: the policy is to stand.
    Forbid {
        asker: String,
    },
    Wait,
    Say(Verdict),
}

impl From<&PodFacts> for ProbePod {
    fn from(pod: &PodFacts) -> Self {
        let runs = |state: &ContainerState| matches!(state, ContainerState::Running { .. });
        let runs = !pod.containers.is_empty() && pod.containers.iter().all(|container| container.restarts == 0 && runs(&container.state));
        Self { uid: pod.uid.clone(), ip: pod.ip.clone(), runs: runs && !pod.failed, ready: pod.ready_since.is_some() }
    }
}

/// The next step, and in the end a verdict.
pub fn next(seen: &ProbeSeen) -> ProbeStep {
    let (listener, asker) = (seen.listener.as_ref(), seen.asker.as_ref());
    let up = |pod: Option<&ProbePod>| pod.is_some_and(|pod| pod.runs);
    if let Some((for_so_long, before)) = &seen.policy {
        // Whoever broke meanwhile is silent for that, and another never got through.
        let Some(asker) = asker.filter(|asker| asker.runs && asker.uid == *before && up(listener)) else {
            return ProbeStep::Say(Verdict::NotRunning);
        };
        return match () {
            () if !asker.ready => ProbeStep::Say(Verdict::Enforced),
            () if *for_so_long >= FELT_WITHIN => ProbeStep::Say(Verdict::NotEnforced),
            () => ProbeStep::Wait,
        };
    }
    if seen.elapsed >= WITHIN {
        return ProbeStep::Say(if up(listener) && up(asker) { Verdict::NotReached } else { Verdict::NotRunning });
    }
    match (listener, asker) {
        (None, _) => ProbeStep::Listen,
        (Some(_), Some(asker)) if asker.ready => ProbeStep::Forbid { asker: asker.uid.clone() },
        (Some(ProbePod { ip: Some(ip), ready: true, .. }), None) => ProbeStep::Ask { ip: ip.clone() },
        _ => ProbeStep::Wait,
    }
}

/// What a person should know of it.
pub fn condition(verdict: Verdict) -> ClusterCondition {
    let (status, reason) = match verdict {
        Verdict::Enforced => (ConditionStatus::True, ClusterReason::PoliciesHold {}),
        Verdict::NotEnforced => (ConditionStatus::False, ClusterReason::PoliciesDoNotHold {}),
        Verdict::Simulated => (ConditionStatus::Unknown, ClusterReason::NodesSimulated {}),
        Verdict::NotRunning => (ConditionStatus::Unknown, ClusterReason::PolicyProbeNotRunning {}),
        Verdict::NotReached => (ConditionStatus::Unknown, ClusterReason::PolicyProbeNotReached {}),
        Verdict::Refused => (ConditionStatus::Unknown, ClusterReason::PolicyProbeRefused {}),
    };
    ClusterCondition::new(ClusterConditionType::NetworkPolicyEnforced, status, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod(runs: bool, ready: bool) -> Option<ProbePod> {
        Some(ProbePod { uid: "u".into(), ip: Some("10.0.0.7".into()), runs, ready })
    }

    fn seen(seconds: u64, listener: Option<ProbePod>, asker: Option<ProbePod>, policy: Option<u64>) -> ProbeStep {
        next(&ProbeSeen {
            elapsed: Duration::from_secs(seconds),
            listener,
            asker,
            policy: policy.map(|seconds| (Duration::from_secs(seconds), "u".into())),
        })
    }

    #[test]
    fn one_listens_then_the_other_asks_and_only_when_it_got_through_is_it_forbidden() {
        assert_eq!(seen(0, None, None, None), ProbeStep::Listen);
        assert_eq!(seen(3, pod(true, false), None, None), ProbeStep::Wait);
        assert_eq!(seen(5, Some(ProbePod { ip: None, ..pod(true, true).unwrap() }), None, None), ProbeStep::Wait);
        assert_eq!(seen(5, pod(true, true), None, None), ProbeStep::Ask { ip: "10.0.0.7".into() });
        assert_eq!(seen(9, pod(true, true), pod(true, false), None), ProbeStep::Wait);
        assert_eq!(seen(12, pod(true, true), pod(true, true), None), ProbeStep::Forbid { asker: "u".into() });
    }

    #[test]
    fn silence_after_the_policy_is_enforcement_and_a_minute_of_talk_is_none() {
        let both = |asker: Option<ProbePod>, policy| seen(90, pod(true, true), asker, Some(policy));
        assert_eq!(both(pod(true, true), 5), ProbeStep::Wait);
        assert_eq!(both(pod(true, false), 8), ProbeStep::Say(Verdict::Enforced));
        assert_eq!(both(pod(true, true), 60), ProbeStep::Say(Verdict::NotEnforced));
        assert_eq!(both(pod(false, false), 8), ProbeStep::Say(Verdict::NotRunning), "it is silent because it broke");
        assert_eq!(seen(90, pod(false, false), pod(true, false), Some(8)), ProbeStep::Say(Verdict::NotRunning));
        assert_eq!(seen(90, None, pod(true, false), Some(8)), ProbeStep::Say(Verdict::NotRunning));
        let another = Some(ProbePod { uid: "v".into(), ..pod(true, false).unwrap() });
        assert_eq!([another, None].map(|asker| both(asker, 8)), [ProbeStep::Say(Verdict::NotRunning), ProbeStep::Say(Verdict::NotRunning)]);
    }

    #[test]
    fn what_does_not_come_up_or_through_in_time_is_unknown() {
        assert_eq!(seen(300, pod(false, false), None, None), ProbeStep::Say(Verdict::NotRunning));
        assert_eq!(seen(300, None, None, None), ProbeStep::Say(Verdict::NotRunning));
        assert_eq!(seen(300, pod(true, true), pod(true, false), None), ProbeStep::Say(Verdict::NotReached));
        for (verdict, status) in [
            (Verdict::Enforced, ConditionStatus::True),
            (Verdict::NotEnforced, ConditionStatus::False),
            (Verdict::Simulated, ConditionStatus::Unknown),
            (Verdict::NotRunning, ConditionStatus::Unknown),
            (Verdict::NotReached, ConditionStatus::Unknown),
            (Verdict::Refused, ConditionStatus::Unknown),
        ] {
            assert_eq!(condition(verdict).status, status, "{verdict:?}");
        }
    }
}
