use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn euro(euro: i64) -> Money {
    Money::from_cents(euro * 100)
}

/// Organisation, country, sector, whole euro of cash and services when funded.
fn row(who: u128, land: &str, sector: &str, funded: Option<(i64, i64)>) -> CascadeRow {
    CascadeRow {
        organisation: OrganisationId(Uuid::from_u128(who)),
        country: country(land),
        sector: (!sector.is_empty()).then(|| sector.to_owned()),
        is_sme: true,
        funded: funded
            .map(|(cash, services)| CascadeSupport { cash: euro(cash), services: euro(services) }),
    }
}

fn aim(total: i64, partners: i64) -> CascadeAim {
    CascadeAim {
        total_budget: euro(total),
        sme_partners_budget: euro(partners),
        target: Percent::whole(75),
    }
}

#[test]
fn cash_alone_does_not_reach_the_share_and_services_count() {
    // VIDA and GALACTICA (domain facts 2.1): total, cash, services and partners, to SMEs in all.
    for (total, cash, other, cash_share, all_share) in [
        (4_999_920, 3_275_000, 1_000_510, "65.5 %", "85.51 %"),
        (5_000_000, 3_000_000, 1_000_000, "60.0 %", "80.0 %"),
    ] {
        let rows = [row(1, "FR", "", Some((cash, other - 10)))];
        let meters = cascade_meters(&rows, &aim(total, 10)).unwrap();
        let (narrow, broad) = (meters.cash_alone, meters.with_services_and_partners);
        assert_eq!(narrow.share.unwrap().to_string(), cash_share);
        assert_eq!(broad.share.unwrap().to_string(), all_share);
        assert_eq!((narrow.reached, broad.reached), (false, true));
        assert_eq!(broad.amount, euro(cash + other));
        assert_eq!((narrow.short, broad.short), (euro(total * 3 / 4 - cash), Money::ZERO));
    }
}

#[test]
fn the_aim_is_reached_by_the_last_cent_only() {
    // 75 % of 0.99 is 74.25 cents: 74 are too few.
    let base = CascadeAim { total_budget: Money::from_cents(99), ..aim(0, 0) };
    for (cents, reached, short) in [(74, false, 1), (75, true, 0)] {
        let mut one = row(1, "FR", "", Some((0, 0)));
        one.funded = Some(CascadeSupport { cash: Money::from_cents(cents), ..Default::default() });
        let share = cascade_meters(&[one], &base).unwrap().cash_alone;
        assert_eq!((share.reached, share.short), (reached, Money::from_cents(short)));
    }
    let nothing = cascade_meters(&[], &aim(0, 0)).unwrap();
    assert_eq!(nothing.cash_alone.share, None);
}

#[test]
fn an_sme_counts_once_in_each_line_and_its_money_each_time() {
    let mut large = row(9, "FR", "10", Some((1_000, 0)));
    large.is_sme = false;
    let rows = [
        row(1, "FR", "10", None),
        row(1, "FR", "10", Some((2_000, 0))),
        row(1, "FR", "26", Some((5_000, 300))),
        row(2, "ES", "26", None),
        row(3, "ES", "", Some((100, 0))),
        large,
    ];
    let meters = cascade_meters(&rows, &aim(1, 0)).unwrap();
    let told = |line: &CascadeLine| {
        (line.reached, line.supported, line.cash.cents() / 100, line.services.cents() / 100)
    };
    assert_eq!(told(&meters.all), (3, 2, 7_100, 300));
    assert_eq!(told(&meters.by_country[&country("FR")]), (1, 1, 7_000, 300));
    assert_eq!(told(&meters.by_country[&country("ES")]), (2, 1, 100, 0));
    let sectors: Vec<_> = meters
        .by_sector
        .iter()
        .map(|(key, line)| (key.as_deref().unwrap_or("?"), told(line)))
        .collect();
    assert_eq!(
        sectors,
        [("?", (1, 1, 100, 0)), ("10", (1, 1, 2_000, 0)), ("26", (2, 1, 5_000, 300))]
    );
}

#[test]
fn a_sum_that_does_not_fit_is_told() {
    let huge = CascadeSupport { cash: Money::from_cents(i64::MAX), services: Money::ZERO };
    let rows = [1, 2].map(|n| CascadeRow { funded: Some(huge), ..row(n, "FR", "", None) });
    assert_eq!(cascade_meters(&rows, &aim(1, 0)), None);
}

proptest! {
    #[test]
    fn countries_and_sectors_add_up_to_the_whole(
        rows in prop::collection::vec(
            (1u128..6, 0usize..3, prop::option::of((0i64..9_000, 0i64..900))), 0..12,
        ),
    ) {
        // An organisation has one country; its sector may be told differently each time.
        let rows: Vec<_> = rows.into_iter().map(|(who, sector, funded)| {
            let land = ["FR", "ES", "DE"][usize::try_from(who).unwrap() % 3];
            row(who, land, ["", "10", "26"][sector], funded)
        }).collect();
        let meters = cascade_meters(&rows, &aim(10_000, 0)).unwrap();
        let lands: Vec<_> = meters.by_country.values().collect();
        prop_assert_eq!(lands.iter().map(|l| l.reached).sum::<u64>(), meters.all.reached);
        prop_assert_eq!(lands.iter().map(|l| l.supported).sum::<u64>(), meters.all.supported);
        let cash = |lines: Vec<&CascadeLine>| Money::sum(lines.iter().map(|l| l.cash)).unwrap();
        prop_assert_eq!(cash(lands), meters.all.cash);
        prop_assert_eq!(cash(meters.by_sector.iter().map(|(_, l)| l).collect()), meters.all.cash);
        prop_assert!(meters.all.supported <= meters.all.reached);
        let turned: Vec<_> = rows.iter().rev().collect();
        prop_assert_eq!(meters, cascade_meters(turned, &aim(10_000, 0)).unwrap());
    }
}
