//! Money in a proposal: shares, caps with what is used and left, what the type gives. The one rule:
//! what was granted is shown to its own consortium only, and what others ask for is in no figure.

use super::file::Opened;
use crate::{
    domain::{
        caps::CapLevel,
        eligibility::{Finding, Outcome},
        ids::OrganisationId,
        scored::{Intake, VoucherType},
    },
    render::{Tone, count_text, euro_text, parts::Fact, words::Chip},
};
use serde::Serialize;

/// One rule and what it found.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FindingView {
    /// What is checked; a partner's with its name.
    pub label: String,
    /// Holds, fails, an officer must look.
    pub chip: Chip,
    /// Why, and what to do; may be empty.
    pub says: String,
}

/// All findings that do not hold, those of the whole first, then each partner's.
pub(super) fn warnings(file: &Opened) -> Vec<FindingView> {
    let checked = &file.weighed.checked;
    let whole = checked.admissibility.iter().chain(&checked.eligibility);
    let mut all: Vec<FindingView> = whole.filter_map(|found| view(found, None)).collect();
    for (partner, findings) in file.weighed.partners.iter().zip(&checked.partners) {
        all.extend(findings.iter().filter_map(|found| view(found, Some(&partner.name))));
    }
    all
}

/// The findings about one partner that do not hold.
pub(super) fn of_partner(file: &Opened, organisation: OrganisationId) -> Vec<FindingView> {
    let place = file.weighed.place(organisation);
    let findings = place.and_then(|place| file.weighed.checked.partners.get(place));
    findings.into_iter().flatten().filter_map(|found| view(found, None)).collect()
}

fn view(found: &Finding, of: Option<&str>) -> Option<FindingView> {
    let chip = match found.outcome {
        Outcome::Holds => return None,
        Outcome::OfficerMustLook => Chip::new(Tone::Info, "an officer looks"),
        Outcome::Fails => Chip::new(Tone::Bad, "not kept"),
    };
    let label = match of {
        Some(name) => format!("{name}: {}", found.label),
        None => found.label.clone(),
    };
    Some(FindingView { label, chip, says: found.says.clone() })
}

/// The caps of one partner: used, asked, left.
pub(super) fn caps(file: &Opened, organisation: OrganisationId) -> Vec<Fact> {
    let line = |line: &crate::domain::caps::CapLine| {
        let label = match line.level {
            CapLevel::Type => "Ceiling for one organisation",
            CapLevel::Life => "Cap over the project\u{2019}s life",
            CapLevel::Proposal => "Ceiling of the proposal",
            CapLevel::Call => "Budget of the call",
        };
        let [used, asked, cap] = [line.used, line.asked, line.cap].map(|m| euro_text(m.cents()));
        let left = if line.left.is_negative() {
            format!("{} too much", euro_text(-line.left.cents()))
        } else {
            format!("{} left", euro_text(line.left.cents()))
        };
        Fact::new(label, format!("{cap}: {used} used before, {asked} asked here, {left}"))
    };
    file.weighed.caps.of(organisation).map(line).collect()
}

/// What a voucher type gives and asks, in facts.
pub(super) fn about(kind: &VoucherType) -> Vec<Fact> {
    let sum = match (kind.lump_sum, kind.floor, kind.ceiling) {
        (Some(sum), _, _) => format!("{}, a fixed sum", euro_text(sum.cents())),
        (None, Some(from), Some(to)) => {
            format!("{} to {}", euro_text(from.cents()), euro_text(to.cents()))
        }
        (None, None, Some(to)) => format!("up to {}", euro_text(to.cents())),
        (None, Some(from), None) => format!("from {}", euro_text(from.cents())),
        (None, None, None) => "as the work needs".to_owned(),
    };
    let (least, most) = (kind.partners_min, kind.partners_max);
    let who = if least == most {
        count_text(least.into(), "organisation", "organisations")
    } else {
        format!("{least} to {most} organisations")
    };
    let when = match kind.intake {
        Intake::Deadline => "all together after the deadline",
        Intake::CutOffs => "after each cut-off",
        Intake::Rolling => "one by one as they come, until the money is gone",
    };
    let mut facts = vec![Fact::new("Sum", sum), Fact::new("For", who)];
    if let Some(most) = kind.ceiling_per_partner {
        facts
            .push(Fact::new("For each organisation", format!("up to {}", euro_text(most.cents()))));
    }
    if let Some(months) = kind.months_max {
        facts.push(Fact::new("Longest", count_text(months.into(), "month", "months")));
    }
    facts.push(Fact::new("Decided", when));
    facts
}
