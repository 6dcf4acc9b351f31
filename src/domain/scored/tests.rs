use super::*;
use crate::domain::facts::{Dictionary, Fact, PARTNER};
use proptest::prelude::*;

/// As little of a programme as these tests need.
fn programme() -> ScoredProgramme {
    let kind = |key: &str, lump_sum: Option<i64>| VoucherType {
        key: key.into(),
        label: String::new(),
        summary: String::new(),
        intake: Intake::Deadline,
        decision: Deciding::Ranked,
        partners_min: 1,
        partners_max: 4,
        lump_sum: lump_sum.map(Money::from_cents),
        floor: None,
        ceiling: None,
        ceiling_per_partner: None,
        months_max: None,
        evaluators: None,
        per_organisation: Some(2),
        plans: Vec::new(),
        reports: Vec::new(),
    };
    ScoredProgramme {
        slug: "small".into(),
        version: 1,
        title: String::new(),
        summary: String::new(),
        reference_prefix: "S".into(),
        zone: chrono_tz::Europe::Brussels,
        countries: ["PT", "DK"].iter().map(|code| code.parse().unwrap()).collect(),
        kinds: BTreeSet::from([OrganisationKind::Sme]),
        types: vec![kind("fixed", Some(1_000_000)), kind("open", None)],
        rounds: Vec::new(),
        admissibility: Vec::new(),
        eligibility: Vec::new(),
        partner_eligibility: Vec::new(),
        partner_form: Form::default(),
        contract: Form::default(),
        interim: Form::default(),
        report: Form::default(),
        agreement: AgreementTexts::default(),
        caps: Caps { per_organisation: Some(Money::from_cents(6_000_000)), services_count: false },
        de_minimis: None,
        quotas: Vec::new(),
        sme_share: Some(Percent::whole(75)),
        clocks: ClockRules {
            inform_months: 5,
            sign_months: 3,
            redress_days: 30,
            deemed_read_days: 10,
            pay_within_days: 14,
        },
        letters: Letters::default(),
        examples: Vec::new(),
    }
}

fn whole(kind: &str) -> Facts {
    let mut facts = Facts::default();
    facts.set("proposal.type", Fact::Text(kind.into()));
    facts
}

fn partner(country: &str, sme: bool, cents: i64) -> Facts {
    let mut facts = Facts::default();
    facts.set("partner.country", Fact::Text(country.into()));
    facts.set("partner.kind", Fact::Text("sme".into()));
    facts.set("partner.sector", Fact::Text("C13".into()));
    facts.set("partner.sme", Fact::Bool(sme));
    facts.set("partner.confirmed", Fact::Bool(true));
    facts.set("partner.requested", Fact::Int(cents));
    facts
}

#[test]
fn what_follows_from_the_partners_is_added_up_and_of_the_documented_type() {
    let mut facts = whole("open");
    let mut partners = [partner("PT", true, 300), partner("DK", false, 100)];
    programme().derive(&mut facts, &mut partners);
    for (name, fact) in [
        ("proposal.partners", Fact::Int(2)),
        ("proposal.smes", Fact::Int(1)),
        ("proposal.countries", Fact::List(vec!["DK".into(), "PT".into()])),
        ("proposal.country_count", Fact::Int(2)),
        ("proposal.sector_count", Fact::Int(1)),
        ("proposal.requested", Fact::Int(400)),
        ("proposal.sme_share", Fact::Int(7_500)),
        ("proposal.lead_country", Fact::Text("PT".into())),
        ("proposal.lead_sme", Fact::Bool(true)),
        ("proposal.all_confirmed", Fact::Bool(true)),
        ("programme.cap", Fact::Int(6_000_000)),
        ("programme.sme_share", Fact::Int(7_500)),
        ("limit.per_organisation", Fact::Int(2)),
        ("limit.ceiling", Fact::Int(i64::MAX)),
        ("limit.floor", Fact::Int(0)),
    ] {
        assert_eq!(*facts.get(name), fact, "{name}");
    }
    assert_eq!(facts.fill("{{ programme.cap }}, {{ limit.ceiling }}"), "EUR 60,000.00, no limit");
    assert_eq!(*partners[0].get("partner.lead"), Fact::Bool(true));
    assert_eq!(*partners[1].get("partner.lead"), Fact::Bool(false));
    let words = Dictionary::scored(vec!["fixed".into(), "open".into()], vec![]).with_partner();
    for (name, fact) in facts.0.iter().chain(partners.iter().flat_map(|one| &one.0)) {
        assert!(words.get(name).is_some_and(|kind| kind.takes(fact)), "{name} {fact}");
    }
    let ties = tie_facts(&facts);
    assert_eq!(ties.get("sme_share"), Some(&7_500));
    assert!(!ties.contains_key("months"), "what is not known is no tie fact");
}

#[test]
fn a_sum_is_known_only_when_every_part_is_and_what_is_set_stays() {
    let mut facts = whole("open");
    facts.set("proposal.country_count", Fact::Int(9));
    facts.set("proposal.sectors", None);
    let mut unsure = partner("DK", true, 100);
    for name in ["partner.requested", "partner.sme", "partner.confirmed"] {
        unsure.set(name, None);
    }
    let mut partners = [partner("PT", true, 300), unsure];
    programme().derive(&mut facts, &mut partners);
    for name in ["requested", "sme_share", "smes", "all_confirmed", "sectors"] {
        assert_eq!(*facts.get(&format!("proposal.{name}")), Fact::Unknown, "{name}");
    }
    assert_eq!(*facts.get("proposal.country_count"), Fact::Int(9));
    // One that has not confirmed is a no, whatever is not known of the others.
    partners[0].set("partner.confirmed", Fact::Bool(false));
    let mut facts = whole("open");
    programme().derive(&mut facts, &mut partners);
    assert_eq!(*facts.get("proposal.all_confirmed"), Fact::Bool(false));
}

#[test]
fn a_lump_sum_is_what_is_asked_for() {
    let mut facts = whole("fixed");
    let mut alone = [partner("PT", true, 0)];
    alone[0].0.remove("partner.requested");
    programme().derive(&mut facts, &mut alone);
    assert_eq!(*facts.get("proposal.requested"), Fact::Int(1_000_000));
    assert_eq!(*alone[0].get("partner.requested"), Fact::Int(1_000_000));
    assert_eq!(*facts.get("limit.floor"), *facts.get("limit.ceiling"));
}

#[test]
fn a_partner_is_not_asked_with_the_answers_of_the_whole() {
    let (mut facts, mut one) = (whole("open"), partner("PT", true, 1));
    facts.set("answer.months", Fact::Int(3));
    one.set("answer.registered", Fact::Bool(true));
    let both = partner_facts(&facts, &one);
    assert_eq!(*both.get("answer.months"), Fact::Unknown);
    assert_eq!(*both.get("answer.registered"), Fact::Bool(true));
    assert_eq!(*both.get("proposal.type"), Fact::Text("open".into()));
    assert!(PARTNER.iter().all(|entry| entry.name.starts_with("partner.")));
}

proptest! {
    /// The order of the partners behind the lead changes nothing that is added up.
    #[test]
    fn sums_do_not_depend_on_the_order(
        parts in prop::collection::vec((0..1_000_000_i64, any::<bool>()), 1..6)
    ) {
        let of = |parts: &[(i64, bool)]| {
            let mut partners: Vec<Facts> =
                parts.iter().map(|(cents, sme)| partner("PT", *sme, *cents)).collect();
            let mut facts = whole("open");
            programme().derive(&mut facts, &mut partners);
            facts.0.retain(|name, _| !name.starts_with("proposal.lead_"));
            facts
        };
        let mut turned = parts.clone();
        turned.reverse();
        prop_assert_eq!(of(&parts), of(&turned));
        let sum: i64 = parts.iter().map(|(cents, _)| cents).sum();
        prop_assert_eq!(of(&parts).get("proposal.requested").clone(), Fact::Int(sum));
    }
}

proptest! {
    /// Whatever the plan and the share, the parts come to the share and none is below nothing.
    #[test]
    fn the_parts_of_a_share_come_to_the_share(
        cents in 1_i64..1_000_000_000,
        cuts in proptest::collection::btree_set(1_u32..100, 0..5),
    ) {
        let ends: Vec<u32> = cuts.into_iter().chain([100]).collect();
        let mut from = 0;
        let part = |end: &u32| {
            let percent = Percent::whole(end - from);
            from = *end;
            PlanPart { percent, label: String::new(), when: DueWhen::FinalReport }
        };
        let parts = ends.iter().map(part).collect();
        let plan = InstalmentPlan { key: "p".into(), label: String::new(), parts };
        let share = Money::from_cents(cents);
        let divided = plan.divide(share);
        prop_assert_eq!(Money::sum(divided.iter().copied()), Some(share));
        prop_assert!(divided.iter().all(|part| !part.is_negative()));
        for (part, rule) in divided.iter().zip(&plan.parts) {
            let exact = i128::from(cents) * i128::from(rule.percent.hundredths());
            let off = (i128::from(part.cents()) * 10_000 - exact).abs();
            prop_assert!(off <= 10_000, "more than a cent away: {part}");
        }
    }
}

#[test]
fn the_condition_of_a_part_comes_back_from_its_code() {
    let report = DueWhen::Report("interim".into());
    for when in [DueWhen::Signature, report, DueWhen::FinalReport, DueWhen::Certificate] {
        assert_eq!(DueWhen::from_code(&when.code()), Some(when));
    }
    assert_eq!(DueWhen::from_code("report:"), None);
    assert_eq!(DueWhen::from_code("soon"), None);
}
