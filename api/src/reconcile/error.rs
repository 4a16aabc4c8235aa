//! Why a round did not come to its end.

use homeroom_domain::phase::Reason;

use crate::{
    jobs::{LeaseLost, LeasedError},
    kube::KubeError,
};

/// A round that broke off. Nothing of it was recorded, but that it broke off where a person has to mend it.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReconcileError {
    #[error(transparent)]
    LeaseLost(#[from] LeaseLost),
    #[error(transparent)]
    Kube(#[from] KubeError),
    #[error(transparent)]
    Database(sqlx::Error),
    /// Somebody changed the order while the round was under way.
    #[error("the order has been changed meanwhile")]
    Overtaken,
    /// The kubeconfig cannot be opened.
    #[error(transparent)]
    Secret(#[from] crate::seal::SealError),
    /// What is stored is not what this version can read.
    #[error("{0} cannot be read")]
    Unreadable(&'static str),
    /// The same, of a column.
    #[error("a row cannot be read: {0}")]
    UnreadableRow(sqlx::Error),
    /// The panic itself is in the log.
    #[error("the round panicked")]
    Panicked,
}

impl ReconcileError {
    /// The label of the outcome in metrics.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::LeaseLost(_) => "lease_lost",
            Self::Kube(_) => "kubernetes",
            Self::Database(_) => "database",
            Self::Overtaken => "overtaken",
            Self::Secret(_) | Self::Unreadable(_) | Self::UnreadableRow(_) => "unreadable",
            Self::Panicked => "panicked",
        }
    }

    /// What the order's conditions are to say of it. `None` for what passes by itself, or is not the order's.
    pub(super) fn reason(&self) -> Option<Reason> {
        match self {
            Self::Unreadable(_) | Self::UnreadableRow(_) => Some(Reason::StoredOrderUnreadable {}),
            Self::Panicked => Some(Reason::InternalError {}),
            Self::LeaseLost(_) | Self::Kube(_) | Self::Database(_) | Self::Overtaken | Self::Secret(_) => None,
        }
    }
}

impl From<sqlx::Error> for ReconcileError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::UnreadableRow(error),
            error => Self::Database(error),
        }
    }
}

impl From<LeasedError> for ReconcileError {
    fn from(error: LeasedError) -> Self {
        match error {
            LeasedError::Lost(lost) => Self::LeaseLost(lost),
            LeasedError::Database(error) => error.into(),
        }
    }
}
