//! Why an order does not move, as a problem: of each cluster that was tried the first thing that is against it.

use std::collections::BTreeMap;

use homeroom_domain::{
    ids::ClusterId,
    moves::{NoPlace, Tried},
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{begin::Began, words};
use crate::{
    auth::SystemTx,
    clusters::store as clusters,
    http::{ApiError, Problem},
    words::Language,
};

/// The problem of an outcome that is none of a move.
pub(super) async fn error(tx: &mut SystemTx, refused: Began, language: Language) -> sqlx::Result<ApiError> {
    Ok(match refused {
        Began::NoPlace(tried) => {
            let violations = violations(tx, &tried, language).await?;
            ApiError::Refused { problem: Problem::NoPlace, violations, alternatives: vec![], alternatives_complete: true }
        }
        Began::UnderWay { id, .. } | Began::Move { id, .. } => ApiError::With(Problem::OrderMoving, json!({ "move": id })),
        Began::AlreadyThere => Problem::OrderThere.into(),
        Began::NotFound => ApiError::NotFound,
        Began::Ending | Began::Changed => Problem::ConflictingTransition.into(),
    })
}

/// A cluster that cannot take an order, with the first thing that is against it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TriedView {
    /// Absent where the region has no other cluster at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<ClusterId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_name: Option<String>,
    pub reason: String,
    #[schema(value_type = Object)]
    pub params: Value,
    /// In the language asked for.
    pub message: String,
}

/// Of each cluster; where there is no other one at all, that.
pub(super) fn tried(tried: &[Tried], names: &BTreeMap<Uuid, String>, language: Language) -> Vec<TriedView> {
    let none = NoPlace::NoOtherCluster {};
    let all = tried.iter().map(|tried| (Some(tried.cluster), tried.why)).chain(tried.is_empty().then_some((None, none)));
    let view = |(cluster, why): (Option<ClusterId>, NoPlace)| {
        let mut said = words::of_place(why, language);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        TriedView {
            cluster_id: cluster,
            cluster_name: cluster.and_then(|cluster| names.get(&cluster.uuid()).cloned()),
            reason: text(&said["reason"]),
            message: text(&said["message"]),
            params: said["params"].take(),
        }
    };
    all.map(view).collect()
}

async fn violations(tx: &mut SystemTx, tried: &[Tried], language: Language) -> sqlx::Result<Vec<Value>> {
    let names = names(tx, tried.iter().map(|tried| tried.cluster)).await?;
    Ok(self::tried(tried, &names, language).iter().map(|view| json!(view)).collect())
}

/// What clusters are called.
pub(super) async fn names(tx: &mut SystemTx, ids: impl Iterator<Item = ClusterId>) -> sqlx::Result<BTreeMap<Uuid, String>> {
    let ids: Vec<Uuid> = ids.map(ClusterId::uuid).collect();
    let found = clusters::addresses(tx.conn(), &ids).await?;
    Ok(found.into_iter().map(|cluster| (cluster.id.uuid(), cluster.name)).collect())
}
