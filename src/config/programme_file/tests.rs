use super::*;
use crate::domain::programme::{PAPER_NAMES, Programme};
use crate::domain::{
    form::FieldKind, lump_sum::Place, money::Money, programme::OUTERMOST, quota::QuotaAim,
};

const GOOD: &str = include_str!("../../../config/programmes/clusterxchange.toml");

/// The faults as `line: sentence`.
fn faults(text: &str) -> Vec<(u32, String)> {
    let faults = parse("p.toml", text).err().unwrap_or_default();
    faults.into_iter().map(|fault| (fault.line, fault.says)).collect()
}

/// The good file with one text replaced, and the line where that text stood.
fn with(old: &str, new: &str) -> (String, u32) {
    let at = GOOD.find(old).unwrap_or_else(|| panic!("{old} is not in the file"));
    let line = u32::try_from(GOOD[..at].matches('\n').count() + 1).unwrap();
    (GOOD.replacen(old, new, 1), line)
}

fn exchange(text: &str) -> Arc<Programme> {
    Arc::clone(parse("p.toml", text).unwrap().exchange().unwrap())
}

#[test]
fn the_built_in_file_says_what_the_sources_say() {
    let programme = exchange(GOOD);
    assert_eq!(programme.countries.len(), 38);
    assert_eq!((programme.pay_within_days, programme.pay_warn_days), (10, 7));
    assert_eq!(programme.partnership_target, 100);
    assert!(programme.lump_sum.derived_default);
    assert_eq!(programme.lump_sum.rates.len(), 38 + OUTERMOST.len());
    for (country, euro) in [
        ("DK", 1100),
        ("IE", 1000),
        ("SE", 950),
        ("IT", 900),
        ("ES", 830),
        ("PT", 780),
        ("TR", 750),
        ("MT", 720),
        ("HU", 670),
        ("AM", 610),
        ("XK", 560),
        ("UA", 530),
    ] {
        let place = Place::Country(country.parse().unwrap());
        let rate = programme.lump_sum.rates.iter().find(|rate| rate.place == place).unwrap();
        assert_eq!(rate.amount, Money::from_cents(euro * 100), "{country}");
    }
    let aim = |key: &str| &programme.quotas.iter().find(|quota| quota.key == key).unwrap().aim;
    assert_eq!(aim("exchanges"), &QuotaAim::AtMost(500));
    assert_eq!(aim("sme"), &QuotaAim::AtLeastPercent { percent: 50, of: "exchanges".into() });
    assert_eq!(aim("outside"), &QuotaAim::AtLeastPercent { percent: 25, of: "exchanges".into() });
    assert!(programme.examples.len() >= 12);
    let goals = programme.form.field("goals").unwrap();
    assert_eq!(goals.kind, FieldKind::Text { min_chars: 200, max_chars: 2000 });
    for text in [&programme.commitment_text, &programme.agreement_text] {
        assert!(text.len() > 5);
    }
}

/// Each fault by itself: what is replaced, by what, how many lines further down, and what is said.
#[test]
fn each_fault_has_its_line_and_its_sentence() {
    for (old, new, down, says) in [
        ("slug = \"clusterxchange\"", "slug = \"Cluster X\"", 0, "is not a slug"),
        (
            "version = 1",
            "version = \"1\"",
            0,
            "`version` must be a whole number, but this is a text",
        ),
        ("version = 1", "version = 0", 0, "`version` must lie between 1 and"),
        ("version = 1", "verison = 1", 0, "there is no `verison`; did you mean `version`?"),
        ("\"Europe/Brussels\"", "\"Europe/Brusels\"", 0, "did you mean `Europe/Brussels`?"),
        ("\"CXC\"", "\"cxc\"", 0, "1 to 8 capital letters"),
        ("\"LU\", \"MT\"", "\"LU\", \"LX\"", 0, "LX is not the two-letter code"),
        ("\"AT\", \"BE\"", "\"AT\", \"AT\"", 0, "the country `AT` is there already, in line"),
        ("[\"cluster\", \"sme\", \"scaling_up\"]", "[\"clutser\"]", 0, "did you mean `cluster`?"),
        ("pay_warn_days = 7", "pay_warn_days = 11", 0, "must not come after the payment is due"),
        (
            "holds = \"visitor.country in programme.countries\"",
            "holds = \"visitor.contry in programme.countries\"",
            0,
            "did you mean `visitor.country`?",
        ),
        (
            "says = \"The visitor's country ({{ visitor.country }})",
            "says = \"The ({{ visitor.contry }})",
            0,
            "there is no `{{ visitor.contry }}` here; did you mean `visitor.country`?",
        ),
        (
            "key = \"host_country\"",
            "key = \"visitor_country\"",
            0,
            "the rule `visitor_country` is there already, in line",
        ),
        ("at_most = 500", "at_most = 500\nreport = true", -4, "a quota has one of"),
        ("of = \"exchanges\"", "of = \"virtual\"", 0, "`virtual` has no `at_most`"),
        (
            "of = \"exchanges\"",
            "of = \"exchange\"",
            0,
            "there is no other quota `exchange`; did you mean `exchanges`?",
        ),
        (
            "ceiling = \"1100.00\"",
            "ceiling = 1100.0",
            0,
            "`ceiling` must be an amount of euro as text",
        ),
        (
            "countries = [\"IE\"]",
            "countries = [\"IE\", \"DK\"]",
            0,
            "DK has a rate for these days, in line",
        ),
        ("countries = [\"IE\"]", "countries = [\"NO\"]", -16, "IE takes part but has no line"),
        (
            "regions = [\"FRY1\"",
            "regions = [\"FRY9\"",
            0,
            "`FRY9` is no outermost region; did you mean",
        ),
        (
            "key = \"person\"",
            "key = \"purpose\"",
            0,
            "the field `purpose` is there already, in line",
        ),
        (
            "code = \"knowledge\"",
            "code = \"capacity\"",
            0,
            "the option `capacity` is there already",
        ),
        ("kind = \"iban\"", "kind = \"ibam\"", 0, "there is no kind `ibam`; did you mean `iban`?"),
        ("min_chars = 200", "min_chars = 2001", 0, "`min_chars` is more than `max_chars` (2000)"),
        (
            "show_if = \"answer.residence == 'third_country'\"",
            "show_if = \"answer.residence == 'third'\"",
            0,
            "there is no code \"third\"",
        ),
        (
            "show_if = \"answer.residence == 'third_country'\"",
            "show_if = \"answer.goals == ''\"",
            0,
            "there is no fact `answer.goals`",
        ),
        (
            "visitor_partnership }} as the visitor's",
            "visitors_partnership }} as the visitor's",
            0,
            "did you mean `visitor_partnership`?",
        ),
        ("distance_km = 2400", "distance_km = \"far\"", 0, "`distance_km` takes: whole number"),
        (
            "same_organisation = false",
            "same_organization = false",
            0,
            "did you mean `same_organisation`?",
        ),
        (
            "kind = \"sme\", country = \"PT\"",
            "kind = \"smee\", country = \"PT\"",
            0,
            "`visitor.kind` takes: kind of organisation",
        ),
        ("rules = { stay_shortest", "rules = { stay_shortst", 0, "did you mean `stay_shortest`?"),
        (
            "eligible = \"fails\"",
            "eligible = \"no\"",
            0,
            "an outcome is one of holds, officer_must_look, fails",
        ),
        (
            "like = \"Five days in Portugal\"",
            "like = \"Six days\"",
            0,
            "there is no example `Six days` above",
        ),
    ] {
        let (text, line) = with(old, new);
        let found = faults(&text);
        let want = line.saturating_add_signed(down);
        assert!(
            found.iter().any(|(at, said)| *at == want && said.contains(says)),
            "{old} -> {new}: wanted line {want}, {says}\n{found:?}"
        );
    }
}

/// The walk: a file broken in many places is told all of them in one reading, in order.
#[test]
fn a_broken_file_reports_every_fault_at_once() {
    let mut text = GOOD.to_owned();
    let mut expected = Vec::new();
    for (old, new) in [
        ("pay_warn_days = 7", "pay_warn_day = 7"),
        ("min_working_days = 3 ", "min_working_days = 0 "),
        ("holds = \"visitor.kind in programme.visitors\"", "holds = \"visitor.kind in\""),
        ("holds = \"!same_organisation\"", "holds = \"same_organisation + 1 == 2\""),
        ("at_least_percent = 25", "at_least_percent = 125"),
        ("half_under_km = 200 ", "half_under_km = true "),
        ("amount = \"950.00\"", "amount = \"950,5,0\""),
        ("kind = \"choices\"", "kind = \"choicess\""),
        ("key = \"travel\"", "key = \"Travel\""),
        ("counts = [\"exchanges\"]", "counts = [\"exchange\"]"),
    ] {
        let at = text.find(old).unwrap_or_else(|| panic!("{old}"));
        expected.push(u32::try_from(text[..at].matches('\n').count() + 1).unwrap());
        text = text.replacen(old, new, 1);
    }
    let found = faults(&text);
    let lines: Vec<u32> = found.iter().map(|(line, _)| *line).collect();
    assert!(lines.is_sorted(), "{found:?}");
    for line in expected {
        assert!(lines.contains(&line), "line {line} is not in {found:#?}");
    }
}

#[test]
fn a_column_inside_a_condition_is_that_of_the_file() {
    let (text, line) = with(
        "holds = \"visitor.country != host.country\"",
        "holds = '''\n  visitor.country != host.country\n  && hots.kind == 'sme'\n'''",
    );
    let found = parse("p.toml", &text).unwrap_err();
    assert_eq!((found[0].line, found[0].column), (line + 2, 6), "{found:?}");
    assert!(
        found[0]
            .to_string()
            .starts_with(&format!("p.toml:{}:6: there is no fact `hots.kind`", line + 2))
    );
    let (text, line) = with("holds = \"!same_organisation\"", "holds = \"!same_organization\"");
    let found = parse("p.toml", &text).unwrap_err();
    assert_eq!((found[0].line, found[0].column), (line, 11), "{found:?}");
}

#[test]
fn rates_may_follow_each_other_but_not_overlap() {
    let ended = "from = 2020-02-01\nuntil = 2023-12-31\ncountries = [\"IE\"]\n\n[[lump_sum.rates]]\namount = \"1050.00\"\nfrom = 2024-01-01\ncountries = [\"IE\"]";
    let (text, _) = with("from = 2020-02-01\ncountries = [\"IE\"]", ended);
    assert_eq!(faults(&text), []);
    let (text, line) =
        with("from = 2020-02-01\ncountries = [\"IE\"]", &ended.replace("2024-01-01", "2023-12-31"));
    let found = faults(&text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, line + 7);
}

#[test]
fn what_is_no_toml_is_told_with_the_rest() {
    let text = GOOD.replacen("version = 1", "version = = 1", 1).replacen("\"CXC\"", "\"cxc\"", 1);
    let found = faults(&text);
    assert!(found.len() >= 2, "{found:?}");
    assert!(found.iter().any(|(_, says)| says.contains("1 to 8 capital letters")), "{found:?}");
}

#[test]
fn an_empty_file_lacks_everything_and_nothing_panics() {
    let found = faults("");
    for key in ["slug", "title", "countries", "visitors", "stay", "lump_sum", "papers"] {
        assert!(found.iter().any(|(_, says)| *says == format!("`{key}` is missing")), "{key}");
    }
    assert!(
        found.iter().any(|(_, says)| says.contains("no example shows an exchange that is awarded"))
    );
    // Every prefix of the good file is refused, none panics.
    for end in (0..GOOD.len()).step_by(997).filter(|end| GOOD.is_char_boundary(*end)) {
        assert!(parse("p.toml", &GOOD[..end]).is_err(), "{end}");
    }
}

#[test]
fn examples_must_show_an_award_and_a_refusal() {
    let only = GOOD.split("[[examples]]").take(2).collect::<Vec<_>>().join("[[examples]]");
    let found = faults(&only);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("refused"));
}

/// The manual's table of keys names every top-level key the built-in file uses.
#[test]
fn the_manual_names_every_key() {
    let manual = include_str!("../../../docs/PROGRAMMES.md");
    let document: toml::Table = GOOD.parse().unwrap();
    for key in document.keys() {
        let named = [format!("`{key}`"), format!("`[{key}]`"), format!("`[[{key}]]`")];
        assert!(named.iter().any(|name| manual.contains(name)), "{key}");
    }
    for name in PAPER_NAMES {
        assert!(manual.contains(&format!("`{{{{ {name} }}}}`")), "{name}");
    }
}
