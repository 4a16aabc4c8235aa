//! Where two things are wrong at once, the one that is checked first is said: every pair of faults on every operation, and by HEAD too.

use super::{Manners, bodies::limit};
use crate::{
    authz::expectations::{Door, Expectation, TABLE},
    support::{Answer, Call, Home},
};

/// One thing wrong with a request, in the order in which they are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Caller,
    Tenant,
    Role,
    MediaType,
    Size,
    Syntax,
    Key,
    Field,
    Parameter,
    NoMatch,
    Target,
    Stale,
}

use Wrong::{Caller, Field, Key, MediaType, NoMatch, Parameter, Role, Size, Stale, Syntax, Target, Tenant};

const ALL: [Wrong; 12] = [Caller, Tenant, Role, MediaType, Size, Syntax, Key, Field, Parameter, NoMatch, Target, Stale];

impl Wrong {
    /// Of two with the same rank either may be said.
    fn rank(self) -> u8 {
        match self {
            Caller => 0,
            Tenant => 1,
            Role => 2,
            MediaType => 3,
            Size => 4,
            Syntax | Key => 5,
            Field | Parameter => 6,
            NoMatch => 7,
            Target => 8,
            Stale => 9,
        }
    }

    fn applies(self, manners: &Manners, expectation: &Expectation) -> bool {
        match self {
            Caller | Tenant => expectation.door != Door::Open,
            Role => !expectation.scope.is_empty(),
            MediaType | Size | Syntax | Field => manners.takes_body(expectation),
            Key => manners.takes(expectation, "Idempotency-Key"),
            Parameter => true,
            NoMatch | Stale => manners.takes(expectation, "If-Match"),
            Target => expectation.has_target(),
        }
    }

    fn answer(self, expectation: &Expectation) -> (u16, &'static str) {
        match self {
            Caller => (401, "unauthenticated"),
            Tenant if expectation.door == Door::Across => (400, "tenant-not-applicable"),
            Tenant => (403, "acting-forbidden"),
            Role => (403, "forbidden"),
            MediaType => (415, "unsupported-media-type"),
            Size => (413, "body-too-large"),
            Syntax => (400, "malformed-json"),
            Key => (400, "header-missing"),
            Field | Parameter => (422, "invalid"),
            NoMatch => (428, "precondition-required"),
            Target => (404, "not-found"),
            Stale => (412, "precondition-failed"),
        }
    }
}

/// The operation with these things wrong, and all else in order.
struct Asking<'m> {
    manners: &'m Manners,
    expectation: &'m Expectation,
    /// May do nothing of this.
    weak: &'m str,
    wrong: &'m [Wrong],
}

impl Asking<'_> {
    fn has(&self, wrong: Wrong) -> bool {
        self.wrong.contains(&wrong)
    }

    fn path(&self) -> String {
        let Self { manners, expectation, .. } = self;
        let target = if self.has(Target) { manners.world.own.absent(expectation) } else { manners.target(expectation) };
        let path = format!("{}{}", expectation.address(&target, manners.world.own.parts()), expectation.query);
        let separator = if expectation.query.is_empty() { '?' } else { '&' };
        if self.has(Parameter) { format!("{path}{separator}surprise=1") } else { path }
    }

    fn body(&self) -> Vec<u8> {
        let mut body = match self.expectation.body {
            _ if self.has(Field) => r#"{"surprise": 1}"#,
            "" => "{}",
            body => body,
        }
        .as_bytes()
        .to_vec();
        if self.has(Syntax) {
            body.push(b'{');
        }
        if self.has(Size) {
            body.resize(limit(self.expectation) + 1, b' ');
        }
        body
    }

    fn call(&self, method: &str) -> Call {
        let Self { manners, expectation, .. } = self;
        let call = manners.world.app.call(method, &self.path());
        let mut call = match expectation.door {
            Door::Open => call.header("origin", "http://127.0.0.1:8080"),
            _ if self.has(Caller) => call.bearer("hr_live_nonsense"),
            _ if self.has(Role) => call.bearer(self.weak),
            _ => manners.signed(expectation, call),
        };
        if self.has(Tenant) {
            call = call.header("x-tenant", &manners.world.own.tenant);
        }
        if manners.takes_body(expectation) {
            call = call.header("content-type", if self.has(MediaType) { "text/plain" } else { "application/json" }).raw(self.body());
        }
        if !self.has(Key) {
            call = call.once();
        }
        if self.has(NoMatch) { call } else { call.header("if-match", if self.has(Stale) { "\"9999.0\"" } else { "\"1.0\"" }) }
    }
}

/// HEAD has no body to tell the type by.
fn is(answer: &Answer, (status, slug): (u16, &str), method: &str) -> bool {
    answer.status.as_u16() == status && (method == "HEAD" || answer["type"] == format!("/problems/{slug}"))
}

#[tokio::test]
async fn of_two_faults_the_one_that_is_checked_first_is_said() {
    let manners = Manners::new().await;
    let app = &manners.world.app;
    // A right that no operation asks for.
    let weak_outside = app.key(Home::PLATFORM, true, &["owners:manage"]).await;
    let weak_inside = app.key(Home::tenant(&manners.world.own.tenant), true, &["owners:manage"]).await;
    let mut failures = Vec::new();
    for expectation in TABLE {
        let weak = if expectation.door == Door::Across { &weak_outside } else { &weak_inside };
        let applying: Vec<Wrong> = ALL.into_iter().filter(|wrong| wrong.applies(&manners, expectation)).collect();
        let alone = applying.iter().map(|wrong| vec![*wrong]);
        let pairs = applying.iter().flat_map(|first| {
            applying.iter().filter(|second| first.rank() < second.rank()).map(|second| vec![*first, *second]).collect::<Vec<_>>()
        });
        let methods: &[&str] = if expectation.method() == "GET" { &["GET", "HEAD"] } else { &[expectation.method()] };
        for wrong in alone.chain(pairs) {
            for method in methods {
                let asking = Asking { manners: &manners, expectation, weak, wrong: &wrong };
                let (answer, expected) = (asking.call(method).send().await, wrong[0].answer(expectation));
                if !is(&answer, expected, method) {
                    failures.push(format!("{method} {}: {wrong:?} -> {} {}", expectation.path(), answer.status, answer.text()));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
