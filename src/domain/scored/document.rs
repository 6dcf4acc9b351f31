//! Documents a round asks for beside its form: which, of whom, how long, and who reads them. The
//! one rule: what the applicant is told is missing or counted is what the officer is told.

use super::super::{
    condition::{Answer, Condition},
    facts::Facts,
    ids::OrganisationId,
};

/// One kind of document of a round.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "four answers that are free of each other")]
pub struct DocumentRule {
    /// Stable code, `provider_offer`.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// A sentence that says what will do.
    pub hint: String,
    /// When it is asked for at all; without a condition, always.
    pub when: Option<Condition>,
    /// A proposal can't be handed in without it.
    pub required: bool,
    /// Each partner adds its own; otherwise the lead adds it for the whole.
    pub each_partner: bool,
    /// The experts of the proposal read it.
    pub experts: bool,
    /// Its pages count for `proposal.pages`.
    pub pages_count: bool,
    /// Most files; 1 at least.
    pub files: u32,
    /// Most pages a file may have; none: as many as one likes.
    pub max_pages: Option<u32>,
    /// Most bytes a file may have, where it is less than what the office takes at all.
    pub max_bytes: Option<u64>,
    /// Kinds of file that are taken, `pdf`; never empty.
    pub types: Vec<String>,
}

/// Kinds of file a programme may name, as `limits.upload_kinds` names them.
pub const DOCUMENT_TYPES: [&str; 3] = ["pdf", "png", "jpeg"];

/// A place for documents: a kind, for the whole or for one partner.
#[derive(Debug, Clone, Copy)]
pub struct Slot<'r> {
    /// What is asked for.
    pub rule: &'r DocumentRule,
    /// Of which partner; none: of the whole.
    pub organisation: Option<OrganisationId>,
}

impl DocumentRule {
    /// It is asked of this proposal. What is not known yet asks, as evidence does.
    pub fn is_asked(&self, facts: &Facts) -> bool {
        self.when.as_ref().is_none_or(|when| when.answer(facts) != Answer::No)
    }
}

/// All places a proposal of these partners has, in the file's order.
pub fn slots<'r>(
    rules: &'r [DocumentRule],
    facts: &Facts,
    partners: &[OrganisationId],
) -> Vec<Slot<'r>> {
    let mut all = Vec::new();
    for rule in rules.iter().filter(|rule| rule.is_asked(facts)) {
        if rule.each_partner {
            all.extend(partners.iter().map(|id| Slot { rule, organisation: Some(*id) }));
        } else {
            all.push(Slot { rule, organisation: None });
        }
    }
    all
}

/// The places that must be filled and are not. `there`: kind and partner of what was added.
pub fn missing<'r>(slots: &[Slot<'r>], there: &[(&str, Option<OrganisationId>)]) -> Vec<Slot<'r>> {
    let is_there = |slot: &Slot<'_>| {
        there.iter().any(|(kind, of)| *kind == slot.rule.key && *of == slot.organisation)
    };
    slots.iter().filter(|slot| slot.rule.required && !is_there(slot)).copied().collect()
}

/// Pages that count, over all documents; none when one of them can't be counted. `there`: kind and
/// pages of what was added. A kind the round no longer knows counts.
pub fn pages(rules: &[DocumentRule], there: &[(&str, Option<i64>)]) -> Option<i64> {
    let counts =
        |kind: &str| rules.iter().find(|rule| rule.key == kind).is_none_or(|rule| rule.pages_count);
    let mut pages = there.iter().filter(|(kind, _)| counts(kind)).map(|(_, pages)| *pages);
    pages.try_fold(0_i64, |sum, one| sum.checked_add(one?))
}

#[cfg(test)]
mod tests;
