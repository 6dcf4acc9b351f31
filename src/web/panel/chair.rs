//! How experts mark, for the chair: severity against co-evaluators with its interval, agreement,
//! expected ranks. The one rule: it informs; no mark and no ranking reads it.

use super::{
    frame::{self, Office},
    insight,
};
use crate::{
    domain::ids::CallId,
    http::{Answer, Ctx, Id, Typed},
    queries::panel as read,
    render::{Link, Page, Shell, parts::Tile, shell::Tabs},
};
use axum::extract::Query;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Chair {
    shell: Shell,
    tabs: Tabs,
    tiles: Vec<Tile>,
    agreement_says: String,
    experts: Vec<Expert>,
    experts_say: String,
    ranks: Vec<Rank>,
    ranks_say: String,
}

/// One expert.
#[derive(Debug, Serialize)]
struct Expert {
    name: String,
    grades: u32,
    offset: String,
    interval: String,
    is_marked: bool,
}

/// One proposal.
#[derive(Debug, Serialize)]
struct Rank {
    reference: String,
    mean: String,
    expected: String,
    half: String,
    ninety: String,
}

/// Shows it.
pub async fn show(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let office = Office::load(&ctx, id).await?;
    let database = &ctx.state.desk.database;
    let conn = database.reads();
    let files = read::files(database, id).await?;
    let round = office.round(&Typed(asked), &files);
    let members = read::members(conn, id).await?;
    let reports = read::delivered(conn, id, round).await?;
    let lines = read::delivered_lines(conn, id, round).await?;
    let criteria = office.programme.round(round).map_or(1, |r| r.evaluation.criteria.len());
    let criteria = u32::try_from(criteria).unwrap_or(1);
    let grades = insight::grades(&reports, &lines);
    let many = grades.len();
    let worked = crate::actions::insight::work_out(grades, criteria).await?;
    let (severity, agreement, ranks) = (worked.severity, worked.agreement, worked.ranks);
    let mut page = Chair {
        shell: office.shell(&ctx, format!("How experts mark: {many} reports")),
        tabs: office.tabs(&ctx, &Link::Chair(id), round),
        tiles: Vec::new(),
        agreement_says: String::new(),
        experts: Vec::new(),
        experts_say: String::new(),
        ranks: Vec::new(),
        ranks_say: String::new(),
    };
    match agreement {
        Ok(found) => page.tiles = tiles(&found),
        Err(fault) => page.agreement_says = insight::why_not(&fault),
    }
    match severity {
        Ok(found) => {
            page.experts = found
                .iter()
                .map(|one| Expert {
                    name: frame::name(&members, one.assessor),
                    grades: one.grades,
                    offset: one.offset.to_string(),
                    interval: format!("{} to {}", one.interval.low, one.interval.high),
                    is_marked: one.is_marked(),
                })
                .collect();
        }
        Err(fault) => page.experts_say = insight::why_not(&fault),
    }
    match ranks {
        Ok(mut found) => {
            found.rows.sort_by_key(|row| row.expected_rank);
            let name = |id| files.iter().find(|file| file.id == id);
            page.ranks = found
                .rows
                .iter()
                .map(|row| Rank {
                    reference: name(row.proposal).map_or_else(String::new, |f| f.reference.clone()),
                    mean: row.mean.to_string(),
                    expected: row.expected_rank.to_string(),
                    half: format!("{} to {}", row.half.low, row.half.high),
                    ninety: format!("{} to {}", row.ninety.low, row.ninety.high),
                })
                .collect();
        }
        Err(fault) => page.ranks_say = insight::why_not(&fault),
    }
    ctx.page(&page)
}

fn tiles(found: &crate::domain::insight::agreement::Agreement) -> Vec<Tile> {
    let tile = |label: &str, figure: String, note: String| Tile::new(label, figure, note);
    let between = |interval: &crate::domain::insight::Interval<_>| {
        format!("95 % interval {} to {}", interval.low, interval.high)
    };
    vec![
        tile("One report", found.single.to_string(), between(&found.single_interval)),
        tile("The mean of all", found.averaged.to_string(), between(&found.averaged_interval)),
        tile("Reports", found.grades.to_string(), format!("on {} proposals", found.proposals)),
    ]
}

impl Page for Chair {
    const TEMPLATE: &'static str = "pages/panel/chair.html";
    fn samples() -> Vec<Self> {
        let expert = |is_marked| Expert {
            name: "Maria Rossi".to_owned(),
            grades: 6,
            offset: "-1.20".to_owned(),
            interval: "-2.10 to -0.30".to_owned(),
            is_marked,
        };
        let rank = Rank {
            reference: "INV-2027-0012".to_owned(),
            mean: "11.50".to_owned(),
            expected: "2.44".to_owned(),
            half: "1 to 3".to_owned(),
            ninety: "1 to 6".to_owned(),
        };
        let page = |experts, ranks, says: &str| Self {
            shell: Shell::sample("How experts mark: 12 reports"),
            tabs: Tabs::new(Vec::new()),
            tiles: Vec::new(),
            agreement_says: says.to_owned(),
            experts,
            experts_say: says.to_owned(),
            ranks,
            ranks_say: says.to_owned(),
        };
        vec![
            page(vec![expert(true), expert(false)], vec![rank], ""),
            page(Vec::new(), Vec::new(), "Too few marks."),
        ]
    }
}
