//! How a round is judged: scale, criteria, thresholds, ties, the line. The one rule: a mark is
//! written `3` or `"3.5"` and stands on the scale; no decimal of TOML ever becomes a score.

use super::{one_of, word};
use crate::{
    config::{
        programme_file::rules::keys,
        reader::{Table, Text, integer, once},
    },
    domain::{
        evaluation::rules::{
            Anchor, Combine, Criterion, EvaluationRules, LinePolicy, Mark, ReserveRules, Scale,
            ThirdRule, Tie, Weight,
        },
        form::{FieldKind, Form},
        scored::{TIE_FACTS, answers},
        suggest::did_you_mean,
    },
};
use std::collections::BTreeMap;

const COMBINES: [(&str, Combine); 3] =
    [("consensus", Combine::Consensus), ("mean", Combine::Mean), ("median", Combine::Median)];
const LINES: [(&str, LinePolicy); 2] = [("stop", LinePolicy::Stop), ("skip", LinePolicy::Skip)];
/// One step of a chain, without those that name something.
const PLAIN_TIES: [(&str, Tie); 4] = [
    ("uncovered_topic", Tie::UncoveredTopic),
    ("uncovered_country", Tie::UncoveredCountry),
    ("earlier", Tie::Earlier),
    ("draw", Tie::Draw),
];

pub(super) fn read(round: &Table<'_, '_>, form: &Form) -> Option<EvaluationRules> {
    let table = round.table("evaluation")?;
    let scale = scale(&table);
    let criteria = criteria(&table, scale);
    let total_threshold = total(&table, scale, criteria.len());
    let third = third(&table);
    let ties = ties(&table, &criteria, form);
    let rules = EvaluationRules {
        scale: scale.unwrap_or(Scale {
            lowest: Mark::ZERO,
            highest: Mark::ZERO,
            step: Mark::from_tenths(1),
        }),
        total_threshold,
        // Two at least (domain facts 7.23).
        evaluators: table.count("evaluators", 2, Some(3)),
        third,
        combine: word(&table, "combine", &COMBINES).unwrap_or(Combine::Consensus),
        ties,
        line: one_of(&table, "line", &LINES),
        reserve: reserve(&table),
        criteria,
    };
    table.done();
    Some(rules)
}

/// A mark: a whole number, or a text with one digit after the point.
fn mark_opt(table: &Table<'_, '_>, key: &'static str) -> Option<Mark> {
    table.read(key, "a mark, like 3 or \"3.5\"", |value| match value.as_str() {
        Some(text) => text.parse().ok(),
        None => integer(value)?.to_string().parse().ok(),
    })
}

fn mark(table: &Table<'_, '_>, key: &'static str) -> Option<Mark> {
    table.required(key);
    mark_opt(table, key)
}

/// The scale, if it is one: it goes up, in steps that end at its highest mark.
fn scale(table: &Table<'_, '_>) -> Option<Scale> {
    let given = table.table("scale")?;
    let [lowest, highest, step] = ["lowest", "highest", "step"].map(|key| mark(&given, key));
    let at = given.at;
    given.done();
    let scale = Scale { lowest: lowest?, highest: highest?, step: step? };
    let goes_up = scale.lowest < scale.highest && scale.step > Mark::ZERO;
    if goes_up && scale.takes(scale.highest) {
        return Some(scale);
    }
    let says = "a scale goes from `lowest` up to `highest` in steps of `step`";
    table.source.fault(at, says);
    None
}

fn criteria(table: &Table<'_, '_>, scale: Option<Scale>) -> Vec<Criterion> {
    let tables = table.tables("criteria");
    if tables.is_empty() {
        table.source.fault(table.at, format!("there is no [[{}]]", table.path("criteria")));
    }
    let keys = keys(table.source, &tables, "criterion");
    let mut read = Vec::new();
    for (given, key) in tables.into_iter().zip(keys) {
        let threshold = mark_opt(&given, "threshold");
        if let (Some(scale), Some(threshold)) = (scale, threshold) {
            on_scale(&given, "threshold", scale, threshold);
        }
        read.push(Criterion {
            key,
            label: given.text("label").text,
            hint: given.text("hint").text,
            weight: weight(&given),
            threshold,
            anchors: anchors(&given, scale),
        });
        given.done();
    }
    read
}

fn on_scale(table: &Table<'_, '_>, key: &str, scale: Scale, mark: Mark) {
    if !scale.takes(mark) {
        let Scale { lowest, highest, step } = scale;
        let says = format!("{mark} is not on the scale: {lowest} to {highest} in steps of {step}");
        table.fault(key, says);
    }
}

/// `"1.5"` or `1`, at most four decimals, more than nothing; once when it is left out.
fn weight(table: &Table<'_, '_>) -> Weight {
    let parse = |text: &str| {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 4 || whole.len() > 4 {
            return None;
        }
        format!("{whole}{part:0<4}").parse().ok().map(Weight)
    };
    let want = "a weight, like 1 or \"1.5\"";
    let found = table.read("weight", want, |value| match value.as_str() {
        Some(text) => parse(text),
        None => parse(&integer(value)?.to_string()),
    });
    if found == Some(Weight(0)) {
        table.fault("weight", "a weight must be more than 0");
    }
    found.unwrap_or(Weight::ONE)
}

/// What each mark means, lowest first: one sentence for each whole mark at least.
fn anchors(table: &Table<'_, '_>, scale: Option<Scale>) -> Vec<Anchor> {
    let mut lines: BTreeMap<Mark, u32> = BTreeMap::new();
    let mut read = Vec::new();
    for given in table.tables("anchors") {
        let mark = mark(&given, "mark");
        let says = given.text("says").text;
        if let Some(mark) = mark {
            if let Some(scale) = scale {
                on_scale(&given, "mark", scale, mark);
            }
            let (line, _) = table.source.place(given.at);
            if let Some(first) = lines.insert(mark, line) {
                given.fault("mark", format!("the mark {mark} is there already, in line {first}"));
            }
            read.push(Anchor { mark, says });
        }
        given.done();
    }
    let whole = |mark: &Mark| mark.tenths() % 10 == 0;
    let marks = scale.map(|scale| scale.marks()).unwrap_or_default();
    let without: Vec<String> = marks
        .into_iter()
        .filter(|mark| whole(mark) && !lines.contains_key(mark))
        .map(|mark| mark.to_string())
        .collect();
    if !without.is_empty() {
        let says = format!("each whole mark needs an anchor; without one: {}", without.join(", "));
        table.fault("anchors", says);
    }
    read.sort_by_key(|anchor| anchor.mark);
    read
}

fn total(table: &Table<'_, '_>, scale: Option<Scale>, criteria: usize) -> Option<Mark> {
    let total = mark_opt(table, "total_threshold")?;
    let (scale, count) = (scale?, i32::try_from(criteria).ok()?);
    let sum = |mark: Mark| Mark::from_tenths(mark.tenths().saturating_mul(count));
    let all = Scale { lowest: sum(scale.lowest), highest: sum(scale.highest), step: scale.step };
    if !all.takes(total) {
        let (least, most) = (all.lowest, all.highest);
        let says = format!("{total} can't be the sum of {criteria} marks: {least} to {most}");
        table.fault("total_threshold", says);
    }
    Some(total)
}

fn third(table: &Table<'_, '_>) -> Option<ThirdRule> {
    let given = table.table_opt("third")?;
    let gap = mark(&given, "gap");
    if gap == Some(Mark::ZERO) {
        given.fault("gap", "a gap of 0 would always call one more evaluator");
    }
    let threshold_crossed = given.flag("threshold_crossed", true);
    given.done();
    Some(ThirdRule { gap: gap?, threshold_crossed })
}

fn reserve(table: &Table<'_, '_>) -> ReserveRules {
    let Some(given) = table.table("reserve") else {
        return ReserveRules { places: None, expires_after_days: 1 };
    };
    let places = given.int_opt("places", 0..100_001);
    let rules = ReserveRules {
        places: places.and_then(|places| u32::try_from(places).ok()),
        expires_after_days: given.count("expires_after_days", 1, None),
    };
    given.done();
    rules
}

/// The chain; it ends with what can't be equal twice, and nothing stands behind that.
fn ties(table: &Table<'_, '_>, criteria: &[Criterion], form: &Form) -> Vec<Tie> {
    let texts = table.some_texts("ties");
    once(table.source, "tie rule", &texts);
    let chain: Vec<(usize, Tie)> = texts
        .iter()
        .filter_map(|text| Some((text.at.start, tie(table, text, criteria, form)?)))
        .collect();
    let last = chain.len().saturating_sub(1);
    for (place, (at, tie)) in chain.iter().enumerate() {
        let ends = matches!(tie, Tie::Earlier | Tie::Draw);
        if ends && place < last {
            table.source.fault(*at, "what stands behind this is never asked");
        } else if !ends && place == last {
            table.source.fault(*at, "a tie chain ends with `earlier` or `draw`");
        }
    }
    chain.into_iter().map(|(_, tie)| tie).collect()
}

fn tie(
    table: &Table<'_, '_>,
    Text { text, at }: &Text,
    criteria: &[Criterion],
    form: &Form,
) -> Option<Tie> {
    let fault = |says: String| {
        table.source.fault(at.start, says);
        None
    };
    let among = |name: &str, all: &[&str], what: &str| {
        let near = did_you_mean(name, all.iter().copied());
        format!("there is no {what} `{name}`{near} There are: {}", all.join(", "))
    };
    match text.split_once(':') {
        Some(("criterion", key)) => {
            let keys: Vec<&str> = criteria.iter().map(|criterion| criterion.key.as_str()).collect();
            if keys.contains(&key) {
                return Some(Tie::Criterion(key.to_owned()));
            }
            fault(among(key, &keys, "criterion"))
        }
        Some((way @ ("higher" | "lower"), name)) if TIE_FACTS.contains(&name) => {
            let name = name.to_owned();
            Some(if way == "higher" { Tie::Higher(name) } else { Tie::Lower(name) })
        }
        Some(("higher" | "lower", name)) => fault(among(name, &TIE_FACTS, "tie fact")),
        Some(_) | None => {
            let found = PLAIN_TIES.iter().find(|(word, _)| word == text);
            let Some((_, tie)) = found else {
                let words = ["uncovered_topic", "uncovered_country", "criterion:<key>"];
                let more = ["higher:<fact>", "lower:<fact>", "earlier", "draw"];
                let all = [&words[..], &more[..]].concat();
                return fault(among(text, &all, "tie rule"));
            };
            let topics = form.field(answers::TOPICS).map(|field| &field.kind);
            if *tie == Tie::UncoveredTopic && !matches!(topics, Some(FieldKind::Choices { .. })) {
                return fault("`uncovered_topic` needs a field `topics` on the form".to_owned());
            }
            Some(tie.clone())
        }
    }
}
