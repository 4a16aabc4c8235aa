//! What is decided about an image on nodes: tables, and what holds whatever nodes say.

use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;

use super::{
    image::{ImageName, NodeImages, Told},
    preload::{Around, Mark, NodeNow, PAUSE, PreloadState, Pull, PullFailure, Road, SHOWN_WITHIN, decide, is_due},
    pull_job::{self, JobSeen, JobStep},
};
use crate::workload::{AVOID, PULL_AND_AVOID};

const DUE: Around = Around { due: true, crowded: false, road: Road::DaemonSet };

fn node(name: &str, told: Told) -> NodeNow {
    NodeNow { name: name.into(), told, pull: Pull::None, mark: None }
}

/// Of twenty nodes the last two lack it.
fn all_but_two() -> Vec<NodeNow> {
    (1..=20).map(|number| node(&format!("n{number}"), if number <= 18 { Told::Here } else { Told::NotHere })).collect()
}

#[test]
fn an_image_has_one_spelling() {
    for (written, spelled) in [
        ("livekit/livekit-server:v1", "docker.io/livekit/livekit-server:v1"),
        ("redis", "docker.io/library/redis:latest"),
        ("index.docker.io/library/redis", "docker.io/library/redis:latest"),
        ("localhost:5000/a/b", "localhost:5000/a/b:latest"),
        ("registry.example/a:v2@sha256:0123", "registry.example/a@sha256:0123"),
        (" registry.example:80/a:v2 ", "registry.example:80/a:v2"),
    ] {
        assert_eq!(ImageName::of(written).as_str(), spelled);
        assert_eq!(ImageName::of(spelled).as_str(), spelled, "and stays as it is");
    }
    assert_eq!(ImageName::of("a.example/a@sha256:01").digest(), Some("sha256:01"));
    assert_eq!(ImageName::of("a.example/a:v1").digest(), None);
}

#[test]
fn a_node_tells_of_an_image_by_tag_and_by_digest_and_of_fifty_at_most() {
    let few = NodeImages::of([vec!["docker.io/a/b@sha256:01", "docker.io/a/b:v1"], vec!["pause:3"]]);
    for held in ["a/b:v1", "a/b@sha256:01", "a/b:v9@sha256:01", "docker.io/library/pause:3"] {
        assert_eq!(few.tell_of(&ImageName::of(held)), Told::Here, "{held}");
    }
    assert_eq!(few.tell_of(&ImageName::of("a/b:v2")), Told::NotHere);
    let names: Vec<String> = (0..50).map(|number| format!("a.example/{number}:v1")).collect();
    let many = NodeImages::of(names.iter().map(|name| [name.as_str()]));
    assert_eq!(many.tell_of(&ImageName::of("a/b:v1")), Told::NotAmongMany);
    assert_eq!(NodeImages::default().tell_of(&ImageName::of("a/b:v1")), Told::Nothing);
}

#[test]
fn two_nodes_of_twenty_that_lack_it_are_named_pulled_on_and_avoided() {
    let decision = decide(&all_but_two(), DUE);
    let found = &decision.found;
    assert_eq!((found.state, found.holding, found.wanted), (PreloadState::Pulling, 18, 20));
    assert_eq!((&found.lacking, &decision.pull), (&vec!["n19".to_owned(), "n20".into()], &vec!["n19".to_owned(), "n20".into()]));
    assert_eq!(decision.marks, [("n19".into(), Some(Mark::PullAndAvoid)), ("n20".into(), Some(Mark::PullAndAvoid))]);
    let by_job = decide(&all_but_two(), Around { road: Road::ImagePullJob, ..DUE });
    assert_eq!(by_job.marks[0].1, Some(Mark::Avoid), "a job names its nodes itself");
    let later = decide(&all_but_two(), Around { due: false, ..DUE });
    assert_eq!((later.found.state, later.pull.len()), (PreloadState::Waiting, 0));
    assert_eq!(later.marks[0].1, Some(Mark::Avoid), "rooms keep away although there is time");
}

#[test]
fn rooms_that_find_no_place_may_go_where_the_image_is_not_yet() {
    let crowded = decide(&all_but_two(), Around { crowded: true, ..DUE });
    assert_eq!(crowded.marks[0].1, Some(Mark::Pull));
    let mut nodes = all_but_two();
    nodes.iter_mut().take(9).for_each(|node| node.told = Told::NotHere);
    assert!(decide(&nodes, DUE).marks.iter().all(|(_, mark)| *mark == Some(Mark::Pull)), "nine nodes are no place for the rooms of twenty");
}

#[test]
fn a_pull_that_ended_counts_until_the_node_says_otherwise() {
    let mut nodes = all_but_two();
    nodes[18] = NodeNow { pull: Pull::Ended { ago: Duration::from_secs(5) }, mark: Some(PULL_AND_AVOID.into()), ..nodes[18].clone() };
    let decision = decide(&nodes, DUE);
    assert_eq!((decision.found.holding, decision.unsettled), (19, true));
    assert_eq!(decision.marks[0], ("n19".into(), Some(Mark::Pull)), "the pod stays until the kubelet tells of the image");
    nodes[18].pull = Pull::Ended { ago: SHOWN_WITHIN };
    let decision = decide(&nodes, DUE);
    assert_eq!((decision.found.holding, decision.pull.as_slice()), (18, &["n20".to_owned()][..]), "collected at once: not in a circle");
    nodes[18].pull = Pull::Ended { ago: PAUSE };
    assert_eq!(decide(&nodes, DUE).pull.len(), 2, "and again after a while");
    nodes[18].told = Told::NotAmongMany;
    assert_eq!(decide(&nodes, DUE).found.holding, 19, "a node that may tell no more of them cannot deny it");
}

#[test]
fn a_pull_that_fails_is_told_with_its_cause() {
    let mut nodes = all_but_two();
    nodes[19].pull = Pull::Failing { cause: "ImagePullBackOff".into() };
    let failure = PullFailure::NodeCannotPull { node: "n20".into(), cause: "ImagePullBackOff".into() };
    assert_eq!((decide(&nodes, DUE).found.state, decide(&nodes, DUE).found.failure), (PreloadState::Failing, Some(failure)));
    nodes[19].pull = Pull::Failed { ago: Duration::from_secs(1), cause: "timeout".into() };
    assert_eq!(decide(&nodes, DUE).pull, ["n19"], "one that was given up waits");
}

#[test]
fn nodes_that_tell_of_no_image_are_left_alone() {
    let silent: Vec<_> = (1..=3).map(|number| node(&format!("n{number}"), Told::Nothing)).collect();
    let decision = decide(&silent, DUE);
    assert_eq!((decision.found.state, decision.found.wanted, decision.found.holding), (PreloadState::Unknown, 3, 0));
    assert!(decision.marks.is_empty() && decision.pull.is_empty());
    let mut one_tells = silent;
    one_tells[0].told = Told::Here;
    assert_eq!(decide(&one_tells, DUE).pull.len(), 2, "beside one that tells, silence is an answer");
}

#[test]
fn what_was_on_all_nodes_is_pulled_again_a_day_before_it_is_needed() {
    let now: Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
    let at = |text: &str| Some(text.parse().unwrap());
    for (needed, complete, due) in [
        (None, true, false),
        (None, false, true),
        (at("2026-09-02T00:00:00Z"), true, true),
        (at("2026-09-02T00:00:01Z"), true, false),
        (at("2026-08-31T23:00:00Z"), true, true),
    ] {
        assert_eq!(is_due(needed, complete, now), due, "{needed:?} {complete}");
    }
}

#[test]
fn rooms_take_an_image_when_most_nodes_have_it_or_nobody_can_say() {
    let of = |told: &[Told]| {
        let nodes: Vec<_> = told.iter().enumerate().map(|(number, told)| node(&format!("n{number}"), *told)).collect();
        decide(&nodes, DUE).found.can_be_taken()
    };
    assert!(of(&[Told::Here, Told::NotHere]) && of(&[Told::Nothing, Told::Nothing]));
    assert!(!of(&[Told::Here, Told::NotHere, Told::NotHere]), "rooms would wait for a pull at their bell");
    assert!(!of(&[]), "no node is no answer");
}

#[test]
fn one_job_at_a_time_pulls_for_the_nodes_that_lack_the_image() {
    let nodes = ["a", "b"].map(str::to_owned);
    let job = |finished, seconds| JobSeen { nodes: vec!["a".into()], finished, age: Duration::from_secs(seconds) };
    assert_eq!(pull_job::next(&[], None), JobStep::Leave);
    assert_eq!(pull_job::next(&nodes, None), JobStep::Make(nodes.to_vec()));
    assert_eq!(pull_job::next(&nodes, Some(&job(false, 10))), JobStep::Leave);
    assert_eq!(pull_job::next(&nodes, Some(&job(false, 600))), JobStep::Remove, "b would wait for ever");
    assert_eq!(pull_job::next(&nodes[..1], Some(&job(false, 600))), JobStep::Leave);
    assert_eq!(pull_job::next(&[], Some(&job(true, 1))), JobStep::Remove);
    let many: Vec<String> = (0..2_000).map(|number| number.to_string()).collect();
    assert!(matches!(pull_job::next(&many, None), JobStep::Make(nodes) if nodes.len() == 500));
}

fn any_node() -> impl Strategy<Value = (Told, Pull, Option<Mark>)> {
    let told = prop_oneof![Just(Told::Here), Just(Told::NotHere), Just(Told::NotAmongMany), Just(Told::Nothing)];
    let ago = (0_u64..1_000).prop_map(Duration::from_secs);
    let cause = || "ErrImagePull".to_owned();
    let pull = prop_oneof![
        Just(Pull::None),
        Just(Pull::Failing { cause: cause() }),
        ago.clone().prop_map(|ago| Pull::Ended { ago }),
        ago.prop_map(move |ago| Pull::Failed { ago, cause: cause() }),
    ];
    let mark = prop_oneof![Just(None), Just(Some(Mark::Pull)), Just(Some(Mark::Avoid)), Just(Some(Mark::PullAndAvoid))];
    (told, pull, mark)
}

proptest! {
    #[test]
    fn whatever_nodes_say_rooms_keep_half_of_them_and_marks_come_to_rest(
        nodes in prop::collection::vec(any_node(), 0..40), due: bool, crowded: bool, by_job: bool
    ) {
        let road = if by_job { Road::ImagePullJob } else { Road::DaemonSet };
        let around = Around { due, crowded, road };
        let mut nodes: Vec<_> = nodes.into_iter().enumerate().map(|(number, (told, pull, mark))| NodeNow {
            name: format!("n{number}"), told, pull, mark: mark.map(|mark| mark.value().to_owned()),
        }).collect();
        let decision = decide(&nodes, around);
        for (name, mark) in &decision.marks {
            let node = nodes.iter_mut().find(|node| node.name == *name).unwrap();
            node.mark = mark.map(|mark| mark.value().to_owned());
        }
        prop_assert!(decide(&nodes, around).marks.is_empty(), "written once, nothing is left to write");
        let avoided = nodes.iter().filter(|node| matches!(node.mark.as_deref(), Some(AVOID | PULL_AND_AVOID))).count();
        prop_assert!(avoided * 2 <= nodes.len(), "{avoided} of {}", nodes.len());
        prop_assert!(!crowded || avoided == 0);
        prop_assert!(nodes.iter().all(|node| node.told != Told::Here || node.mark.is_none()), "who has it bears no mark");
        prop_assert!(due || decision.pull.is_empty());
        prop_assert!(decision.pull.iter().all(|name| nodes.iter().any(|node| node.name == *name && node.told != Told::Here)));
        prop_assert!(decision.found.holding <= decision.found.wanted);
    }
}

#[test]
fn a_reference_has_a_tag_or_a_digest() {
    let digest = "a".repeat(64);
    for (text, fits) in [
        ("docker.io/livekit/livekit-server:v1.13.5", true),
        ("livekit/livekit-server:v1.13.5", true),
        ("registry.example:5000/room:v2", true),
        (&*format!("registry.example/room@sha256:{digest}"), true),
        (&*format!("registry.example/room:v2@sha256:{digest}"), true),
        ("livekit/livekit-server", false),
        ("registry.example:5000/room", false),
        ("registry.example/room@sha256:abc", false),
        ("registry.example/Room:v2", false),
        ("registry.example/room :v2", false),
        ("registry.example//room:v2", false),
        ("registry.example/room:", false),
        ("", false),
        (&*format!("registry.example/{}:v2", "a".repeat(300)), false),
    ] {
        assert_eq!(ImageName::is_reference(text), fits, "{text}");
    }
}
