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
    assert!(err.contains("there are: clusterxchange"), "{err}");
}
