//! Whether a room's server answers on the road that people take to it, asked from where this service is.

use homeroom_domain::ids::{ClassroomId, OrderId};
use homeroom_outside::{Call, Error, Trouble, Url};
use http::{HeaderMap, Method};

use super::enter::address;
use crate::app::App;

/// Where a room is asked: at the address that people are given, which is one of a socket. `None` while it is not known.
pub(crate) fn road(template: &str, order: OrderId, room: ClassroomId, pod_ip: Option<&str>) -> Option<Url> {
    let people = address(template, order, room, pod_ip)?;
    let asked = people.strip_prefix("ws").map(|rest| format!("http{rest}"))?;
    Url::parse(&asked).ok()
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Answers,
    Silent,
    /// Its name is nobody's.
    Unnamed,
}

/// Whether somebody answers there. What is said counts for nothing, but for a gateway's word that it does not reach the room.
pub(crate) async fn answers(app: &App, road: &Url) -> Reach {
    let call = Call { method: Method::GET, headers: HeaderMap::new(), body: Vec::new() };
    match app.room_servers.call_configured(road, call).await {
        Ok(_) | Err(Error::Credentials(_) | Error::Refused(_) | Error::TooLong) => Reach::Answers,
        Err(Error::TryLater { trouble: Trouble::Status(status), .. }) if !status.is_server_error() => Reach::Answers,
        Err(Error::TryLater { trouble: Trouble::Name, .. }) => Reach::Unnamed,
        Err(Error::TryLater { .. } | Error::Address(_) | Error::Malformed) => Reach::Silent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_asked_where_people_are_sent() {
        let (order, room) = (OrderId::new(uuid::Uuid::from_u128(1)), ClassroomId::new(uuid::Uuid::from_u128(2)));
        let asked = |template: &str, ip| road(template, order, room, ip).map(|url| url.to_string());
        assert_eq!(asked("ws://{pod_ip}:7880", Some("10.0.0.7")).as_deref(), Some("http://10.0.0.7:7880/"));
        assert_eq!(asked("ws://{pod_ip}:7880", None), None);
        let named = "https://r-00000000-0000-0000-0000-000000000002.rooms.example.org/";
        assert_eq!(asked("wss://{classroom}.rooms.example.org", None).as_deref(), Some(named));
    }
}
