//! The partners of a proposal: share, size with its arithmetic, cap, own answers. The one rule: a
//! sum is shown beside the limit it is held to.

use super::{Opened, size::SizeView};
use crate::{
    actions::assess_proposal::granted,
    domain::{
        country::Country, moment::BRUSSELS, money::Money, organisation::OrganisationKind,
        scored::partner_facts,
    },
    render::{
        Link, Tone, euro_text,
        form::{ReadSection, read_form},
        moment_text,
        parts::{Chip, Fact},
        words,
    },
};
use serde::Serialize;

/// A partner.
#[derive(Debug, Clone, Serialize)]
pub struct PartnerView {
    name: String,
    chip: Chip,
    confirmed: Chip,
    facts: Vec<Fact>,
    size: Option<SizeView>,
    answers: Vec<ReadSection>,
}

/// The word for a size.
fn size_chip(o: &Opened, at: usize) -> Chip {
    let Some(Some(size)) = o.assessed.sizes.get(at) else {
        return Chip::new(Tone::Warn, "no declaration");
    };
    super::size::class_chip(size.assessment.class)
}

/// All partners, the lead first.
pub fn partners(o: &Opened) -> Vec<PartnerView> {
    let assessed = &o.assessed;
    let one = |at: usize| {
        let p = assessed.partners.get(at)?;
        let confirmed = match p.confirmed_at {
            Some(_) => Chip::new(Tone::Good, "confirmed"),
            None => Chip::new(Tone::Warn, "not confirmed"),
        };
        let own = assessed.worked.partners.get(at)?;
        let facts = partner_facts(&assessed.worked.whole, own);
        let typed = assessed.parts.get(at)?;
        Some(PartnerView {
            name: p.name.clone(),
            chip: size_chip(o, at),
            confirmed,
            facts: rows(o, at),
            size: assessed.sizes.get(at)?.as_ref().map(SizeView::of),
            answers: read_form(&o.programme.partner_form, typed, &facts, false),
        })
    };
    (0..assessed.partners.len()).filter_map(one).collect()
}

fn rows(o: &Opened, at: usize) -> Vec<Fact> {
    let Some(p) = o.assessed.partners.get(at) else { return Vec::new() };
    let country = p.country.parse().map_or("", Country::name);
    let kind = OrganisationKind::from_code(&p.kind).map_or("", words::organisation_kind);
    let role = if p.position == 0 { "lead" } else { "partner" };
    let used = o.assessed.uses.get(at).and_then(|had| granted(&o.programme, had));
    let mut rows = vec![
        Fact::new("Is", format!("{role}, {kind}, {country}")),
        Fact::new("Asks for", euro_text(p.requested_cents.cents())),
    ];
    if p.services_cents > Money::ZERO {
        rows.push(Fact::new("Services in kind", euro_text(p.services_cents.cents())));
    }
    if o.programme.de_minimis.is_some() {
        let link = Link::Aid(o.id(), p.organisation_id);
        rows.push(Fact::new("De minimis aid", "declaration and sum").leading_to(link));
    }
    if let Some(at) = p.confirmed_at {
        rows.push(Fact::new("Confirmed", moment_text(at, BRUSSELS)));
    }
    if let Some((cap, used)) = o.programme.caps.per_organisation.zip(used) {
        let after = used.checked_add(p.requested_cents).and_then(|sum| cap.checked_sub(sum));
        let left = after.map_or_else(String::new, |left| {
            if left.is_negative() {
                let over = euro_text(left.cents().saturating_neg());
                format!("; with this proposal {over} too much")
            } else {
                format!("; with this proposal {} left", euro_text(left.cents()))
            }
        });
        let says = format!("{} used of {}{left}", euro_text(used.cents()), euro_text(cap.cents()));
        rows.push(Fact::new("Cap over the project's life", says));
    }
    rows
}

impl PartnerView {
    /// Some for the samples.
    pub fn samples() -> Vec<Self> {
        let one = |size, answers| Self {
            name: "Tecnotex Lda".to_owned(),
            chip: Chip::new(Tone::Good, "small"),
            confirmed: Chip::new(Tone::Good, "confirmed"),
            facts: vec![Fact::new("Asks for", "€ 55,000.00")],
            size,
            answers,
        };
        let section = ReadSection { title: "Part".into(), rows: vec![Fact::new("Role", "lays")] };
        vec![one(Some(SizeView::sample()), vec![section]), one(None, Vec::new())]
    }
}
