//! The letter that invites a member. The link in it is made when the letter is written: no queue and no backup of one holds it.

use homeroom_domain::ids::MembershipId;
use serde::{Deserialize, Serialize};

use super::{
    people::{Joined, make_link},
    store,
};
use crate::{
    app::AppState,
    auth::{Role, SystemTx},
    jobs::{Attempt, Failure, Job},
    mail,
    words::Language,
};

/// Asks for it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SendInvitation {
    pub membership: MembershipId,
    /// Of whoever invited, where it is not known what the member reads.
    pub language: String,
}

impl Job for SendInvitation {
    type Context = AppState;
    const NAME: &'static str = "send-invitation";

    /// A letter that was sent twice holds two links, of which the later one works.
    async fn run(self, app: AppState, attempt: Attempt) -> Result<(), Failure> {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        // Removed or taken up meanwhile: there is nothing to be invited to.
        let Some(invited) = store::invited(tx.conn(), self.membership).await? else { return Ok(()) };
        let role = invited.role.parse::<Role>().map_err(|_| Failure::dead("the membership has a role that this version does not know"))?;
        let link = make_link(tx.conn(), Joined { id: self.membership, user: invited.user_id.into() }, app.clock.now()).await?;
        tx.commit().await?;
        let language =
            invited.language.as_deref().and_then(Language::of_tag).or_else(|| Language::of_tag(&self.language)).unwrap_or_default();
        let address = format!("{}/invitation#{link}", app.config.public_url.origin());
        let draft = mail::Invitation { place: invited.place_name.as_deref(), role, address }.draft(language);
        mail::send(&app, invited.email, draft, language, attempt).await
    }
}
