//! Limits on guessing passwords: attempts per account and per client address, counted in Postgres so that they hold for all replicas together.
//!
//! No count may let one person lock out another. So guesses at an account are counted by the address that they come from, with a far higher limit over
//! all addresses, which a browser that the person logged in with before is not counted against; and what a place hands out is counted
//! by the place.
//!
//! Whatever could tell a right guess from a wrong one is an attempt: logging in, and setting or handing out a password, which might turn out to open
//! another of the person's memberships.

use std::net::IpAddr;

use homeroom_domain::ids::{LinkId, TenantId};
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::{Actor, Place, SystemTx, device::Device, store};
use crate::{
    http::{ApiError, Problem},
    seal::sha256,
};

/// For how long most attempts are counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// For how long letters to an address are.
const LETTERS_WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// For how long guesses at what people were told to type are: few digits have to outlast a term.
const DAILY_WINDOW: SignedDuration = SignedDuration::from_hours(24);
/// How long attempts are remembered, but for those that are counted by the day.
pub(crate) const LONGEST_WINDOW: SignedDuration = LETTERS_WINDOW;
pub(crate) const DAILY: (&str, SignedDuration) = ("passcode-everywhere", DAILY_WINDOW);

/// What attempts are counted by.
pub(crate) struct Bucket {
    name: String,
    limit: i32,
    window: SignedDuration,
}

impl Bucket {
    /// Passwords that were tried at an account from one address.
    pub(crate) fn account(email: &str, address: IpAddr) -> Self {
        Self::of("account", &format!("{email} {address}"), 10)
    }

    /// Passwords that were tried at an account, wherever from.
    pub(crate) fn everywhere(email: &str) -> Self {
        Self::of("everywhere", email, 500)
    }

    /// Passwords that were tried in a browser that the person has logged in with.
    pub(crate) fn device(device: &Device) -> Self {
        Self::of("device", device.id(), 10)
    }

    /// Passwords that a person set, right or wrong: never taken back.
    pub(crate) fn setting(email: &str) -> Self {
        Self::of("setting", email, 10)
    }

    /// Passwords and links that a place handed out to a person: a guess at what the person has elsewhere, which the next log-in would answer.
    pub(crate) fn handed_out(place: Place, email: &str) -> Self {
        Self::of("handed-out", &format!("{place} {email}"), 10)
    }

    /// The same over all places, for whoever has many. It keeps nobody from logging in or from setting a password.
    pub(crate) fn handed_out_everywhere(email: &str) -> Self {
        Self::of("handed-out-everywhere", email, 100)
    }

    /// Letters that a place has sent to whomever it names: it is no way to write to strangers.
    pub(crate) fn letters(place: Place) -> Self {
        Self { window: LETTERS_WINDOW, ..Self::of("letters", &place.to_string(), 1_000) }
    }

    /// Times that an institution took out all that is its own.
    pub(crate) fn exports(tenant: TenantId) -> Self {
        Self { window: LETTERS_WINDOW, ..Self::of("exports", &tenant.to_string(), 20) }
    }

    /// Passwords that one caller had hashed for others.
    pub(crate) fn giver(actor: &Actor) -> Self {
        Self::of("giver", actor.id.as_deref().unwrap_or_default(), 300)
    }

    /// Letters that were asked for to an address, whether it is somebody's or not.
    pub(crate) fn reset(email: &str) -> Self {
        Self { window: LETTERS_WINDOW, ..Self::of("reset", email, 5) }
    }

    /// Wrong passcodes of a link from one address, behind which a whole school may be.
    pub(crate) fn passcode(link: LinkId, address: IpAddr) -> Self {
        Self::of("passcode", &format!("{link} {address}"), 50)
    }

    /// Wrong passcodes of a link, wherever from. In a term of twenty weeks that is one in thirty of what six digits can be, for whoever has the link.
    pub(crate) fn passcode_everywhere(link: LinkId) -> Self {
        let (sort, window) = DAILY;
        Self { window, ..Self::of(sort, &link.to_string(), 250) }
    }

    /// By a digest, so that the table holds no addresses of people.
    fn of(sort: &str, whom: &str, limit: i32) -> Self {
        use std::fmt::Write;
        let name = sha256(whom).iter().fold(format!("{sort}:"), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        Self { name, limit, window: WINDOW }
    }

    pub(crate) fn address(address: IpAddr) -> Self {
        Self { name: format!("address:{address}"), limit: 100, window: WINDOW }
    }
}

/// Counts one attempt, in a transaction of its own: a failed one must count.
///
/// # Errors
/// 429 when one of the buckets had its share.
pub(crate) async fn count(mut tx: SystemTx, buckets: &[&Bucket], now: Timestamp) -> Result<(), ApiError> {
    let mut refused = None;
    for Bucket { name, limit, window } in buckets {
        let counted = store::count_attempt(tx.conn(), name, now, now - *window).await?;
        if counted.count > *limit {
            let left = *window - now.duration_since(counted.window_start.to_jiff());
            refused = refused.max(Some(u64::try_from(left.as_secs()).unwrap_or(0).max(1)));
        }
    }
    tx.commit().await?;
    match refused {
        Some(seconds) => Err(ApiError::RetryAfter { problem: Problem::TooManyRequests, seconds }),
        None => Ok(()),
    }
}

/// Refuses whoever had their share already, and counts nothing: for guesses of which only the wrong ones count. Until the transaction ends nobody else
/// is asked about the first bucket, so that guesses at once are no more than guesses one after another.
///
/// # Errors
/// 429 when one of the buckets is used up.
pub(crate) async fn refuse_spent(conn: &mut PgConnection, buckets: &[&Bucket], now: Timestamp) -> Result<(), ApiError> {
    if let Some(first) = buckets.first() {
        store::lock_attempts(conn, &first.name).await?;
    }
    for bucket in buckets {
        if let Some(counted) = store::attempts(conn, &bucket.name, now - bucket.window).await?
            && counted.count >= bucket.limit
        {
            let left = bucket.window - now.duration_since(counted.window_start.to_jiff());
            let seconds = u64::try_from(left.as_secs()).unwrap_or(0).max(1);
            return Err(ApiError::RetryAfter { problem: Problem::TooManyRequests, seconds });
        }
    }
    Ok(())
}

/// Takes back the attempt that was right, and no other: who knows one password of somebody could else clear the count of guesses at another.
pub(crate) async fn pardon(conn: &mut PgConnection, buckets: &[&Bucket]) -> sqlx::Result<()> {
    for bucket in buckets {
        store::pardon_attempt(conn, &bucket.name).await?;
    }
    Ok(())
}
