//! One watch: everything is listed in pages, then what changes from there on is heard, and a watch that breaks resumes where it was.
//!
//! Written out and not taken from a library, because three things must be known that those keep to themselves: as of which version a listing is
//! (what we wrote since is newer), whether the watch stands (a quiet one tells nothing), and that no step of it waits for ever.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use kube::{
    Client, Resource,
    api::{ListParams, WatchParams},
    core::{ApiResource, DynamicObject, ObjectList, Request, WatchEvent},
};
use serde::de::DeserializeOwned;

use super::{KubeError, Mirror, client::within, error, mirror::Watched};

const PAGE: u32 = 500;
/// So many of the largest objects that there are fit into what is taken in.
const SMALLEST_PAGE: u32 = 16;
/// For a page, and for a watch to begin.
const BEGIN: Duration = Duration::from_secs(30);
/// The server ends a watch after so many seconds, so that a dead one is noticed soon; going on costs nothing but a request.
const WATCH_SECONDS: u32 = 60;
/// One that outlasts that in silence is dead.
const SILENCE: Duration = Duration::from_secs(65);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LAST_PAUSE: Duration = Duration::from_secs(20);
/// A server that ends each watch at once is not asked in a tight loop.
const BREATH: Duration = Duration::from_millis(100);

/// What is watched, and how much of it.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) resource: ApiResource,
    pub(super) labels: Option<String>,
    pub(super) fields: Option<String>,
    /// Whole objects, not their metadata alone.
    pub(super) whole: bool,
}

/// What a watch tells, in this order: a listing of some pages, then changes.
pub(super) enum WatchNews<K> {
    /// A listing begins; one that began before is void.
    Begins,
    Page(Vec<K>),
    /// The listing is complete as of this version.
    Listed(u64),
    Changed(K),
    Gone(K),
}

/// One watch.
pub(super) struct Follow {
    pub(super) client: Client,
    pub(super) source: Source,
    pub(super) watched: Watched,
    pub(super) mirror: Arc<Mirror>,
}

impl Follow {
    /// Goes on until dropped.
    pub(super) async fn run<K>(self, mut hear: impl FnMut(WatchNews<K>) + Send)
    where
        K: Resource + Clone + DeserializeOwned + Send,
    {
        let (mut pause, mut page) = (FIRST_PAUSE, PAGE);
        loop {
            let ended = match self.mirror.reached(self.watched) {
                None => self.list(page, &mut hear).await,
                Some(version) => self.watch(version, &mut hear).await,
            };
            match ended {
                Ok(()) => {
                    pause = FIRST_PAUSE;
                    tokio::time::sleep(BREATH).await;
                }
                Err(error) => {
                    tracing::debug!(watch = ?self.watched, %error, "a watch was interrupted");
                    self.mirror.broke(self.watched, &error);
                    if matches!(error, KubeError::TooLarge) {
                        page = (page / 4).max(SMALLEST_PAGE);
                    }
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LAST_PAUSE);
                }
            }
        }
    }

    async fn list<K>(&self, limit: u32, hear: &mut impl FnMut(WatchNews<K>)) -> Result<(), KubeError>
    where
        K: Resource + Clone + DeserializeOwned,
    {
        hear(WatchNews::Begins);
        let mut token = None;
        loop {
            let page: ObjectList<K> = within(BEGIN, async { Ok(self.client.request(self.page(limit, token)?).await?) }).await?;
            self.mirror.goes_on(self.watched);
            hear(WatchNews::Page(page.items));
            token = page.metadata.continue_.filter(|token| !token.is_empty());
            if token.is_none() {
                let version = page.metadata.resource_version.ok_or(KubeError::NotKubernetes)?;
                hear(WatchNews::Listed(version.parse().unwrap_or_default()));
                self.mirror.stands(self.watched, &version);
                return Ok(());
            }
        }
    }

    async fn watch<K>(&self, mut version: String, hear: &mut impl FnMut(WatchNews<K>)) -> Result<(), KubeError>
    where
        K: Resource + Clone + DeserializeOwned,
    {
        let begun = within(BEGIN, async { Ok(self.client.request_events::<K>(self.changes(&version)?).await?) });
        let mut events = std::pin::pin!(begun.await.inspect_err(|error| self.lost_place(error))?);
        self.mirror.stands(self.watched, &version);
        while let Some(event) = within(SILENCE, async { Ok(events.next().await) }).await? {
            version = match event.map_err(KubeError::from).inspect_err(|error| self.lost_place(error))? {
                WatchEvent::Added(object) | WatchEvent::Modified(object) => tell(object, WatchNews::Changed, hear),
                WatchEvent::Deleted(object) => tell(object, WatchNews::Gone, hear),
                WatchEvent::Bookmark(bookmark) => bookmark.metadata.resource_version,
                WatchEvent::Error(status) => {
                    let error = error::from_status(status.code, &status.message);
                    self.lost_place(&error);
                    return Err(error);
                }
            };
            self.mirror.stands(self.watched, &version);
        }
        Ok(())
    }

    fn lost_place(&self, error: &KubeError) {
        if error.needs_listing() {
            self.mirror.list_again(self.watched);
        }
    }

    fn page(&self, limit: u32, token: Option<String>) -> Result<http::Request<Vec<u8>>, KubeError> {
        let Source { labels, fields, whole, .. } = self.source.clone();
        let params = ListParams {
            label_selector: labels,
            field_selector: fields,
            limit: Some(limit),
            continue_token: token,
            ..ListParams::default()
        };
        let request = self.request();
        let built = if whole { request.list(&params) } else { request.list_metadata(&params) };
        built.map_err(|_| KubeError::NotKubernetes)
    }

    fn changes(&self, version: &str) -> Result<http::Request<Vec<u8>>, KubeError> {
        let Source { labels, fields, whole, .. } = self.source.clone();
        let params = WatchParams { label_selector: labels, field_selector: fields, timeout: Some(WATCH_SECONDS), ..WatchParams::default() };
        let request = self.request();
        let built = if whole { request.watch(&params, version) } else { request.watch_metadata(&params, version) };
        built.map_err(|_| KubeError::NotKubernetes)
    }

    fn request(&self) -> Request {
        Request::new(<DynamicObject as Resource>::url_path(&self.source.resource, None))
    }
}

/// Tells of an object; gives the version that was reached by it.
fn tell<K: Resource>(object: K, how: fn(K) -> WatchNews<K>, hear: &mut impl FnMut(WatchNews<K>)) -> String {
    let version = object.meta().resource_version.clone().unwrap_or_default();
    hear(how(object));
    version
}
