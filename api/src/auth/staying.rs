//! Callers who stay: an answer that goes on for hours ends soon after its caller would be refused.
//!
//! One query asks for all of them. A session that is only listened with is not in use, so it ends when its time without use is over.

use std::collections::HashMap;

use homeroom_domain::ids::MembershipId;
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    identity::{Credential, Identity, SESSION_IDLE, Who},
    permission::{Permission, Permissions},
    role::Role,
    store,
};

/// By what requests and those who stay are counted.
pub(crate) type CountedAs = (Who, Option<MembershipId>);

/// What has to hold for as long as a caller stays.
#[derive(Debug, Clone)]
pub(crate) struct Stay {
    pub(crate) counted_as: CountedAs,
    credential: Credential,
    permission: Permission,
    /// When the key or the token ends.
    until: Option<Timestamp>,
}

impl Stay {
    pub(super) fn new(identity: &Identity, permission: Permission) -> Self {
        Self { counted_as: identity.counted_as(), credential: identity.credential.clone(), permission, until: identity.expires_at }
    }

    fn session(&self) -> Option<Uuid> {
        if let Credential::Session(id) = self.credential { Some(id) } else { None }
    }

    /// The key by which the caller came. A token ends by its time, as everywhere.
    fn key(&self) -> Option<Uuid> {
        match (&self.credential, self.counted_as.0) {
            (Credential::Key, Who::Key(id)) => Some(id.uuid()),
            _ => None,
        }
    }
}

/// What was asked for.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    sessions: Vec<Uuid>,
    keys: Vec<Uuid>,
}

impl<'a> FromIterator<&'a Stay> for Asked {
    fn from_iter<I: IntoIterator<Item = &'a Stay>>(stays: I) -> Self {
        let mut asked = Self::default();
        for stay in stays {
            asked.sessions.extend(stay.session());
            asked.keys.extend(stay.key());
        }
        for ids in [&mut asked.sessions, &mut asked.keys] {
            ids.sort_unstable();
            ids.dedup();
        }
        asked
    }
}

/// The sessions and keys that have not ended, with what they allow now.
#[derive(Debug)]
pub(crate) struct Standing {
    now: Timestamp,
    alive: HashMap<Uuid, (Option<MembershipId>, Permissions)>,
}

impl Standing {
    pub(crate) async fn read(conn: &mut PgConnection, asked: &Asked, now: Timestamp) -> sqlx::Result<Self> {
        let rows = store::alive(conn, &asked.sessions, &asked.keys, now, now - SESSION_IDLE).await?;
        let alive = rows.into_iter().map(|row| {
            let role = row.role.as_deref().and_then(|role| role.parse::<Role>().ok());
            let scopes = row.scopes.as_deref().unwrap_or_default();
            let allowed = role.map_or_else(|| Permissions::from_names(scopes.iter().map(String::as_str)), Role::permissions);
            (row.id, (row.membership_id.map(MembershipId::new), allowed))
        });
        Ok(Self { now, alive: alive.collect() })
    }

    pub(crate) fn allows(&self, stay: &Stay) -> bool {
        let in_time = stay.until.is_none_or(|until| self.now < until);
        in_time
            && stay.session().or_else(|| stay.key()).is_none_or(|id| {
                let standing = self.alive.get(&id);
                standing.is_some_and(|(membership, allowed)| *membership == stay.counted_as.1 && allowed.has(stay.permission))
            })
    }
}
