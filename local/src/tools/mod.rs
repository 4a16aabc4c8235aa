//! The programs that are built from pinned Go modules, and the cache of them.
//!
//! `deploy/local-control-plane/<module>/go.mod` pins each; a module of its own,
//! because they need different versions of the same libraries. A build is kept
//! under a key made of everything that decides its content, so that changing one
//! module builds that one again and nothing else.

mod build;
mod kinds;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::progress::Progress;

pub use kinds::cluster_api;

/// A program that this crate can build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    Base,
    Etcd,
    KubeApiserver,
    KubeControllerManager,
    KubeScheduler,
    Kubectl,
    Kubelet,
    Kwok,
    LivekitServer,
    Mailpit,
    Pause,
    StripeMock,
}

impl Tool {
    pub const ALL: [Self; 12] = [
        Self::Etcd,
        Self::KubeApiserver,
        Self::KubeControllerManager,
        Self::KubeScheduler,
        Self::Kwok,
        Self::Kubectl,
        Self::Kubelet,
        Self::LivekitServer,
        Self::Base,
        Self::Mailpit,
        Self::Pause,
        Self::StripeMock,
    ];
    /// What a control plane with simulated nodes needs.
    pub const CONTROL_PLANE: [Self; 5] = [Self::Etcd, Self::KubeApiserver, Self::KubeControllerManager, Self::KubeScheduler, Self::Kwok];
    /// What a real node needs in addition.
    pub const REAL_NODE: [Self; 4] = [Self::Kubelet, Self::LivekitServer, Self::Base, Self::Pause];

    /// Name of the built file.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Etcd => "etcd",
            Self::KubeApiserver => "kube-apiserver",
            Self::KubeControllerManager => "kube-controller-manager",
            Self::KubeScheduler => "kube-scheduler",
            Self::Kubectl => "kubectl",
            Self::Kubelet => "kubelet",
            Self::Kwok => "kwok",
            Self::LivekitServer => "livekit-server",
            Self::Mailpit => "mailpit",
            Self::Pause => "pause",
            Self::StripeMock => "stripe-mock",
        }
    }

    fn module(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Etcd => "etcd",
            Self::Kwok => "kwok",
            Self::LivekitServer => "livekit",
            Self::Mailpit => "mailpit",
            Self::Pause => "pause",
            Self::StripeMock => "stripe-mock",
            _ => "kubernetes",
        }
    }

    fn package(self) -> String {
        match self {
            Self::Etcd => "go.etcd.io/etcd/server/v3".to_owned(),
            Self::Kwok => "sigs.k8s.io/kwok/cmd/kwok".to_owned(),
            Self::LivekitServer => "github.com/livekit/livekit-server/cmd/server".to_owned(),
            Self::Mailpit => "github.com/axllent/mailpit".to_owned(),
            Self::Base | Self::Pause => ".".to_owned(),
            Self::StripeMock => "github.com/stripe/stripe-mock".to_owned(),
            kubernetes => format!("k8s.io/kubernetes/cmd/{}", kubernetes.file_name()),
        }
    }
}

/// Built programs and where they are.
#[derive(Debug, Clone)]
pub struct Tools(BTreeMap<Tool, PathBuf>);

impl Tools {
    /// Builds what is not in the cache yet. The first build of everything takes
    /// some eight minutes on two cores; finding everything built, milliseconds.
    /// Several processes may ask at once: one builds, the others wait.
    pub async fn ensure(wanted: &[Tool], progress: &Progress) -> Result<Self> {
        build::ensure(wanted, progress).await.map(Self)
    }

    /// Where a tool is that was among those asked for.
    pub fn path(&self, tool: Tool) -> Result<&Path> {
        self.0.get(&tool).map(PathBuf::as_path).with_context(|| format!("{} was not asked for", tool.file_name()))
    }
}
