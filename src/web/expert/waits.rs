//! What of a person's panels waits for that very person, for the desk. The one rule: two
//! statements, and none for what a conflict bars.

use crate::{
    http::{Ctx, Fail},
    queries::evaluation::{self as read, Mine, Panel},
    render::{Link, Tone, day_text, parts::WorkItem, words::Chip},
};

/// Invitations, contracts, screens, reports and consensus drafts that wait.
pub async fn load(ctx: &Ctx) -> Result<Vec<WorkItem>, Fail> {
    let person = ctx.person()?;
    let database = &ctx.state.desk.database;
    let panels = read::panels(database, person).await?;
    if panels.is_empty() {
        return Ok(Vec::new());
    }
    let mine = read::mine(database, person, None).await?;
    let zone = ctx.shell("").zone;
    let mut out: Vec<WorkItem> = panels
        .iter()
        .filter_map(|panel| {
            let since = format!("since {}", day_text(panel.invited_at.day_in(zone)));
            way_in(panel).map(|(label, href)| WorkItem {
                label: label.to_owned(),
                href: href.into(),
                detail: panel.call.clone(),
                chip: Some(Chip::new(Tone::Warn, since)),
            })
        })
        .collect();
    for panel in panels.iter().filter(|panel| panel.is_accepted()) {
        let here = mine.iter().filter(|one| one.call_id == panel.call_id);
        let reports = here.filter(|one| one.stage == "admitted" && one.report != "delivered");
        let many = reports.count();
        if many > 0 {
            let label = if many == 1 { "Evaluate a proposal" } else { "Evaluate proposals" };
            out.push(WorkItem {
                label: label.to_owned(),
                href: Link::Evaluation(panel.call_id).into(),
                detail: panel.call.clone(),
                chip: Some(Chip::new(Tone::Warn, format!("{many} to deliver"))),
            });
        }
    }
    out.extend(mine.iter().filter(|one| one.awaits_answer()).map(consensus));
    Ok(out)
}

/// The next step into a panel.
pub fn way_in(panel: &Panel) -> Option<(&'static str, Link)> {
    let call = panel.call_id;
    if !panel.is_accepted() {
        Some(("Answer the invitation to evaluate", Link::PanelInvitation(call)))
    } else if panel.contract_at.is_none() {
        Some(("Read and sign the expert's contract", Link::ExpertContract(call)))
    } else if panel.asks {
        Some(("Say where you have a conflict of interest", Link::Screen(call)))
    } else {
        None
    }
}

fn consensus(one: &Mine) -> WorkItem {
    let label = if one.drafts { "Draft the consensus" } else { "Answer the consensus draft" };
    WorkItem {
        label: label.to_owned(),
        href: Link::Consensus(one.proposal_id).into(),
        detail: format!("{} · {}", one.reference, one.call),
        chip: Some(Chip::new(Tone::Warn, "consensus open")),
    }
}
