//! Lists as files: CSV and XLSX, of what the list on the screen shows. The one rule: a file holds
//! what its reader may see on the page, filtered by the same address.

mod choose; // which columns, kept under a name
mod columns;
mod tables;

use crate::{
    domain::{
        access::{Act, Subject},
        ids::ExportTemplateId,
        moment::BRUSSELS,
        refusal::Refusal,
    },
    export::table::{ChooseRefusal, Table, Template, csv, xlsx},
    http::{
        Answer, AppState, Ctx, Fail, Typed,
        download::attachment,
        route::{both, get, post},
    },
    queries::export_template as kept,
    render::{Link, links, page::SampleCheck},
};
use axum::{
    Router,
    extract::{Path, Query},
};

/// Its routes.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(links::EXPORT, get(file))
        .route(links::EXPORT_COLUMNS, both(choose::show, choose::save))
        .route(links::TEMPLATE_REMOVE, post(choose::remove))
}

/// Its page, for tests of the templates.
pub fn pages() -> Vec<SampleCheck> {
    crate::render::page::pages![choose::Columns].to_vec()
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

/// `GET /exports/{list}?format=csv`, with the list's own filter; `columns` or a `template` for some
/// of its columns.
async fn file(
    ctx: Ctx,
    Path(list): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let list_code = List::from_code(&list).ok_or_else(Fail::not_found)?;
    let asked = Typed(asked);
    let table = tables::of(&ctx, list_code, &asked).await?;
    let table = match asked.get("template").trim() {
        "" => chosen(table, &asked)?,
        id => by_template(&ctx, &list, id, &table).await?,
    };
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

/// The table as a saved template shows it. A column the list has lost is told, not left out.
async fn by_template(ctx: &Ctx, list: &str, id: &str, table: &Table) -> Result<Table, Fail> {
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    let me = ctx.person()?;
    let id: ExportTemplateId = id.parse().map_err(|_| Fail::not_found())?;
    let found = kept::find(ctx.state.desk.database.reads(), id).await?;
    let found = found.filter(|one| one.list == list && (one.owner_id == me || one.shared));
    let found = found.ok_or_else(Fail::not_found)?;
    let columns = found.keys().into_iter().map(str::to_owned).collect();
    let template = Template { name: found.name, columns };
    template.of(table).map_err(|why| match why {
        ChooseRefusal::Unknown { keys } => {
            let back = Link::ExportColumns(list.to_owned());
            Fail::refused(Refusal::ColumnsGone { columns: keys }, Vec::new(), Some(back))
        }
        ChooseRefusal::NoColumns | ChooseRefusal::Twice { .. } => Fail::broken(why),
    })
}
