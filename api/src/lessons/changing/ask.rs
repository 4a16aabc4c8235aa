//! What the verbs share: the lesson is found in the order as it is read, and what is wrong is said of the request instead of the document.

use homeroom_domain::{
    order::{FieldProblem, LessonChange, LessonError, LessonInstead, MovedTo, Order, Rewritten, Schedule},
    timetable::{LessonId, zone},
};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Map, Value, json};

use crate::{
    auth::{AmendOrders, Caller},
    http::{ApiError, Created, Problem, Versioned},
    lessons::{get, view::LessonView},
    orders::{Changing, ExplanationCode, Instead, Offered, Rewrite},
    work::Ticket,
};

/// A change of one lesson.
#[derive(Debug, Clone)]
pub(super) struct ChangeLesson {
    pub id: LessonId,
    pub change: LessonChange,
    pub now: Timestamp,
}

impl ChangeLesson {
    /// Makes the change and answers with the lesson as it is then.
    pub(super) async fn run(self, caller: &Caller<AmendOrders>, ticket: &Ticket) -> Result<Versioned<LessonView>, ApiError> {
        let id = self.id;
        let told = told(id, self.verb());
        let changing = Changing { caller, ticket, id: id.order_id(), idempotent: None, told };
        changing.run(self, |_| Ok(Created::without_address(()))).await?;
        get::found(caller, id).await
    }

    const fn verb(&self) -> &'static str {
        match self.change {
            LessonChange::Move(_) => "moved",
            LessonChange::Cancel => "cancelled",
            LessonChange::ExtendTo(_) => "extended",
            LessonChange::Restore => "restored",
        }
    }

    /// The field of the request that decides when the lesson is; of a move that leaves the time as it is, where.
    const fn time_field(&self) -> &'static str {
        match self.change {
            LessonChange::Move(MovedTo { start: Some(_), .. }) => "/start",
            LessonChange::Move(MovedTo { date: Some(_), .. }) => "/date",
            LessonChange::Move(MovedTo { duration_minutes: Some(_), .. }) => "/duration_minutes",
            LessonChange::Move(_) => "/room",
            LessonChange::ExtendTo(_) => "/ends_at",
            LessonChange::Cancel | LessonChange::Restore => "",
        }
    }
}

/// What the order's event says of a lesson.
fn told(id: LessonId, change: &str) -> Map<String, Value> {
    Map::from_iter([("lesson".to_owned(), json!(id)), ("change".to_owned(), json!(change))])
}

impl Rewrite for ChangeLesson {
    fn document(&mut self, order: &Order, now: Timestamp) -> Result<Option<Rewritten>, ApiError> {
        let held = *order.schedule().lesson(order, self.id).ok_or(ApiError::NotFound)?;
        order.with_lesson(&held, &self.change, now).map_err(refused)
    }

    fn is_of_lessons(&self) -> bool {
        true
    }

    fn check(&self, amended: &Order, schedule: &Schedule) -> Result<(), ApiError> {
        schedule.changed_lesson(amended, self.id, &self.change).map(|_| ()).map_err(refused)
    }

    fn instead(&self) -> Option<Instead> {
        let (id, change, now) = (self.id, self.change.clone(), self.now);
        Some(Instead::new(move |order| {
            let Some(held) = order.schedule().lesson(order, id).copied() else { return Vec::new() };
            order.instead_of(&held, &change, now).into_iter().map(|(document, instead)| (document, offered(instead, order))).collect()
        }))
    }

    fn say(&self, error: ApiError, at: Option<&str>) -> ApiError {
        of_request(error, at.map(|at| format!("{at}/moved_to")).as_deref().or(at), self.time_field())
    }
}

/// What is to be sent of it.
pub(super) fn offered(instead: LessonInstead, order: &Order) -> Offered {
    match instead {
        LessonInstead::At { date, start } => {
            let change =
                Map::from_iter([("date".to_owned(), json!(date)), ("start".to_owned(), json!(start.strftime("%H:%M").to_string()))]);
            Offered { params: change.clone().into(), change, code: ExplanationCode::LessonAt }
        }
        LessonInstead::Until { ends_at } => {
            let zone = zone(&order.newest().document.timetable.time_zone).unwrap_or(TimeZone::UTC);
            let on_the_wall = zone.to_datetime(ends_at).strftime("%H:%M").to_string();
            let change = Map::from_iter([("ends_at".to_owned(), json!(ends_at))]);
            Offered { change, code: ExplanationCode::LessonUntil, params: json!({ "ends_at": ends_at, "ends_at_local": on_the_wall }) }
        }
    }
}

/// Errors of the document as those of a request, whose fields stand at `base` in it; lessons that overlap are the fault of the field that says when it is.
pub(super) fn of_request(error: ApiError, base: Option<&str>, time_field: &str) -> ApiError {
    let ApiError::Invalid(mut errors) = error else { return error };
    for error in &mut errors {
        if matches!(error.problem, FieldProblem::LessonsOverlap { .. }) {
            time_field.clone_into(&mut error.pointer);
        } else if let Some(field) = base.and_then(|base| error.pointer.strip_prefix(base)) {
            error.pointer = field.to_owned();
        }
    }
    ApiError::Invalid(errors)
}

pub(super) fn refused(error: LessonError) -> ApiError {
    match error {
        LessonError::Over { ended_at } => ApiError::With(Problem::LessonOver, json!({ "ended_at": ended_at })),
        LessonError::Begun { started_at } => ApiError::With(Problem::LessonBegun, json!({ "started_at": started_at })),
        LessonError::Cancelled => Problem::LessonCancelled.into(),
        LessonError::Pending { generation, effective_from } => {
            ApiError::With(Problem::PendingGeneration, json!({ "generation": generation, "effective_from": effective_from }))
        }
        LessonError::LeftOut => Problem::LessonLeftOut.into(),
        LessonError::Field(error) => vec![error].into(),
    }
}
