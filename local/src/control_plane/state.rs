//! What a control plane remembers between runs: its ports and its tokens.
//!
//! The API keeps its port where it can, because kubeconfigs were given away with it;
//! etcd is known to nobody and gets fresh ones.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Serialize};

use crate::files::write_private;
use crate::ports;

const FILE: &str = "state.json";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    /// Zero: to be chosen at the next start.
    pub(super) api_port: u16,
    pub(super) etcd_port: u16,
    pub(super) etcd_peer_port: u16,
    pub(super) admin_token: String,
    pub(super) node_token: String,
}

impl State {
    /// The one in `dir`, with ports that are free now.
    pub(super) async fn ensure(dir: &Path) -> Result<Self> {
        let mut state = Self::read(dir)?.unwrap_or_else(Self::new);
        // The process of a run before may need a moment to be gone.
        let kept = state.api_port != 0 && ports::wait_until_free(state.api_port, Duration::from_secs(10)).await.is_ok();
        let [api, client, peer] = ports::free()?;
        (state.etcd_port, state.etcd_peer_port) = (client, peer);
        if !kept {
            state.api_port = api;
        }
        state.write(dir)?;
        Ok(state)
    }

    /// Makes the next start choose other ports.
    pub(super) fn forget_ports(dir: &Path) -> Result<()> {
        match Self::read(dir)? {
            Some(mut state) => {
                state.api_port = 0;
                state.write(dir)
            }
            None => Ok(()),
        }
    }

    pub(super) fn server(&self) -> String {
        format!("https://127.0.0.1:{}", self.api_port)
    }

    fn new() -> Self {
        let token = || Alphanumeric.sample_string(&mut rand::rng(), 40);
        Self { api_port: 0, etcd_port: 0, etcd_peer_port: 0, admin_token: token(), node_token: token() }
    }

    fn read(dir: &Path) -> Result<Option<Self>> {
        let path = dir.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = fs::read(&path)?;
        serde_json::from_slice(&text).map(Some).with_context(|| format!("{} is damaged", path.display()))
    }

    fn write(&self, dir: &Path) -> Result<()> {
        write_private(&dir.join(FILE), &serde_json::to_string_pretty(self)?)
    }
}
