//! What an officer can do with a proposal from its page, as forms. The one rule: a button is there
//! only for whoever may press it and at a stage where it does something.

use super::{super::file::ActForm, Opened, Refused};
use crate::{
    domain::{access::Act, proposal::ProposalStageKind, refusal::FieldRefusal},
    http::Ctx,
    render::{
        Link,
        form::{FieldView, Input},
    },
};

/// Clarification can be asked for now.
pub fn may_ask(ctx: &Ctx, o: &Opened) -> bool {
    let in_stage = o.stored.proposal.stage.kind() == ProposalStageKind::Submitted;
    let asked = o.whole.rounds.iter().any(|round| round.is_open() && ctx.now() <= round.due_at);
    in_stage && !asked && ctx.may(Act::CheckProposal, &o.subject)
}

/// The forms of the stage.
pub fn forms(ctx: &Ctx, o: &Opened, refused: &Refused) -> Vec<ActForm> {
    if !ctx.may(Act::CheckProposal, &o.subject) {
        return Vec::new();
    }
    let href = Link::ProposalDecide(o.id());
    let form = |act: &'static str, title: &str, intro: &str| {
        ActForm::new(act, title, intro, &href, refused.typed.get("act") == act)
    };
    let reason = |act: &'static str, label: &str| {
        let name = format!("reason_{act}");
        let lacks = refused.missing.as_deref() == Some(name.as_str());
        let typed = refused.typed.get(&name).to_owned();
        FieldView::new(Input::Text, name, label)
            .hint("All organisations of the proposal read it, and it stays in the file.")
            .value(typed)
            .fault(lacks.then_some(&FieldRefusal::Missing))
    };
    let ineligible = || {
        form(
            "ineligible",
            "Find ineligible",
            "For a proposal that is not admissible or breaks a rule. All its organisations are \
             told by mail, with the reason and how to ask for a review. It can be reinstated.",
        )
        .field(reason("ineligible", "Which rule is not kept, and why?"))
        .grave()
    };
    match o.stored.proposal.stage.kind() {
        ProposalStageKind::Submitted => {
            let stands = o.standing();
            let clear = stands.open.is_empty() && stands.failed.is_empty();
            let says = if clear {
                "All checks are clear. From then on experts may see it; the applicants get no mail."
            } else {
                "Needs every check answered with yes, and no open question."
            };
            let admit = form("admit", "Admit to evaluation", says);
            vec![if clear { admit.main() } else { admit }, ineligible()]
        }
        ProposalStageKind::Admitted => vec![ineligible()],
        ProposalStageKind::Ineligible => {
            let says = "Takes the finding back and tells all its organisations; the proposal \
                        waits for its checks again.";
            vec![form("reinstate", "Reinstate", says).main()]
        }
        ProposalStageKind::Draft
        | ProposalStageKind::Invited
        | ProposalStageKind::Lapsed
        | ProposalStageKind::Awarded
        | ProposalStageKind::Reserve
        | ProposalStageKind::Declined
        | ProposalStageKind::Withdrawn => Vec::new(),
    }
}
