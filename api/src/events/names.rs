//! What actors are called, for those who may read the people and keys of the place; the events themselves hold ids alone.

use std::collections::HashMap;

use homeroom_domain::ids::{ApiKeyId, MembershipId};
use serde_json::Value;
use sqlx::PgConnection;

use super::store;
use crate::auth::{Calling, Permission};

/// Adds to each actor its `name`, where the caller may know it and it is still there.
pub(crate) async fn add(conn: &mut PgConnection, caller: &Calling, actors: Vec<&mut Value>) -> sqlx::Result<()> {
    let may = |permission| caller.permissions().has(permission);
    let ids: Vec<String> = actors.iter().filter_map(|actor| actor["id"].as_str().map(str::to_owned)).collect();
    let mut names = HashMap::new();
    if may(Permission::ReadMembers) {
        let members: Vec<_> = ids.iter().filter_map(|id| id.parse::<MembershipId>().ok()).map(MembershipId::uuid).collect();
        let rows = store::member_names(conn, caller.place(), &members).await?;
        names.extend(rows.into_iter().map(|(id, name)| (MembershipId::new(id).to_string(), name)));
    }
    if may(Permission::ReadApiKeys) {
        let keys: Vec<_> = ids.iter().filter_map(|id| id.parse::<ApiKeyId>().ok()).map(ApiKeyId::uuid).collect();
        let rows = store::key_names(conn, caller.place(), &keys).await?;
        names.extend(rows.into_iter().map(|(id, name)| (ApiKeyId::new(id).to_string(), name)));
    }
    for actor in actors {
        let name = actor["id"].as_str().and_then(|id| names.get(id)).cloned();
        if let (Some(name), Some(actor)) = (name, actor.as_object_mut()) {
            actor.insert("name".to_owned(), name.into());
        }
    }
    Ok(())
}
