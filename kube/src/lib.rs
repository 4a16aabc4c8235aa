//! One client a cluster: connect, ask, apply, delete, watch. The only crate that names `kube`; it knows neither the database nor HTTP of our own.
//!
//! Nothing here knows an order. Objects go in and come out as JSON, so that the pure core decides what they hold; a client is built only from a
//! kubeconfig that passed [`Kubeconfig::parse`], which keeps what a foreign text may make us run or read to nothing.

mod bounds;
mod client;
mod count;
mod error;
mod follow;
mod identity;
mod kubeconfig;
mod mirror;
mod objects;
mod pods;
mod preload;
mod probe;
mod resource;
mod scale;
mod stock;
mod storage;
mod watch;

#[cfg(test)]
mod tests;

pub use client::{Cluster, FIELD_MANAGER};
pub use error::KubeError;
pub use identity::{CheckedRight, Identity};
pub use kubeconfig::{Kubeconfig, KubeconfigProblem};
pub use mirror::{Failing, Ground, Mirror, SeenNode};
pub use objects::Precondition;
pub use pods::{ForeignPod, NodeFacts};
pub use scale::{KindFound, LEAVING_LABEL, MachineRef, Scalable, Scale};
pub use stock::{NodeStock, Pulled, Puller};
pub use storage::StorageClass;
pub use watch::Change;
