//! Who may talk to a room: nobody, but for names, its own namespace, and what a class needs: signalling, media, and the scraper.
//!
//! Media come in from anywhere; answers need no rule of their own. Rooms with network interfaces of their own may be fenced by the cloud instead; see
//! `cluster::interfaces`.

use k8s_openapi::{
    api::{
        core::v1::{Service, ServicePort, ServiceSpec},
        networking::v1::{
            NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec,
        },
    },
    apimachinery::pkg::{
        apis::meta::v1::{LabelSelector, ObjectMeta},
        util::intstr::IntOrString,
    },
};

use super::{
    livekit::{MEDIA_TCP_PORT, MEDIA_UDP_PORT, METRICS_PORT, SIGNAL_PORT},
    room::{self, POD_LABELS},
};

const DNS_PORT: i32 = 53;

/// Everything that no other policy allows is refused, both ways.
pub(super) fn deny_all(metadata: ObjectMeta) -> NetworkPolicy {
    policy(metadata, NetworkPolicySpec { policy_types: both_ways(), ..NetworkPolicySpec::default() })
}

pub(super) fn names_and_own(metadata: ObjectMeta) -> NetworkPolicy {
    let own = || vec![NetworkPolicyPeer { pod_selector: Some(LabelSelector::default()), ..NetworkPolicyPeer::default() }];
    let dns = NetworkPolicyEgressRule {
        to: Some(vec![namespace_peer("kube-system")]),
        ports: Some(vec![port("UDP", DNS_PORT), port("TCP", DNS_PORT)]),
    };
    let spec = NetworkPolicySpec {
        policy_types: both_ways(),
        ingress: Some(vec![NetworkPolicyIngressRule { from: Some(own()), ports: None }]),
        egress: Some(vec![NetworkPolicyEgressRule { to: Some(own()), ports: None }, dns]),
        ..NetworkPolicySpec::default()
    };
    policy(metadata, spec)
}

pub(super) fn media(metadata: ObjectMeta, monitoring_namespace: &str) -> NetworkPolicy {
    let open = [port("TCP", SIGNAL_PORT), port("TCP", MEDIA_TCP_PORT), port("UDP", MEDIA_UDP_PORT)];
    let anyone = NetworkPolicyIngressRule { from: None, ports: Some(open.into()) };
    let scraper =
        NetworkPolicyIngressRule { from: Some(vec![namespace_peer(monitoring_namespace)]), ports: Some(vec![port("TCP", METRICS_PORT)]) };
    let spec = NetworkPolicySpec {
        pod_selector: Some(LabelSelector { match_labels: Some(room::labels(POD_LABELS)), ..LabelSelector::default() }),
        policy_types: Some(vec!["Ingress".into()]),
        ingress: Some(vec![anyone, scraper]),
        egress: None,
    };
    policy(metadata, spec)
}

/// A stable name for each room: `r-<uuid>.rooms.<namespace>`.
pub(super) fn rooms(metadata: ObjectMeta) -> Service {
    let ports = [
        ("signal", "TCP", SIGNAL_PORT),
        ("media-tcp", "TCP", MEDIA_TCP_PORT),
        ("media-udp", "UDP", MEDIA_UDP_PORT),
        ("metrics", "TCP", METRICS_PORT),
    ];
    let spec = ServiceSpec {
        cluster_ip: Some("None".into()),
        selector: Some(room::labels(POD_LABELS)),
        ports: Some(ports.into_iter().map(|(name, protocol, port)| service_port(name, protocol, port)).collect()),
        ..ServiceSpec::default()
    };
    Service { metadata, spec: Some(spec), ..Service::default() }
}

fn policy(metadata: ObjectMeta, spec: NetworkPolicySpec) -> NetworkPolicy {
    let pod_selector = Some(spec.pod_selector.unwrap_or_default());
    NetworkPolicy { metadata, spec: Some(NetworkPolicySpec { pod_selector, ..spec }) }
}

fn both_ways() -> Option<Vec<String>> {
    Some(vec!["Ingress".into(), "Egress".into()])
}

fn namespace_peer(name: &str) -> NetworkPolicyPeer {
    let named = LabelSelector {
        match_labels: Some([("kubernetes.io/metadata.name".to_owned(), name.to_owned())].into()),
        ..LabelSelector::default()
    };
    NetworkPolicyPeer { namespace_selector: Some(named), ..NetworkPolicyPeer::default() }
}

fn port(protocol: &str, port: i32) -> NetworkPolicyPort {
    NetworkPolicyPort { port: Some(IntOrString::Int(port)), protocol: Some(protocol.into()), end_port: None }
}

fn service_port(name: &str, protocol: &str, port: i32) -> ServicePort {
    ServicePort {
        name: Some(name.into()),
        protocol: Some(protocol.into()),
        port,
        target_port: Some(IntOrString::Int(port)),
        ..ServicePort::default()
    }
}
