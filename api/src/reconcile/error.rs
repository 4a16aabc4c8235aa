//! Why a round did not come to its end.

use crate::{
    jobs::{LeaseLost, LeasedError},
    kube::KubeError,
};

/// A round that broke off. Nothing of it was recorded.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReconcileError {
    #[error(transparent)]
    LeaseLost(#[from] LeaseLost),
    #[error(transparent)]
    Kube(#[from] KubeError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// A newer generation came while this one was being worked on.
    #[error("a newer generation is there")]
    Overtaken,
    /// A secret of the order cannot be opened.
    #[error(transparent)]
    Secret(#[from] crate::seal::SealError),
    /// What is stored is not what this version can read.
    #[error("{0} cannot be read")]
    Unreadable(&'static str),
}

impl ReconcileError {
    /// The label of the outcome in metrics.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::LeaseLost(_) => "lease_lost",
            Self::Kube(_) => "kubernetes",
            Self::Database(_) => "database",
            Self::Overtaken => "overtaken",
            Self::Secret(_) | Self::Unreadable(_) => "unreadable",
        }
    }
}

impl From<LeasedError> for ReconcileError {
    fn from(error: LeasedError) -> Self {
        match error {
            LeasedError::Lost(lost) => Self::LeaseLost(lost),
            LeasedError::Database(error) => Self::Database(error),
        }
    }
}
