use crate::{
    config::{catalogue, programme_file::parse},
    domain::{
        calendar::Holidays,
        evaluation::rules::{Mark, Tie, Weight},
        money::{Money, Percent},
        scored::{Deciding, Intake, LETTER_NAMES, ScoredProgramme, TIE_FACTS},
    },
};
use std::sync::Arc;

const VOUCHER: &str = include_str!("../../../../config/programmes/innosup_voucher.toml");
const PROJECT: &str = include_str!("../../../../config/programmes/innosup_project.toml");

fn read(text: &str) -> Arc<ScoredProgramme> {
    Arc::clone(parse("p.toml", text).unwrap().scored().unwrap())
}

/// The faults as line and sentence.
fn faults(text: &str) -> Vec<(u32, String)> {
    let faults = parse("p.toml", text).err().unwrap_or_default();
    faults.into_iter().map(|fault| (fault.line, fault.says)).collect()
}

/// The file with one text replaced, and the line where that text stood.
fn with(file: &str, old: &str, new: &str) -> (String, u32) {
    let at = file.find(old).unwrap_or_else(|| panic!("{old} is not in the file"));
    let line = u32::try_from(file[..at].matches('\n').count() + 1).unwrap();
    (file.replacen(old, new, 1), line)
}

#[test]
fn the_voucher_file_says_what_the_sources_say() {
    let programme = read(VOUCHER);
    let euro = |euro: i64| Some(Money::from_cents(euro * 100));
    assert_eq!(programme.countries.len(), 27 + 16 + 1);
    assert_eq!(programme.caps.per_organisation, euro(60_000));
    assert_eq!(programme.sme_share, Some(Percent::whole(75)));
    let clocks = programme.clocks;
    assert_eq!((clocks.inform_months, clocks.sign_months), (5, 3));
    assert_eq!((clocks.redress_days, clocks.deemed_read_days), (30, 10));
    let [feasibility, demonstration, small] =
        ["feasibility", "demonstration", "small"].map(|key| programme.voucher_type(key).unwrap());
    assert_eq!((feasibility.lump_sum, feasibility.evaluators), (euro(10_000), Some(2)));
    assert_eq!(
        (demonstration.ceiling_per_partner, demonstration.evaluators),
        (euro(60_000), Some(3))
    );
    assert_eq!(demonstration.ceiling, euro(250_000));
    assert_eq!((small.intake, small.decision), (Intake::Rolling, Deciding::FirstCome));
    assert_eq!(small.ceiling, euro(5_000));
    let [round] = programme.rounds.as_slice() else { panic!("one round") };
    let rules = &round.evaluation;
    assert_eq!(rules.scale.marks().len(), 11);
    assert_eq!(rules.total_threshold, Some(Mark::from_tenths(100)));
    let impact = rules.criterion("impact").unwrap();
    assert_eq!((impact.weight, impact.threshold), (Weight(15_000), Some(Mark::from_tenths(30))));
    for criterion in &rules.criteria {
        let marks: Vec<i32> = criterion.anchors.iter().map(|anchor| anchor.mark.tenths()).collect();
        assert_eq!(marks, [0, 10, 20, 30, 40, 50], "{}", criterion.key);
    }
    let start = [Tie::UncoveredTopic, Tie::Criterion("impact".into())];
    assert_eq!(rules.ties[..2], start);
    assert_eq!(rules.ties.last(), Some(&Tie::Draw));
}

#[test]
fn the_project_file_has_two_rounds_and_its_shares() {
    let programme = read(PROJECT);
    let [outline, full] = programme.rounds.as_slice() else { panic!("two rounds") };
    assert_eq!((outline.goes_on_for, full.goes_on_for), (Some(Percent::whole(300)), None));
    let thresholds: Vec<_> = outline.evaluation.criteria.iter().map(|c| c.threshold).collect();
    assert_eq!(thresholds, [Some(Mark::from_tenths(40)); 2]);
    assert_eq!(full.evaluation.criterion("impact").unwrap().weight, Weight(15_000));
    let grant = programme.voucher_type("grant").unwrap();
    let sums = [grant.floor, grant.ceiling].map(|sum| sum.unwrap().cents());
    assert_eq!(sums, [250_000_000, 500_000_000]);
    assert_eq!(programme.sme_share, Some(Percent::whole(75)));
}

/// Each fault by itself: the file, what is replaced, by what, how many lines further down, and what
/// is said.
#[test]
fn each_fault_has_its_line_and_its_sentence() {
    let voucher = [
        (
            "kind = \"scored\"",
            "kind = \"scord\"",
            0,
            "kind exchange or scored, not `scord`; did you",
        ),
        (
            "sme_share = 75",
            "sme_shaer = 75",
            0,
            "there is no `sme_shaer`; did you mean `sme_share`?",
        ),
        ("percent = 50", "percent = 60", -4, "come to 110 %, not to 100 %"),
        ("when = \"report:interim\"", "when = \"report:interm\"", 0, "did you mean `interim`?"),
        ("when = \"certificate\"", "when = \"certifcate\"", 0, "`when` is one of signature"),
        ("final_report_days = 30", "final_report_day = 30", 0, "`final_report_days`?"),
        ("[agreement]", "[agreements]", 0, "there is no `agreements`"),
        ("{{ starts_on }} and", "{{ start_on }} and", 0, "did you mean `starts_on`?"),
        ("sme_share = 75", "sme_share = 101", 0, "`sme_share` must lie between 1 and 100"),
        ("per_organisation = \"60000.00\"", "per_organisation = 60000.5", 0, "an amount of euro"),
        ("services_count = false", "services = false", 0, "there is no `services` in `caps`"),
        ("inform_months = 5", "inform_months = 0", 0, "`inform_months` must lie between 1 and"),
        ("kinds = [\"sme\"]", "kinds = [\"smes\"]", 0, "did you mean `sme`?"),
        ("intake = \"rolling\"", "intake = \"roling\"", 0, "did you mean `rolling`?"),
        ("intake = \"rolling\"", "intake = \"deadline\"", 1, "first come, first served needs"),
        ("decision = \"first_come\"", "decision = \"ranked\"", 0, "can't be ranked"),
        (
            "partners_min = 2",
            "partners_min = 7",
            0,
            "`partners_min` is more than `partners_max` (6)",
        ),
        ("floor = \"20000.00\"", "floor = \"250000.01\"", 0, "`floor` is more than `ceiling`"),
        ("months_max = 4", "ceiling = 5000", 0, "a lump sum is asked for as it is: `ceiling`"),
        (
            "lump_sum = \"10000.00\"",
            "lump_sum = \"0.00\"",
            0,
            "`lump_sum` must be more than nothing",
        ),
        ("evaluators = 2 ", "evaluators = 1 ", 0, "`evaluators` must lie between 2 and"),
        ("evaluators = 3    ", "evaluators = 1    ", 0, "`evaluators` must lie between 2 and"),
        ("key = \"demonstration\"", "key = \"feasibility\"", 0, "the type `feasibility` is there"),
        ("key = \"sum\"", "key = \"in_time\"", 0, "the rule `in_time` is there already, in line"),
        ("key = \"partner_sum\"", "key = \"sum\"", 0, "the rule `sum` is there already, in line"),
        ("holds = \"proposal.in_time\"", "holds = \"proposal.intime\"", 0, "`proposal.in_time`?"),
        ("holds = \"partner.sme\"", "holds = \"partner.sm\"", 0, "there is no fact `partner.sm`"),
        (
            "holds = \"proposal.in_time\"",
            "holds = \"partner.sme\"",
            0,
            "there is no fact `partner.sme`",
        ),
        (
            "proposal.type != 'demonstration'",
            "proposal.type != 'demo'",
            0,
            "there is no code \"demo\"",
        ),
        (
            "total_threshold = 10 ",
            "total_threshold = 16 ",
            0,
            "16 can't be the sum of 3 marks: 0 to 15",
        ),
        (
            "step = \"0.5\"",
            "step = 0.5",
            0,
            "`step` must be a mark, like 3 or \"3.5\", but this is a number",
        ),
        ("step = \"0.5\"", "step = \"0.7\"", 0, "a scale goes from `lowest` up to `highest`"),
        ("gap = 3", "gap = 0", 0, "a gap of 0 would always call one more"),
        ("combine = \"consensus\"", "combine = \"sum\"", 0, "one of consensus, mean, median"),
        ("weight = \"1.5\"", "weight = 0", 0, "a weight must be more than 0"),
        ("weight = \"1.5\"", "weight = 1.5", 0, "`weight` must be a weight, like 1 or \"1.5\""),
        (
            "threshold = 3 #",
            "threshold = \"3.2\" #",
            0,
            "3.2 is not on the scale: 0 to 5 in steps of 0.5",
        ),
        (
            "{ mark = 5, says = \"Excellent. Ambitious",
            "{ mark = 6, says = \"E",
            0,
            "6 is not on the scale",
        ),
        (
            "{ mark = 5, says = \"Excellent. Ambitious",
            "{ mark = 4, says = \"E",
            0,
            "the mark 4 is there already",
        ),
        (
            "{ mark = 1, says = \"Poor. The goals",
            "{ mark = \"1.5\", says = \"P",
            -2,
            "without one: 1",
        ),
        (
            "\"criterion:impact\"",
            "\"criterion:impct\"",
            0,
            "there is no criterion `impct`; did you mean `impact`?",
        ),
        ("\"higher:sector_count\"", "\"higher:sectors\"", 0, "there is no tie fact `sectors`"),
        ("\"uncovered_topic\"", "\"uncoverd_topic\"", 0, "did you mean `uncovered_topic`?"),
        ("  \"draw\",\n", "", -1, "a tie chain ends with `earlier` or `draw`"),
        ("\"uncovered_topic\"", "\"draw\"", 0, "what stands behind this is never asked"),
        ("line = \"stop\"", "line = \"halt\"", 0, "`line` is one of stop, skip, not `halt`"),
        ("expires_after_days = 180", "expires_after_days = 0", 0, "`expires_after_days` must lie"),
        (
            "{{ sign_by }}",
            "{{ sing_by }}",
            0,
            "there is no `{{ sing_by }}` here; did you mean `sign_by`?",
        ),
        (
            "this reason: {{ reason }}",
            "this reason: {{ sign_by }}",
            0,
            "this letter does not know `{{ sign_by }}`",
        ),
        (
            "proposal = { type = \"feasibility\"",
            "proposal = { type = \"feasible\"",
            0,
            "`proposal.type` takes: code",
        ),
        (
            "partners = [{ used = 500000 }]",
            "partners = [{ usd = 500000 }]",
            0,
            "there is no fact `partner.usd`",
        ),
        (
            "answer = { no_conflict = false }",
            "answer = { no_conflit = false }",
            0,
            "`partner.answer.no_conflit`",
        ),
        (
            "counts = { proposals = 1, smes = 1,",
            "counts = { proposals = 0, smes = 1,",
            0,
            "at least 1",
        ),
        (
            "rules = { crossing = \"fails\" }",
            "rules = { crosing = \"fails\" }",
            0,
            "did you mean `crossing`?",
        ),
        (
            "like = \"An innovation service",
            "like = \"No innovation service",
            0,
            "there is no example `No",
        ),
        (
            "facts = { proposal.type = \"small\" }",
            "facts = { limit.floor = 1 }",
            0,
            "there is no fact `limit.floor`",
        ),
    ];
    let project = [
        ("goes_on_for = 300", "goes_on_for = 50", 0, "`goes_on_for` must lie between 100 and"),
        (
            "label = \"Full proposal (stage 2)\"",
            "label = \"F\"\ngoes_on_for = 200",
            1,
            "nothing goes on after",
        ),
        (
            "proposal.round == 'outline' ?",
            "proposal.round == 'outlin' ?",
            0,
            "there is no code \"outlin\"",
        ),
        (
            "answer.budget_smes * 10000",
            "answer.budget_sme * 10000",
            0,
            "did you mean `answer.budget_smes`?",
        ),
    ];
    let mut wrong = Vec::new();
    let all = voucher.map(|case| (VOUCHER, case)).into_iter();
    for (file, (old, new, down, says)) in all.chain(project.map(|case| (PROJECT, case))) {
        let (text, line) = with(file, old, new);
        let found = faults(&text);
        let want = line.saturating_add_signed(down);
        if !found.iter().any(|(at, said)| *at == want && said.contains(says)) {
            wrong.push(format!("{old} -> {new}: wanted line {want}, {says}\n{found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a form, a round or a list lacks is told where it would stand.
#[test]
fn what_is_missing_is_told() {
    for (file, old, new, says) in [
        (VOUCHER, "key = \"summary\"", "key = \"sumary\"", "needs a field `summary` of kind text"),
        (VOUCHER, "key = \"months\"", "key = \"month\"", "needs a field `months` of kind number"),
        (
            VOUCHER,
            "kind = \"choices\"",
            "kind = \"choice\"",
            "`topics` of the form must be of kind",
        ),
        (VOUCHER, "kind = \"choices\"", "kind = \"choice\"", "`uncovered_topic` needs a field"),
        (VOUCHER, "masked = true", "masked = false", "the field `iban` is an account number"),
        (VOUCHER, "max_chars = 150\nrequired = true", "", "`title` of the form must be required"),
        (PROJECT, "goes_on_for = 300", "", "`goes_on_for` is missing"),
        (
            PROJECT,
            "intake = \"deadline\"",
            "intake = \"cut_offs\"",
            "takes proposals until a deadline",
        ),
        (PROJECT, "goes_on = [", "reserved = [", "`goes_on` is missing"),
        (VOUCHER, "below_line = [", "goes_on = [\"x\"]\nbelow_line = [", "nothing goes on in a"),
    ] {
        let found = faults(&with(file, old, new).0);
        assert!(found.iter().any(|(_, said)| said.contains(says)), "{old}: {says}\n{found:#?}");
    }
    let lean = "kind = \"scored\"";
    let found = faults(lean);
    for says in [
        "`slug` is missing",
        "`kinds` is missing",
        "`clocks` is missing",
        "`letters` is missing",
        "there is no [[types]] voucher type",
        "there is no [[rounds]] round",
        "there is no [[admissibility]] rule",
        "there is no [[partner_eligibility]] rule",
        "there is no [[partner_form]] section",
        "there is no [[contract]] section",
        "no example shows a proposal that is refused",
    ] {
        assert!(found.iter().any(|(_, said)| said.contains(says)), "{says}\n{found:#?}");
    }
    // Two rounds may ask for the same answer, but it means one thing.
    let text = PROJECT.replacen(
        "key = \"changes\"",
        "key = \"smes\"\nlabel = \"How many?\"\nkind = \"number\"\n[[rounds.form.fields]]\nkey = \"changes\"",
        1,
    );
    let found = faults(&text);
    let says = "`answer.smes` is a whole number in the round `full`, but not in one before";
    assert!(found.iter().any(|(_, said)| said.contains(says)), "{found:#?}");
}

#[test]
fn a_broken_file_reports_every_fault_at_once() {
    let mut text = VOUCHER.to_owned();
    let mut expected = Vec::new();
    for (old, new) in [
        ("sign_months = 3", "sign_month = 3"),
        ("lump_sum = \"10000.00\"", "lump_sum = \"10,5,0\""),
        ("intake = \"rolling\"", "intake = \"rollin\""),
        ("holds = \"proposal.pages <= 10\"", "holds = \"proposal.pages\""),
        (
            "says = \"The partner is registered in {{ partner.country }}",
            "says = \"{{ partner.cuntry }}",
        ),
        ("\"criterion:excellence\"", "\"criterion:excelence\""),
        ("threshold = 3 #", "threshold = 7 #"),
        ("{{ reserve_place }}", "{{ reserve_plce }}"),
        ("keep = 1", "keep = 0"),
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
fn half_a_file_is_refused_and_nothing_panics() {
    for file in [VOUCHER, PROJECT] {
        for end in (0..file.len()).step_by(1_499).filter(|end| file.is_char_boundary(*end)) {
            assert!(parse("p.toml", &file[..end]).is_err(), "{end}");
        }
    }
}

/// What the examples prove: no rule can be dropped, no limit moved by a cent, unnoticed.
#[test]
fn an_example_fails_when_a_rule_or_a_limit_is_another() {
    let checked = |text: &str| catalogue::checked("p.toml", text, &Holidays::default());
    for file in [VOUCHER, PROJECT] {
        assert!(checked(file).is_ok());
        let rules: Vec<&str> = file.lines().filter(|line| line.starts_with("holds = \"")).collect();
        assert!(rules.len() >= 13, "{}", rules.len());
        for rule in rules {
            let text = file.replacen(rule, "holds = \"true\"", 1);
            let said = checked(&text).err().unwrap_or_default();
            assert!(said.iter().any(|fault| fault.says.starts_with("example")), "{rule}: {said:?}");
        }
    }
    for (file, old, new) in [
        (VOUCHER, "per_organisation = \"60000.00\"", "per_organisation = \"60000.01\""),
        (VOUCHER, "per_organisation = \"60000.00\"", "per_organisation = \"59999.99\""),
        (VOUCHER, "ceiling = \"5000.00\"", "ceiling = \"5000.01\""),
        (VOUCHER, "ceiling = \"5000.00\"", "ceiling = \"4999.99\""),
        (VOUCHER, "ceiling_per_partner = \"60000.00\"", "ceiling_per_partner = \"60000.01\""),
        (VOUCHER, "months_max = 4 ", "months_max = 3 "),
        (VOUCHER, "months_max = 2 ", "months_max = 3 "),
        (VOUCHER, "countries = [", "countries = [ \"XK\","),
        (VOUCHER, "kinds = [\"sme\"]", "kinds = [\"sme\", \"cluster\"]"),
        (VOUCHER, "per_organisation = 1  # set", "per_organisation = 2  # set"),
        (VOUCHER, "counts = \"partner.sme\"", "counts = \"proposal.smes > 0\""),
        (VOUCHER, "show_if = \"answer.other_funding != 'none'\"\n", ""),
        (PROJECT, "sme_share = 75", "sme_share = 74"),
        (PROJECT, "sme_share = 75", "sme_share = 76"),
        (PROJECT, "ceiling = \"5000000.00\"", "ceiling = \"5000000.01\""),
        (PROJECT, "floor = \"2500000.00\"", "floor = \"2499999.99\""),
        (PROJECT, "partners_min = 3", "partners_min = 2"),
        (PROJECT, "answer.third_party_max <= 60000\"", "answer.third_party_max <= 100000\""),
    ] {
        let (text, _) = with(file, old, new);
        let said = checked(&text).err().unwrap_or_default();
        assert!(said.iter().any(|fault| fault.says.starts_with("example")), "{new}: {said:?}");
    }
}

/// The manual names every key the two files use, every name of a letter and every tie fact.
#[test]
fn the_manual_names_every_key() {
    let manual = include_str!("../../../../docs/PROGRAMMES.md");
    let named = |key: &str| {
        [format!("`{key}`"), format!("`[{key}]`"), format!("`[[{key}]]`")]
            .iter()
            .any(|name| manual.contains(name))
    };
    for file in [VOUCHER, PROJECT] {
        let document: toml::Table = file.parse().unwrap();
        for (key, value) in &document {
            assert!(named(key), "{key}");
            let inside = match key.as_str() {
                "types" | "rounds" => value[0].as_table().unwrap(),
                "caps" | "clocks" | "letters" => value.as_table().unwrap(),
                _ => continue,
            };
            for key in inside.keys() {
                assert!(named(key) || named(&format!("rounds.{key}")), "{key}");
            }
        }
        for key in document["rounds"][0]["evaluation"].as_table().unwrap().keys() {
            assert!(named(key), "{key}");
        }
    }
    for name in LETTER_NAMES {
        assert!(manual.contains(&format!("`{{{{ {name} }}}}`")), "{name}");
    }
    for name in TIE_FACTS {
        assert!(manual.contains(name), "{name}");
    }
}
