//! What was released, for the office: every letter as it went out, and who has opened it.

use super::{
    parts::{self, ScoredCall, outcome_chip},
    release::{LetterRow, sample_row},
};
use crate::{
    domain::{ids::CallId, moment::BRUSSELS, money::Money},
    http::{Answer, Ctx, Id, Typed},
    queries::decision as query,
    render::{
        Link, Page, Shell, count_text, euro_text, moment_text,
        parts::{Fact, Tile},
        shell::Tabs,
    },
};
use axum::extract::Query;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct ResultsPage {
    shell: Shell,
    tabs: Tabs,
    public: Option<String>,
    facts: Vec<Fact>,
    tiles: Vec<Tile>,
    rows: Vec<LetterRow>,
}

/// `GET /office/calls/{id}/results`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let office = ScoredCall::load(&ctx, id).await?;
    let round = office.round_out(&Typed(asked));
    let conn = ctx.state.desk.database.reads();
    let release = query::release_of(conn, id, round).await?;
    let letters = query::letters(conn, id, round).await?;
    let title = match &release {
        Some(release) => format!("Released on {}", moment_text(release.released_at, BRUSSELS)),
        None => "Nothing is released yet".to_owned(),
    };
    let gives_money = office.programme.round(round).is_some_and(|r| r.goes_on_for.is_none());
    let facts = release.as_ref().map_or_else(Vec::new, |release| {
        vec![
            Fact::new("Recipients", release.recipients.to_string()),
            Fact::new("Digest of all letters", &release.digest),
        ]
    });
    let page = ResultsPage {
        shell: office.shell(&ctx, title),
        tabs: office.tabs(&ctx, &Link::OfficeResults(id), round),
        public: (release.is_some() && gives_money).then(|| Link::Results(id).into()),
        facts,
        tiles: tiles(&letters),
        rows: letters.into_iter().map(row).collect(),
    };
    ctx.page(&page)
}

fn tiles(letters: &[crate::queries::decision::Letter]) -> Vec<Tile> {
    if letters.is_empty() {
        return Vec::new();
    }
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let opened = letters.iter().filter(|letter| letter.opened_at.is_some()).count();
    let given = Money::sum(letters.iter().map(|letter| letter.amount)).unwrap_or_default();
    let tile = |label: &str, figure: String| Tile::new(label, figure, "");
    vec![
        tile("Letters", count_text(count(letters.len()), "letter", "letters")),
        tile("Opened", count_text(count(opened), "letter", "letters")),
        tile("Given", euro_text(given.cents())),
    ]
}

fn row(letter: crate::queries::decision::Letter) -> LetterRow {
    LetterRow {
        chip: outcome_chip(letter.outcome),
        place: letter.place.map_or_else(String::new, |place| place.to_string()),
        amount: if letter.amount > Money::ZERO {
            euro_text(letter.amount.cents())
        } else {
            String::new()
        },
        note: letter.opened_at.map_or_else(
            || "not opened yet".to_owned(),
            |at| format!("opened {}", moment_text(at, BRUSSELS)),
        ),
        reference: letter.reference,
        title: letter.title,
        lead: letter.lead,
        body: letter.body,
    }
}

impl Page for ResultsPage {
    const TEMPLATE: &'static str = "pages/decision/results.html";
    fn samples() -> Vec<Self> {
        let call = parts::sample_call();
        let page = |rows: Vec<LetterRow>| Self {
            shell: Shell::sample("Released on 22 November 2026"),
            tabs: crate::web::officer::parts::sample_group(&Link::OfficeResults(call)),
            public: (!rows.is_empty()).then(|| "/calls/1/results".to_owned()),
            facts: Vec::new(),
            tiles: Vec::new(),
            rows,
        };
        let mut whole = page(vec![sample_row()]);
        whole.facts = vec![Fact::new("Recipients", "9")];
        whole.tiles = vec![Tile::new("Letters", "1 letter", "")];
        vec![whole, page(Vec::new())]
    }
}
