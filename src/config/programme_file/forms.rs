//! Forms of a programme file. The one rule: a condition speaks of fields above its own only, so
//! one walk down the form knows what is shown.

use super::{code, condition, sentence};
use crate::{
    config::reader::{Table, Text, once},
    domain::{
        facts::Dictionary,
        form::{Choice, Field, FieldKind, FieldRule, Form, Section},
        programme::answers,
        suggest::did_you_mean,
    },
};

const KINDS: [&str; 8] = ["line", "text", "number", "date", "choice", "choices", "iban", "confirm"];

/// The form of a key: sections with their fields. Conditions may name `words` and the form's own
/// answers.
pub(super) fn form(top: &Table<'_, '_>, key: &'static str, words: &Dictionary) -> Form {
    let tables = top.tables(key);
    if tables.is_empty() {
        let path = top.path(key);
        top.source.fault(top.place_of(key), format!("there is no [[{path}]] section"));
    }
    let read: Vec<(Table<'_, '_>, Vec<Table<'_, '_>>)> = tables
        .into_iter()
        .map(|section| {
            let fields = section.tables("fields");
            (section, fields)
        })
        .collect();
    let section_keys: Vec<Text> = read.iter().map(|(section, _)| section.text("key")).collect();
    once(top.source, "section", &section_keys);
    let field_keys: Vec<Text> =
        read.iter().flat_map(|(_, fields)| fields).map(|field| field.text("key")).collect();
    once(top.source, "field", field_keys.iter().filter(|key| !key.text.is_empty()));
    // Kinds first: what a field must be may speak of the fields below it, too.
    let mut all = words.clone();
    for field in read.iter().flat_map(|(_, fields)| fields) {
        if let (Some(key), Some(kind)) = (field.text_opt("key"), kind(field)) {
            all.0.insert(format!("answer.{}", key.text), kind.fact_type());
        }
    }
    let mut above = words.clone();
    let sections = read
        .into_iter()
        .map(|(table, fields)| {
            let section = Section {
                key: table.text("key").text,
                title: table.text("title").text,
                intro: table.text_opt("intro").map(|intro| intro.text).unwrap_or_default(),
                fields: fields.into_iter().filter_map(|f| field(f, &mut above, &all)).collect(),
            };
            if section.fields.is_empty() {
                top.source.fault(table.at, "a section needs at least one field");
            }
            table.done();
            section
        })
        .collect();
    Form { sections }
}

fn field(table: Table<'_, '_>, above: &mut Dictionary, all: &Dictionary) -> Option<Field> {
    let Text { text: key, at } = table.text("key");
    code(table.source, &key, at.start, "a key");
    let show_if = condition(&table, "show_if", above);
    let kind = named_kind(&table);
    let field = Field {
        label: table.text("label").text,
        hint: table.text_opt("hint").map(|hint| hint.text).unwrap_or_default(),
        required: table.flag("required", false),
        show_if,
        masked: table.flag("masked", false),
        must: must(&table, all),
        kind: kind?,
        key,
    };
    above.0.insert(format!("answer.{}", field.key), field.kind.fact_type());
    table.done();
    Some(field)
}

fn must(table: &Table<'_, '_>, all: &Dictionary) -> Vec<FieldRule> {
    table
        .tables("must")
        .into_iter()
        .filter_map(|rule| {
            let holds = condition(&rule, "holds", all);
            if rule.get("holds").is_none() {
                rule.text("holds");
            }
            let says = sentence(&rule, "says", all);
            rule.done();
            Some(FieldRule { holds: holds?, says })
        })
        .collect()
}

/// The kind, with its faults noted.
fn named_kind(table: &Table<'_, '_>) -> Option<FieldKind> {
    let Text { text, at } = table.text("kind");
    if !text.is_empty() && !KINDS.contains(&text.as_str()) {
        let near = did_you_mean(&text, KINDS);
        let all = KINDS.join(", ");
        table.source.fault(at.start, format!("there is no kind `{text}`{near} Kinds are: {all}"));
    }
    for (key, kinds) in [
        ("min_chars", &["line", "text"][..]),
        ("max_chars", &["line", "text"]),
        ("least", &["number"]),
        ("most", &["number"]),
        ("unit", &["number"]),
        ("options", &["choice", "choices"]),
    ] {
        if table.get(key).is_some()
            && !kinds.contains(&text.as_str())
            && KINDS.contains(&text.as_str())
        {
            table.fault(key, format!("`{key}` goes with {}, not with {text}", kinds.join(" and ")));
        }
    }
    kind(table)
}

fn kind(table: &Table<'_, '_>) -> Option<FieldKind> {
    let bounds = -1_000_000_000_000..1_000_000_000_001;
    Some(match table.text_opt("kind")?.text.as_str() {
        "line" => {
            let (min_chars, max_chars) = chars(table, 200);
            FieldKind::Line { min_chars, max_chars }
        }
        "text" => {
            let (min_chars, max_chars) = chars(table, 4000);
            FieldKind::Text { min_chars, max_chars }
        }
        "number" => {
            let (least, most) =
                (table.int_opt("least", bounds.clone()), table.int_opt("most", bounds));
            if least.zip(most).is_some_and(|(least, most)| least > most) {
                table.fault("most", "`most` is less than `least`");
            }
            let unit = table.text_opt("unit").map(|unit| unit.text).unwrap_or_default();
            FieldKind::Number { least, most, unit }
        }
        "date" => FieldKind::Date,
        "choice" => FieldKind::Choice { options: options(table) },
        "choices" => FieldKind::Choices { options: options(table) },
        "iban" => FieldKind::Iban,
        "confirm" => FieldKind::Confirm,
        _ => return None,
    })
}

fn chars(table: &Table<'_, '_>, otherwise: u32) -> (u32, u32) {
    let (least, most) =
        (table.count("min_chars", 0, Some(0)), table.count("max_chars", 1, Some(otherwise)));
    if least > most {
        table.fault("min_chars", format!("`min_chars` is more than `max_chars` ({most})"));
    }
    (least, most)
}

fn options(table: &Table<'_, '_>) -> Vec<Choice> {
    let tables = table.tables("options");
    if tables.len() < 2 {
        table.fault("options", "a choice needs at least two `options`");
    }
    let codes: Vec<Text> = tables.iter().map(|option| option.text("code")).collect();
    once(table.source, "option", &codes);
    tables
        .into_iter()
        .zip(codes)
        .map(|(option, Text { text, at })| {
            code(table.source, &text, at.start, "a code");
            let label = option.text("label").text;
            option.done();
            Choice { code: text, label }
        })
        .collect()
}

/// The application form, with the answers every programme needs.
pub(super) fn application(top: &Table<'_, '_>) -> Form {
    let form = form(top, "form", &Dictionary::standard());
    needs(
        top,
        "form",
        &form,
        &[
            (answers::STAY_FROM, "date", true),
            (answers::STAY_TO, "date", true),
            (answers::GOALS, "text", true),
            (answers::AGENDA, "text", true),
            (answers::VIRTUAL, "confirm", false),
            (answers::IBAN, "iban", false),
        ],
    );
    masked(top, "form", &form);
    form
}

/// Notes each answer with a meaning for every programme that is not there, not of its kind or not
/// required. Two kinds are written `line or text`.
pub(super) fn needs(
    top: &Table<'_, '_>,
    place: &'static str,
    form: &Form,
    wanted: &[(&str, &str, bool)],
) {
    let at = top.place_of(place);
    for (key, kind, always) in wanted {
        match form.field(key) {
            Some(field) if !kind.split(" or ").any(|kind| kind == name(&field.kind)) => {
                top.source
                    .fault(at, format!("the field `{key}` of the form must be of kind {kind}"));
            }
            Some(field) if *always && !field.required => {
                top.source.fault(at, format!("the field `{key}` of the form must be required"));
            }
            None if *always => {
                let says = format!("the form needs a field `{key}` of kind {kind}, required");
                top.source.fault(at, says);
            }
            Some(_) | None => {}
        }
    }
}

/// Notes account numbers that are not masked.
pub(super) fn masked(top: &Table<'_, '_>, place: &'static str, form: &Form) {
    for field in form.fields() {
        if field.kind == FieldKind::Iban && !field.masked {
            let says =
                format!("the field `{}` is an account number: say `masked = true`", field.key);
            top.source.fault(top.place_of(place), says);
        }
    }
}

/// A kind as files write it.
fn name(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Line { .. } => "line",
        FieldKind::Text { .. } => "text",
        FieldKind::Number { .. } => "number",
        FieldKind::Date => "date",
        FieldKind::Choice { .. } => "choice",
        FieldKind::Choices { .. } => "choices",
        FieldKind::Iban => "iban",
        FieldKind::Confirm => "confirm",
    }
}
