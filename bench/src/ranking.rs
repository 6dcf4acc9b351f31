//! How long a ranking takes: 100,000 applications with ties everywhere, and the budget line. The
//! one rule: it prints what was measured and judges nothing.

use anyhow::{Context, anyhow};
use convoca::domain::{
    evaluation::{
        entry::Entry,
        line::{LineTerms, draw_line},
        ranking::{Ranking, rank},
        rules::{
            Combine, Criterion, EvaluationRules, LinePolicy, Mark, ReserveRules, Scale, Tie, Weight,
        },
        score::{Marks, mean},
    },
    insight::chance::Chance,
    moment::Moment,
    money::Money,
};
use std::{
    io::Write,
    time::{Duration, Instant},
};

const CRITERIA: [&str; 3] = ["excellence", "impact", "implementation"];
const ROUNDS: usize = 5;

/// Processor time of this thread: on a shared machine the wall clock measures the others too.
fn processor() -> anyhow::Result<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = text.split_whitespace().next().context("schedstat is empty")?;
    Ok(Duration::from_nanos(nanos.parse()?))
}

/// Measures 1,000, 10,000 and 100,000 applications; the median of five rounds.
pub fn report(out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(
        out,
        "| applications | marks | ranking, wall | ranking, processor | line | groups | undecided |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    for count in [1_000, 10_000, 100_000] {
        row(count, out)?;
    }
    Ok(())
}

fn row(count: u32, out: &mut dyn Write) -> anyhow::Result<()> {
    let rules = rules();
    let mut chance = Chance::new(2026);
    let reports: Vec<Vec<Marks>> = (0..count).map(|_| reports(&mut chance)).collect();
    let start = Instant::now();
    let entries: Vec<Entry<u32>> = (0..)
        .zip(&reports)
        .map(|(id, reports)| entry(id, reports, &rules, &mut chance))
        .collect::<anyhow::Result<_>>()?;
    let marks = start.elapsed();
    let (mut times, mut processors) = (Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..ROUNDS {
        let (start, used) = (Instant::now(), processor()?);
        last = Some(rank(&entries, &rules).map_err(|faults| anyhow!("{faults:?}"))?);
        times.push(start.elapsed());
        processors.push(processor()?.saturating_sub(used));
    }
    times.sort_unstable();
    processors.sort_unstable();
    let ranking: Ranking<u32> = last.context("a round was run")?;
    let terms = LineTerms::of(&rules, Money::from_cents(2_000_000_000));
    let start = Instant::now();
    draw_line(&ranking, &terms)?;
    let drawn = start.elapsed();
    writeln!(
        out,
        "| {} of {count} ranked | {marks:.1?} | {:.1?} | {:.1?} | {drawn:.1?} | {} | {} |",
        ranking.places.len(),
        times[ROUNDS / 2],
        processors[ROUNDS / 2],
        ranking.places.last().map_or(0, |place| place.group),
        ranking.places.iter().filter(|place| place.is_undecided).count(),
    )?;
    Ok(())
}

fn below(chance: &mut Chance, most: i32) -> i32 {
    let most = u64::try_from(most).unwrap_or(1);
    i32::try_from(chance.word() % most).unwrap_or_default()
}

fn reports(chance: &mut Chance) -> Vec<Marks> {
    let report = |_| {
        let mark = |key: &&str| ((*key).to_owned(), Mark::from_tenths(30 + 5 * below(chance, 5)));
        CRITERIA.iter().map(mark).collect()
    };
    (0..3).map(report).collect()
}

fn entry(
    id: u32,
    reports: &[Marks],
    rules: &EvaluationRules,
    chance: &mut Chance,
) -> anyhow::Result<Entry<u32>> {
    Ok(Entry {
        id,
        reference: format!("INV-{:06}", id ^ 0x15_555),
        marks: mean(reports, rules).map_err(|faults| anyhow!("{faults:?}"))?,
        requested: Money::from_cents(1_000_000 + i64::from(below(chance, 5_000_000))),
        topics: (0..2).map(|_| format!("topic {}", below(chance, 40))).collect(),
        countries: (0..2).map(|_| format!("C{}", below(chance, 30))).collect(),
        sub_line: None,
        facts: [("sme_share".to_owned(), i64::from(below(chance, 50)))].into(),
        submitted_at: Moment::from_millis(i64::from(below(chance, 1_000_000))),
        draw: None,
    })
}

fn rules() -> EvaluationRules {
    let criterion = |key: &str| Criterion {
        key: key.to_owned(),
        label: key.to_owned(),
        hint: String::new(),
        weight: if key == "impact" { Weight(15_000) } else { Weight::ONE },
        threshold: Some(Mark::from_tenths(30)),
        anchors: Vec::new(),
    };
    EvaluationRules {
        scale: Scale {
            lowest: Mark::ZERO,
            highest: Mark::from_tenths(50),
            step: Mark::from_tenths(5),
        },
        criteria: CRITERIA.map(criterion).into(),
        total_threshold: Some(Mark::from_tenths(100)),
        evaluators: 3,
        third: None,
        combine: Combine::Mean,
        ties: vec![
            Tie::UncoveredTopic,
            Tie::Criterion("impact".to_owned()),
            Tie::UncoveredCountry,
            Tie::Higher("sme_share".to_owned()),
            Tie::Earlier,
        ],
        line: LinePolicy::Stop,
        reserve: ReserveRules { places: None, expires_after_days: 180 },
    }
}
