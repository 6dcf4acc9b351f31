use super::*;

/// A stay from 22 November 2026 on; exit code, standard output, standard error.
fn run_with(args: &str) -> (u8, String, String) {
    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: LumpSumArgs,
    }
    let line = format!("lump-sum --programme clusterxchange {args}");
    let line: Line = clap::Parser::try_parse_from(line.split_whitespace()).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let code = run(&line.args, None, today, &mut out, &mut err).unwrap();
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

#[test]
fn the_figures_the_scheme_published() {
    for (args, amount) in [
        ("--host-country PT --working-days 5 --distance-km 1500", "EUR 780.00"),
        ("--host-country PT --working-days 3 --distance-km 1500", "EUR 390.00"),
        ("--host-country DK --working-days 10 --distance-km 1500", "EUR 1,100.00"),
        ("--host-country DK --working-days 10 --distance-km 199", "EUR 550.00"),
        (
            "--host-country PT --host-region PT20 --working-days 5 --distance-km 1500",
            "EUR 1,100.00",
        ),
        ("--host-country PT --working-days 5 --distance-km 1500 --virtual", "EUR 0.00"),
        ("--host-country EL --working-days 5 --distance-km 1500", "EUR 780.00"),
    ] {
        let (code, out, err) = run_with(args);
        assert_eq!((code, err.as_str()), (0, ""), "{args}");
        assert!(out.lines().any(|line| line == amount), "{args}: {out}");
    }
}

#[test]
fn json_has_the_cents_and_every_step() {
    let (code, out, _) = run_with("--host-country PT --working-days 3 --distance-km 1500 --json");
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 0);
    assert_eq!(answer["amount_cents"], 39_000);
    let steps = answer["steps"].as_array().unwrap();
    assert!(steps.iter().any(|step| step["code"] == "half"), "{out}");
    let last = steps.last().unwrap();
    assert_eq!(
        (last["code"].as_str(), last["after_cents"].as_i64()),
        (Some("total"), Some(39_000))
    );
}

#[test]
fn what_can_not_be_worked_out_is_said_on_standard_error() {
    for (args, says) in [
        ("--host-country NO --working-days 5 --distance-km 1500", "no line for Norway"),
        (
            "--host-country PT --working-days 5 --distance-km 1500 --on 2019-12-31",
            "valid on 2019-12-31",
        ),
        (
            "--host-country PT --host-region ES70 --working-days 5 --distance-km 9",
            "does not lie in Portugal",
        ),
        (
            "--host-country PT --host-region PT11 --working-days 5 --distance-km 9",
            "PT11 is no outermost region",
        ),
    ] {
        let (code, out, err) = run_with(args);
        assert_eq!((code, out.as_str()), (1, ""), "{args}");
        assert!(err.contains(says), "{err}");
    }
}
