use super::{Site, degrees, parse_degrees};
use proptest::prelude::*;

fn site(lat: &str, lon: &str) -> Site {
    Site::parse(lat, lon).unwrap()
}

fn any_site() -> impl Strategy<Value = Site> {
    (-90_000_000..=90_000_000, -180_000_000..=180_000_000)
        .prop_map(|(lat, lon)| Site::new(lat, lon).unwrap())
}

#[test]
fn known_pairs_of_towns() {
    let lisbon = site("38.7223", "-9.1393");
    let vienna = site("48.2082", "16.3738");
    // Kilometres on the sphere, worked out apart from this code; the ellipsoid differs by 0.5 %.
    for (name, a, b, km) in [
        ("Lisbon, Lodz", lisbon, site("51.7592", "19.4560"), 2_640),
        ("Lisbon, Porto", lisbon, site("41.1579", "-8.6291"), 274),
        ("Lisbon, Las Palmas", lisbon, site("28.1235", "-15.4363"), 1_314),
        ("Vienna, Bratislava", vienna, site("48.1486", "17.1077"), 54),
        ("Vienna, Graz", vienna, site("47.0707", "15.4395"), 144),
        ("Brussels, Paris", site("50.8503", "4.3517"), site("48.8566", "2.3522"), 263),
        ("Helsinki, Tallinn", site("60.1699", "24.9384"), site("59.4370", "24.7536"), 82),
        ("Reykjavik, Yerevan", site("64.1466", "-21.9426"), site("40.1872", "44.5152"), 4_943),
    ] {
        assert_eq!(a.distance_km(b), km, "{name}");
    }
}

#[test]
fn ends_of_the_earth() {
    let (north, south) = (site("90", "0"), site("-90", "77"));
    assert_eq!(north.distance_km(south), 20_015);
    assert_eq!(site("0", "0").distance_km(site("0", "180")), 20_015);
    // Across the date line the short way is taken.
    assert_eq!(site("0", "179.5").distance_km(site("0", "-179.5")), 111);
}

#[test]
fn degrees_are_read_exactly() {
    for (text, micro) in [
        ("51.759249", Some(51_759_249)),
        (" -9,1393 ", Some(-9_139_300)),
        ("+7", Some(7_000_000)),
        ("0.0000019", Some(1)),
        ("-0.5", Some(-500_000)),
        ("51.75924912345678901234567890", Some(51_759_249)),
        ("", None),
        ("-", None),
        ("51.", None),
        (".5", None),
        ("51.7.5", None),
        ("51°45'", None),
        ("1e2", None),
        ("NaN", None),
        ("2148.0", None),
        ("--5", None),
    ] {
        assert_eq!(parse_degrees(text), micro, "{text}");
    }
    assert_eq!(Site::parse("90.000001", "0"), None);
    assert_eq!(Site::parse("0", "-180.000001"), None);
}

proptest! {
    #[test]
    fn distance_is_the_same_both_ways_and_within_half_a_girth(a in any_site(), b in any_site()) {
        prop_assert_eq!(a.distance_km(b), b.distance_km(a));
        prop_assert!(a.distance_km(b) <= 20_015);
        prop_assert_eq!(a.distance_km(a), 0);
    }

    #[test]
    fn no_detour_is_shorter(a in any_site(), b in any_site(), c in any_site()) {
        // Two roundings down can lose up to 2 km on the right.
        prop_assert!(a.distance_km(c) <= a.distance_km(b) + b.distance_km(c) + 2);
    }

    #[test]
    fn shown_degrees_read_back(micro in -180_000_000..=180_000_000) {
        prop_assert_eq!(parse_degrees(&degrees(micro)), Some(micro));
    }
}
