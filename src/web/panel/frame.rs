//! The call these pages stand in, and names of experts. The one rule: the permit is asked
//! before the call is looked for.

use crate::{
    domain::{
        access::{Act, Subject},
        ids::{CallId, PersonId},
        scored::ScoredProgramme,
    },
    http::{Ctx, Fail, Typed},
    queries::panel::{self as read, Call, File, Member},
    render::{Link, Shell, shell::Tabs, words},
    web::officer::parts::group_tabs,
};
use std::sync::Arc;

/// A scored call as the office stands in it.
pub(super) struct Office {
    /// The call.
    pub call: Call,
    /// Its frozen programme.
    pub programme: Arc<ScoredProgramme>,
    /// Its panel, as the reader stands in it.
    pub subject: Subject,
}

impl Office {
    /// The call, for whoever may read its panel.
    pub(super) async fn load(ctx: &Ctx, id: CallId) -> Result<Self, Fail> {
        ctx.person()?;
        let desk = &ctx.state.desk;
        let conn = desk.database.reads();
        let subject = read::subject(conn, &ctx.actor, id).await?;
        if !ctx.may(Act::SeePanel, &subject) {
            return Err(Fail::not_found());
        }
        let call = read::call(conn, id).await?;
        let programme = desk.scored(&call)?;
        Ok(Self { call, programme, subject })
    }
    /// The round an address names, from one; without it the first that has proposals in evaluation.
    pub(super) fn round(&self, asked: &Typed, files: &[File]) -> u32 {
        let asked = asked.number::<u32>("round").and_then(|n| n.checked_sub(1));
        let asked = asked.filter(|round| *round < self.call.call.rounds());
        asked.unwrap_or_else(|| read::round(files))
    }
    /// The tabs of a page that shows one round.
    pub(super) fn tabs(&self, ctx: &Ctx, here: &Link, round: u32) -> Tabs {
        let labels = words::rounds(&self.programme, &self.call.call);
        group_tabs(ctx, self.call.call.id, here).rounds(here, labels, round)
    }
    /// May change the panel.
    pub(super) fn manages(&self, ctx: &Ctx) -> bool {
        ctx.may(Act::ManagePanel, &self.subject)
    }
    pub(super) fn shell(&self, ctx: &Ctx, title: impl Into<String>) -> Shell {
        let call = &self.call.call;
        ctx.shell(title)
            .back("All calls", Link::OfficerCalls)
            .back(call.title.clone(), Link::Overview(call.id))
    }
}

/// The name of an expert of the call.
pub(super) fn name(members: &[Member], id: PersonId) -> String {
    members.iter().find(|m| m.person == id).map_or_else(String::new, |m| m.name.clone())
}
