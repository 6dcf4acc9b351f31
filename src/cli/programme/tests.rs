use super::*;

fn run_with(command: &ProgrammeCommand) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run(command, None, &mut out, &mut err).unwrap();
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

const GOOD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config/programmes/clusterxchange.toml");

#[test]
fn a_good_file_is_summed_up_with_its_examples() {
    let (code, out, err) = run_with(&ProgrammeCommand::Check { files: vec![GOOD.into()] });
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("ClusterXchange, version 1: all 24 examples hold"), "{out}");
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(out.contains("eligible EUR 780.00 Five days in Portugal"), "{out}");
    assert!(out.contains("refused - Two days are too short"), "{out}");
}

#[test]
fn every_fault_of_every_file_is_told_and_the_exit_is_not_zero() {
    let folder = std::env::temp_dir().join(format!("convoca-check-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let text = std::fs::read_to_string(GOOD).unwrap();
    let wrong = |name: &str, old: &str, new: &str| {
        let file = folder.join(name);
        std::fs::write(&file, text.replacen(old, new, 1)).unwrap();
        file
    };
    let files = vec![
        wrong("a.toml", "version = 1", "version = 0"),
        wrong("b.toml", "half_under_km = 200", "half_under_km = 20"),
        folder.join("not-there.toml"),
        GOOD.into(),
    ];
    let (code, out, err) = run_with(&ProgrammeCommand::Check { files });
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(code, 1);
    assert!(out.contains("all 24 examples hold"), "the good one is still summed up: {out}");
    assert!(err.contains("a.toml:9:11: `version` must lie between 1 and"), "{err}");
    assert!(err.contains("example \"Ten days, but under 200 km: half\": the lump sum is"), "{err}");
    assert!(err.contains("not-there.toml: can't be read"), "{err}");
}

#[test]
fn a_programme_is_explained_by_name_and_by_file_alike() {
    let by_name = run_with(&ProgrammeCommand::Explain { programme: "clusterxchange".into() });
    let by_file = run_with(&ProgrammeCommand::Explain { programme: GOOD.into() });
    assert_eq!(by_name, by_file);
    let (code, out, _) = by_name;
    assert_eq!(code, 0);
    for says in [
        "At least 3 working days",
        "EUR 1,100.00  from 2020-02-01: Denmark",
        "Azores",
        "Halved, once, under 5 working days and/or under 200 km",
        "at least 50 % of `exchanges`",
        "Account of the visiting organisation (IBAN) (account number, required)",
        "derived default",
    ] {
        assert!(out.contains(says), "{says}\n{out}");
    }
    let (code, _, err) = run_with(&ProgrammeCommand::Explain { programme: "erasmus".into() });
    assert_eq!(code, 1);
    assert!(err.contains("there are: clusterxchange, innosup_project"), "{err}");
}

#[test]
fn a_scored_programme_is_summed_up_and_explained() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/config/programmes/innosup_voucher.toml");
    let (code, out, err) = run_with(&ProgrammeCommand::Check { files: vec![file.into()] });
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("INNOSUP-1 vouchers, version 1: all 22 examples hold"), "{out}");
    let by_name = run_with(&ProgrammeCommand::Explain { programme: "innosup_voucher".into() });
    assert_eq!(by_name, run_with(&ProgrammeCommand::Explain { programme: file.into() }));
    let (code, out, _) = by_name;
    assert_eq!(code, 0);
    for says in [
        "- Feasibility voucher (`feasibility`)",
        "lump sum: EUR 10,000.00",
        "2 to 6 organisations",
        "at most for one organisation: EUR 60,000.00",
        "first come, first served",
        "at most EUR 60,000.00 over the project's life and all types; services in kind do not count",
        "At least 75.0 % of the whole budget must reach SMEs.",
        "3 evaluators; people write the final marks in a consensus.",
        "when two totals are 3 or more apart, or when one report meets all thresholds",
        "Marks from 0 to 5 in steps of 0.5.",
        "- Impact (`impact`, weight 1.5, threshold 3)",
        "    5: Excellent. Demand is proven",
        "a topic no better-ranked proposal covers; then the higher mark of `impact`",
        "a recorded draw.",
        "The line ends at the first proposal",
        "Reserve list: 10 places; it ends 180 days",
        "within 5 months after the deadline",
        "Redress: 30 days",
        "counts organisations",
        "partner.used + partner.requested <= programme.cap",
        "Letter: below a threshold",
    ] {
        assert!(out.contains(says), "{says}\n{out}");
    }
    let (_, out, _) = run_with(&ProgrammeCommand::Explain { programme: "innosup_project".into() });
    assert!(out.contains("The best go on, up to 300.0 % of the budget"), "{out}");
    assert!(out.contains("all others above the thresholds"), "{out}");
}
