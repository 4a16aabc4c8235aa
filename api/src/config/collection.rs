//! Who collects what invoices come to, where that is set up.

use std::{path::PathBuf, sync::Arc};

use anyhow::Context;
use clap::Args;
use homeroom_outside::stripe::{self, SecretKey, SettingsFault, Stripe, WebhookSecret};
use zeroize::Zeroizing;

/// What a person may say about it.
#[derive(Debug, Clone, Args)]
pub(super) struct CollectionSettings {
    /// Where Stripe is. Another address than its own is for a Stripe that is played.
    #[arg(long, env = "STRIPE_URL", default_value = stripe::ADDRESS, help_heading = "Stripe")]
    stripe_url: String,
    /// A file with the secret key of Stripe's API (sk_... or rk_...). Without a key invoices are paid by transfer, which operators record.
    #[arg(long, env = "STRIPE_KEY_FILE", help_heading = "Stripe")]
    stripe_key_file: Option<PathBuf>,
    /// The key itself, for installations that hand secrets over in the environment.
    #[arg(long, env = "STRIPE_KEY", hide_env_values = true, conflicts_with = "stripe_key_file", help_heading = "Stripe")]
    stripe_key: Option<String>,
    /// With what Stripe signs its calls of /hooks/stripe (whsec_...), separated by commas while one is being replaced.
    #[arg(long, env = "STRIPE_WEBHOOK_SECRETS", hide_env_values = true, value_delimiter = ',', help_heading = "Stripe")]
    stripe_webhook_secrets: Vec<String>,
    /// Refunds of more minor units need a second person.
    #[arg(long, env = "REFUND_ALONE_MINOR", default_value_t = 100_000, value_parser = clap::value_parser!(i64).range(0..), help_heading = "Stripe")]
    refund_alone_minor: i64,
}

/// What was understood.
#[derive(Debug, Clone)]
pub struct Collection {
    /// Who collects, where that is set up.
    pub stripe: Option<Stripe>,
    pub webhook_secrets: Arc<[WebhookSecret]>,
    /// What one person may send back alone.
    pub refund_alone_minor: i64,
}

impl TryFrom<CollectionSettings> for Collection {
    type Error = anyhow::Error;

    fn try_from(settings: CollectionSettings) -> anyhow::Result<Self> {
        let secret = |text: &String| text.trim().parse::<WebhookSecret>().context("STRIPE_WEBHOOK_SECRETS");
        Ok(Self {
            stripe: settings.read_stripe()?,
            webhook_secrets: settings.stripe_webhook_secrets.iter().map(secret).collect::<anyhow::Result<_>>()?,
            refund_alone_minor: settings.refund_alone_minor,
        })
    }
}

impl CollectionSettings {
    fn read_stripe(&self) -> anyhow::Result<Option<Stripe>> {
        let key = match (&self.stripe_key_file, &self.stripe_key) {
            (Some(path), _) => {
                let text = std::fs::read_to_string(path).map(Zeroizing::new);
                text.with_context(|| format!("STRIPE_KEY_FILE: {} cannot be read", path.display()))?
            }
            (None, Some(text)) => Zeroizing::new(text.clone()),
            (None, None) => return Ok(None),
        };
        let key: SecretKey = key.trim().parse().context("STRIPE_KEY")?;
        let stripe = Stripe::new(&self.stripe_url, key).map_err(|fault| match fault {
            SettingsFault::Address | SettingsFault::Bare => anyhow::anyhow!("STRIPE_URL: {fault}"),
            SettingsFault::Tls => anyhow::Error::from(fault),
        });
        stripe.map(Some)
    }
}
