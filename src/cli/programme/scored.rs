//! A scored programme in plain English, made from the programme alone. The one rule: what is not in
//! the programme is not said, and nothing in it that decides anything is left out.

use super::explain::{Text, counted, eligibility, form, kind, one_line};
use crate::domain::{
    evaluation::rules::{Combine, Criterion, EvaluationRules, LinePolicy, Tie, Weight},
    scored::{Deciding, Intake, Letters, Round, ScoredProgramme, VoucherType, counts_partners},
};

/// The whole text.
pub(super) fn explain(programme: &ScoredProgramme) -> String {
    let mut text = Text::default();
    text.line(&format!("{} (version {})", programme.title, programme.version));
    text.line(&programme.summary);
    who(programme, &mut text);
    text.heading("What can be applied for");
    programme.types.iter().for_each(|one| voucher_type(one, &mut text));
    caps(programme, &mut text);
    text.heading("What is checked of the whole proposal");
    let whole = programme.admissibility.iter().chain(&programme.eligibility);
    whole.for_each(|rule| eligibility(rule, &mut text));
    text.heading("What is checked of each partner");
    programme.partner_eligibility.iter().for_each(|rule| eligibility(rule, &mut text));
    let last = programme.rounds.len().saturating_sub(1);
    for (place, one) in programme.rounds.iter().enumerate() {
        round(one, place == last, &mut text);
    }
    text.heading("What is counted");
    for quota in &programme.quotas {
        counted(quota, &mut text);
        let what = if counts_partners(quota) { "organisations" } else { "proposals" };
        text.line(&format!("    counts {what}"));
    }
    clocks(programme, &mut text);
    form("What each partner declares", &programme.partner_form, &mut text);
    form("What is asked before the agreement", &programme.contract, &mut text);
    form("The final report", &programme.report, &mut text);
    letters(&programme.letters, &mut text);
    text.0
}

fn who(programme: &ScoredProgramme, text: &mut Text) {
    text.heading("Who");
    let kinds: Vec<&str> = programme.kinds.iter().map(|one| kind(*one)).collect();
    text.line(&format!("May take part: {}.", kinds.join(", ")));
    let countries: Vec<&str> = programme.countries.iter().map(|country| country.name()).collect();
    text.line(&format!("From {} countries: {}.", countries.len(), countries.join(", ")));
}

fn voucher_type(one: &VoucherType, text: &mut Text) {
    text.line(&format!("- {} (`{}`): {}", one.label, one.key, one.summary));
    text.line(&format!(
        "    {}",
        match (one.partners_min, one.partners_max) {
            (1, 1) => "one organisation".to_owned(),
            (least, most) if least == most => format!("{least} organisations"),
            (least, most) => format!("{least} to {most} organisations"),
        }
    ));
    if let Some(sum) = one.lump_sum {
        text.line(&format!("    lump sum: EUR {sum}"));
    }
    for (what, sum) in [
        ("at least", one.floor),
        ("at most", one.ceiling),
        ("at most for one organisation", one.ceiling_per_partner),
    ] {
        if let Some(sum) = sum {
            text.line(&format!("    {what}: EUR {sum}"));
        }
    }
    if let Some(months) = one.months_max {
        text.line(&format!("    up to {months} months"));
    }
    if let Some(most) = one.per_organisation {
        text.line(&format!("    proposals one organisation may lead or join: {most}"));
    }
    let intake = match one.intake {
        Intake::Deadline => "until the deadline, all evaluated together",
        Intake::CutOffs => "evaluated after each cut-off",
        Intake::Rolling => "one by one in the order they come, until the budget is gone",
    };
    let decision = match one.decision {
        Deciding::Ranked => "scored, ranked, funded down to the line",
        Deciding::FirstCome => "first come, first served: funded when the thresholds are met",
    };
    text.line(&format!("    comes in: {intake}"));
    text.line(&format!("    decided: {decision}"));
    if let Some(evaluators) = one.evaluators {
        text.line(&format!("    evaluators: {evaluators}"));
    }
}

fn caps(programme: &ScoredProgramme, text: &mut Text) {
    text.heading("Caps");
    match programme.caps.per_organisation {
        Some(cap) => {
            let services = if programme.caps.services_count { "count" } else { "do not count" };
            text.line(&format!(
                "One organisation gets at most EUR {cap} over the project's life and all types; services in kind {services}."
            ));
        }
        None => text.line("No cap over the project's life."),
    }
    if let Some(share) = programme.sme_share {
        text.line(&format!("At least {share} of the whole budget must reach SMEs."));
    }
}

fn round(round: &Round, is_last: bool, text: &mut Text) {
    let rules = &round.evaluation;
    form(&format!("Round `{}`: {}", round.key, round.label), &round.form, text);
    documents(round, text);
    text.heading(&format!("How it is judged (round `{}`)", round.key));
    let combine = match rules.combine {
        Combine::Consensus => "people write the final marks in a consensus",
        Combine::Mean => "the final mark is the mean of the reports",
        Combine::Median => "the final mark is the median of the reports",
    };
    text.line(&format!("{} evaluators; {combine}.", rules.evaluators));
    if let Some(third) = rules.third {
        let crossed = if third.threshold_crossed {
            ", or when one report meets all thresholds and another does not"
        } else {
            ""
        };
        text.line(&format!(
            "One more evaluator is called when two totals are {} or more apart{crossed}.",
            third.gap
        ));
    }
    let scale = rules.scale;
    text.line(&format!(
        "Marks from {} to {} in steps of {}.",
        scale.lowest, scale.highest, scale.step
    ));
    rules.criteria.iter().for_each(|one| criterion(one, text));
    if let Some(total) = rules.total_threshold {
        text.line(&format!("The sum of the marks must be {total} at least."));
    }
    text.line("Thresholds look at marks without weights; weights order the ranking only.");
    ranking(rules, text);
    match round.goes_on_for {
        Some(share) => {
            text.line(&format!("The best go on, up to {share} of the budget asked for together."));
        }
        None if is_last => {}
        None => text.line("All above the thresholds go on."),
    }
}

fn documents(round: &Round, text: &mut Text) {
    if round.documents.is_empty() {
        return;
    }
    text.heading(&format!("Documents (round `{}`)", round.key));
    for one in &round.documents {
        let need = if one.required { "must be there" } else { "may be added" };
        let whose = if one.each_partner { "of each organisation" } else { "of the whole proposal" };
        text.line(&format!("- {} (`{}`): {need}, {whose}. {}", one.label, one.key, one.hint));
        if let Some(when) = &one.when {
            text.line(&format!("    asked when {}", one_line(when.source())));
        }
        let pages = one.max_pages.map_or_else(String::new, |most| format!(", {most} pages"));
        let size = one.max_bytes.map_or_else(String::new, |b| format!(", {} MB", b / 1_000_000));
        let counts = if one.pages_count { "count" } else { "do not count" };
        text.line(&format!(
            "    files: {} at most, {}{pages}{size}; its pages {counts} towards `proposal.pages`",
            one.files,
            one.types.join(" or ")
        ));
        text.line(if one.experts {
            "    read by the applicants, the office and the experts"
        } else {
            "    read by the applicants and the office, by no expert"
        });
    }
}

fn criterion(one: &Criterion, text: &mut Text) {
    let Weight(weight) = one.weight;
    let (whole, part) = (weight / 10_000, format!("{:04}", weight % 10_000));
    let part = part.trim_end_matches('0');
    let weight = if part.is_empty() { whole.to_string() } else { format!("{whole}.{part}") };
    let threshold = one.threshold.map_or_else(String::new, |mark| format!(", threshold {mark}"));
    text.line(&format!(
        "- {} (`{}`, weight {weight}{threshold}): {}",
        one.label, one.key, one.hint
    ));
    for anchor in &one.anchors {
        text.line(&format!("    {}: {}", anchor.mark, anchor.says));
    }
}

fn ranking(rules: &EvaluationRules, text: &mut Text) {
    let ties: Vec<String> = rules.ties.iter().map(tie).collect();
    text.line(&format!("Equal weighted totals are ordered by: {}.", ties.join("; then ")));
    text.line(match rules.line {
        LinePolicy::Stop => "The line ends at the first proposal that does not fit into the money left.",
        LinePolicy::Skip => "A proposal that does not fit into the money left is passed over; the next that fits is funded.",
    });
    let places = rules.reserve.places.map_or_else(
        || "all others above the thresholds".to_owned(),
        |places| format!("{places} places"),
    );
    let days = rules.reserve.expires_after_days;
    text.line(&format!("Reserve list: {places}; it ends {days} days after the letters."));
}

fn tie(tie: &Tie) -> String {
    match tie {
        Tie::UncoveredTopic => "a topic no better-ranked proposal covers".to_owned(),
        Tie::UncoveredCountry => "a country no better-ranked proposal covers".to_owned(),
        Tie::Criterion(key) => format!("the higher mark of `{key}`"),
        Tie::Higher(name) => format!("the higher `{name}`"),
        Tie::Lower(name) => format!("the lower `{name}`"),
        Tie::Earlier => "handed in earlier".to_owned(),
        Tie::Draw => "a recorded draw".to_owned(),
    }
}

fn clocks(programme: &ScoredProgramme, text: &mut Text) {
    let clocks = programme.clocks;
    text.heading("How long it takes");
    text.line(&format!(
        "All are informed within {} months after the deadline.",
        clocks.inform_months
    ));
    text.line(&format!(
        "The agreement is signed within {} months after the letter.",
        clocks.sign_months
    ));
    text.line(&format!(
        "Redress: {} days from access to the letter; one not opened counts as read after {} days.",
        clocks.redress_days, clocks.deemed_read_days
    ));
}

fn letters(letters: &Letters, text: &mut Text) {
    for (heading, paragraphs) in [
        ("Letter: awarded", &letters.award),
        ("Letter: reserve list", &letters.reserve),
        ("Letter: below the line", &letters.below_line),
        ("Letter: goes on", &letters.goes_on),
        ("Letter: not among those that go on", &letters.not_further),
        ("Letter: below a threshold", &letters.below_threshold),
        ("Letter: not admissible or not eligible", &letters.ineligible),
        ("Every letter that refuses ends with", &letters.redress),
    ] {
        text.heading(heading);
        for paragraph in paragraphs {
            text.line(paragraph);
        }
    }
}
