//! `.local/demo.json`: what the demo knows, for people and programs that use it.
//!
//! It is written when everything in it is there. The passwords are chosen before
//! that, and kept beside it, so that a start that was interrupted can be repeated.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Serialize};

use super::Site;
use crate::files::write_private;

const FILE: &str = "demo.json";

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct DemoFile {
    pub(super) url: String,
    pub(super) metrics_url: String,
    /// As a role that sees everything.
    pub(super) database_url: String,
    /// Of the mail server's API: what was mailed is at `/api/v1/messages`.
    #[serde(default)]
    pub(super) mail_url: String,
    /// Of the Stripe that is played here.
    #[serde(default)]
    pub(super) stripe_url: String,
    pub(super) clusters: Vec<Cluster>,
    pub(super) platform: Login,
    pub(super) tenants: Vec<Tenant>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Cluster {
    pub(super) id: String,
    pub(super) name: String,
    /// A file for `kubectl`, with an administrator's rights.
    pub(super) kubeconfig: PathBuf,
    pub(super) simulated: bool,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Login {
    pub(super) email: String,
    pub(super) password: String,
    pub(super) api_key: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Tenant {
    pub(super) id: String,
    pub(super) livemode: bool,
    #[serde(flatten)]
    pub(super) owner: Login,
    pub(super) order_id: String,
    pub(super) classroom_id: String,
    /// Secrets of links into the classroom, by role.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) links: BTreeMap<String, String>,
}

impl DemoFile {
    pub(super) fn path(site: &Site) -> PathBuf {
        site.at(FILE)
    }

    /// `None` before a first start came to its end.
    pub(super) fn read(site: &Site) -> Result<Option<Self>> {
        let path = Self::path(site);
        if !path.exists() {
            return Ok(None);
        }
        let text = fs::read(&path)?;
        serde_json::from_slice(&text).map(Some).with_context(|| format!("{} is damaged: remove it to begin anew", path.display()))
    }

    pub(super) fn write(&self, site: &Site) -> Result<()> {
        write_private(&Self::path(site), &(serde_json::to_string_pretty(self)? + "\n"))
    }

    /// The password of the person with this address, chosen at the first question.
    pub(super) fn password(site: &Site, email: &str) -> Result<String> {
        let path = site.at("passwords.json");
        let mut known: BTreeMap<String, String> = match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text).with_context(|| format!("{} is damaged", path.display()))?,
            Err(_) => BTreeMap::new(),
        };
        if let Some(password) = known.get(email) {
            return Ok(password.clone());
        }
        let password = Alphanumeric.sample_string(&mut rand::rng(), 20);
        known.insert(email.to_owned(), password.clone());
        write_private(&path, &serde_json::to_string_pretty(&known)?)?;
        Ok(password)
    }

    pub(super) fn tenant(&self, livemode: bool) -> Result<&Tenant> {
        self.tenants.iter().find(|tenant| tenant.livemode == livemode).context("the demo file lacks an institution")
    }
}
