//! The sorts of events. Clients match on the names: add, never rename.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

// `tt` and not `literal`: a wrapped literal is not seen by the derive that writes the document.
macro_rules! event_types {
    ($($name:ident $text:tt)*) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        pub enum EventType { $(#[serde(rename = $text)] $name,)* }

        impl EventType {
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

event_types! {
    AcademicCalendarAmended "academic_calendar.amended"
    AcademicCalendarCreated "academic_calendar.created"
    AcademicCalendarRemoved "academic_calendar.removed"
    ApiKeyCreated "api_key.created"
    ApiKeyRevoked "api_key.revoked"
    BillingProfileChanged "billing_profile.changed"
    CapAmended "cap.amended"
    CapCreated "cap.created"
    CapLifted "cap.lifted"
    CapReached "cap.reached"
    CapRemoved "cap.removed"
    CapStopped "cap.stopped"
    ClassroomsAvailable "classrooms.available"
    ClassroomsUnavailable "classrooms.unavailable"
    ClusterCapacityChangePlanned "cluster.capacity_change_planned"
    ClusterCapacityChangeRemoved "cluster.capacity_change_removed"
    ClusterCordoned "cluster.cordoned"
    ClusterNodesEnough "cluster.nodes_enough"
    ClusterNodesNeeded "cluster.nodes_needed"
    ClusterRegistered "cluster.registered"
    ClusterRemoved "cluster.removed"
    ClusterUncordoned "cluster.uncordoned"
    ClusterUpdated "cluster.updated"
    CreditExpired "credit.expired"
    CreditGranted "credit.granted"
    CreditNoteIssued "credit_note.issued"
    CreditRevoked "credit.revoked"
    DisputeLost "dispute.lost"
    DisputeOpened "dispute.opened"
    DisputeWon "dispute.won"
    InvoiceIssued "invoice.issued"
    InvoicePaid "invoice.paid"
    InvoiceVoided "invoice.voided"
    InvoiceWrittenOff "invoice.written_off"
    JobRun "job.run"
    LegalEntityChanged "legal_entity.changed"
    LessonsCutShort "lessons.cut_short"
    LessonsWentOn "lessons.went_on"
    LinkCreated "link.created"
    LinkRevoked "link.revoked"
    MemberAdded "member.added"
    MemberRemoved "member.removed"
    MemberUpdated "member.updated"
    NoticeGiven "notice.given"
    OrderAmended "order.amended"
    OrderCancelled "order.cancelled"
    OrderConfirmed "order.confirmed"
    OrderCreated "order.created"
    OrderNotReady "order.not_ready"
    OrderPhaseChanged "order.phase_changed"
    OrderReady "order.ready"
    OrderReleased "order.released"
    OrderReservationEnding "order.reservation_ending"
    OrderReservationExpired "order.reservation_expired"
    PasswordChanged "password.changed"
    PartnerCreated "partner.created"
    PartnerUpdated "partner.updated"
    PaymentFailed "payment.failed"
    PaymentMethodRemoved "payment_method.removed"
    PaymentMethodsChanged "payment_methods.changed"
    PaymentReceived "payment.received"
    PaymentRefunded "payment.refunded"
    PlanCreated "plan.created"
    PlanVersionCreated "plan_version.created"
    PromiseAtRisk "promise.at_risk"
    PromiseBroken "promise.broken"
    PromiseHolds "promise.holds"
    QuotaChanged "quota.changed"
    RefundApproved "refund.approved"
    RefundFailed "refund.failed"
    RefundRejected "refund.rejected"
    RefundRequested "refund.requested"
    SessionOpened "session.opened"
    SubscriptionCancelled "subscription.cancelled"
    SubscriptionCreated "subscription.created"
    SubscriptionKept "subscription.kept"
    SubscriptionMoved "subscription.moved"
    SubscriptionRevoked "subscription.revoked"
    TenantCancelled "tenant.cancelled"
    TenantCreated "tenant.created"
    TenantExempted "tenant.exempted"
    TenantExemptionEnded "tenant.exemption_ended"
    TenantPastDue "tenant.past_due"
    TenantRenewed "tenant.renewed"
    TenantResumed "tenant.resumed"
    TenantSettled "tenant.settled"
    TenantSuspended "tenant.suspended"
    TenantUpdated "tenant.updated"
}
