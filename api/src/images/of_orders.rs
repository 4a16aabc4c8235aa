//! The condition `Preloaded` of orders whose rooms open soon: on how many nodes the image is that they start from.
//!
//! It is made when it is read, of what was found of the cluster's images: written with each order, ten thousand rows would change with one node. Operators
//! alone read it, because how many nodes there are is theirs to know.

use std::collections::HashMap;

use homeroom_domain::{condition::ConditionStatus, nodes::of_order::OrderImage};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    store::{self, ImageOfOrder},
    words,
};
use crate::{http::ConditionView, words::Language};

/// Of some orders those with a room that is open or opens within a day, each with its condition. None where nothing was found of the image yet, or nothing is
/// known of the cluster. `configured`: the room image of the service.
pub(crate) async fn of_orders(
    conn: &mut PgConnection,
    orders: &[Uuid],
    (configured, now): (&str, Timestamp),
    language: Language,
) -> sqlx::Result<HashMap<Uuid, ConditionView>> {
    let found = store::of_orders(conn, orders, configured, now).await?;
    Ok(found.into_iter().map(|(order, image)| (order, condition(image, language))).collect())
}

fn condition(image: ImageOfOrder, language: Language) -> ConditionView {
    let reason = OrderImage::new(image.image, &image.found);
    let mut said = serde_json::to_value(&reason).unwrap_or_default();
    let params = said["params"].take();
    let status = match reason.status() {
        ConditionStatus::True => "true",
        ConditionStatus::False => "false",
        ConditionStatus::Unknown => "unknown",
    };
    ConditionView {
        kind: "Preloaded".to_owned(),
        status: status.to_owned(),
        message: words::of_order(&reason, &params, language),
        fix_by: reason.fix_by(),
        reason: said["reason"].as_str().unwrap_or_default().to_owned(),
        params,
        since: image.since,
    }
}
