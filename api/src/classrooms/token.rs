//! The token with which a person enters a room: LiveKit's, signed with that room's own secret.
//!
//! A server knows one key alone, so a token for one room opens no other, whatever its claims say.

use homeroom_domain::{ids::ClassroomId, workload::room_name};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::orders::secret::RoomSecret;

/// Seconds of clock difference that a room forgives.
const SKEW_SECONDS: i64 = 30;

/// As what somebody enters a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JoinRole {
    /// Leads: speaks, shows, mutes and removes.
    Teacher,
    /// Takes part: speaks, shows, sees and hears.
    Pupil,
    /// Sees and hears, unseen.
    Observer,
}

impl JoinRole {
    /// As it is written and kept.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Teacher => "teacher",
            Self::Pupil => "pupil",
            Self::Observer => "observer",
        }
    }
}

/// As what a link lets somebody in. Nobody is made unseen by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LinkRole {
    Teacher,
    Pupil,
}

impl LinkRole {
    /// As it is written and kept.
    pub(crate) fn name(self) -> &'static str {
        JoinRole::from(self).name()
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Teacher, Self::Pupil].into_iter().find(|role| role.name() == name)
    }
}

impl From<LinkRole> for JoinRole {
    fn from(role: LinkRole) -> Self {
        match role {
            LinkRole::Teacher => Self::Teacher,
            LinkRole::Pupil => Self::Pupil,
        }
    }
}

/// Who enters, and until when the token may be used.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'a> {
    pub classroom: ClassroomId,
    pub role: JoinRole,
    pub identity: &'a str,
    pub name: &'a str,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    nbf: i64,
    exp: i64,
    name: &'a str,
    video: Grants,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Grants {
    room_join: bool,
    room: String,
    room_admin: bool,
    can_publish: bool,
    can_publish_data: bool,
    can_subscribe: bool,
    hidden: bool,
}

impl Grants {
    fn of(role: JoinRole, classroom: ClassroomId) -> Self {
        let speaks = role != JoinRole::Observer;
        Self {
            room_join: true,
            room: room_name(classroom),
            room_admin: role == JoinRole::Teacher,
            can_publish: speaks,
            can_publish_data: speaks,
            can_subscribe: true,
            hidden: !speaks,
        }
    }
}

#[derive(Serialize)]
struct ServerClaims<'a> {
    iss: &'a str,
    exp: i64,
    video: ServerGrants,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServerGrants {
    room_list: bool,
}

/// The token with which the service itself asks a room's server who is in it; good for as long as a clock may be wrong, and for nothing else.
///
/// # Errors
/// As [`sign`].
pub(crate) fn server_token(secret: &RoomSecret, now: Timestamp) -> Result<String, jsonwebtoken::errors::Error> {
    let exp = now.as_second() + SKEW_SECONDS;
    let claims = ServerClaims { iss: &secret.key, exp, video: ServerGrants { room_list: true } };
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret.secret.as_bytes()))
}

/// Signs the token.
///
/// # Errors
/// When the claims cannot be signed, which no input brings about.
pub(crate) fn sign(secret: &RoomSecret, entry: &Entry<'_>) -> Result<String, jsonwebtoken::errors::Error> {
    let claims = Claims {
        iss: &secret.key,
        sub: entry.identity,
        nbf: entry.now.as_second() - SKEW_SECONDS,
        exp: entry.expires_at.as_second(),
        name: entry.name,
        video: Grants::of(entry.role, entry.classroom),
    };
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret.secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_observer_is_unseen_and_silent_and_only_a_teacher_rules() {
        let room = ClassroomId::new(uuid::Uuid::from_u128(7));
        let [teacher, pupil, observer] = [JoinRole::Teacher, JoinRole::Pupil, JoinRole::Observer].map(|role| Grants::of(role, room));
        assert!(teacher.room_admin && teacher.can_publish && !teacher.hidden);
        assert!(!pupil.room_admin && pupil.can_publish && pupil.can_subscribe && !pupil.hidden);
        assert!(observer.hidden && observer.can_subscribe && !observer.can_publish && !observer.can_publish_data && !observer.room_admin);
    }

    #[test]
    fn a_token_is_of_one_room_and_carries_its_times() {
        let secret = RoomSecret { key: "HRabc".into(), secret: "s".repeat(40) };
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let classroom = ClassroomId::new(uuid::Uuid::from_u128(7));
        let expires_at = Timestamp::from_second(1_800_000_600).unwrap();
        let entry = Entry { classroom, role: JoinRole::Pupil, identity: "p-1", name: "小明", now, expires_at };
        let token = sign(&secret, &entry).unwrap();
        let mut rules = jsonwebtoken::Validation::new(Algorithm::HS256);
        rules.validate_exp = false;
        let key = jsonwebtoken::DecodingKey::from_secret("s".repeat(40).as_bytes());
        let claims = jsonwebtoken::decode::<serde_json::Value>(token.as_bytes(), &key, &rules).unwrap().claims;
        assert_eq!(claims["iss"], "HRabc");
        assert_eq!(claims["sub"], "p-1");
        assert_eq!(claims["exp"], 1_800_000_600);
        assert_eq!(claims["video"]["room"], "r-00000000-0000-0000-0000-000000000007");
        let other = jsonwebtoken::DecodingKey::from_secret("t".repeat(40).as_bytes());
        assert!(jsonwebtoken::decode::<serde_json::Value>(token.as_bytes(), &other, &rules).is_err());
    }
}
