//! What is asked: a stretch of days, and how nodes come and go.

use homeroom_domain::{
    ids::ClusterId,
    node_plan::{BOOT_MINUTES, Habits, LINGER_MINUTES},
    slots::{SLOTS_PER_DAY, Slot},
    what_if::Window,
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::http::{ApiError, Checks, Format, Shape};

const SHOWN: SignedDuration = SignedDuration::from_hours(7 * 24);
const DAYS_MAX: i64 = 62;
const MINUTES_MAX: i64 = 24 * 60;
const SPARE_MAX: i64 = 1_000;

/// Of which clusters and days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NodePlanAsked {
    /// Default: now. Days are counted from it, so that a day may begin at anyone's midnight.
    from: Option<Timestamp>,
    /// Default: 7 days after `from`; at most 62 days after it.
    to: Option<Timestamp>,
    /// Default: all.
    pub(super) cluster_id: Option<ClusterId>,
    /// From when a node is asked for until it takes rooms. Default: 10.
    #[param(minimum = 0, maximum = 1440)]
    boot_minutes: Option<i64>,
    /// How long a node that nothing needs stays on. Default: 20.
    #[param(minimum = 0, maximum = 1440)]
    linger_minutes: Option<i64>,
    /// Nodes beside those that are needed. Default: 0.
    #[param(minimum = 0, maximum = 1000)]
    spare: Option<i64>,
}

/// The same, in slots.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub window: Window,
    pub habits: Habits,
    pub boot_minutes: i64,
    pub linger_minutes: i64,
}

impl NodePlanAsked {
    /// # Errors
    /// 422 for what is out of range.
    pub(super) fn span(&self, now: Timestamp) -> Result<Span, ApiError> {
        let (boot, linger, spare) =
            (self.boot_minutes.unwrap_or(BOOT_MINUTES), self.linger_minutes.unwrap_or(LINGER_MINUTES), self.spare.unwrap_or_default());
        let mut checks = Checks::default();
        checks.number("?boot_minutes", boot, 0..=MINUTES_MAX).number("?linger_minutes", linger, 0..=MINUTES_MAX);
        checks.number("?spare", spare, 0..=SPARE_MAX).done()?;
        let from = self.from.unwrap_or(now);
        let to = match self.to {
            Some(to) => to,
            None => from.checked_add(SHOWN).map_err(|_| ApiError::field("?from", Shape::BadFormat { expected: Format::BeforeYear9999 }))?,
        };
        let window = Window { from: Slot::holding(from), to: Slot::at_or_after(to) };
        let most = DAYS_MAX * i64::try_from(SLOTS_PER_DAY).unwrap_or(i64::MAX) + 1;
        if window.from >= window.to || window.to.0 - window.from.0 > most {
            return Err(ApiError::field("?to", Shape::BadFormat { expected: Format::NodePlanSpan }));
        }
        Ok(Span { window, habits: Habits::of_minutes(boot, linger, spare), boot_minutes: boot, linger_minutes: linger })
    }
}
