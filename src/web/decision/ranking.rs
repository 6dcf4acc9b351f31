//! The ranking of a round: every place with its reason, the sums against the line, a what-if, and
//! the rankings that were kept. The one rule: trying changes nothing; only a button keeps.

use super::{
    kept::{self, Compared, KeptRow},
    parts::{self, ScoredCall},
    places::{self, RankRow},
    what_if,
};
use crate::{
    actions::{
        ActionError,
        ranking::{self, Tried},
    },
    domain::{
        access::{Act, Subject},
        ids::{CallId, ScenarioId},
        moment::BRUSSELS,
        money::Money,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::decision as query,
    render::{
        Link, Page, Shell, Tone, count_text, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        number_text,
        parts::{Chip, Tile},
        shell::Tabs,
        words,
    },
};
use axum::{extract::Query, http::StatusCode};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct RankingPage {
    shell: Shell,
    tabs: Tabs,
    action: String,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    tiles: Vec<Tile>,
    notes: Vec<String>,
    fields: Vec<FieldView>,
    hidden: Vec<(String, String)>,
    keep: Option<FieldView>,
    criteria: Vec<String>,
    rows: Vec<RankRow>,
    below: Vec<RankRow>,
    kept: Vec<KeptRow>,
    compared: Option<Compared>,
}

/// `GET /office/calls/{id}/ranking`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let page = page(&ctx, id, &Typed(asked), None).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    id: CallId,
    asked: &Typed,
    refusal: Option<&Refusal>,
) -> Result<RankingPage, Fail> {
    let office = ScoredCall::load(ctx, id).await?;
    let round = office.round(asked);
    let (desk, conn) = (&ctx.state.desk, ctx.state.desk.database.reads());
    let all = query::scenarios(conn, id, round).await?;
    let released = query::release_of(conn, id, round).await?.is_some();
    let find = |name: &str| all.iter().find(|one| one.id.to_string() == asked.get(name));
    let start = ranking::try_out(desk, &ctx.actor, id, round, None).await?;
    let (settings, wrong) = match find("from") {
        Some(from) if !what_if::is_asked(asked) => (from.settings.clone(), Vec::new()),
        Some(_) | None => {
            let read = what_if::read(asked, &office.programme, &start.settings);
            (read.settings, read.wrong)
        }
    };
    let tried = if settings == start.settings {
        start
    } else {
        ranking::try_out(desk, &ctx.actor, id, round, Some(settings)).await?
    };
    let compared = match (find("compare"), &tried.drawn) {
        (Some(with), Ok(drawn)) => Some(kept::compared(&with.name, &with.drawn.line, &drawn.line)),
        (Some(_) | None, _) => None,
    };
    let fields = what_if::fields(&office.programme, &tried.settings, asked, &wrong);
    let writes = ctx.may(Act::Rank, &Subject::Office) && !released;
    let name = FieldView::new(Input::Line, "name", "Keep it under a name")
        .value(asked.get("name"))
        .fault(parts::field_fault(refusal, "name"));
    let mut hidden = what_if::pairs(&tried.settings);
    hidden.push(("round".to_owned(), (round + 1).to_string()));
    let rules = &tried.input.rules()?.evaluation;
    let (rows, below) = match &tried.drawn {
        Ok(drawn) => (places::rows(&tried, drawn, rules), places::below(&tried, drawn, rules)),
        Err(_) => (Vec::new(), Vec::new()),
    };
    let links = fault_links(fields.iter().chain([&name]));
    Ok(RankingPage {
        shell: office.shell(ctx, title(&tried)).state(state(released)),
        tabs: office.tabs(ctx, &Link::Ranking(id), round),
        action: Link::Ranking(id).into(),
        refused: refused(&tried, refusal, &name),
        faults: links,
        tiles: tiles(&tried),
        notes: notes(&tried),
        fields,
        hidden,
        keep: (writes && tried.drawn.is_ok()).then_some(name),
        criteria: rules.criteria.iter().map(|criterion| criterion.label.clone()).collect(),
        rows,
        below,
        kept: kept::rows(ctx, id, &tried, &all, released),
        compared,
    })
}

const fn state(released: bool) -> &'static str {
    if released {
        "The results are out. What stands here is the ranking of those still in evaluation."
    } else {
        "Nobody outside the office sees any of this before the release."
    }
}

fn title(tried: &Tried) -> String {
    match &tried.drawn {
        Ok(drawn) => {
            let funded = count(drawn.line.winners().count(), "proposal", "proposals");
            format!("{funded} above the line of {}", euro_text(line_money(tried).cents()))
        }
        Err(_) => "No ranking yet".to_owned(),
    }
}

fn line_money(tried: &Tried) -> Money {
    tried.settings.total().unwrap_or_default()
}

fn count(number: usize, one: &str, many: &str) -> String {
    count_text(i64::try_from(number).unwrap_or(i64::MAX), one, many)
}

fn refused(tried: &Tried, refusal: Option<&Refusal>, name: &FieldView) -> Option<String> {
    let own = tried.drawn.as_ref().err();
    match refusal {
        Some(_) => parts::page_refusal(refusal, std::slice::from_ref(name)),
        None => own.map(|why| words::refusal(why, BRUSSELS)),
    }
}

fn tiles(tried: &Tried) -> Vec<Tile> {
    let tile = |label: &str, figure: String, note: String| Tile::new(label, figure, note);
    let Ok(drawn) = &tried.drawn else { return Vec::new() };
    let funded = drawn.line.funded();
    let left = line_money(tried).checked_sub(funded).unwrap_or_default();
    let free = euro_text(tried.input.budget.free.cents());
    vec![
        tile("The line", euro_text(line_money(tried).cents()), format!("{free} free in the books")),
        tile(
            "Given",
            euro_text(funded.cents()),
            count(drawn.line.winners().count(), "proposal", "proposals"),
        ),
        tile("Left", euro_text(left.cents()), String::new()),
        tile(
            "Reserve list",
            number_text(i64::try_from(drawn.line.reserve().count()).unwrap_or(0)),
            String::new(),
        ),
        tile(
            "Below a threshold",
            number_text(i64::try_from(drawn.ranking.below.len()).unwrap_or(0)),
            String::new(),
        ),
    ]
}

fn notes(tried: &Tried) -> Vec<String> {
    let mut notes = Vec::new();
    if tried.input.missing > 0 {
        notes.push(format!(
            "{} without final marks: not in this list, and nothing can be proposed before they are \
             there.",
            count_text(tried.input.missing.into(), "proposal is", "proposals are")
        ));
    }
    if let Ok(drawn) = &tried.drawn {
        let open = drawn.ranking.to_draw().len();
        if open > 0 {
            notes.push(format!(
                "{} equal in everything; a draw must decide between them before this can be \
                 proposed.",
                count(open, "proposal is", "proposals are")
            ));
        }
    }
    notes
}

/// `POST /office/calls/{id}/ranking`: keeps, proposes, signs or drops.
pub async fn post(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let office = ScoredCall::load(&ctx, id).await?;
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    let scenario = || typed.get("scenario").parse::<ScenarioId>().map_err(|_| Fail::not_found());
    let (done, said): (Result<(), ActionError>, Said) = match typed.get("act") {
        "keep" => {
            let round = office.round(&typed);
            let start = ranking::try_out(desk, actor, id, round, None).await?;
            let read = what_if::read(&typed, &office.programme, &start.settings);
            let name = typed.get("name");
            let kept = ranking::keep(desk, actor, id, round, name, read.settings).await;
            (kept.map(|_| ()), Said::ScenarioKept)
        }
        "propose" => {
            let done = ranking::propose(desk, actor, scenario()?, typed.seen()).await;
            (done, Said::ScenarioProposed)
        }
        "sign" => {
            let done = ranking::sign(desk, actor, scenario()?, typed.seen()).await;
            (done, Said::RankingSigned)
        }
        "drop" => {
            let done = ranking::drop(desk, actor, scenario()?, typed.seen()).await;
            (done, Said::ScenarioDropped)
        }
        _unknown => return Err(Fail::not_found()),
    };
    match done {
        Ok(()) => Ok(ctx.go(&Link::Ranking(id), said)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, id, &typed, Some(&why)).await?;
            let status = if page.faults.is_empty() {
                StatusCode::CONFLICT
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            ctx.page_with(status, &page)
        }
        Err(err) => Err(err.into()),
    }
}

impl Page for RankingPage {
    const TEMPLATE: &'static str = "pages/decision/ranking.html";
    fn samples() -> Vec<Self> {
        let row = places::sample;
        let call = parts::sample_call();
        let name = FieldView::new(Input::Line, "name", "Keep it under a name");
        let page = |rows, below, keep: Option<FieldView>, refused: Option<&str>| Self {
            shell: Shell::sample("3 proposals above the line of EUR 100,000.00"),
            tabs: crate::web::officer::parts::sample_group(&Link::Ranking(call)),
            action: "/office".to_owned(),
            refused: refused.map(str::to_owned),
            faults: fault_links(&keep),
            tiles: vec![Tile::new("The line", "EUR 100,000.00", "")],
            notes: vec!["2 proposals are equal in everything.".to_owned()],
            fields: vec![FieldView::new(Input::Amount, "line", "Money of the line").unit("EUR")],
            hidden: vec![("line".to_owned(), "100000".to_owned())],
            keep,
            criteria: ["Excellence", "Impact", "Implementation"].map(str::to_owned).to_vec(),
            rows,
            below,
            kept: vec![kept::sample_row()],
            compared: Some(kept::sample_compared()),
        };
        let good = || Chip::new(Tone::Good, "funded");
        let missing = name.clone().fault(Some(&crate::domain::form::FieldRefusal::Missing));
        let mut empty =
            page(Vec::new(), Vec::new(), None, Some("2 proposals have no final marks."));
        (empty.kept, empty.compared, empty.tiles) = (Vec::new(), None, Vec::new());
        vec![
            page(
                vec![row("1", good()), row("2=", good())],
                vec![row("", good())],
                Some(name),
                None,
            ),
            page(vec![row("1", good())], Vec::new(), Some(missing), None),
            empty,
        ]
    }
}
