//! One client a cluster: connect, ask, apply, delete, watch. The only room that names the `kube` crate.
//!
//! Nothing here knows an order. Objects go in and come out as JSON, so that the pure core decides what they hold; a client is built only from a
//! kubeconfig that passed [`Kubeconfig::parse`], which keeps what a foreign text may make us run or read to nothing.

mod client;
mod error;
mod follow;
mod identity;
mod kubeconfig;
mod mirror;
mod objects;
mod pods;
mod resource;
mod watch;

pub(crate) use client::Cluster;
pub(crate) use error::KubeError;
pub(crate) use identity::Identity;

pub(crate) use kubeconfig::{Kubeconfig, KubeconfigProblem};
pub(crate) use mirror::{Failing, Mirror, SeenNode};
pub(crate) use objects::Precondition;
pub(crate) use pods::ForeignPod;
pub(crate) use watch::Change;
