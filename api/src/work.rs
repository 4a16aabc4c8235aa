//! Heavy work: decoding large bodies, expanding timetables, pricing, looking for alternatives. All of it runs here, off the async threads.
//!
//! There are about as many permits as cores, because more would end nothing sooner. A request first takes a ticket, which bounds what a tenant may have in
//! memory while it waits; then a permit for each piece of work. Tenants that wait are served in turn, and none has more than half of the permits. Who does
//! not get one in time is refused with 503 `busy`, and nothing was done. What comes of large bodies is worked out where nobody else wants the core. The
//! reconciler has permits of its own and never waits behind requests.

mod fair;
mod threads;

use std::{io, sync::Arc, time::Duration};

use homeroom_domain::ids::TenantId;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

use self::{fair::Fair, threads::Threads};
use crate::http::{ApiError, Problem, beside};

pub(crate) use fair::{Permit, Ticket};

/// Longer than this no request waits for a permit.
const WAITS_AT_MOST: Duration = Duration::from_secs(5);
const COME_BACK_SECONDS: u64 = 2;
/// What the bodies of all requests with a ticket may come to, and those of one tenant.
const BYTES_MAX: usize = 128 << 20;
const TENANT_BYTES_MAX: usize = 8 << 20;
/// The same of files that are read: what comes of one may be several times as large, so few are read at once.
const FILES_BYTES_MAX: usize = 128 << 20;
const TENANT_FILES_BYTES_MAX: usize = 32 << 20;
const FILES_AT_ONCE: usize = 2;
/// What a request counts at least: it holds more than its body.
const REQUEST_BYTES_MIN: usize = 16 << 10;
/// From so large a body on, whoever waits for an answer to it waits for others too.
const GIVES_WAY_FROM: usize = 64 << 10;

/// See the module.
#[derive(Debug)]
pub struct Work {
    fair: Arc<Fair>,
    files: Arc<Fair>,
    file_threads: Threads,
    threads: Threads,
    own: Semaphore,
}

impl Work {
    /// # Errors
    /// When there can be no threads.
    pub fn start() -> io::Result<Self> {
        Self::of_cores(std::thread::available_parallelism().map_or(1, usize::from))
    }

    fn of_cores(cores: usize) -> io::Result<Self> {
        // With one permit alone a tenant would have all of them.
        let permits = cores.max(2);
        let fair = Fair::new(permits, BYTES_MAX, TENANT_BYTES_MAX);
        let files = Fair::new(FILES_AT_ONCE, FILES_BYTES_MAX, TENANT_FILES_BYTES_MAX);
        Ok(Self {
            fair,
            files,
            file_threads: Threads::start(FILES_AT_ONCE)?,
            threads: Threads::start(permits)?,
            own: Semaphore::new(cores.max(1)),
        })
    }

    /// Lets a request of a tenant in, whose body has at most so many bytes.
    ///
    /// # Errors
    /// 503 `busy` when the tenant, or all tenants together, have too much waiting.
    pub(crate) fn ticket(&self, tenant: TenantId, bytes: usize) -> Result<Ticket, ApiError> {
        ticket_of(&self.fair, &self.threads, tenant, bytes)
    }

    /// The same for a file, of which two are read at once, and one of a tenant: beside other work, which it does not delay.
    ///
    /// # Errors
    /// 503 `busy` when the tenant, or all tenants together, have too much waiting.
    pub(crate) fn file_ticket(&self, tenant: TenantId, bytes: usize) -> Result<Ticket, ApiError> {
        ticket_of(&self.files, &self.file_threads, tenant, bytes.max(GIVES_WAY_FROM))
    }

    /// A permit for what is large already when it is read: who waits for one should hold nothing.
    ///
    /// # Errors
    /// 503 `busy`, with nothing done.
    pub(crate) async fn permit(&self, tenant: TenantId) -> Result<Permit, ApiError> {
        self.ticket(tenant, 0)?.granted().await
    }

    /// One piece of work for a tenant, by a request that holds nothing meanwhile.
    ///
    /// # Errors
    /// 503 `busy`, with nothing done.
    pub(crate) async fn run<T: Send + 'static>(&self, tenant: TenantId, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        self.ticket(tenant, 0)?.run(work).await
    }

    /// Work of the service itself, which no request delays.
    ///
    /// # Errors
    /// When the work panicked.
    pub(crate) async fn own<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let _permit = self.own.acquire().await?;
        Ok(spawn_blocking(work).await?)
    }
}

fn ticket_of(fair: &Arc<Fair>, threads: &Threads, tenant: TenantId, bytes: usize) -> Result<Ticket, ApiError> {
    let mut ticket = fair.ticket(tenant, bytes.max(REQUEST_BYTES_MIN)).ok_or_else(busy)?;
    if bytes >= GIVES_WAY_FROM {
        ticket.threads = threads.handle();
    }
    Ok(ticket)
}

impl Ticket {
    /// Runs one piece of work when the tenant's turn has come. It goes on to its end when the caller is dropped, and what it returns is dropped then.
    ///
    /// # Errors
    /// 503 `busy` after waiting for long, with nothing done.
    pub(crate) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        self.granted().await?.run(work).await
    }

    /// The same as [`Work::permit`], by a request that has a ticket.
    ///
    /// # Errors
    /// 503 `busy` after waiting for long, with nothing done.
    pub(crate) async fn granted(&self) -> Result<Permit, ApiError> {
        self.permit(WAITS_AT_MOST).await.ok_or_else(busy)
    }

    /// A permit, for what needs one for longer than a piece of work. `None` when the turn does not come in time.
    pub(crate) async fn permit(&self, within: Duration) -> Option<Permit> {
        let mut permit = beside(timeout(within, self.turn())).await.ok()?;
        permit.threads.clone_from(&self.threads);
        Some(permit)
    }
}

impl Permit {
    /// Runs the work and gives the permit back when it has ended.
    pub(crate) async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        let on = self.threads.clone();
        let work = move || {
            // Kept to the end of the work, which goes on when whoever asked has gone.
            let _permit = self;
            work()
        };
        let working = match on {
            Some(threads) => threads.spawn_blocking(work),
            None => spawn_blocking(work),
        };
        // It ends by itself, so it is not what the request's deadline is for.
        beside(working).await.map_err(|error| ApiError::Internal(error.into()))
    }
}

fn busy() -> ApiError {
    ApiError::RetryAfter { problem: Problem::Busy, seconds: COME_BACK_SECONDS }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn tenant(n: u128) -> TenantId {
        TenantId::new(uuid::Uuid::from_u128(n))
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_that_the_service_is_busy_and_nothing_was_done() {
        let work = Work::of_cores(2).unwrap();
        let _first = work.ticket(tenant(1), 0).unwrap().permit(WAITS_AT_MOST).await.unwrap();
        let second = work.ticket(tenant(1), 0).unwrap();
        assert!(second.permit(Duration::from_millis(1)).await.is_none());
        assert_eq!(work.run(tenant(2), || 7).await.unwrap(), 7, "another tenant does not wait for the first");
    }

    #[tokio::test]
    async fn a_tenant_may_have_only_so_much_waiting() {
        let work = Work::of_cores(2).unwrap();
        let tickets: Vec<_> = (0..2).map(|_| work.ticket(tenant(1), TENANT_BYTES_MAX / 2).unwrap()).collect();
        let refused = work.ticket(tenant(1), 1);
        assert!(matches!(refused, Err(ApiError::RetryAfter { problem: Problem::Busy, .. })));
        assert!(work.ticket(tenant(2), TENANT_BYTES_MAX).is_ok());
        drop(tickets);
        assert!(work.ticket(tenant(1), TENANT_BYTES_MAX).is_ok());
    }

    #[tokio::test]
    async fn the_permit_of_work_whose_caller_has_gone_comes_back_when_the_work_ends() {
        let work = Arc::new(Work::of_cores(2).unwrap());
        let (end, ended) = mpsc::channel::<()>();
        let ticket = work.ticket(tenant(1), 0).unwrap();
        let calling = tokio::spawn(async move { ticket.run(move || ended.recv()).await });
        let second = work.ticket(tenant(1), 0).unwrap();
        while second.permit(Duration::ZERO).await.is_some() {
            tokio::task::yield_now().await;
        }
        calling.abort();
        let _ = calling.await;
        assert!(second.permit(Duration::from_millis(1)).await.is_none(), "the work goes on");
        end.send(()).unwrap();
        assert!(second.permit(Duration::from_secs(30)).await.is_some());
    }

    #[tokio::test]
    async fn what_the_service_does_itself_waits_for_no_request() {
        let work = Work::of_cores(1).unwrap();
        let mut permits = Vec::new();
        for n in 1..=2 {
            permits.push(work.ticket(tenant(n), 0).unwrap().permit(WAITS_AT_MOST).await.unwrap());
        }
        assert_eq!(work.own(|| 7).await.unwrap(), 7);
    }
}
