//! What follows from the facts of a proposal and its partners: sums, counts, and the limits the
//! file sets for its type. The one rule: what is set stays, and a sum over partners is known only
//! when it is known of every partner.

use super::{Round, ScoredProgramme, TIE_FACTS, answers};
use crate::domain::{
    facts::{Fact, Facts},
    form::{self, Answers},
    money::{Money, Percent},
};
use std::collections::{BTreeMap, BTreeSet};

/// Stands for "without limit" among facts.
const WITHOUT_LIMIT: Fact = Fact::Int(i64::MAX);

impl ScoredProgramme {
    /// Adds what the programme says (`programme.*`, `limit.*`) and what follows from the partners,
    /// the lead first. A fact that is set stays, even as not known. Without partners nothing about
    /// them is added.
    pub fn derive(&self, whole: &mut Facts, partners: &mut [Facts]) {
        self.own(whole);
        self.limits(whole);
        for (place, partner) in partners.iter_mut().enumerate() {
            add(partner, "partner.lead", Fact::Bool(place == 0));
        }
        self.lump_sum(whole, partners);
        if let Some(lead) = partners.first() {
            for name in ["country", "kind", "sme"] {
                let fact = lead.get(&format!("partner.{name}")).clone();
                add(whole, &format!("proposal.lead_{name}"), fact);
            }
            added_up(whole, partners);
        }
    }

    fn own(&self, whole: &mut Facts) {
        let countries = self.countries.iter().map(|country| country.code().to_owned()).collect();
        whole.set("programme.countries", Fact::List(countries));
        let kinds = self.kinds.iter().map(|kind| kind.code().to_owned()).collect();
        whole.set("programme.kinds", Fact::List(kinds));
        let share = self.sme_share.map_or(0, Percent::hundredths);
        whole.set("programme.sme_share", Fact::Int(share.into()));
        whole.set("programme.cap", limit(self.caps.per_organisation));
    }

    fn limits(&self, whole: &mut Facts) {
        let Fact::Text(key) = whole.get("proposal.type") else { return };
        let Some(kind) = self.voucher_type(key) else { return };
        let count = |most: Option<u32>| most.map_or(WITHOUT_LIMIT, |most| Fact::Int(most.into()));
        let floor = kind.lump_sum.or(kind.floor).unwrap_or(Money::ZERO);
        for (name, fact) in [
            ("limit.partners_min", Fact::Int(kind.partners_min.into())),
            ("limit.partners_max", Fact::Int(kind.partners_max.into())),
            ("limit.floor", Fact::Int(floor.cents())),
            ("limit.ceiling", limit(kind.lump_sum.or(kind.ceiling))),
            ("limit.ceiling_per_partner", limit(kind.ceiling_per_partner)),
            ("limit.months_max", count(kind.months_max)),
            ("limit.per_organisation", count(kind.per_organisation)),
        ] {
            whole.set(name, fact);
        }
    }

    /// A lump sum is what the proposal asks for; one organisation alone asks for all of it.
    fn lump_sum(&self, whole: &mut Facts, partners: &mut [Facts]) {
        let Fact::Text(key) = whole.get("proposal.type") else { return };
        let Some(sum) = self.voucher_type(key).and_then(|kind| kind.lump_sum) else { return };
        add(whole, "proposal.requested", Fact::Int(sum.cents()));
        if let [alone] = partners {
            add(alone, "partner.requested", Fact::Int(sum.cents()));
        }
    }
}

impl Round {
    /// `whole` with the answers typed on this round's form, and with what has a meaning among
    /// them: the months.
    pub fn facts(&self, typed: &Answers, whole: &Facts) -> Facts {
        let mut known = form::facts_with_answers(&self.form, typed, whole);
        let months = known.get(&format!("answer.{}", answers::MONTHS)).clone();
        add(&mut known, "proposal.months", months);
        known
    }
}

/// The facts one partner's rules are asked with: those of the whole without its answers, and the
/// partner's own.
pub fn partner_facts(whole: &Facts, partner: &Facts) -> Facts {
    let shared = whole.0.iter().filter(|(name, _)| !name.starts_with("answer."));
    let shared = shared.map(|(name, fact)| (name.clone(), fact.clone()));
    Facts(shared.chain(partner.0.clone()).collect())
}

/// The whole numbers a tie chain may ask for, as far as they are known.
pub fn tie_facts(whole: &Facts) -> BTreeMap<String, i64> {
    let known = TIE_FACTS.iter().filter_map(|name| {
        let number = int(whole.get(&format!("proposal.{name}")))?;
        Some(((*name).to_owned(), number))
    });
    known.collect()
}

fn limit(most: Option<Money>) -> Fact {
    most.map_or(WITHOUT_LIMIT, |most| Fact::Int(most.cents()))
}

fn add(facts: &mut Facts, name: &str, fact: Fact) {
    facts.0.entry(name.to_owned()).or_insert(fact);
}

fn int(fact: &Fact) -> Option<i64> {
    match fact {
        Fact::Int(number) => Some(*number),
        Fact::Text(_) | Fact::Bool(_) | Fact::Date(_) | Fact::List(_) | Fact::Unknown => None,
    }
}

fn yes(fact: &Fact) -> Option<bool> {
    match fact {
        Fact::Bool(yes) => Some(*yes),
        Fact::Text(_) | Fact::Int(_) | Fact::Date(_) | Fact::List(_) | Fact::Unknown => None,
    }
}

fn count(number: usize) -> Fact {
    i64::try_from(number).map_or(Fact::Unknown, Fact::Int)
}

/// Every partner's value of a fact; `None` when one is not known.
fn each<V>(partners: &[Facts], name: &str, read: impl Fn(&Fact) -> Option<V>) -> Option<Vec<V>> {
    partners.iter().map(|partner| read(partner.get(name))).collect()
}

/// The partners' codes of a fact, each once.
fn codes(partners: &[Facts], name: &str) -> Option<BTreeSet<String>> {
    let text = |fact: &Fact| match fact {
        Fact::Text(text) => Some(text.clone()),
        Fact::Bool(_) | Fact::Int(_) | Fact::Date(_) | Fact::List(_) | Fact::Unknown => None,
    };
    Some(each(partners, name, text)?.into_iter().collect())
}

fn added_up(whole: &mut Facts, partners: &[Facts]) {
    add(whole, "proposal.partners", count(partners.len()));
    for (list, number, name) in [
        ("proposal.countries", "proposal.country_count", "partner.country"),
        ("proposal.sectors", "proposal.sector_count", "partner.sector"),
    ] {
        let found = codes(partners, name);
        add(whole, number, found.as_ref().map_or(Fact::Unknown, |found| count(found.len())));
        let several = found.map(|found| Fact::List(found.into_iter().collect()));
        add(whole, list, several.unwrap_or(Fact::Unknown));
    }
    // One partner that has not confirmed is enough for a no, whatever is not known of the others.
    let confirmed = each(partners, "partner.confirmed", yes).map(|all| all.into_iter().all(|c| c));
    let one_has_not = partners.iter().any(|one| yes(one.get("partner.confirmed")) == Some(false));
    let confirmed = if one_has_not { Some(false) } else { confirmed };
    add(whole, "proposal.all_confirmed", confirmed.map_or(Fact::Unknown, Fact::Bool));
    let smes = each(partners, "partner.sme", yes);
    let how_many = smes.as_ref().map(|smes| count(smes.iter().filter(|sme| **sme).count()));
    add(whole, "proposal.smes", how_many.unwrap_or(Fact::Unknown));
    money(whole, partners, smes.as_deref());
}

fn money(whole: &mut Facts, partners: &[Facts], smes: Option<&[bool]>) {
    let Some(sums) = each(partners, "partner.requested", int) else {
        add(whole, "proposal.requested", Fact::Unknown);
        return add(whole, "proposal.sme_share", Fact::Unknown);
    };
    let all = add_up(sums.iter());
    add(whole, "proposal.requested", all.map_or(Fact::Unknown, Fact::Int));
    let share = smes.zip(all).and_then(|(smes, all)| {
        let to_smes = sums.iter().zip(smes).filter(|(_, sme)| **sme).map(|(sum, _)| sum);
        let part = u64::try_from(add_up(to_smes)?).ok()?;
        Percent::share(part, u64::try_from(all).ok()?)
    });
    let share = share.map(|share| Fact::Int(share.hundredths().into()));
    add(whole, "proposal.sme_share", share.unwrap_or(Fact::Unknown));
}

fn add_up<'s>(mut sums: impl Iterator<Item = &'s i64>) -> Option<i64> {
    sums.try_fold(0_i64, |sum, one| sum.checked_add(*one))
}
