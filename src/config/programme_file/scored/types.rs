//! Voucher types of a scored programme. The one rule: how a proposal comes in and how it is decided
//! go together; what is decided one by one comes in one by one.

use super::{one_of, plans, word};
use crate::{
    config::{programme_file::rules::keys, reader::Table},
    domain::scored::{Deciding, Intake, VoucherType},
};

const INTAKES: [(&str, Intake); 3] =
    [("deadline", Intake::Deadline), ("cut_offs", Intake::CutOffs), ("rolling", Intake::Rolling)];
const DECISIONS: [(&str, Deciding); 2] =
    [("ranked", Deciding::Ranked), ("first_come", Deciding::FirstCome)];

pub(super) fn read(top: &Table<'_, '_>) -> Vec<VoucherType> {
    let tables = top.tables("types");
    if tables.is_empty() {
        top.source.fault(top.place_of("types"), "there is no [[types]] voucher type");
    }
    let keys = keys(top.source, &tables, "type");
    let is_staged = top.tables("rounds").len() > 1;
    tables.into_iter().zip(keys).map(|(table, key)| one(table, key, is_staged)).collect()
}

fn one(table: Table<'_, '_>, key: String, is_staged: bool) -> VoucherType {
    let optional = |key: &'static str, least: i64| {
        table.int_opt(key, least..1_001).and_then(|number| u32::try_from(number).ok())
    };
    let kind = VoucherType {
        key,
        label: table.text("label").text,
        summary: table.text("summary").text,
        intake: word(&table, "intake", &INTAKES).unwrap_or(Intake::Deadline),
        decision: one_of(&table, "decision", &DECISIONS),
        partners_min: table.count("partners_min", 1, None),
        partners_max: table.count("partners_max", 1, None),
        lump_sum: table.money_opt("lump_sum"),
        floor: table.money_opt("floor"),
        ceiling: table.money_opt("ceiling"),
        ceiling_per_partner: table.money_opt("ceiling_per_partner"),
        months_max: optional("months_max", 1),
        evaluators: optional("evaluators", 2),
        per_organisation: optional("per_organisation", 1),
        reports: plans::reports(&table),
        plans: Vec::new(),
    };
    let kind = VoucherType { plans: plans::plans(&table, &kind.reports), ..kind };
    if is_staged && kind.intake != Intake::Deadline {
        let says = "a programme of more than one round takes proposals until a deadline: what goes \
                    on must have come in together";
        table.fault("intake", says);
    }
    together(&table, &kind);
    table.done();
    kind
}

fn together(table: &Table<'_, '_>, kind: &VoucherType) {
    let given = |key| table.get(key).is_some();
    if given("partners_min") && given("partners_max") && kind.partners_min > kind.partners_max {
        let says = format!("`partners_min` is more than `partners_max` ({})", kind.partners_max);
        table.fault("partners_min", says);
    }
    for key in ["floor", "ceiling"] {
        if kind.lump_sum.is_some() && given(key) {
            table.fault(key, format!("a lump sum is asked for as it is: `{key}` can't stand here"));
        }
    }
    if let (Some(floor), Some(ceiling)) = (kind.floor, kind.ceiling)
        && floor > ceiling
    {
        table.fault("floor", format!("`floor` is more than `ceiling` ({ceiling})"));
    }
    for (key, sum) in [("lump_sum", kind.lump_sum), ("ceiling", kind.ceiling)] {
        if sum.is_some_and(|sum| sum.cents() == 0) {
            table.fault(key, format!("`{key}` must be more than nothing"));
        }
    }
    match (kind.intake, kind.decision) {
        (Intake::Deadline | Intake::CutOffs, Deciding::FirstCome) => {
            let says = "first come, first served needs `intake = \"rolling\"`: there is no order \
                        of coming before a deadline";
            table.fault("decision", says);
        }
        (Intake::Rolling, Deciding::Ranked) => {
            let says = "what comes in one by one can't be ranked: say `decision = \"first_come\"`, \
                        or take a deadline or cut-offs";
            table.fault("decision", says);
        }
        (Intake::Deadline | Intake::CutOffs, Deciding::Ranked)
        | (Intake::Rolling, Deciding::FirstCome) => {}
    }
}
