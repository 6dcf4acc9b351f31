use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn organisation(n: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(n))
}

/// Whole euro of cash and services.
fn euro(cash: i64, services: i64) -> Support {
    Support { cash: Money::from_cents(cash * 100), services: Money::from_cents(services * 100) }
}

fn asks(who: u128, cash: i64, services: i64) -> Asked {
    Asked { organisation: organisation(who), support: euro(cash, services) }
}

fn cap(euro: i64) -> Option<Money> {
    euro.checked_mul(100).map(Money::from_cents)
}

fn by(rows: &[(u128, i64, i64)]) -> BTreeMap<OrganisationId, Support> {
    rows.iter().map(|(who, cash, services)| (organisation(*who), euro(*cash, *services))).collect()
}

/// GALACTICA's Orbital voucher, first call: 100,000 a project, 58,000 an SME, 60,000 an SME over
/// all types (domain facts 2.2).
fn orbital() -> Caps {
    Caps {
        per_type: cap(58_000),
        per_proposal: cap(100_000),
        per_life: cap(60_000),
        ..Caps::default()
    }
}

/// Each line as `level who used + asked / cap, left`.
fn lines(report: &CapReport) -> Vec<String> {
    let who = |id: Option<OrganisationId>| id.map_or(0, |id| id.0.as_u128());
    let line = |l: &CapLine| {
        let whole = |money: Money| money.cents() / 100;
        let (used, asked, cap) = (whole(l.used), whole(l.asked), whole(l.cap));
        format!(
            "{} {} {used} + {asked} / {cap}, {}",
            l.level.code(),
            who(l.organisation),
            whole(l.left)
        )
    };
    report.lines.iter().map(line).collect()
}

fn over(report: &CapReport) -> Vec<(CapLevel, i64)> {
    let told = report.breaches.iter().map(|breach| match breach {
        CapBreach::Over { level, over, .. } => (*level, over.cents() / 100),
        CapBreach::BelowZero { .. } => (CapLevel::Call, -1),
    });
    told.collect()
}

#[test]
fn each_level_has_its_line_and_its_breach() {
    use CapLevel::{Life, Proposal, Type};
    for (case, asked, life, breaches) in [
        ("all within", vec![asks(1, 50_000, 0), asks(2, 50_000, 0)], vec![], vec![]),
        ("to the last euro", vec![asks(1, 58_000, 0), asks(2, 42_000, 0)], vec![], vec![]),
        ("one over its type", vec![asks(1, 58_001, 0)], vec![], vec![(Type, 1)]),
        (
            "the project over",
            vec![asks(1, 58_000, 0), asks(2, 43_000, 0)],
            vec![],
            vec![(Proposal, 1_000)],
        ),
        ("a Pioneer before", vec![asks(1, 58_000, 0)], vec![(1, 20_000, 0)], vec![(Life, 18_000)]),
        ("services don't count", vec![asks(1, 58_000, 30_000)], vec![(1, 2_000, 90_000)], vec![]),
    ] {
        let used = Used { by_life: by(&life), ..Used::default() };
        let report = check(&orbital(), &asked, &used);
        assert_eq!(over(&report), breaches, "{case}");
        assert_eq!(report.is_kept(), breaches.is_empty());
    }
    let used = Used { by_life: by(&[(1, 20_000, 0)]), ..Used::default() };
    let report = check(&orbital(), &[asks(2, 10_000, 0), asks(1, 30_000, 0)], &used);
    assert_eq!(
        lines(&report),
        [
            "type 1 0 + 30000 / 58000, 28000",
            "life 1 20000 + 30000 / 60000, 10000",
            "type 2 0 + 10000 / 58000, 48000",
            "life 2 0 + 10000 / 60000, 50000",
            "proposal 0 0 + 40000 / 100000, 60000",
        ]
    );
    assert_eq!(report.of(organisation(1)).count(), 2);
}

#[test]
fn the_call_and_the_proposal_count_what_went_before() {
    let caps = Caps { per_call: cap(250_000), per_proposal: cap(50_000), ..Caps::default() };
    let used = Used { call: euro(240_000, 5_000), proposal: euro(30_000, 0), ..Used::default() };
    let report = check(&caps, &[asks(1, 11_000, 0), asks(2, 10_000, 0)], &used);
    assert_eq!(over(&report), [(CapLevel::Proposal, 1_000), (CapLevel::Call, 11_000)]);
}

/// `Cross4Health`: up to 60,000 an SME, cash and services together (domain facts 2.2, 7.18).
#[test]
fn services_count_where_the_call_says_so() {
    let mut caps = Caps { per_life: cap(60_000), services_count: true, ..Caps::default() };
    let asked = [asks(1, 25_000, 35_001)];
    assert_eq!(over(&check(&caps, &asked, &Used::default())), [(CapLevel::Life, 1)]);
    caps.services_count = false;
    assert_eq!(over(&check(&caps, &asked, &Used::default())), []);
}

#[test]
fn rows_of_one_organisation_are_taken_together_and_debts_refused() {
    let report = check(&orbital(), &[asks(1, 30_000, 0), asks(1, 30_000, 0)], &Used::default());
    assert_eq!(over(&report), [(CapLevel::Type, 2_000)]);
    let report = check(&orbital(), &[asks(1, -5, 0), asks(2, 0, -5)], &Used::default());
    let below = |n| CapBreach::BelowZero { organisation: organisation(n) };
    assert_eq!(report.breaches, [below(1), below(2)]);
}

#[test]
fn groups_and_other_projects_warn_and_block_nothing() {
    let group = |members: &[u128]| members.iter().map(|n| organisation(*n)).collect();
    let used = Used {
        by_life: by(&[(2, 40_000, 0)]),
        elsewhere: by(&[(1, 35_000, 0), (3, 60_000, 0)]),
        groups: vec![group(&[1, 2]), group(&[4, 5]), group(&[1])],
        ..Used::default()
    };
    let report = check(&orbital(), &[asks(1, 30_000, 0)], &used);
    assert!(report.is_kept());
    let [CapWarning::Group { together, .. }, CapWarning::OtherProjects { elsewhere, here, .. }] =
        &report.warnings[..]
    else {
        panic!("{:?}", report.warnings);
    };
    let cents = [together, elsewhere, here].map(|money| money.cents() / 100);
    assert_eq!(cents, [70_000, 35_000, 30_000]);
    let report = check(&orbital(), &[asks(1, 20_000, 0)], &used);
    assert_eq!(report.warnings, [], "60,000 together, 55,000 with the other project");
}

fn any_asked() -> impl Strategy<Value = Vec<Asked>> {
    prop::collection::vec((1u128..4, 0i64..70_000, 0i64..20_000), 0..5)
        .prop_map(|rows| rows.into_iter().map(|(who, a, b)| asks(who, a, b)).collect())
}

proptest! {
    #[test]
    fn asking_or_having_used_more_never_mends_a_breach(
        asked in any_asked(), who in 1u128..4, more in 0i64..50_000, services in any::<bool>(),
    ) {
        let caps = Caps { services_count: services, per_call: cap(120_000), ..orbital() };
        let before = check(&caps, &asked, &Used::default());
        let mut greedy = asked.clone();
        greedy.push(asks(who, more, 0));
        let later = Used {
            by_type: by(&[(who, more, 0)]),
            by_life: by(&[(who, more, 0)]),
            proposal: euro(more, 0),
            call: euro(more, 0),
            ..Used::default()
        };
        for after in [check(&caps, &greedy, &Used::default()), check(&caps, &asked, &later)] {
            prop_assert!(after.breaches.len() >= before.breaches.len());
            for line in &before.lines {
                let same = after.lines.iter()
                    .find(|l| (l.level, l.organisation) == (line.level, line.organisation))
                    .unwrap();
                prop_assert!(same.left <= line.left);
            }
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_lines_add_up(asked in any_asked()) {
        let report = check(&orbital(), &asked, &Used::default());
        let turned: Vec<_> = asked.iter().rev().copied().collect();
        prop_assert_eq!(&report, &check(&orbital(), &turned, &Used::default()));
        for line in &report.lines {
            let sum = line.used.cents() + line.asked.cents() + line.left.cents();
            prop_assert_eq!(sum, line.cap.cents());
        }
        let below = report.lines.iter().filter(|line| line.left.is_negative()).count();
        prop_assert_eq!(below, report.breaches.len());
    }
}
