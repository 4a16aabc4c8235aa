//! Moving everything that is sealed to the present master key, so that the one before can go. Values stay sealed meanwhile: only the wrapping of
//! their data keys changes.

use super::store::{self, Sealed};
use crate::{app::App, auth::SystemTx};

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Values that the present key wraps now.
    pub moved: u64,
    /// Values that it wrapped before.
    pub already: u64,
    /// Values that no configured key opens; each was logged by its place.
    pub failed: u64,
}

/// Wraps every data key under the present master key. It may be stopped and run again.
pub async fn rewrap_secrets(app: &App) -> sqlx::Result<Rewrapped> {
    let mut done = Rewrapped::default();
    let mut tx = SystemTx::of_operator(&app.pools).await?;
    for sealed in store::all(tx.conn()).await? {
        match app.seal.rewrap(&sealed.context(), &sealed.value) {
            Ok(None) => done.already += 1,
            Ok(Some(fresh)) => {
                // Zero when somebody replaced the value meanwhile: with the present key, then.
                done.moved += store::replace(tx.conn(), &sealed, &fresh).await?;
            }
            Err(error) => {
                done.failed += 1;
                report(&sealed, error);
            }
        }
    }
    tx.commit().await?;
    Ok(done)
}

fn report(sealed: &Sealed, error: super::SealError) {
    tracing::error!(place = sealed.context(), %error, "a sealed value could not be moved to the present master key");
}
