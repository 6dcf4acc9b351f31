//! Documents a round of a scored programme asks for. The one rule: a kind of file the program can't
//! tell by its bytes is not taken.

use crate::{
    config::{
        programme_file::{condition, rules::keys},
        reader::Table,
    },
    domain::{
        facts::Dictionary,
        scored::{DOCUMENT_TYPES, DocumentRule},
        suggest::did_you_mean,
    },
};

pub(super) fn read(round: &Table<'_, '_>, words: &Dictionary) -> Vec<DocumentRule> {
    let tables = round.tables("documents");
    let keys = keys(round.source, &tables, "kind of document");
    tables.into_iter().zip(keys).map(|(table, key)| one(table, key, words)).collect()
}

fn one(table: Table<'_, '_>, key: String, words: &Dictionary) -> DocumentRule {
    let most = |key: &'static str, beyond: i64| {
        table.int_opt(key, 1..beyond).and_then(|number| u32::try_from(number).ok())
    };
    let rule = DocumentRule {
        key,
        label: table.text("label").text,
        hint: table.text_opt("hint").map(|hint| hint.text).unwrap_or_default(),
        when: condition(&table, "when", words),
        required: table.flag("required", false),
        each_partner: table.flag("each_partner", false),
        experts: table.flag("experts", false),
        pages_count: table.flag("pages_count", true),
        files: most("files", 21).unwrap_or(1),
        max_pages: most("max_pages", 1_001),
        max_bytes: most("max_mb", 101).map(|mb| u64::from(mb) * 1_000_000),
        types: types(&table),
    };
    table.done();
    rule
}

fn types(table: &Table<'_, '_>) -> Vec<String> {
    let given = table.texts("types");
    if table.get("types").is_none() {
        return vec!["pdf".to_owned()];
    }
    if given.is_empty() {
        table.fault("types", "`types` is empty: name at least one kind of file");
    }
    for one in &given {
        if !DOCUMENT_TYPES.contains(&one.text.as_str()) {
            let near = did_you_mean(&one.text, DOCUMENT_TYPES);
            let all = DOCUMENT_TYPES.join(", ");
            let says = format!("`types` holds {all}, not `{}`{near}", one.text);
            table.source.fault(one.at.start, says);
        }
    }
    given.into_iter().map(|one| one.text).collect()
}
