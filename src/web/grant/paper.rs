//! The agreement of a grant as a paper: the frozen text, what it fixes, the places under it. The
//! one rule: tables say what was agreed, never how it went since, so that a print stays what it
//! was.

use super::Opened;
use crate::{
    documents::{
        About, Paper, Party, Place, Signed,
        agreement::{Agreement, Instalment, Paragraph, Report, agreement},
    },
    domain::{
        agreement::SignPlace,
        country::Country,
        document::{DocumentKind, Which},
        money::Money,
        scored::DueWhen,
    },
    http::{Ctx, Fail, pdf::Offers},
    queries::grant,
    render::{Link, day_text, euro_text, parts::Download, words},
};
use std::collections::BTreeMap;

/// The version people outside the office see, to download: one link, none while no papers are made.
pub async fn links(ctx: &Ctx, o: &Opened) -> Result<Vec<Download>, Fail> {
    let Some(of) = o.shown() else { return Ok(Vec::new()) };
    let offers = Offers::of(ctx, of.id.0).await?;
    let kind = DocumentKind::GrantAgreement;
    let which = Which { kind, ..paper(ctx, o, of).which };
    let href = Link::ProposalDocument(o.id(), kind.code().to_owned());
    Ok(offers.link(which, "The agreement with its signatures", href).into_iter().collect())
}

/// The agreement as a paper, with the signatures it has by now.
pub fn paper(ctx: &Ctx, o: &Opened, of: &grant::Agreement) -> Paper {
    let zone = o.programme.zone;
    let signed: Vec<_> = o.whole.signatures.iter().filter(|one| one.agreement == of.id).collect();
    let last = signed.iter().map(|one| one.at).max().or(of.issued_at).unwrap_or(ctx.now());
    let name = o.name();
    let amount = Money::sum(o.whole.partners.iter().map(|one| one.requested_cents));
    let duration = format!("{} months from {}", of.months, day_text(of.starts_on));
    let kind = o.kind().map_or("", |kind| kind.label.as_str());
    agreement(&Agreement {
        about: About {
            office: ctx.state.documents.office(),
            programme: &o.programme.title,
            call: &o.call.call.title,
            reference: &o.stored.proposal.reference,
            zone,
        },
        subject: of.id.0,
        version: of.number,
        on: last.day_in(zone),
        digest: &of.digest,
        title: if of.is_amendment { "Amended grant agreement" } else { "Grant agreement" },
        subtitle: &name,
        parties: parties(o, of),
        amount: amount.unwrap_or(Money::ZERO),
        rate: kind,
        purpose: &name,
        duration: &duration,
        paragraphs: of
            .text
            .split("\n\n")
            .map(|text| Paragraph { heading: String::new(), text: text.to_owned() })
            .collect(),
        instalments: instalments(o),
        calendar: o.whole.reports.iter().map(report).collect(),
        accounts: Vec::new(),
        annexes: Vec::new(),
        places: places(o, of),
    })
}

/// The places under a version, with its signatures.
pub(super) fn places(o: &Opened, of: &grant::Agreement) -> Vec<Place> {
    let under = |place: SignPlace| {
        let mut all = o.whole.signatures.iter();
        let signed = all.find(|one| one.agreement == of.id && one.place == place);
        let says = match place {
            SignPlace::Contracting => "For the project",
            SignPlace::Partner(_) => "For the grantee",
        };
        Place {
            place: says.to_owned(),
            organisation: o.party(of, place).to_owned(),
            signed: signed.map(|one| Signed {
                name: one.name.clone(),
                at: one.at,
                digest: one.text_digest.clone(),
            }),
        }
    };
    o.places().into_iter().map(under).collect()
}

/// The organisations, the lead first, and who gives the grant by a version.
pub(super) fn parties(o: &Opened, of: &grant::Agreement) -> Vec<Party> {
    let lead = o.stored.proposal.lead;
    let mut all: Vec<Party> = o
        .whole
        .partners
        .iter()
        .map(|one| Party {
            part: if one.organisation_id == lead { "lead" } else { "partner" }.to_owned(),
            name: one.name.clone(),
            legal_id: String::new(),
            address: one.country.parse().map_or("", Country::name).to_owned(),
            share: euro_text(one.requested_cents.cents()),
        })
        .collect();
    all.extend(o.whole.gives(of).map(|one| Party {
        part: "gives the grant".to_owned(),
        name: one.name.clone(),
        legal_id: String::new(),
        address: one.country.parse().map_or("", Country::name).to_owned(),
        share: String::new(),
    }));
    all
}

/// The plan, one line for all organisations.
fn instalments(o: &Opened) -> Vec<Instalment> {
    let mut plan: BTreeMap<u32, Instalment> = BTreeMap::new();
    for stored in &o.whole.instalments {
        let one = &stored.instalment;
        let when = DueWhen::from_code(&one.condition);
        let share = (o.organisation(one.payee).to_owned(), one.planned);
        let line = plan.entry(one.position).or_insert_with(|| Instalment {
            trigger: one.label.clone(),
            due: when.as_ref().map_or("", words::condition).to_owned(),
            amount: Money::ZERO,
            shares: Vec::new(),
        });
        line.amount = line.amount.checked_add(one.planned).unwrap_or(line.amount);
        line.shares.push(share);
    }
    plan.into_values().collect()
}

fn report(one: &grant::Report) -> Report {
    let due = day_text(one.planned_on);
    Report { name: one.label.clone(), period: String::new(), due }
}
