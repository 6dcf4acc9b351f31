use crate::{
    config::{catalogue, programme_file::parse},
    domain::{
        calendar::Holidays,
        money::{Money, Percent},
    },
};

const VOUCHER: &str = include_str!("../../../../../config/programmes/innosup_voucher.toml");
const PROJECT: &str = include_str!("../../../../../config/programmes/innosup_project.toml");
const EXCHANGE: &str = include_str!("../../../../../config/programmes/clusterxchange.toml");
const NATIONAL: &str = "\n[de_minimis]\nmember_state = \"PT\"\nauthority = \"Agency\"\n\
    instrument = \"Grant\"\nregulation = \"Commission Regulation (EU) 2023/2831\"\n\
    ceiling = \"300000.00\"\nyears = 3\nnational_share = 2500\n";

fn says(text: &str) -> Vec<String> {
    parse("p.toml", text).err().unwrap_or_default().into_iter().map(|fault| fault.says).collect()
}

#[test]
fn no_file_of_ours_has_national_money() {
    for text in [VOUCHER, PROJECT] {
        let file = parse("p.toml", text).unwrap();
        assert_eq!(file.scored().unwrap().de_minimis, None);
    }
}

#[test]
fn the_switch_is_read_and_its_examples_still_prove_the_file() {
    let file = parse("p.toml", &format!("{VOUCHER}{NATIONAL}")).unwrap();
    let programme = file.scored().unwrap();
    let rules = programme.de_minimis.clone().unwrap();
    assert_eq!((rules.member_state.code(), rules.years), ("PT", 3));
    assert_eq!(rules.ceiling, Money::from_cents(30_000_000));
    assert_eq!(rules.share, Percent::from_hundredths(2_500));
    let text = format!("{VOUCHER}{NATIONAL}");
    assert!(catalogue::checked("p.toml", &text, &Holidays::default()).is_ok());
}

#[test]
fn nothing_of_the_switch_has_a_default() {
    for line in NATIONAL.lines().filter(|line| line.contains('=')) {
        let key = line.split(' ').next().unwrap();
        let text = format!("{VOUCHER}{}", NATIONAL.replace(&format!("{line}\n"), ""));
        let found = says(&text);
        assert_eq!(found.len(), 1, "{key}: {found:?}");
        assert!(found[0].contains(&format!("`{key}`")), "{key}: {found:?}");
    }
}

#[test]
fn what_makes_no_sense_is_a_fault() {
    for (old, new, key) in [
        ("\"PT\"", "\"XX\"", "XX"),
        ("\"300000.00\"", "\"0\"", "ceiling"),
        ("years = 3", "years = 0", "years"),
        ("= 2500", "= 0", "national_share"),
        ("= 2500", "= 10001", "national_share"),
        ("years = 3", "years = 3\nyear = 3", "year"),
    ] {
        let found = says(&format!("{VOUCHER}{}", NATIONAL.replace(old, new)));
        assert!(found.iter().any(|says| says.contains(key)), "{new}: {found:?}");
    }
    assert!(!says(&format!("{EXCHANGE}{NATIONAL}")).is_empty(), "exchanges have no such switch");
}
