//! Where a proposal stands, for its consortium. The one rule: what an officer or an expert thinks
//! of it is on no page of the applicants before the release.

use super::{
    file::{self, Opened},
    next, past,
    sum::{self, FindingView},
};
use crate::{
    actions::proposal,
    domain::{access::Act, ids::ApplicationId, moment::Moment, proposal::ProposalStageKind},
    http::{Answer, Ctx, Fail, Id, Said},
    queries::proposal::{self as read, LetterTimes},
    render::{
        Link, Page, Shell, Tone, euro_text,
        form::{ReadSection, read_form},
        moment_text,
        parts::{Action, Download, Fact, Happened, NextLine, StepItem, WorkItem, steps},
        words::{self, Chip},
    },
    web::{
        applicant::documents::paid_links,
        attached::{pages, rows},
        grant::{FileRow, sample_files},
    },
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Overview {
    shell: Shell,
    steps: Vec<StepItem>,
    next: NextLine,
    facts: Vec<Fact>,
    actions: Vec<Action>,
    /// Leads to the page that asks once more.
    withdraw: Option<Link>,
    partners: Vec<WorkItem>,
    warnings: Vec<FindingView>,
    sections: Vec<ReadSection>,
    files: Vec<FileRow>,
    pages: String,
    attached: Option<Link>,
    downloads: Vec<Download>,
    past: Vec<Happened>,
}

/// The way of a proposal, with the step it stands at (from 0). A result that nobody has read yet
/// stands where it stood before.
fn way(stage: ProposalStageKind, unread: bool) -> ([&'static str; 5], Option<usize>) {
    let steps = ["Application", "Checks", "Evaluation", "Result", "Agreement"];
    let at = match stage {
        ProposalStageKind::Draft => Some(0),
        ProposalStageKind::Invited => Some(if unread { 3 } else { 0 }),
        ProposalStageKind::Submitted => Some(1),
        ProposalStageKind::Admitted => Some(2),
        ProposalStageKind::Awarded => Some(if unread { 3 } else { 4 }),
        ProposalStageKind::Reserve => Some(3),
        ProposalStageKind::Lapsed | ProposalStageKind::Declined if unread => Some(3),
        ProposalStageKind::Ineligible
        | ProposalStageKind::Lapsed
        | ProposalStageKind::Declined
        | ProposalStageKind::Withdrawn => None,
    };
    (steps, at)
}

/// The chip of a stage, as long as nobody has opened the letter with the result.
pub(in crate::web::applicant) fn chip(stage: ProposalStageKind, unread: bool) -> Chip {
    if unread { Chip::new(Tone::Info, "the result is there") } else { words::proposal_stage(stage) }
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::SeeProposal).await?;
    ctx.page(&build(&ctx, &file).await?)
}

/// Takes it back into writing.
pub async fn reopen(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    ctx.person()?;
    proposal::reopen(&ctx.state.desk, &ctx.actor, id)
        .await
        .map_err(|err| Fail::from_action(err, Link::Proposal(id)))?;
    Ok(ctx.go(&Link::ProposalEdit(id), Said::ProposalReopened))
}

async fn build(ctx: &Ctx, file: &Opened) -> Result<Overview, Fail> {
    let database = &ctx.state.desk.database;
    let asked = read::clarifications(database, file.id()).await?;
    let open = asked.iter().find(|one| one.is_open());
    let letter = read::letter_times(database, file.id()).await?;
    let unread = matches!(letter, Some(LetterTimes { opened_at: None, .. }));
    let stage = file.stage();
    let shell = ctx
        .shell(format!("{}: {}", file.name(), chip(stage, unread).label))
        .back("My work", Link::Desk)
        .back(file.call.call.title.clone(), Link::Call(file.stored.proposal.call))
        .crumb(file.stored.proposal.reference.clone());
    let (labels, at) = way(stage, unread);
    let writes = ctx.may(Act::WriteProposal, &file.subject());
    let (_, round) = file.kind()?;
    let warnings = if stage.is_open() { sum::warnings(file) } else { Vec::new() };
    Ok(Overview {
        next: next::next(ctx, file, open, letter, &shell),
        steps: steps(&labels, at),
        facts: facts(file, ctx.now())?,
        actions: actions(ctx, file, letter.is_some(), unread),
        withdraw: (next::can_withdraw(stage) && !unread && writes)
            .then(|| Link::ProposalWithdraw(file.id())),
        partners: partners(file),
        warnings,
        sections: read_form(&round.form, &file.weighed.answers, &file.weighed.facts, false),
        files: rows(file.documents_for(ctx), Some(round), &|id| file.partner_name(id)),
        pages: pages(&file.weighed.documents, Some(round)),
        attached: (stage.is_open() && !round.documents.is_empty())
            .then(|| Link::ProposalAttached(file.id())),
        downloads: paid_links(ctx, file.id()).await?,
        past: past::lines(ctx, file).await?,
        shell,
    })
}

fn facts(file: &Opened, now: Moment) -> Result<Vec<Fact>, Fail> {
    let (kind, round) = file.kind()?;
    let lead = file.weighed.partners.first().map_or("", |lead| lead.name.as_str());
    let mut facts = vec![
        Fact::new("Voucher", kind.label.clone()),
        Fact::new("Lead", lead),
        Fact::new("Asked for", euro_text(file.weighed.requested.cents())),
    ];
    if file.programme.rounds.len() > 1 {
        facts.push(Fact::new("Round", round.label.clone()));
    }
    if file.call.call.rounds() > 1 {
        let due = moment_text(file.due_at(now), file.programme.zone);
        facts.push(Fact::new("To be handed in before", due));
    }
    Ok(facts)
}

/// Each organisation with its share and whether it has confirmed.
fn partners(file: &Opened) -> Vec<WorkItem> {
    let item = |one: &read::Partner| {
        let chip = match one.confirmed_at {
            Some(_) => Chip::new(Tone::Good, "confirmed"),
            None => Chip::new(Tone::Warn, "not confirmed"),
        };
        WorkItem {
            label: one.name.clone(),
            href: Link::Part(file.id(), one.organisation_id).into(),
            detail: format!("{} · {}", one.country, euro_text(one.requested_cents.cents())),
            chip: Some(chip),
        }
    };
    file.weighed.partners.iter().map(item).collect()
}

/// What the reader can do beside the next step.
fn actions(ctx: &Ctx, file: &Opened, letter: bool, unread: bool) -> Vec<Action> {
    let id = file.id();
    let writes = ctx.may(Act::WriteProposal, &file.subject());
    let is_open = file.takes(ctx.now()).is_ok();
    let mut out = Vec::new();
    match file.stage() {
        ProposalStageKind::Draft | ProposalStageKind::Invited => {
            if writes {
                out.push(Action::go("Go on writing", Link::ProposalEdit(id)));
            }
            out.push(Action::go("Partners", Link::ProposalPartners(id)));
            for part in file.my_parts(ctx) {
                let to = Link::Part(id, part.organisation_id);
                out.push(Action::go(format!("Part of {}", part.name), to));
            }
        }
        ProposalStageKind::Submitted => {
            if writes && is_open {
                out.push(Action::act("Take back into writing", Link::ProposalReopen(id)));
            }
        }
        ProposalStageKind::Ineligible
        | ProposalStageKind::Admitted
        | ProposalStageKind::Lapsed
        | ProposalStageKind::Awarded
        | ProposalStageKind::Reserve
        | ProposalStageKind::Declined
        | ProposalStageKind::Withdrawn => {}
    }
    if file.stored.proposal.stage.submitted_at().is_some() {
        out.push(Action::go("Receipt", Link::ProposalReceipt(id)));
    }
    if letter {
        out.push(Action::go("Letter", Link::Letter(id)));
    }
    if file.stage() == ProposalStageKind::Awarded && !unread {
        out.push(Action::go("Project", Link::Project(id)));
    }
    if ctx.actor.reads_all() {
        out.push(Action::go("Office view", Link::ProposalFile(id)));
    }
    out
}

impl Page for Overview {
    const TEMPLATE: &'static str = "pages/applicant/proposal/overview.html";
    fn samples() -> Vec<Self> {
        let (labels, at) = way(ProposalStageKind::Submitted, false);
        let full = Self {
            shell: Shell::sample("Warm yarn from used work wear: being written"),
            steps: steps(&labels, at),
            next: super::samples::next(),
            facts: vec![Fact::new("Voucher", "Demonstration voucher")],
            actions: vec![Action::go("Receipt", Link::Home), Action::act("Take back", Link::Home)],
            withdraw: Some(Link::Home),
            partners: super::samples::work(),
            warnings: super::samples::findings(),
            sections: super::samples::read(),
            files: sample_files(),
            pages: "2 pages count towards a limit of pages.".to_owned(),
            attached: Some(Link::Home),
            downloads: crate::web::applicant::samples::downloads(),
            past: vec![Happened {
                at: super::samples::NOW,
                says: "The proposal was begun".to_owned(),
                who: "Ana Sousa".to_owned(),
            }],
        };
        let bare = Self {
            shell: Shell::sample("Warm yarn from used work wear: withdrawn"),
            steps: steps(&labels, None),
            next: super::samples::next(),
            facts: Vec::new(),
            actions: Vec::new(),
            withdraw: None,
            partners: Vec::new(),
            warnings: Vec::new(),
            sections: Vec::new(),
            files: Vec::new(),
            pages: String::new(),
            attached: None,
            downloads: Vec::new(),
            past: Vec::new(),
        };
        vec![full, bare]
    }
}
