//! What a plan says: price rows over meters, as somebody writes them. A version is never changed; what is sold refers to one.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Currency, Promise, decimal};

/// One version of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewPlanVersion {
    pub currency: Currency,
    #[schema(min_items = 1, max_items = 20)]
    pub prices: Vec<PriceRow>,
    /// What a whole month comes to at least, before tax, and by day where the plan changes; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 9007199254740991_i64)]
    pub minimum_minor: Option<i64>,
    /// What is credited for a room that was not ready when its lesson began; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<Promise>,
    /// Days after a tenant's first subscription in which nothing is charged.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(maximum = 365)]
    pub trial_days: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A price: so much of a meter for so much money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PriceRow {
    /// Unique in its version.
    #[schema(min_length = 1, max_length = 64, example = "seats")]
    pub key: String,
    /// What an invoice calls it.
    #[schema(min_length = 1, max_length = 200, example = "Seat-hours")]
    pub title: String,
    pub meter: Meter,
    #[serde(default)]
    pub model: PriceModel,
    /// Of `per_unit`: the price of one unit, in minor units with up to eight decimals.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "decimal::optional")]
    #[schema(value_type = Option<String>, pattern = r"^[0-9]{1,15}(\.[0-9]{1,8})?$", example = "4.5")]
    pub unit_amount_minor: Option<Decimal>,
    /// Of `graduated` and `volume`: from the lowest to one without an end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub tiers: Vec<Tier>,
    /// Whole units that cost nothing: of each order for what is booked, of each month for what is used, whatever plans its orders were bought by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 9007199254740991_i64)]
    pub included: Option<u64>,
}

/// Units up to a number at one price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tier {
    /// The last whole unit of the tier; null in the last tier alone.
    #[schema(maximum = 9007199254740991_i64)]
    pub up_to: Option<u64>,
    #[serde(with = "decimal")]
    #[schema(value_type = String, pattern = r"^[0-9]{1,15}(\.[0-9]{1,8})?$", example = "4.5")]
    pub unit_amount_minor: Decimal,
    /// Charged once where anything falls into the tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 9007199254740991_i64)]
    pub flat_amount_minor: Option<i64>,
}

/// How a row's units are priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceModel {
    /// Each at the same price.
    #[default]
    PerUnit,
    /// Each at the price of the tier that it falls into.
    Graduated,
    /// All at the price of the tier that their number falls into.
    Volume,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Meter {
    /// Each month of the subscription, prorated by day.
    Month,
    /// Each order, once for its term.
    Term,
    /// Each room of an order, once for its term.
    RoomTerms,
    /// Hours of lessons that an order books, over all its rooms.
    BookedRoomHours,
    /// The same, times the seats of each room.
    BookedSeatHours,
    /// Hours of lessons in which a room was up.
    RoomHours,
    /// Seats that somebody sat in. Not measured yet.
    UsedSeatHours,
    /// Recordings kept, in GiB-days. Not measured yet.
    RecordedGibDays,
    /// What rooms sent, in GiB. Not measured yet.
    EgressGib,
}

/// What one of a meter's quantity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Month,
    Order,
    Room,
    RoomHour,
    SeatHour,
    GibDay,
    Gib,
}

impl Meter {
    pub const ALL: [Self; 9] = [
        Self::Month,
        Self::Term,
        Self::RoomTerms,
        Self::BookedRoomHours,
        Self::BookedSeatHours,
        Self::RoomHours,
        Self::UsedSeatHours,
        Self::RecordedGibDays,
        Self::EgressGib,
    ];

    /// The word under which it is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Term => "term",
            Self::RoomTerms => "room_terms",
            Self::BookedRoomHours => "booked_room_hours",
            Self::BookedSeatHours => "booked_seat_hours",
            Self::RoomHours => "room_hours",
            Self::UsedSeatHours => "used_seat_hours",
            Self::RecordedGibDays => "recorded_gib_days",
            Self::EgressGib => "egress_gib",
        }
    }

    /// The meter of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|meter| meter.as_str() == word)
    }

    pub const fn unit(self) -> Unit {
        match self {
            Self::Month => Unit::Month,
            Self::Term => Unit::Order,
            Self::RoomTerms => Unit::Room,
            Self::BookedRoomHours | Self::RoomHours => Unit::RoomHour,
            Self::BookedSeatHours | Self::UsedSeatHours => Unit::SeatHour,
            Self::RecordedGibDays => Unit::GibDay,
            Self::EgressGib => Unit::Gib,
        }
    }

    /// How much of the quantity is one unit: hours are counted in seconds.
    pub const fn per_unit(self) -> u64 {
        match self {
            Self::BookedRoomHours | Self::BookedSeatHours | Self::RoomHours | Self::UsedSeatHours => 3600,
            Self::Month | Self::Term | Self::RoomTerms | Self::RecordedGibDays | Self::EgressGib => 1,
        }
    }

    /// Whether it is an order's, known and binding when it is ordered.
    pub const fn is_booked(self) -> bool {
        matches!(self, Self::Term | Self::RoomTerms | Self::BookedRoomHours | Self::BookedSeatHours)
    }

    /// Whether anything measures it.
    pub const fn is_served(self) -> bool {
        !matches!(self, Self::UsedSeatHours | Self::RecordedGibDays | Self::EgressGib)
    }
}
