//! Who may do what, said a second time and apart from the code: an operation without a line here fails the matrix.

/// Through which door an operation is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// No caller is needed.
    Open,
    /// Whoever has a session or a key.
    SignedIn,
    /// For a person in a browser, about what their own password opens: keys and tokens are refused.
    InBrowser,
    /// For one institution: callers of the platform or of a partner name it in X-Tenant.
    Tenant,
    /// For one institution, or without X-Tenant for the caller's own place.
    OwnPlace,
    /// Over institutions: for the platform and, where listed, partners. X-Tenant has no meaning.
    Across,
}

pub(crate) struct Expectation {
    /// As in the document: `GET /v1/orders/{id}`.
    pub(crate) operation: &'static str,
    pub(crate) door: Door,
    /// The scope that a key needs; empty where none is asked.
    pub(crate) scope: &'static str,
    pub(crate) roles: &'static [&'static str],
    /// A body that passes every check before the target is looked for; empty where none is sent.
    pub(crate) body: &'static str,
    pub(crate) query: &'static str,
}

pub(crate) const ROLES: [&str; 8] =
    ["platform_admin", "platform_support", "partner_admin", "owner", "admin", "billing", "teacher", "viewer"];

const EVERYBODY: &[&str] = &ROLES;
const NOT_BILLING: &[&str] = &["platform_admin", "platform_support", "partner_admin", "owner", "admin", "teacher", "viewer"];
const NOT_TEACHERS: &[&str] = &["platform_admin", "platform_support", "partner_admin", "owner", "admin", "billing", "viewer"];
const BUYERS: &[&str] = &["platform_admin", "platform_support", "partner_admin", "owner", "admin", "billing"];
const PAYERS: &[&str] = &["platform_admin", "partner_admin", "owner", "admin", "billing"];
const SUBSCRIBERS: &[&str] = &["platform_admin", "partner_admin", "owner", "admin", "teacher", "viewer"];
const JOINERS: &[&str] = &["platform_admin", "partner_admin", "owner", "admin", "teacher"];
const MANAGERS: &[&str] = &["platform_admin", "partner_admin", "owner", "admin"];
const MANAGERS_AND_SUPPORT: &[&str] = &["platform_admin", "platform_support", "partner_admin", "owner", "admin"];
const RESELLERS: &[&str] = &["platform_admin", "partner_admin"];
const RESELLERS_AND_SUPPORT: &[&str] = &["platform_admin", "platform_support", "partner_admin"];
const PLATFORM: &[&str] = &["platform_admin", "platform_support"];
const PLATFORM_ADMIN: &[&str] = &["platform_admin"];
const NOBODY: &[&str] = &[];

use Door::{Across, InBrowser, Open, OwnPlace, SignedIn, Tenant};

const fn may(operation: &'static str, door: Door, scope: &'static str, roles: &'static [&'static str]) -> Expectation {
    Expectation { operation, door, scope, roles, body: "", query: "" }
}

impl Expectation {
    const fn body(self, body: &'static str) -> Self {
        Self { body, ..self }
    }

    const fn query(self, query: &'static str) -> Self {
        Self { query, ..self }
    }

    pub(crate) fn method(&self) -> &'static str {
        self.operation.split_once(' ').expect("a method and a path").0
    }

    /// The path's template.
    pub(crate) fn path(&self) -> &'static str {
        self.operation.split_once(' ').expect("a method and a path").1
    }

    /// The path with the id in its place; where it names a part of that thing besides, the first one.
    pub(crate) fn address(&self, target: &str, [link, change, group, pool]: [&str; 4]) -> String {
        let path = self.path().replace("{id}", target).replace("{number}", "1");
        path.replace("{change}", change).replace("{link}", link).replace("{group}", group).replace("{pool}", pool)
    }

    /// Whether it names one thing by id.
    pub(crate) fn has_target(&self) -> bool {
        self.path().contains("{id}")
    }
}

pub(crate) const TABLE: &[Expectation] = &[
    may("GET /healthz", Open, "", NOBODY),
    may("GET /readyz", Open, "", NOBODY),
    may("GET /.well-known/jwks.json", Open, "", NOBODY),
    may("POST /v1/sessions", Open, "", NOBODY),
    may("POST /v1/password-resets", Open, "", NOBODY),
    may("POST /v1/links/redeem", Open, "", NOBODY),
    may("POST /v1/links/enter", Open, "", NOBODY),
    may("GET /v1/lessons.ics", Open, "", NOBODY).query("?subscription=x"),
    may("GET /v1/links/current", Open, "", NOBODY),
    may("DELETE /v1/links/current", Open, "", NOBODY),
    may("POST /hooks/stripe", Open, "", NOBODY),
    may("GET /v1/me", SignedIn, "", EVERYBODY),
    may("PATCH /v1/me", InBrowser, "", EVERYBODY).body(r#"{"name": "Li Wei"}"#),
    may("PUT /v1/me/password", SignedIn, "", EVERYBODY),
    may("POST /v1/tokens", SignedIn, "", EVERYBODY),
    may("GET /v1/sessions", InBrowser, "", EVERYBODY),
    may("PUT /v1/sessions/current", InBrowser, "", EVERYBODY).body(r#"{"membership": "mem_0197f000-0000-7000-8000-000000000000"}"#),
    may("DELETE /v1/sessions", InBrowser, "", EVERYBODY),
    may("DELETE /v1/sessions/{id}", InBrowser, "", EVERYBODY),
    may("DELETE /v1/sessions/current", SignedIn, "", EVERYBODY),
    // Resellers and the platform.
    may("GET /v1/partners", Across, "partners:read", PLATFORM),
    may("POST /v1/partners", Across, "partners:manage", PLATFORM_ADMIN),
    may("POST /v1/partners/{id}/members", Across, "partners:manage", PLATFORM_ADMIN)
        .body(r#"{"email": "lead@north.example", "role": "partner_admin"}"#),
    may("GET /v1/partners/{id}", Across, "partners:read", PLATFORM),
    may("PATCH /v1/partners/{id}", Across, "partners:manage", PLATFORM_ADMIN).body(r#"{"name": "Southern Schools"}"#),
    may("GET /v1/tenants", Across, "tenants:read", RESELLERS_AND_SUPPORT),
    may("POST /v1/tenants", Across, "tenants:create", RESELLERS),
    may("GET /v1/tenants/{id}", Across, "tenants:read", RESELLERS_AND_SUPPORT),
    may("PATCH /v1/tenants/{id}", Across, "tenants:amend", RESELLERS).body(r#"{"name": "Qinghe No. 3"}"#),
    may("GET /v1/tenants/{id}/quota", Across, "quota:read", RESELLERS_AND_SUPPORT),
    may("PUT /v1/tenants/{id}/quota", Across, "quota:set", RESELLERS)
        .body(r#"{"rooms": 90, "seats": 4000, "live_orders": 10, "rooms_per_order": 50}"#),
    may("POST /v1/tenants/{id}/suspend", Across, "tenants:suspend", RESELLERS).body(r#"{"reason": "unpaid"}"#),
    may("POST /v1/tenants/{id}/resume", Across, "tenants:suspend", RESELLERS).body(r#"{"reason": "paid"}"#),
    may("GET /v1/tenants/{id}/standing", Across, "tenants:read", RESELLERS_AND_SUPPORT),
    may("POST /v1/tenants/{id}/exempt", Across, "invoices:settle", PLATFORM_ADMIN).body(r#"{"reason": "A pilot"}"#),
    may("POST /v1/tenants/{id}/hold-purge", Across, "invoices:settle", PLATFORM_ADMIN).body(r#"{"reason": "An audit"}"#),
    may("POST /v1/tenants/{id}/release-purge", Across, "invoices:settle", PLATFORM_ADMIN).body(r#"{"reason": "It is over"}"#),
    may("POST /v1/tenants/{id}/chase", Across, "invoices:settle", PLATFORM_ADMIN).body(r#"{"reason": "It is over"}"#),
    may("GET /v1/clusters", Across, "clusters:read", PLATFORM),
    may("POST /v1/clusters", Across, "clusters:manage", PLATFORM_ADMIN),
    may("POST /v1/clusters/check", Across, "clusters:manage", PLATFORM_ADMIN).body(r#"{"kubeconfig": "x"}"#),
    may("GET /v1/clusters/{id}", Across, "clusters:read", PLATFORM),
    may("PATCH /v1/clusters/{id}", Across, "clusters:manage", PLATFORM_ADMIN).body(r#"{"headroom_percent": 5}"#),
    may("POST /v1/clusters/{id}/cordon", Across, "clusters:manage", PLATFORM_ADMIN),
    may("POST /v1/clusters/{id}/uncordon", Across, "clusters:manage", PLATFORM_ADMIN),
    may("POST /v1/clusters/{id}/pause", Across, "clusters:manage", PLATFORM_ADMIN).body(r#"{"why": "A switch is replaced"}"#),
    may("POST /v1/clusters/{id}/unpause", Across, "clusters:manage", PLATFORM_ADMIN),
    may("POST /v1/orders/{id}/pause", Across, "clusters:manage", PLATFORM_ADMIN).body(r#"{"why": "A disk is looked at"}"#),
    may("POST /v1/orders/{id}/unpause", Across, "clusters:manage", PLATFORM_ADMIN),
    may("GET /v1/lanes", Across, "clusters:read", PLATFORM),
    may("POST /v1/lanes/pause", Across, "clusters:manage", PLATFORM_ADMIN)
        .body(r#"{"lane": "preload", "why": "A registry is replaced", "until": "2026-08-25T04:00:00Z"}"#),
    may("POST /v1/lanes/unpause", Across, "clusters:manage", PLATFORM_ADMIN).body(r#"{"lane": "preload"}"#),
    may("POST /v1/classrooms/{id}/keep", Across, "clusters:manage", PLATFORM_ADMIN)
        .body(r#"{"until": "2026-08-25T04:00:00Z", "why": "An examination began late"}"#),
    may("POST /v1/clusters/{id}/drain", Across, "clusters:manage", PLATFORM_ADMIN),
    may("POST /v1/clusters/{id}/drain/cancel", Across, "clusters:manage", PLATFORM_ADMIN),
    may("POST /v1/clusters/{id}/failover", Across, "clusters:manage", PLATFORM_ADMIN)
        .body(r#"{"lessons_until": "2026-08-30T00:00:00Z", "dry_run": true, "force": true}"#),
    may("POST /v1/clusters/{id}/rebalance", Across, "clusters:manage", PLATFORM_ADMIN).body(r#"{"dry_run": true}"#),
    may("POST /v1/clusters/{id}/abandon", Across, "clusters:manage", PLATFORM_ADMIN).body(r#"{"reason": "It burnt down"}"#),
    may("POST /v1/orders/{id}/move", Across, "clusters:manage", PLATFORM_ADMIN),
    may("GET /v1/moves", Across, "clusters:read", PLATFORM),
    may("GET /v1/moves/{id}", Across, "clusters:read", PLATFORM),
    may("POST /v1/moves/{id}/cancel", Across, "clusters:manage", PLATFORM_ADMIN),
    may("GET /v1/clusters/{id}/capacity", Across, "clusters:read", PLATFORM).query("?from=2026-09-01T00:00:00Z&to=2026-09-02T00:00:00Z"),
    may("GET /v1/clusters/{id}/images", Across, "clusters:read", PLATFORM),
    may("GET /v1/tenants/{id}/clusters", Across, "clusters:read", PLATFORM),
    may("PUT /v1/tenants/{id}/clusters", Across, "clusters:manage", PLATFORM_ADMIN).body("{}"),
    may("GET /v1/images/rolls", Across, "clusters:read", PLATFORM),
    may("POST /v1/images/rolls", Across, "clusters:manage", PLATFORM_ADMIN).body(r#"{"image": "registry.example/room:v3"}"#),
    may("GET /v1/images/rolls/{id}", Across, "clusters:read", PLATFORM),
    may("POST /v1/images/rolls/{id}/stop", Across, "clusters:manage", PLATFORM_ADMIN),
    may("POST /v1/images/rolls/{id}/resume", Across, "clusters:manage", PLATFORM_ADMIN),
    may("POST /v1/images/rolls/{id}/take-back", Across, "clusters:manage", PLATFORM_ADMIN),
    may("GET /v1/clusters/{id}/capacity-changes", Across, "clusters:read", PLATFORM),
    may("POST /v1/clusters/{id}/capacity-changes", Across, "clusters:manage", PLATFORM_ADMIN).body(r#"{"nodes": 1, "note": "A rack"}"#),
    may("DELETE /v1/clusters/{id}/capacity-changes/{change}", Across, "clusters:manage", PLATFORM_ADMIN),
    may("GET /v1/clusters/{id}/node-groups", Across, "clusters:read", PLATFORM),
    may("POST /v1/clusters/{id}/node-groups", Across, "clusters:manage", PLATFORM_ADMIN).body(
        r#"{"api_version": "cluster.x-k8s.io/v1beta2", "kind": "MachineDeployment", "namespace": "machines", "name": "rooms", "node_label": "pool=rooms", "min": 0, "max": 5, "boot_minutes": 10}"#,
    ),
    may("DELETE /v1/clusters/{id}/node-groups/{group}", Across, "clusters:manage", PLATFORM_ADMIN),
    may("GET /v1/clusters/{id}/storage-pools", Across, "clusters:read", PLATFORM),
    may("POST /v1/clusters/{id}/storage-pools", Across, "clusters:manage", PLATFORM_ADMIN).body(
        r#"{"name": "rooms", "storage_class": "rooms", "bandwidth_mbit": 1000, "space_mib": 100000, "retention_days": 30}"#,
    ),
    may("GET /v1/clusters/{id}/storage-pools/{pool}", Across, "clusters:read", PLATFORM),
    may("PATCH /v1/clusters/{id}/storage-pools/{pool}", Across, "clusters:manage", PLATFORM_ADMIN).body(r#"{"open": false}"#),
    may("DELETE /v1/clusters/{id}/storage-pools/{pool}", Across, "clusters:manage", PLATFORM_ADMIN),
    may("GET /v1/platform/promises/ledger", Across, "platform_orders:read", PLATFORM),
    may("GET /v1/promises", Across, "platform_orders:read", PLATFORM),
    may("GET /v1/capacity/node-plan", Across, "clusters:read", PLATFORM),
    may("GET /v1/capacity/accuracy", Across, "clusters:read", PLATFORM),
    may("POST /v1/capacity/what-if", Across, "clusters:read", PLATFORM).body("{}"),
    may("GET /v1/capacity", Across, "clusters:read", PLATFORM).query("?from=2026-09-01T00:00:00Z&resolution=day"),
    may("GET /v1/clusters/{id}/bookings", Across, "platform_orders:read", PLATFORM).query("?resource=pods"),
    may("DELETE /v1/clusters/{id}", Across, "clusters:manage", PLATFORM_ADMIN),
    may("GET /v1/platform/orders", Across, "platform_orders:read", PLATFORM),
    may("GET /v1/platform/events", Across, "events:read", PLATFORM),
    may("GET /v1/platform/breaches", Across, "platform_orders:read", PLATFORM),
    may("GET /v1/platform/stream", Across, "platform_orders:read", PLATFORM),
    may("GET /v1/platform/bells", Across, "platform_orders:read", PLATFORM),
    may("GET /v1/platform/jobs", Across, "jobs:read", PLATFORM),
    may("POST /v1/platform/jobs/{id}/run", Across, "jobs:run", PLATFORM_ADMIN),
    may("GET /v1/plans/{id}/use", Across, "plans:manage", PLATFORM_ADMIN),
    may("GET /v1/platform/legal-entities", Across, "receivables:read", PLATFORM),
    may("PUT /v1/platform/legal-entities", Across, "plans:manage", PLATFORM_ADMIN).body(r#"{"number_prefix": "HR-", "name": "Homeroom"}"#),
    may("GET /v1/tenants/{id}/seller", Across, "receivables:read", PLATFORM),
    may("PUT /v1/tenants/{id}/seller", Across, "plans:manage", PLATFORM_ADMIN).body("{}"),
    may("GET /v1/platform/receivables", Across, "receivables:read", PLATFORM),
    may("GET /v1/platform/refunds", Across, "receivables:read", PLATFORM),
    may("POST /v1/platform/credits", Across, "invoices:settle", PLATFORM_ADMIN).body(
        r#"{"tenant_id": "ten_0197f000-0000-7000-8000-000000000000", "amount_minor": 1, "currency": "CNY", "reason": "A gift"}"#,
    ),
    may("POST /v1/platform/credits/{id}/revoke", Across, "invoices:settle", PLATFORM_ADMIN).body(r#"{"reason": "wrong"}"#),
    may("POST /v1/invoices/{id}/issue", Across, "invoices:settle", PLATFORM_ADMIN),
    may("POST /v1/invoices/{id}/payments", Across, "invoices:settle", PLATFORM_ADMIN)
        .body(r#"{"amount_minor": 1, "currency": "CNY", "method": "cash", "received_on": "2026-08-01"}"#),
    may("POST /v1/invoices/{id}/void", Across, "invoices:settle", PLATFORM_ADMIN).body(r#"{"reason": "wrong"}"#),
    may("POST /v1/invoices/{id}/write-off", Across, "invoices:settle", PLATFORM_ADMIN).body(r#"{"reason": "lost"}"#),
    may("POST /v1/invoices/{id}/credit-notes", Across, "invoices:settle", PLATFORM_ADMIN).body(r#"{"amount_minor": 1, "reason": "wrong"}"#),
    may("POST /v1/invoices/{id}/refunds", Across, "invoices:settle", PLATFORM_ADMIN).body(r#"{"amount_minor": 1, "reason": "wrong"}"#),
    may("POST /v1/refunds/{id}/approve", Across, "invoices:settle", PLATFORM_ADMIN),
    may("POST /v1/refunds/{id}/reject", Across, "invoices:settle", PLATFORM_ADMIN),
    may("GET /v1/export", Tenant, "data:export", MANAGERS),
    // A place's own people, keys and events.
    may("GET /v1/members", OwnPlace, "members:read", MANAGERS_AND_SUPPORT),
    may("POST /v1/members", OwnPlace, "members:manage", MANAGERS),
    may("POST /v1/members/batch", OwnPlace, "members:manage", MANAGERS),
    may("POST /v1/members/{id}/link", OwnPlace, "members:manage", MANAGERS),
    may("GET /v1/members/{id}", OwnPlace, "members:read", MANAGERS_AND_SUPPORT),
    may("PATCH /v1/members/{id}", OwnPlace, "members:manage", MANAGERS).body(r#"{"role": "viewer"}"#),
    may("GET /v1/api-keys", OwnPlace, "api_keys:read", MANAGERS_AND_SUPPORT),
    may("POST /v1/api-keys", OwnPlace, "api_keys:manage", MANAGERS),
    may("GET /v1/events", OwnPlace, "events:read", NOT_TEACHERS),
    may("GET /v1/search", OwnPlace, "orders:read", EVERYBODY).query("?q=a"),
    may("GET /v1/events/stream", OwnPlace, "events:read", NOT_TEACHERS),
    may("GET /v1/plans", OwnPlace, "plans:read", BUYERS),
    may("POST /v1/plans", Across, "plans:manage", PLATFORM_ADMIN),
    may("GET /v1/plans/{id}", OwnPlace, "plans:read", BUYERS),
    may("POST /v1/plans/{id}/versions", Across, "plans:manage", PLATFORM_ADMIN).body(
        r#"{"currency": "CNY", "prices": [{"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "5"}]}"#,
    ),
    // An institution's own.
    may("GET /v1/billing/profile", Tenant, "billing:read", BUYERS),
    may("PUT /v1/billing/profile", Tenant, "billing:manage", PAYERS).body(r#"{"name": "Qinghe"}"#),
    may("GET /v1/caps", Tenant, "billing:read", BUYERS),
    may("POST /v1/caps", Tenant, "billing:manage", PAYERS).body(r#"{"action": "alert", "amount_minor": 100, "currency": "CNY"}"#),
    may("GET /v1/caps/{id}", Tenant, "billing:read", BUYERS),
    may("PATCH /v1/caps/{id}", Tenant, "billing:manage", PAYERS).body(r#"{"amount_minor": 200}"#),
    may("GET /v1/credits", Tenant, "billing:read", BUYERS),
    may("POST /v1/subscription/cancel", Tenant, "billing:manage", PAYERS),
    may("POST /v1/subscription/keep", Tenant, "billing:manage", PAYERS),
    may("POST /v1/subscription/renew", Tenant, "billing:manage", PAYERS),
    may("GET /v1/notices", Tenant, "billing:read", BUYERS),
    may("GET /v1/invoices", Tenant, "billing:read", BUYERS),
    may("GET /v1/invoices/{id}", Tenant, "billing:read", BUYERS),
    may("POST /v1/invoices/{id}/pay", Tenant, "billing:manage", PAYERS).body("{}"),
    may("GET /v1/payment-methods", Tenant, "billing:read", BUYERS),
    may("POST /v1/payment-methods", Tenant, "billing:manage", PAYERS).body("{}"),
    may("GET /v1/subscription", Tenant, "billing:read", BUYERS),
    may("PUT /v1/subscription", Tenant, "billing:manage", PAYERS).body(r#"{"plan_version": "plv_0197f000-0000-7000-8000-000000000000"}"#),
    may("POST /v1/subscription/preview", Tenant, "billing:read", BUYERS)
        .body(r#"{"plan_version": "plv_0197f000-0000-7000-8000-000000000000"}"#),
    may("GET /v1/kinds", Tenant, "kinds:read", EVERYBODY),
    may("GET /v1/regions", Tenant, "kinds:read", EVERYBODY),
    may("GET /v1/usage", Tenant, "usage:read", NOT_TEACHERS),
    may("GET /v1/usage/events/{id}", Tenant, "usage:read", NOT_TEACHERS),
    may("GET /v1/usage/forecast", Tenant, "billing:read", BUYERS),
    may("GET /v1/usage/quota", Tenant, "usage:read", NOT_TEACHERS),
    may("GET /v1/usage/calendar", Tenant, "usage:read", NOT_TEACHERS),
    may("POST /v1/quotes", Tenant, "orders:quote", BUYERS),
    may("POST /v1/quotes/openings", Tenant, "orders:quote", BUYERS),
    may("POST /v1/timetables/import", Tenant, "orders:quote", BUYERS),
    may("GET /v1/timetables/template", Tenant, "orders:quote", BUYERS),
    may("GET /v1/orders", Tenant, "orders:read", EVERYBODY),
    may("POST /v1/orders", Tenant, "orders:create", MANAGERS),
    may("POST /v1/orders/batch", Tenant, "orders:create", MANAGERS),
    may("GET /v1/orders/{id}", Tenant, "orders:read", EVERYBODY),
    may("PATCH /v1/orders/{id}", Tenant, "orders:amend", MANAGERS).body(r#"{"name": "Spring term"}"#),
    may("POST /v1/orders/{id}/quote", Tenant, "orders:quote", BUYERS).body(r#"{"name": "Spring term"}"#),
    may("POST /v1/orders/{id}/copy", Tenant, "orders:create", MANAGERS)
        .body(r#"{"term": {"first_day": "2027-02-22", "last_day": "2027-07-02"}}"#),
    may("GET /v1/breaches", Tenant, "orders:read", EVERYBODY),
    may("GET /v1/promises/ledger", Tenant, "orders:read", EVERYBODY),
    may("POST /v1/orders/{id}/confirm", Tenant, "orders:create", MANAGERS).body(r#"{"purchase_order": "PO-7781"}"#),
    may("GET /v1/orders/{id}/events", Tenant, "orders:read", EVERYBODY),
    may("GET /v1/orders/{id}/generations", Tenant, "orders:read", EVERYBODY),
    may("GET /v1/orders/{id}/generations/{number}", Tenant, "orders:read", EVERYBODY),
    may("GET /v1/academic-calendars", Tenant, "orders:read", EVERYBODY),
    may("POST /v1/academic-calendars", Tenant, "orders:amend", MANAGERS).body(r#"{"name": "2026/27"}"#),
    may("POST /v1/academic-calendars/import", Tenant, "orders:quote", BUYERS),
    may("GET /v1/academic-calendars/{id}", Tenant, "orders:read", EVERYBODY),
    may("PATCH /v1/academic-calendars/{id}", Tenant, "orders:amend", MANAGERS).body(r#"{"name": "2026/27"}"#),
    may("POST /v1/academic-calendars/{id}/quote", Tenant, "orders:quote", BUYERS).body(r#"{"name": "2026/27"}"#),
    may("GET /v1/drafts", Tenant, "orders:create", MANAGERS),
    may("POST /v1/drafts", Tenant, "orders:create", MANAGERS),
    may("GET /v1/drafts/{id}", Tenant, "orders:create", MANAGERS),
    may("PUT /v1/drafts/{id}", Tenant, "orders:create", MANAGERS).body(r#"{"kind": "order", "step": "week", "body": {}, "shared": true}"#),
    may("GET /v1/classrooms", Tenant, "classrooms:read", NOT_BILLING),
    may("GET /v1/classrooms/{id}", Tenant, "classrooms:read", NOT_BILLING),
    may("POST /v1/classrooms/{id}/join", Tenant, "classrooms:join", JOINERS).body(r#"{"role": "observer", "name": "Observer"}"#),
    may("GET /v1/classrooms/{id}/links", Tenant, "classrooms:join", JOINERS),
    may("POST /v1/classrooms/{id}/links", Tenant, "classrooms:join", JOINERS).body(r#"{"role": "pupil", "valid": "term"}"#),
    may("GET /v1/lessons", Tenant, "lessons:read", NOT_BILLING),
    may("GET /v1/lessons/board", Tenant, "lessons:read", NOT_BILLING),
    may("GET /v1/lessons/summary", Tenant, "lessons:read", NOT_BILLING),
    may("GET /v1/subscriptions", Tenant, "lessons:subscribe", SUBSCRIBERS),
    may("POST /v1/subscriptions", Tenant, "lessons:subscribe", SUBSCRIBERS).body(r#"{"teacher": "Li Wei"}"#),
    may("GET /v1/teachers", Tenant, "lessons:read", NOT_BILLING),
    may("GET /v1/lessons/{id}", Tenant, "lessons:read", NOT_BILLING),
    may("POST /v1/lessons", Tenant, "orders:amend", MANAGERS)
        .body(r#"{"classroom_id": "cls_01920000-0000-7000-8000-000000000001", "duration_minutes": 45}"#),
    may("POST /v1/lessons/{id}/move", Tenant, "orders:amend", MANAGERS).body(r#"{"start": "18:00"}"#),
    may("POST /v1/lessons/{id}/extend", Tenant, "orders:amend", MANAGERS).body(r#"{"ends_at": "2026-09-07T11:00:00Z"}"#),
    may("POST /v1/lessons/{id}/restore", Tenant, "orders:amend", MANAGERS),
    may("POST /v1/lessons/{id}/cancel", Tenant, "orders:amend", MANAGERS),
    // What ends something comes last, for the tests that try it on something real.
    may("POST /v1/orders/{id}/cancel", Tenant, "orders:cancel", MANAGERS),
    may("DELETE /v1/classrooms/{id}/links/{link}", Tenant, "classrooms:join", JOINERS),
    may("DELETE /v1/caps/{id}", Tenant, "billing:manage", PAYERS),
    may("DELETE /v1/payment-methods/{id}", Tenant, "billing:manage", PAYERS),
    may("DELETE /v1/subscriptions/{id}", Tenant, "lessons:subscribe", SUBSCRIBERS),
    may("DELETE /v1/academic-calendars/{id}", Tenant, "orders:amend", MANAGERS),
    may("DELETE /v1/drafts/{id}", Tenant, "orders:create", MANAGERS),
    may("DELETE /v1/members/{id}", OwnPlace, "members:manage", MANAGERS),
    may("DELETE /v1/api-keys/{id}", OwnPlace, "api_keys:manage", MANAGERS),
];
