//! Lists as files: CSV and XLSX, of what the list on the screen shows. The one rule: a file holds
//! what its reader may see on the page, filtered by the same address.

mod tables;

use crate::{
    domain::moment::BRUSSELS,
    export::table::{Table, csv, xlsx},
    http::{Answer, AppState, Ctx, Fail, Typed, download::attachment},
    render::links,
};
use axum::{
    Router,
    extract::{Path, Query},
    routing::get,
};

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new().route(links::EXPORT, get(file))
}

/// The lists there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    /// Payments of a call at a stage.
    Payments,
    /// Transfers of a call.
    Ledger,
    /// Payments no file can carry.
    Manual,
    /// What is due, over all calls or in one.
    Due,
    /// Applications of a call of exchanges.
    Applications,
    /// Proposals of a scored call.
    Proposals,
    /// De minimis aid that was granted.
    DeMinimis,
}

impl List {
    fn from_code(code: &str) -> Option<Self> {
        match code {
            "payments" => Some(Self::Payments),
            "ledger" => Some(Self::Ledger),
            "manual" => Some(Self::Manual),
            "due" => Some(Self::Due),
            "applications" => Some(Self::Applications),
            "proposals" => Some(Self::Proposals),
            "de-minimis" => Some(Self::DeMinimis),
            _ => None,
        }
    }
}

/// `GET /exports/{list}?format=csv`, with the list's own filter, and `columns` for some of them.
async fn file(
    ctx: Ctx,
    Path(list): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let list_code = List::from_code(&list).ok_or_else(Fail::not_found)?;
    let asked = Typed(asked);
    let table = chosen(tables::of(&ctx, list_code, &asked).await?, &asked)?;
    let now = ctx.now();
    let name = format!("{list}-{}", now.day_in(BRUSSELS));
    if asked.get("format") == "xlsx" {
        let bytes = xlsx(&table, now).map_err(Fail::broken)?;
        return Ok(attachment(&format!("{name}.xlsx"), XLSX, bytes));
    }
    Ok(attachment(&format!("{name}.csv"), "text/csv; charset=utf-8", csv(&table)))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The columns that were asked for, in that order; all of them when none was named. Columns that
/// are none are not there.
fn chosen(table: Table, asked: &Typed) -> Result<Table, Fail> {
    let keys: Vec<&str> = asked.get("columns").split(',').map(str::trim).collect();
    if keys.iter().all(|key| key.is_empty()) {
        return Ok(table);
    }
    table.choose(&keys).map_err(|_| Fail::not_found())
}
