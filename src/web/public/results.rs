//! Who is funded in a call, for everybody. The one rule: before the release this page is not
//! there, exactly as for a call that does not exist.

use crate::{
    domain::{
        access::{Act, Subject, permit},
        country::Country,
        ids::{ApplicationId, CallId},
        moment::BRUSSELS,
        money::Money,
        scored::ScoredProgramme,
    },
    http::{Answer, Ctx, Fail, Id},
    queries::{calls, decision as query},
    render::{
        Link, Page, Shell, count_text, euro_text, moment_text,
        parts::{Fact, Tile},
    },
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Results {
    shell: Shell,
    tiles: Vec<Tile>,
    rows: Vec<FundedRow>,
    draw: Vec<Fact>,
    order: Vec<String>,
}

/// One funded proposal.
#[derive(Debug, Serialize)]
struct FundedRow {
    reference: String,
    title: String,
    kind: String,
    lead: String,
    partners: Vec<String>,
    amount: String,
}

/// `GET /calls/{id}/results`.
pub(super) async fn show(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let desk = &ctx.state.desk;
    let conn = desk.database.reads();
    let stored = calls::find(conn, id).await?;
    permit(&ctx.actor, Act::SeeCall, &Subject::Call { public: stored.call.is_public() })?;
    let programme = desk.scored(&stored)?;
    // In a staged call only the last round gives money; with cut-offs each does.
    let first = u32::try_from(programme.rounds.len().saturating_sub(1)).unwrap_or(0);
    let (release, funded) = query::funded(conn, id, first).await?.ok_or_else(Fail::not_found)?;
    let round = u32::try_from(release.round).unwrap_or_default();
    let draw = query::draw_of(conn, id, round).await?;
    let record = draw.as_ref().and_then(query::record);
    let rows = rows(&programme, funded);
    let total = Money::sum(rows.iter().map(|(_, amount)| *amount)).unwrap_or_default();
    let many = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let title = format!("{} funded", count_text(many, "proposal is", "proposals are"));
    let tile = |label: &str, figure: String| Tile::new(label, figure, "");
    let page = Results {
        shell: ctx
            .shell(title)
            .back(&stored.call.title, Link::Call(id))
            .state(format!("Released on {}", moment_text(release.released_at, BRUSSELS))),
        tiles: vec![
            tile("Funded", count_text(many, "proposal", "proposals")),
            tile("Together", euro_text(total.cents())),
        ],
        rows: rows.into_iter().map(|(row, _)| row).collect(),
        draw: record.as_ref().map_or_else(Vec::new, |record| {
            vec![
                Fact::new("Commitment, fixed before", &record.commitment),
                Fact::new("Source of the public number", &record.terms.source),
                Fact::new("Public number", &record.public),
                Fact::new("Secret, revealed after", &record.nonce),
            ]
        }),
        order: record.map(|record| record.order).unwrap_or_default(),
    };
    ctx.page(&page)
}

/// One row a proposal, its partners after the lead.
fn rows(programme: &ScoredProgramme, all: Vec<query::Funded>) -> Vec<(FundedRow, Money)> {
    let mut rows: Vec<(ApplicationId, FundedRow, Money)> = Vec::new();
    for one in all {
        let country = one.country.parse::<Country>().map_or("", |country| country.name());
        let who = format!("{}, {country}", one.name);
        if let Some((id, row, _)) = rows.last_mut()
            && *id == one.proposal_id
        {
            row.partners.push(who);
            continue;
        }
        let kind = programme.voucher_type(&one.type_key);
        let row = FundedRow {
            reference: one.reference,
            title: one.title,
            kind: kind.map_or_else(String::new, |kind| kind.label.clone()),
            lead: who,
            partners: Vec::new(),
            amount: euro_text(one.amount.cents()),
        };
        rows.push((one.proposal_id, row, one.amount));
    }
    rows.into_iter().map(|(_, row, amount)| (row, amount)).collect()
}

impl Page for Results {
    const TEMPLATE: &'static str = "pages/public/results.html";
    fn samples() -> Vec<Self> {
        let row = FundedRow {
            reference: "INV-2026-0001".to_owned(),
            title: "Coatings for the cold".to_owned(),
            kind: "Demonstration voucher".to_owned(),
            lead: "Tecnotex Lda, Portugal".to_owned(),
            partners: vec!["Nordlys ApS, Denmark".to_owned()],
            amount: "EUR 20,000.00".to_owned(),
        };
        let page = |rows: Vec<FundedRow>, draw: Vec<Fact>| Self {
            shell: Shell::sample("1 proposal is funded"),
            tiles: Vec::new(),
            rows,
            order: if draw.is_empty() { Vec::new() } else { vec!["INV-2026-0001".to_owned()] },
            draw,
        };
        let mut whole = page(vec![row], vec![Fact::new("Commitment, fixed before", "9f86d081")]);
        whole.tiles = vec![Tile::new("Together", "EUR 20,000.00", "")];
        vec![whole, page(Vec::new(), Vec::new())]
    }
}
