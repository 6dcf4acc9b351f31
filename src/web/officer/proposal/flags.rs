//! What an officer should know beside the rules: the same organisation elsewhere, earlier support
//! against the cap, possible duplicates, linked enterprises. The one rule: a flag refuses nothing,
//! and nobody but officers ever sees one.

use super::Opened;
use crate::{
    actions::{aid_declaration::takes, assess_proposal::DeclaredSize, de_minimis},
    domain::{
        caps::{self, Asked, CapWarning, Caps, Support, Used},
        country::Country,
        de_minimis::Tally,
        ids::OrganisationId,
        money::Money,
        naming::{name_key, registration_key},
        proposal::ProposalStageKind,
        sme::{Related, Role},
    },
    http::{Ctx, Fail},
    queries::{
        proposal_file::Partner,
        proposal_flags::{self as query, Alike, Elsewhere, Twin},
    },
    render::{
        Link, Tone, euro_text,
        parts::{Chip, WorkItem},
        words,
    },
};
use serde::Serialize;
use std::collections::BTreeSet;

/// Some flags of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct Flag {
    title: String,
    says: String,
    items: Vec<WorkItem>,
    /// Worth showing without a line of its own.
    #[serde(skip)]
    stands_alone: bool,
}

/// All flags of a proposal: three statements, five where the programme gives national money.
pub async fn of(ctx: &Ctx, o: &Opened) -> Result<Vec<Flag>, Fail> {
    let conn = ctx.state.desk.database.reads();
    let p = &o.stored.proposal;
    let elsewhere = query::elsewhere(conn, p.id).await?;
    let twins = query::twins(conn, p.id).await?;
    let alike = query::alike(conn, p.call, p.id, &p.title).await?;
    let found = [
        support(o, &elsewhere),
        aid(ctx, o).await?,
        others(o, &elsewhere),
        duplicates(o, &twins, &alike),
        linked(o),
    ];
    let worth = |flag: &Flag| !flag.items.is_empty() || flag.stands_alone;
    Ok(found.into_iter().filter(worth).collect())
}

fn name(o: &Opened, id: OrganisationId) -> &str {
    let found = o.assessed.partners.iter().find(|partner| partner.organisation_id == id);
    found.map_or("", |partner| partner.name.as_str())
}

fn item(o: &Opened, one: &Elsewhere) -> WorkItem {
    let stage = ProposalStageKind::from_code(&one.stage);
    WorkItem {
        label: format!("{} in {}: {}", name(o, one.organisation_id), one.reference, one.title),
        href: Link::ProposalFile(one.id).into(),
        detail: format!("{}, share of {}", one.call, euro_text(one.requested_cents)),
        chip: stage.map(words::proposal_stage_staff),
    }
}

/// Earlier support, with the sum against the cap.
fn support(o: &Opened, elsewhere: &[Elsewhere]) -> Flag {
    let awarded =
        |one: &&Elsewhere| one.same_programme && one.stage == ProposalStageKind::Awarded.code();
    let items: Vec<WorkItem> = elsewhere.iter().filter(awarded).map(|one| item(o, one)).collect();
    let report = cap_report(o);
    let line = |line: &caps::CapLine| {
        let who = name(o, line.organisation?);
        let used = line.used > Money::ZERO;
        used.then(|| {
            format!(
                "{who}: {} used and {} asked for, of {}.",
                euro_text(line.used.cents()),
                euro_text(line.asked.cents()),
                euro_text(line.cap.cents())
            )
        })
    };
    let mut says: Vec<String> = report.lines.iter().filter_map(line).collect();
    for warning in &report.warnings {
        says.push(warned(o, warning));
    }
    let stands_alone = !says.is_empty();
    Flag { title: "Earlier support".to_owned(), says: says.join(" "), items, stands_alone }
}

fn warned(o: &Opened, warning: &CapWarning) -> String {
    match warning {
        CapWarning::Group { members, together, cap } => {
            let names: Vec<String> = members.iter().map(|id| name(o, *id).to_owned()).collect();
            format!(
                "{} are linked; together they would have {}, and {} is the cap for one.",
                words::list(&names),
                euro_text(together.cents()),
                euro_text(cap.cents())
            )
        }
        CapWarning::OtherProjects { organisation, elsewhere, here, cap } => format!(
            "{} declares {} from other projects; with {} here it would pass {}.",
            name(o, *organisation),
            euro_text(elsewhere.cents()),
            euro_text(here.cents()),
            euro_text(cap.cents())
        ),
    }
}

fn cap_report(o: &Opened) -> caps::CapReport {
    let rules = Caps {
        per_life: o.programme.caps.per_organisation,
        services_count: o.programme.caps.services_count,
        ..Caps::default()
    };
    let asked: Vec<Asked> = o
        .assessed
        .partners
        .iter()
        .map(|p| Asked {
            organisation: p.organisation_id,
            support: Support { cash: p.requested_cents, services: p.services_cents },
        })
        .collect();
    let by_life = o.assessed.uses.iter().map(|had| {
        (had.organisation_id, Support { cash: had.cash_cents, services: had.services_cents })
    });
    let used = Used { by_life: by_life.collect(), groups: groups(o), ..Used::default() };
    caps::check(&rules, &asked, &used)
}

/// Partners of this proposal that are linked by their own declarations.
fn groups(o: &Opened) -> Vec<BTreeSet<OrganisationId>> {
    let mut groups: Vec<BTreeSet<OrganisationId>> = Vec::new();
    for (partner, size) in o.assessed.partners.iter().zip(&o.assessed.sizes) {
        let mut group: BTreeSet<OrganisationId> = size
            .iter()
            .flat_map(tied)
            .flat_map(|related| {
                let same = o.assessed.partners.iter().filter(|other| is_it(related, other));
                same.map(|other| other.organisation_id)
            })
            .collect();
        group.remove(&partner.organisation_id);
        if group.is_empty() {
            continue;
        }
        group.insert(partner.organisation_id);
        groups.push(group);
    }
    groups.sort();
    groups.dedup();
    groups
}

/// The enterprises a declaration links whole.
fn tied(size: &DeclaredSize) -> impl Iterator<Item = &Related> {
    let linked: BTreeSet<_> = size
        .assessment
        .steps
        .iter()
        .filter(|step| matches!(step.role, Role::Linked { .. }))
        .map(|step| step.enterprise)
        .collect();
    size.declaration.related.iter().filter(move |related| linked.contains(&related.key))
}

/// The declared enterprise is this partner, by its name.
fn is_it(related: &Related, partner: &Partner) -> bool {
    related.country == partner.country && name_key(&related.name) == name_key(&partner.name)
}

/// Before the award: what each partner would have of the ceiling for de minimis aid.
async fn aid(ctx: &Ctx, o: &Opened) -> Result<Flag, Fail> {
    let (p, partners) = (&o.stored.proposal, &o.assessed.partners);
    let title = "De minimis aid".to_owned();
    if o.programme.de_minimis.is_none() || !takes(p.stage.kind()) {
        return Ok(Flag { title, says: String::new(), items: Vec::new(), stands_alone: false });
    }
    let parts: Vec<_> = partners.iter().map(|p| (p.organisation_id, p.requested_cents)).collect();
    let sums = de_minimis::sums(&ctx.state.desk, &ctx.actor, &o.programme, p.id, &parts).await?;
    let item = |(partner, sum): (&Partner, Option<Tally>)| {
        let (detail, chip) = match &sum {
            None => (String::new(), Chip::new(Tone::Warn, "not declared")),
            Some(sum) => {
                let [after, ceiling] = [sum.after, sum.ceiling].map(|one| euro_text(one.cents()));
                let chip = match sum.over() {
                    None => Chip::new(Tone::Good, "fits"),
                    Some(over) => {
                        Chip::new(Tone::Warn, format!("{} too much", euro_text(over.cents())))
                    }
                };
                (format!("{after} of {ceiling} with what is asked for"), chip)
            }
        };
        let href = Link::Aid(p.id, partner.organisation_id).into();
        WorkItem { label: partner.name.clone(), href, detail, chip: Some(chip) }
    };
    let items = partners.iter().zip(sums).map(item).collect();
    let says = "As of today; the ceiling is asked again at the award.".to_owned();
    Ok(Flag { title, says, items, stands_alone: false })
}

/// The same organisations in other proposals, as far as they got no support yet.
fn others(o: &Opened, elsewhere: &[Elsewhere]) -> Flag {
    let here = |one: &&Elsewhere| one.call_id == o.stored.proposal.call;
    let awarded = ProposalStageKind::Awarded.code();
    let rest = |one: &&Elsewhere| one.stage != awarded || !one.same_programme;
    let all: Vec<&Elsewhere> = elsewhere.iter().filter(rest).collect();
    let many = all.iter().filter(|one| here(one)).count();
    let says = match many {
        0 => "In other calls only.".to_owned(),
        1 => "One of them in this call.".to_owned(),
        many => format!("{many} of them in this call."),
    };
    Flag {
        title: "The same organisations elsewhere".to_owned(),
        says,
        items: all.into_iter().map(|one| item(o, one)).collect(),
        stands_alone: false,
    }
}

fn duplicates(o: &Opened, twins: &[Twin], alike: &[Alike]) -> Flag {
    let twin = |twin: &Twin| {
        let us = o.assessed.partners.iter().find(|p| p.organisation_id == twin.organisation_id)?;
        let country: Country = us.country.parse().ok()?;
        // A number that is no number ("none", "1") says nothing.
        registration_key(country, &twin.registration)?;
        Some(WorkItem {
            label: format!("{} has the registration number of {}", twin.other, us.name),
            href: Link::ProposalFile(twin.id).into(),
            detail: format!("{}, in {}", twin.registration, twin.reference),
            chip: Some(Chip::new(Tone::Warn, "same number")),
        })
    };
    let title = |one: &Alike| WorkItem {
        label: format!("{}: {}", one.reference, one.title),
        href: Link::ProposalFile(one.id).into(),
        detail: one.lead.clone(),
        chip: Some(Chip::new(Tone::Info, "nearly the same title")),
    };
    let items = twins.iter().filter_map(twin).chain(alike.iter().map(title)).collect();
    let says = "Compare them; a duplicate is for you to decide.".to_owned();
    Flag { title: "Possible duplicates".to_owned(), says, items, stands_alone: false }
}

/// Enterprises the declarations link whole.
fn linked(o: &Opened) -> Flag {
    let mut items = Vec::new();
    for (partner, size) in o.assessed.partners.iter().zip(&o.assessed.sizes) {
        for related in size.iter().flat_map(tied) {
            let here = o.assessed.partners.iter().any(|other| is_it(related, other));
            let known = related.country.parse::<Country>();
            let country = known.map_or_else(|_| related.country.clone(), |c| c.name().to_owned());
            items.push(WorkItem {
                label: format!("{} is linked to {}", partner.name, related.name),
                href: format!("{}#partners", Link::ProposalFile(o.id())),
                detail: format!("{country} {}", related.registration).trim().to_owned(),
                chip: here.then(|| Chip::new(Tone::Warn, "in this proposal, too")),
            });
        }
    }
    let says = "The cap is read for each enterprise alone; this is to know the group.".to_owned();
    Flag { title: "Linked enterprises".to_owned(), says, items, stands_alone: false }
}

impl Flag {
    /// Some for the samples.
    pub fn samples() -> Vec<Self> {
        vec![Self {
            title: "Earlier support".to_owned(),
            says: "Tecnotex Lda: € 5,000.00 used of € 60,000.00.".to_owned(),
            items: vec![WorkItem {
                label: "Tecnotex Lda in INV-2026-0007".to_owned(),
                href: "/office".to_owned(),
                detail: "Vouchers 2026".to_owned(),
                chip: Some(Chip::new(Tone::Good, "awarded")),
            }],
            stands_alone: false,
        }]
    }
}
