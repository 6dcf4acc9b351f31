//! What of a person's proposals waits for that very person, and the list of them. The one rule:
//! only what they may do now is listed, and no line tells a result before its letter is opened.

use super::proposal::stage_chip;
use crate::{
    domain::{
        moment::{Moment, Zone},
        organisation::MemberRole,
        proposal::{ProposalStage, ProposalStageKind},
    },
    http::Ctx,
    queries::{
        StoreError,
        proposal::{Invited, MyProposal, PanelInvited},
    },
    render::{Link, Shell, Tone, moment_text, parts::WorkItem, words::Chip},
};

/// Work in the person's proposals, and invitations that wait.
pub(super) fn waits(
    ctx: &Ctx,
    mine: &[MyProposal],
    invited: &[Invited],
    panels: &[PanelInvited],
) -> Result<Vec<WorkItem>, StoreError> {
    let zone = ctx.shell("").zone;
    let mut out = Vec::new();
    for row in mine {
        out.extend(of_one(ctx, row)?);
    }
    out.sort_by_key(|(due, _)| *due);
    let mut items: Vec<WorkItem> = out.into_iter().map(|(_, item)| item).collect();
    items.extend(invited.iter().map(|one| WorkItem {
        label: format!("Answer the invitation of {}", one.lead),
        href: Link::Invitations.into(),
        detail: one.call.clone(),
        chip: Some(by(one.deadline, zone)),
    }));
    items.extend(panels.iter().map(|one| WorkItem {
        label: "Answer the invitation to evaluate".to_owned(),
        href: Link::Invitations.into(),
        detail: one.call.clone(),
        chip: None,
    }));
    Ok(items)
}

fn by(at: Moment, zone: Zone) -> Chip {
    Chip::new(Tone::Warn, format!("before {}", moment_text(at, zone)))
}

/// One line: the due moment, and what to do. A person in two organisations of one proposal has one
/// line for each part, and for what the lead does only the lead's.
fn of_one(ctx: &Ctx, row: &MyProposal) -> Result<Vec<(Moment, WorkItem)>, StoreError> {
    let zone = ctx.shell("").zone;
    let role = MemberRole::from_code(&row.role);
    let writes = role.is_some_and(MemberRole::writes);
    let signs = role.is_some_and(MemberRole::signs);
    let leads = row.organisation_id == row.lead_id;
    let item = |label: String, href: Link, chip: Option<Chip>| WorkItem {
        label,
        href: href.into(),
        detail: format!("{} · {}", row.reference, name(row)),
        chip,
    };
    let mut out = Vec::new();
    if row.unread && (leads || writes) {
        let chip = Some(Chip::new(Tone::Info, "the result is there"));
        out.push((row.changed_at, item("Open the letter".to_owned(), Link::Letter(row.id), chip)));
        return Ok(out);
    }
    if let Some(due) = row.asked_until.filter(|due| leads && writes && ctx.now() <= *due) {
        let label = "Answer the office\u{2019}s questions".to_owned();
        out.push((due, item(label, Link::Clarification(row.id), Some(by(due, zone)))));
    }
    let deadline = row.due_at()?;
    match row.stage()? {
        ProposalStage::Draft | ProposalStage::Invited { .. } if ctx.now() <= deadline => {
            if row.confirmed_at.is_none() && signs {
                let label = format!("Confirm the part of {}", row.organisation);
                let to = Link::Part(row.id, row.organisation_id);
                out.push((deadline, item(label, to, Some(by(deadline, zone)))));
            }
            if leads && writes {
                let label = "Finish and hand in the proposal".to_owned();
                let to = Link::Proposal(row.id);
                out.push((deadline, item(label, to, Some(by(deadline, zone)))));
            }
        }
        ProposalStage::Reserve { offer: Some(offer), .. } if leads && signs => {
            let label = "Take up or turn down the offer".to_owned();
            let chip =
                Some(Chip::new(Tone::Warn, format!("since {}", moment_text(offer.at, zone))));
            out.push((offer.at, item(label, Link::Letter(row.id), chip)));
        }
        ProposalStage::Draft
        | ProposalStage::Submitted { .. }
        | ProposalStage::Ineligible { .. }
        | ProposalStage::Admitted { .. }
        | ProposalStage::Invited { .. }
        | ProposalStage::Lapsed { .. }
        | ProposalStage::Awarded { .. }
        | ProposalStage::Reserve { .. }
        | ProposalStage::Declined { .. }
        | ProposalStage::Withdrawn { .. } => {}
    }
    Ok(out)
}

fn name(row: &MyProposal) -> &str {
    let title = row.title.trim();
    if title.is_empty() { "without a title yet" } else { title }
}

/// The proposals of the person's organisations, each once.
pub(super) fn list(shell: &Shell, mine: &[MyProposal]) -> Result<Vec<WorkItem>, StoreError> {
    let mut seen = std::collections::BTreeSet::new();
    let mut items = Vec::new();
    for row in mine.iter().filter(|row| seen.insert(row.id)) {
        let stage: ProposalStageKind = row.stage()?.kind();
        items.push(WorkItem {
            label: name(row).to_owned(),
            href: Link::Proposal(row.id).into(),
            detail: format!(
                "{} · led by {} · {} · last step {}",
                row.reference,
                row.lead,
                row.call,
                moment_text(row.changed_at, shell.zone)
            ),
            chip: Some(stage_chip(stage, row.unread)),
        });
    }
    Ok(items)
}
