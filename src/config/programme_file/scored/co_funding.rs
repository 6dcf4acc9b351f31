//! National co-funding of a file: the table `[de_minimis]`. The one rule: without it there is none;
//! with it nothing has a default, because no number of it may be ours.

use super::super::country;
use crate::{
    config::reader::Table,
    domain::{de_minimis::DeMinimisRules, money::Percent},
};

/// Reads it, if it is there.
pub(super) fn read(top: &Table<'_, '_>) -> Option<DeMinimisRules> {
    let table = top.table_opt("de_minimis")?;
    let given = table.text("member_state");
    // What is missing has told its fault already.
    let member_state = if given.text.is_empty() { None } else { country(table.source, &given) };
    let ceiling = table.money("ceiling");
    if table.get("ceiling").is_some() && ceiling.cents() == 0 {
        table.fault(
            "ceiling",
            "`ceiling` must be above nought; leave [de_minimis] out to turn it off",
        );
    }
    table.required("national_share");
    let share = table.int_opt("national_share", 1..10_001).unwrap_or(1);
    let rules = DeMinimisRules {
        authority: table.text("authority").text,
        instrument: table.text("instrument").text,
        regulation: table.text("regulation").text,
        ceiling,
        years: table.count("years", 1, None),
        share: Percent::from_hundredths(u32::try_from(share).unwrap_or(1)),
        member_state: member_state?,
    };
    table.done();
    Some(rules)
}

#[cfg(test)]
mod tests;
