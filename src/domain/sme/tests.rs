//! The guide's patterns, the two years, what isn't known, and properties of the sums.

use super::{
    Direction::{Down, Up},
    *,
};
use crate::domain::money::{Money, Percent};
use proptest::prelude::*;

/// Whole annual work units, thousands of euro of turnover and balance sheet total.
fn figures(units: i64, turnover: i64, balance: i64) -> Figures {
    Figures {
        headcount: Some(Headcount::whole(units)),
        turnover: Some(Money::from_cents(turnover * 100_000)),
        balance: Some(Money::from_cents(balance * 100_000)),
    }
}

fn both(figures: Figures) -> Books {
    Books::TwoYears { last: figures, before: figures }
}

fn declared(own: Books, related: Vec<Related>) -> Declaration {
    Declaration {
        own,
        last_closed_on: "2022-12-31".parse().ok(),
        public_control: Some(Percent::whole(0)),
        held: None,
        ownership_changed: None,
        related,
    }
}

fn tie(to: u32, direction: Direction, percent: u32) -> Tie {
    let share = Some(Percent::whole(percent));
    Tie { to: EnterpriseKey(to), direction, share, control: Some(false), in_accounts: false }
}

/// An ordinary enterprise of 100 units, 1 m turnover, 1 m balance sheet total.
fn related(key: u32, ties: Vec<Tie>) -> Related {
    Related {
        key: EnterpriseKey(key),
        name: format!("Enterprise {key}"),
        country: "DE".to_owned(),
        registration: String::new(),
        kind: EnterpriseKind::Ordinary,
        books: both(figures(100, 1_000, 1_000)),
        ties,
    }
}

fn of_kind(kind: EnterpriseKind, key: u32, ties: Vec<Tie>) -> Related {
    Related { kind, ..related(key, ties) }
}

/// The shares at which the related enterprises count, by key; 0 where they don't.
fn shares(declaration: &Declaration) -> Vec<u32> {
    let mut steps = assess(declaration).steps;
    steps.sort_by_key(|step| step.enterprise);
    let share = |step: &Step| step.counted.map_or(0, Percent::hundredths);
    steps.iter().skip(1).map(share).collect()
}

fn own() -> Books {
    both(figures(5, 500, 500))
}

#[test]
fn each_row_of_the_table_ends_at_its_ceiling() {
    use SmeClass::{Medium, Micro, NotSme, Small};
    // Headcount in hundredths; turnover and balance sheet total in cents (domain facts 4.2).
    for (units, turnover, balance, class) in [
        (0, 0, 0, Micro),
        (999, 200_000_000, 200_000_000, Micro),
        (1_000, 200_000_000, 200_000_000, Small),
        (999, 200_000_001, 200_000_000, Micro), // one of the two money tests is enough
        (999, 200_000_000, 200_000_001, Micro),
        (999, 200_000_001, 200_000_001, Small),
        (4_999, 1_000_000_000, 9_900_000_000, Small),
        (5_000, 0, 0, Medium),
        (4_999, 1_000_000_001, 1_000_000_001, Medium),
        (24_999, 5_000_000_000, 4_300_000_001, Medium),
        (24_999, 5_000_000_001, 4_300_000_000, Medium),
        (24_999, 5_000_000_001, 4_300_000_001, NotSme),
        (25_000, 0, 0, NotSme), // headcount is compulsory
    ] {
        let given = Figures {
            headcount: Some(Headcount::from_hundredths(units)),
            turnover: Some(Money::from_cents(turnover)),
            balance: Some(Money::from_cents(balance)),
        };
        let found = assess(&declared(both(given), vec![]));
        assert_eq!(found.class, class, "{units} {turnover} {balance}");
        assert_eq!(found.is_sme, Some(class != NotSme));
        assert_eq!(found.standing, Standing::Autonomous);
        assert_eq!(found.missing, []);
    }
}

#[test]
fn the_patterns_of_the_users_guide() {
    use EnterpriseKind::{InstitutionalInvestor, PublicInvestment, University};
    let r = related;
    for (pattern, enterprises, expected) in [
        ("under a quarter nobody counts", vec![r(1, vec![tie(0, Up, 24)])], vec![0]),
        (
            "partners up and down count at their share",
            vec![
                r(1, vec![tie(0, Up, 25)]),
                r(2, vec![tie(0, Down, 33)]),
                r(3, vec![tie(0, Down, 50)]),
            ],
            vec![2_500, 3_300, 5_000],
        ),
        (
            "linked enterprises count whole, up and down",
            vec![
                r(1, vec![tie(0, Up, 60)]),
                r(2, vec![tie(0, Down, 51)]),
                r(3, vec![tie(0, Down, 100)]),
            ],
            vec![10_000; 3],
        ),
        (
            "who is linked to a partner counts at the partner's share",
            vec![r(1, vec![tie(0, Up, 38)]), r(2, vec![tie(1, Up, 60)])],
            vec![3_800, 3_800],
        ),
        (
            "a partner of a linked one counts at its share in that one",
            vec![
                r(1, vec![tie(0, Down, 80)]),
                r(2, vec![tie(1, Up, 20)]),
                r(3, vec![tie(1, Down, 40)]),
            ],
            vec![10_000, 0, 4_000],
        ),
        (
            "a partner's partner is too far away",
            vec![r(1, vec![tie(0, Up, 30)]), r(2, vec![tie(1, Up, 30)])],
            vec![3_000, 0],
        ),
        (
            // Guide, example 4: an exempt university and an exempt institutional investor.
            "exempt investors up to a half don't count",
            vec![
                of_kind(University, 1, vec![tie(0, Up, 25)]),
                r(2, vec![tie(0, Up, 30)]),
                of_kind(InstitutionalInvestor, 3, vec![tie(0, Up, 25)]),
            ],
            vec![0, 3_000, 0],
        ),
        (
            // Guide, example 5: linked to each other and 55 % together; both count whole.
            "exempt investors linked to each other lose it past a half",
            vec![
                of_kind(University, 1, vec![tie(0, Up, 25)]),
                r(2, vec![tie(0, Up, 25)]),
                of_kind(PublicInvestment, 3, vec![tie(0, Up, 30), tie(1, Up, 100)]),
            ],
            vec![10_000, 2_500, 10_000],
        ),
        (
            "not linked to each other they keep it, whatever the sum",
            vec![
                of_kind(University, 1, vec![tie(0, Up, 40)]),
                of_kind(PublicInvestment, 2, vec![tie(0, Up, 40)]),
            ],
            vec![0, 0],
        ),
        (
            "with exactly a half between them they keep it",
            vec![
                of_kind(University, 1, vec![tie(0, Up, 25)]),
                of_kind(PublicInvestment, 2, vec![tie(0, Up, 25), tie(1, Up, 100)]),
            ],
            vec![0, 0],
        ),
        (
            "an exempt investor with a majority is linked",
            vec![of_kind(University, 1, vec![tie(0, Up, 51)])],
            vec![10_000],
        ),
        (
            "two of our group hold a quarter between them",
            vec![r(1, vec![tie(0, Down, 100)]), r(2, vec![tie(0, Down, 15), tie(1, Down, 15)])],
            vec![10_000, 3_000],
        ),
        (
            "of cross-holdings the greater applies",
            vec![r(1, vec![tie(0, Up, 30), tie(0, Down, 45)])],
            vec![4_500],
        ),
    ] {
        assert_eq!(shares(&declared(own(), enterprises)), expected, "{pattern}");
    }
}

#[test]
fn control_links_whatever_the_share() {
    let control = Tie { share: None, control: Some(true), ..tie(0, Up, 0) };
    let found = assess(&declared(own(), vec![related(1, vec![control])]));
    let how = LinkHow::Control;
    assert_eq!(found.steps[1].role, Role::Linked { through: EnterpriseKey::OWN, how });
    assert_eq!((found.class, found.standing), (SmeClass::Medium, Standing::Linked));
    assert_eq!(found.missing, []);
}

#[test]
fn the_sums_show_each_step() {
    // 5 + 100 % of 100 + 33 % of 100 = 138 units.
    let parts = vec![related(1, vec![tie(0, Down, 51)]), related(2, vec![tie(0, Up, 33)])];
    let found = assess(&declared(own(), parts));
    let units: Vec<_> =
        found.steps.iter().map(|s| s.years[0].sums.headcount.known.to_string()).collect();
    assert_eq!(units, ["5", "105", "138"]);
    let turnover: Vec<_> =
        found.steps.iter().map(|s| s.years[1].added.turnover.unwrap().to_string()).collect();
    assert_eq!(turnover, ["500,000.00", "1,000,000.00", "330,000.00"]);
    assert_eq!(found.class, SmeClass::Medium);
    assert_eq!(
        found.results[0].tests.map(|test| test.headcount),
        [Test::Over, Test::Over, Test::Within]
    );
}

#[test]
fn a_part_of_a_cent_goes_half_up() {
    let mut partner = related(1, vec![tie(0, Up, 33)]);
    partner.books = both(Figures {
        headcount: Some(Headcount::from_hundredths(150)), // 0.495 units
        turnover: Some(Money::from_cents(150)),           // 49.5 cents
        balance: Some(Money::from_cents(151)),            // 49.83 cents
    });
    let added = assess(&declared(own(), vec![partner])).steps[1].years[0].added;
    assert_eq!(added.headcount, Some(Headcount::from_hundredths(50)));
    assert_eq!(added.turnover, Some(Money::from_cents(50)));
    assert_eq!(added.balance, Some(Money::from_cents(50)));
}

#[test]
fn a_diamond_and_a_circle_count_each_enterprise_once() {
    let diamond = vec![
        related(1, vec![tie(0, Down, 60)]),
        related(2, vec![tie(0, Down, 60)]),
        related(3, vec![tie(1, Down, 50), tie(2, Down, 50)]),
    ];
    let found = assess(&declared(own(), diamond));
    assert_eq!(found.results[0].sums.headcount.known, Headcount::whole(305));
    let circle = vec![
        related(1, vec![tie(0, Up, 60), tie(2, Down, 60)]),
        related(2, vec![tie(0, Down, 60)]),
    ];
    let found = assess(&declared(own(), circle));
    assert_eq!(found.results[0].sums.headcount.known, Headcount::whole(205));
}

#[test]
fn consolidated_figures_are_not_added_again() {
    let inside = |key, to| related(key, vec![Tie { in_accounts: true, ..tie(to, Down, 100) }]);
    let found = assess(&declared(own(), vec![inside(1, 0), inside(2, 1)]));
    assert_eq!(found.class, SmeClass::Micro);
    assert!(found.steps[2].in_accounts && found.standing == Standing::Linked);
    // Two that each claim to be in the other's accounts are both added.
    let mut one = related(1, vec![tie(0, Down, 100)]);
    one.ties.push(Tie { in_accounts: true, ..tie(2, Up, 100) });
    let found = assess(&declared(own(), vec![one, inside(2, 1)]));
    assert_eq!(found.results[0].sums.headcount.known, Headcount::whole(205));
}

#[test]
fn two_years_running_change_a_size_and_one_does_not() {
    use SmeClass::{Medium, NotSme, OfficerMustLook, Small};
    let units = |size: char| match size {
        'i' => 5,
        's' => 30,
        'm' => 100,
        _ => 300,
    };
    let sizes = |c| match c {
        'i' => Size::Micro,
        's' => Size::Small,
        'm' => Size::Medium,
        _ => Size::Large,
    };
    // Last year, the year before, held before them: i micro, s small, m medium, L above.
    for (last, before, held, class, sme) in [
        ('m', 'L', Some('L'), NotSme, Some(false)),
        ('m', 'm', Some('L'), Medium, Some(true)),
        ('m', 'm', None, Medium, Some(true)),
        ('m', 'L', Some('m'), Medium, Some(true)),
        ('L', 'm', Some('m'), Medium, Some(true)),
        ('L', 'L', Some('m'), NotSme, Some(false)),
        ('L', 'm', Some('L'), NotSme, Some(false)),
        ('L', 'L', None, NotSme, Some(false)),
        ('L', 'm', None, OfficerMustLook, None),
        ('s', 'm', None, OfficerMustLook, Some(true)), // an SME in any case
        ('L', 's', Some('i'), Small, Some(true)),      // over micro twice, over small once
        ('s', 'm', Some('L'), Medium, Some(true)),
    ] {
        let mut given = declared(
            Books::TwoYears {
                last: figures(units(last), 1, 1),
                before: figures(units(before), 1, 1),
            },
            vec![],
        );
        given.held = held.map(sizes);
        given.ownership_changed = Some(false);
        let found = assess(&given);
        assert_eq!((found.class, found.is_sme), (class, sme), "{last} {before} {held:?}");
        let asks = found.missing.iter().any(|missing| missing.what == MissingWhat::Held);
        assert_eq!(asks, held.is_none() && last != before, "{last} {before} {held:?}");
    }
}

#[test]
fn a_change_of_owners_between_differing_years_goes_to_an_officer() {
    let books = Books::TwoYears { last: figures(300, 1, 1), before: figures(9, 1, 1) };
    let mut given = Declaration { held: Some(Size::Micro), ..declared(books, vec![]) };
    for (changed, class, what) in [
        (None, SmeClass::OfficerMustLook, Some(MissingWhat::OwnershipChanged)),
        (Some(true), SmeClass::OfficerMustLook, Some(MissingWhat::WhichYear)),
        (Some(false), SmeClass::Micro, None),
    ] {
        given.ownership_changed = changed;
        let found = assess(&given);
        assert_eq!((found.class, found.missing.first().map(|m| m.what)), (class, what));
        assert_eq!(found.kept_by_two_years, changed == Some(false));
    }
}

#[test]
fn a_new_firm_is_judged_by_its_estimate_and_may_have_no_turnover() {
    let new = |turnover, balance| Books::Estimate {
        this: Figures { headcount: Some(Headcount::from_hundredths(250)), turnover, balance },
    };
    let million = |euro: i64| Some(Money::from_cents(euro * 100_000_000));
    for (turnover, balance, class) in [
        (Some(Money::ZERO), million(1), SmeClass::Micro),
        (None, million(2), SmeClass::Micro),
        (None, million(3), SmeClass::OfficerMustLook),
        (None, None, SmeClass::OfficerMustLook),
    ] {
        let given =
            Declaration { last_closed_on: None, ..declared(new(turnover, balance), vec![]) };
        let found = assess(&given);
        assert_eq!((found.class, &found.years), (class, &vec![Year::Estimate]));
        let turnover_missing = MissingWhat::Turnover { year: Year::Estimate };
        assert_eq!(found.missing.iter().any(|m| m.what == turnover_missing), turnover.is_none());
    }
}

#[test]
fn a_related_firm_without_older_accounts_adds_nothing_to_the_older_year() {
    let mut young = related(1, vec![tie(0, Down, 100)]);
    young.books = Books::OneYear { last: figures(3, 10, 10) };
    let found = assess(&declared(own(), vec![young]));
    let units: Vec<_> = found.results.iter().map(|r| r.sums.headcount.known.to_string()).collect();
    assert_eq!((units, found.class), (vec!["8".to_owned(), "5".to_owned()], SmeClass::Micro));
}

#[test]
fn what_is_not_known_is_never_guessed() {
    let open_share = Tie { share: None, ..tie(0, Up, 0) };
    let open_control = Tie { control: None, ..tie(0, Up, 10) };
    let mut no_figures = related(1, vec![tie(0, Up, 30)]);
    no_figures.books = both(Figures::default());
    let to = EnterpriseKey::OWN;
    for (case, what) in [
        (related(1, vec![open_share]), MissingWhat::Share { to }),
        (related(1, vec![open_control]), MissingWhat::Control { to }),
        (related(1, vec![]), MissingWhat::Ties),
        (no_figures, MissingWhat::Headcount { year: Year::Last }),
    ] {
        let found = assess(&declared(own(), vec![case.clone()]));
        assert_eq!((found.class, found.is_sme), (SmeClass::OfficerMustLook, None), "{what:?}");
        assert!(found.missing.iter().any(|missing| missing.what == what), "{what:?}");
        // What is known already may be enough for a no.
        let found = assess(&declared(both(figures(250, 1, 1)), vec![case]));
        assert_eq!((found.class, found.is_sme), (SmeClass::NotSme, Some(false)), "{what:?}");
    }
    let silent = Declaration { public_control: None, ..declared(own(), vec![]) };
    assert_eq!(assess(&silent).class, SmeClass::OfficerMustLook);
}

#[test]
fn a_quarter_in_public_hands_bars_the_status() {
    let public = |key, percent| of_kind(EnterpriseKind::PublicBody, key, vec![tie(0, Up, percent)]);
    let through = vec![
        related(1, vec![tie(0, Up, 30)]),
        of_kind(EnterpriseKind::PublicBody, 2, vec![tie(1, Up, 60)]),
    ];
    let not_through = vec![
        related(1, vec![tie(0, Up, 30)]),
        of_kind(EnterpriseKind::PublicBody, 2, vec![tie(1, Up, 50)]),
    ];
    for (case, related, worked_out, bars) in [
        ("a little under", vec![public(1, 24)], 2_400, false),
        ("a quarter", vec![public(1, 25)], 2_500, true),
        ("two between them", vec![public(1, 13), public(2, 12)], 2_500, true),
        ("through an enterprise they hold", through, 3_000, true),
        ("half of an owner isn't control of it", not_through, 0, false),
    ] {
        let found = assess(&declared(own(), related));
        assert_eq!(found.public.worked_out.hundredths(), worked_out, "{case}");
        assert_eq!(found.public.bars, bars, "{case}");
        assert_eq!(found.class == SmeClass::NotSme, bars, "{case}");
    }
    // Its figures are never added, and what else it owns doesn't make a group.
    let state = of_kind(EnterpriseKind::PublicBody, 1, vec![tie(0, Up, 20), tie(2, Down, 100)]);
    let found = assess(&declared(own(), vec![state, related(2, vec![tie(0, Up, 10)])]));
    assert_eq!((found.class, found.standing), (SmeClass::Micro, Standing::Autonomous));
    let said = Declaration { public_control: Some(Percent::whole(25)), ..declared(own(), vec![]) };
    assert_eq!(assess(&said).class, SmeClass::NotSme);
}

type Spoil = fn(&mut Declaration);

#[test]
fn faults_name_the_row_the_tie_and_the_field() {
    let clean = declared(own(), vec![related(1, vec![tie(0, Up, 30)])]);
    assert_eq!(faults(&clean), []);
    let cases: [(Spoil, &str); 14] = [
        (|d| d.related[0].ties[0].share = Some(Percent::whole(101)), "1 Some(0) Share OverWhole"),
        (|d| d.related[0].ties[0].share = None, "1 Some(0) Share Missing"),
        (|d| d.related[0].ties[0].control = None, "1 Some(0) Control Missing"),
        (|d| d.related[0].ties[0].to = EnterpriseKey(7), "1 Some(0) To NobodyThere"),
        (|d| d.related[0].ties[0].to = EnterpriseKey(1), "1 Some(0) To ToItself"),
        (|d| d.related[0].ties.clear(), "1 None Ties Missing"),
        (|d| d.related[0].name = " ".to_owned(), "1 None Name Missing"),
        (|d| d.related[0].country = "Germany".to_owned(), "1 None Country NotACountry"),
        (|d| d.related[0].key = EnterpriseKey::OWN, "0 None Key KeyTaken"),
        (|d| d.public_control = None, "0 None PublicControl Missing"),
        (|d| d.public_control = Some(Percent::whole(101)), "0 None PublicControl OverWhole"),
        (|d| d.last_closed_on = None, "0 None LastClosedOn Missing"),
        (|d| d.own = both(figures(-1, 0, 0)), "0 None Headcount Negative"),
        (
            |d| {
                let last = figures(1, 1, 1);
                d.own = Books::TwoYears { last, before: Figures { turnover: None, ..last } };
            },
            "0 None TurnoverBefore Missing",
        ),
    ];
    for (spoil, expected) in cases {
        let mut given = clean.clone();
        spoil(&mut given);
        let told: Vec<_> = faults(&given)
            .iter()
            .map(|f| format!("{} {:?} {:?} {:?}", f.enterprise.0, f.tie, f.field, f.why))
            .collect();
        assert_eq!(told.first().map(String::as_str), Some(expected), "{told:?}");
    }
    let mut twin = related(2, vec![tie(0, Down, 10)]);
    twin.name = "ENTERPRISE 1 GmbH".to_owned();
    let mut given = clean;
    given.related.push(twin);
    let as_key = EnterpriseKey(1);
    assert_eq!(faults(&given)[0].why, FaultWhy::SameEnterprise { as_key });
}

#[test]
fn what_is_stored_reads_back_and_a_strange_field_is_refused() {
    let given = declared(own(), vec![related(1, vec![tie(0, Up, 30)])]);
    let stored = serde_json::to_value(StoredDeclaration::from(given.clone())).unwrap();
    assert_eq!(stored["shape"], "sme-1");
    assert_eq!(stored["own"]["books"], "two_years");
    assert_eq!(stored["related"][0]["ties"][0]["share"], 3_000);
    let back: StoredDeclaration = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(back.into_declaration(), given);
    for (place, key) in [("", "headcont"), ("/own", "lsat"), ("/own/last", "staff")] {
        let mut strange = stored.clone();
        strange.pointer_mut(place).unwrap()[key] = serde_json::json!(1);
        assert!(serde_json::from_value::<StoredDeclaration>(strange).is_err(), "{place} {key}");
    }
    let mut newer = stored;
    newer["shape"] = serde_json::json!("sme-2");
    assert!(serde_json::from_value::<StoredDeclaration>(newer).is_err());
    for kind in EnterpriseKind::ALL {
        assert_eq!(EnterpriseKind::from_code(kind.code()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
    }
    for class in SmeClass::ALL {
        assert_eq!(SmeClass::from_code(class.code()), Some(class));
        assert_eq!(serde_json::to_value(class).unwrap(), class.code());
    }
}

// ── Properties over any holdings, circles too ──────────────────────────────────────────────────

fn any_tie(others: u32) -> impl Strategy<Value = Tie> {
    (0..others, any::<bool>(), 0u32..=100, prop::bool::weighted(0.1)).prop_map(
        |(to, up, percent, control)| Tie {
            control: Some(control),
            ..tie(to, if up { Up } else { Down }, percent)
        },
    )
}

fn any_declaration() -> impl Strategy<Value = Declaration> {
    let row = (prop::collection::vec(any_tie(6), 1..3), 0usize..8, 0i64..120, 0i64..20_000);
    prop::collection::vec(row, 0..5).prop_map(|rows| {
        let related =
            rows.into_iter().enumerate().map(|(place, (ties, kind, units, thousands))| {
                let key = u32::try_from(place).unwrap() + 1;
                let kind = EnterpriseKind::ALL[kind];
                let books = both(figures(units, thousands, thousands));
                Related { books, ..of_kind(kind, key, ties) }
            });
        declared(own(), related.collect())
    })
}

fn sum(found: &Assessment) -> (Headcount, Money) {
    (found.results[0].sums.headcount.known, found.results[0].sums.turnover.known)
}

proptest! {
    #[test]
    fn the_order_of_rows_and_ties_does_not_matter(given in any_declaration(), turn in 0usize..5) {
        let mut turned = given.clone();
        let many = turned.related.len();
        turned.related.rotate_left(turn % many.max(1));
        for related in &mut turned.related {
            related.ties.reverse();
        }
        let (one, other) = (assess(&given), assess(&turned));
        prop_assert_eq!(sum(&one), sum(&other));
        prop_assert_eq!((one.class, one.public), (other.class, other.public));
        prop_assert_eq!((one.at_least, one.at_most), (other.at_least, other.at_most));
        let roles = |found: &Assessment| {
            let mut roles: Vec<_> = found.steps.iter().map(|s| (s.enterprise, s.role)).collect();
            roles.sort_by_key(|(key, _)| *key);
            roles
        };
        prop_assert_eq!(roles(&one), roles(&other));
    }

    #[test]
    fn one_more_linked_enterprise_never_lowers_a_sum(given in any_declaration(), to in 0u32..6) {
        let before = assess(&given);
        let mut more = given;
        more.related.push(related(99, vec![tie(to, Down, 100)]));
        let after = assess(&more);
        prop_assert!(sum(&after) >= sum(&before));
        prop_assert!(sum(&after).1 >= sum(&before).1);
        prop_assert!(after.at_most >= before.at_most);
        if to == 0 {
            let grown = sum(&before).0.checked_add(Headcount::whole(100));
            prop_assert!(Some(sum(&after).0) >= grown);
        }
    }

    #[test]
    fn nobody_counts_more_than_once_and_never_more_than_whole(given in any_declaration()) {
        let found = assess(&given);
        let staff = |step: &Step| step.years[0].figures.headcount.unwrap().hundredths();
        let whole = Headcount::from_hundredths(found.steps.iter().map(staff).sum());
        prop_assert!(sum(&found).0 <= whole && sum(&found).0 >= Headcount::whole(5));
        prop_assert_eq!(found.steps.len(), given.related.len() + 1);
        let last = found.steps.last().unwrap().years[0].sums;
        prop_assert_eq!(last, found.results[0].sums);
    }

    #[test]
    fn forgetting_a_figure_never_gives_another_answer(
        given in any_declaration(), row in 0usize..5,
    ) {
        let sure = assess(&given);
        let mut less = given;
        if let Some(related) = less.related.get_mut(row) {
            related.books = both(Figures::default());
        }
        let found = assess(&less);
        prop_assert!(found.is_sme.is_none() || found.is_sme == sure.is_sme);
        prop_assert!(found.at_least <= sure.at_least && sure.at_most <= found.at_most);
    }
}
