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

/// What the sessions and keys that were asked about allow now; nothing, where they have ended.
#[derive(Debug)]
pub(crate) struct Standing {
    now: Timestamp,
    asked: HashMap<Uuid, Option<Allowed>>,
}

type Allowed = (Option<MembershipId>, Permissions);

impl Standing {
    pub(crate) async fn read(conn: &mut PgConnection, asked: &Asked, now: Timestamp) -> sqlx::Result<Self> {
        let mut of_each: HashMap<_, _> = asked.sessions.iter().chain(&asked.keys).map(|id| (*id, None)).collect();
        for row in store::alive(conn, &asked.sessions, &asked.keys, now, now - SESSION_IDLE).await? {
            let role = row.role.as_deref().and_then(|role| role.parse::<Role>().ok());
            let scopes = row.scopes.as_deref().unwrap_or_default();
            let allowed = role.map_or_else(|| Permissions::from_names(scopes.iter().map(String::as_str)), Role::permissions);
            of_each.insert(row.id, Some((row.membership_id.map(MembershipId::new), allowed)));
        }
        Ok(Self { now, asked: of_each })
    }

    /// Whoever came after it was asked was let in by a later reading than this.
    pub(crate) fn allows(&self, stay: &Stay) -> bool {
        let in_time = stay.until.is_none_or(|until| self.now < until);
        let standing = stay.session().or_else(|| stay.key()).and_then(|id| self.asked.get(&id));
        in_time
            && standing.is_none_or(|now| {
                now.as_ref().is_some_and(|(membership, allowed)| *membership == stay.counted_as.1 && allowed.has(stay.permission))
            })
    }
}

#[cfg(test)]
mod tests {
    use homeroom_domain::ids::ApiKeyId;

    use super::*;

    #[test]
    fn who_came_while_it_was_asked_stays_and_who_was_asked_about_and_has_ended_does_not() {
        let id = Uuid::from_u128(7);
        let stay = Stay {
            counted_as: (Who::Key(ApiKeyId::new(id)), None),
            credential: Credential::Key,
            permission: Permission::ReadEvents,
            until: None,
        };
        let standing = |asked| Standing { now: Timestamp::UNIX_EPOCH, asked };
        assert!(standing(HashMap::new()).allows(&stay));
        assert!(!standing(HashMap::from([(id, None)])).allows(&stay));
    }
}
