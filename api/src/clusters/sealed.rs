//! A cluster's kubeconfig as it is kept: vetted, cut down to what a client needs, and sealed for its row.

use homeroom_domain::ids::ClusterId;

use crate::{
    kube::Kubeconfig,
    seal::{Seal, SealError},
};

fn context(id: ClusterId) -> String {
    format!("clusters.kubeconfig/{}", id.uuid())
}

/// Seals what was vetted.
pub(crate) fn seal_vetted(seal: &Seal, id: ClusterId, kubeconfig: &Kubeconfig) -> Vec<u8> {
    seal.seal(&context(id), &kubeconfig.to_bytes())
}

/// Opens what was sealed for a cluster. `None` inside: it was written by a version that this one cannot read.
pub(crate) fn open(seal: &Seal, id: ClusterId, sealed: &[u8]) -> Result<Option<Kubeconfig>, SealError> {
    Ok(Kubeconfig::from_bytes(&seal.open(&context(id), sealed)?))
}
