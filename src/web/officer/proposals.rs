//! The proposals of a scored call as a list. The one rule: the filter lives in the address, so a
//! list can be kept, sent and reloaded; drafts are in no list.

use super::parts::{self, ScoredCall};
use crate::{
    domain::{
        country::Country,
        ids::{ApplicationId, CallId},
        moment::Moment,
        proposal::ProposalStageKind,
        scored::ScoredProgramme,
    },
    http::{Answer, Ctx, Id, Typed},
    queries::proposals::{self as query, Filter, Line, PAGE, StageCount},
    render::{
        Link, Page, Shell, Tone, count_text,
        form::{FieldView, Input},
        parts::{Chip, Export, Pager},
        shell::NavItem,
        words,
    },
};
use axum::extract::Query;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Proposals {
    shell: Shell,
    tabs: Vec<NavItem>,
    action: String,
    fields: Vec<FieldView>,
    stages: Vec<StageLink>,
    clear: Option<String>,
    rows: Vec<Row>,
    export: Export,
    pager: Pager,
}

/// A stage with its count.
#[derive(Debug, Serialize)]
struct StageLink {
    label: String,
    count: String,
    href: String,
    current: bool,
}

/// A line.
#[derive(Debug, Serialize)]
struct Row {
    href: String,
    title: String,
    reference: String,
    kind: String,
    lead: String,
    with: String,
    chip: Chip,
    asked: Option<Chip>,
    since: Moment,
    cents: i64,
}

/// What stands in the address, read leniently: what can't be understood narrows nothing.
pub fn filter(typed: &Typed, programme: &ScoredProgramme) -> Filter {
    let after = typed.get("after").split_once('-').and_then(|(at, id)| {
        Some((Moment::from_millis(at.parse().ok()?), id.parse::<ApplicationId>().ok()?))
    });
    let kind = programme.voucher_type(typed.get("type"));
    let stage = ProposalStageKind::from_code(typed.get("stage"));
    Filter {
        stage: stage.filter(|stage| *stage != ProposalStageKind::Draft),
        type_key: kind.map_or_else(String::new, |kind| kind.key.clone()),
        text: typed.get("q").trim().to_owned(),
        after,
    }
}

/// `GET /office/calls/{id}/proposals`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let office = ScoredCall::load(&ctx, id).await?;
    let filter = filter(&Typed(asked), &office.programme);
    let conn = ctx.state.desk.database.reads();
    let counts = query::stage_counts(conn, id).await?;
    let mut lines = query::list(conn, id, &filter, PAGE).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let shown = lines.len();
    let next = lines.last().filter(|_| more).map(|last| {
        let after = format!("{}-{}", last.changed_at.millis(), last.id);
        address(id, &filter, filter.stage, &after)
    });
    let all = address(id, &filter, filter.stage, "");
    let narrowed = !filter.type_key.is_empty() || !filter.text.is_empty();
    let page = Proposals {
        shell: office.shell(&ctx, title(&filter, &counts)),
        tabs: parts::scored_tabs(&ctx, id, &Link::Proposals(id)),
        action: Link::Proposals(id).into(),
        fields: fields(&filter, &office.programme),
        stages: stages(id, &filter, &counts),
        clear: narrowed.then(|| Link::Proposals(id).into()),
        rows: lines.into_iter().map(|line| row(line, &office.programme)).collect(),
        export: export(id, &filter),
        pager: Pager {
            says: format!("{shown} on this page, the newest change first"),
            first: filter.after.is_some().then_some(all),
            next,
        },
    };
    ctx.page(&page)
}

fn address(id: CallId, filter: &Filter, stage: Option<ProposalStageKind>, after: &str) -> String {
    Link::Proposals(id).with(&[
        ("stage", stage.map_or("", ProposalStageKind::code)),
        ("type", &filter.type_key),
        ("q", &filter.text),
        ("after", after),
    ])
}

fn export(id: CallId, filter: &Filter) -> Export {
    let filter = [
        ("call", &*id.to_string()),
        ("stage", filter.stage.map_or("", ProposalStageKind::code)),
        ("type", &filter.type_key),
        ("q", &filter.text),
    ];
    Export::of("proposals", &filter)
}

fn title(filter: &Filter, counts: &[StageCount<ProposalStageKind>]) -> String {
    let of = |stage: ProposalStageKind| {
        let found = counts.iter().find(|count| count.stage == stage);
        found.map_or_else(|| parts::counted(0), |c| parts::counted_to(c.count, c.most))
    };
    let stage = filter.stage.unwrap_or(ProposalStageKind::Submitted);
    format!("Proposals: {} {}", of(stage), words::proposal_stage_staff(stage).label)
}

fn stages(id: CallId, filter: &Filter, counts: &[StageCount<ProposalStageKind>]) -> Vec<StageLink> {
    let all = StageLink {
        label: "all".to_owned(),
        count: String::new(),
        href: address(id, filter, None, ""),
        current: filter.stage.is_none(),
    };
    let one = |count: &StageCount<ProposalStageKind>| StageLink {
        label: words::proposal_stage_staff(count.stage).label,
        count: parts::counted_to(count.count, count.most),
        href: address(id, filter, Some(count.stage), ""),
        current: filter.stage == Some(count.stage),
    };
    let worth = |count: &&StageCount<ProposalStageKind>| {
        count.count > 0 || filter.stage == Some(count.stage)
    };
    std::iter::once(all).chain(counts.iter().filter(worth).map(one)).collect()
}

fn fields(filter: &Filter, programme: &ScoredProgramme) -> Vec<FieldView> {
    let stages = ProposalStageKind::ALL.into_iter().filter(|s| *s != ProposalStageKind::Draft);
    let kinds = programme.types.iter().map(|kind| (kind.key.clone(), kind.label.clone()));
    vec![
        FieldView::new(Input::Line, "q", "Reference, title or organisation").value(&filter.text),
        FieldView::new(Input::Select, "stage", "Stage")
            .options(stages.map(|stage| (stage.code(), words::proposal_stage_staff(stage).label)))
            .blank("All stages")
            .value(filter.stage.map_or("", ProposalStageKind::code)),
        FieldView::new(Input::Select, "type", "Type")
            .options(kinds)
            .blank("All types")
            .value(&filter.type_key),
    ]
}

/// What a round of clarification is about to those who read a list.
fn asked(state: &str) -> Option<Chip> {
    match state {
        "open" => Some(Chip::new(Tone::Info, "asked")),
        "answered" => Some(Chip::new(Tone::Warn, "answered")),
        "lapsed" => Some(Chip::new(Tone::Warn, "not answered")),
        _never => None,
    }
}

fn row(line: Line, programme: &ScoredProgramme) -> Row {
    let country = line.lead_country.parse().map_or("", Country::name);
    let kind = programme.voucher_type(&line.type_key);
    let stage = ProposalStageKind::from_code(&line.stage);
    let more = line.partners - 1;
    let with = if more > 0 {
        format!("{country}, with {}", count_text(more, "partner", "partners"))
    } else {
        country.to_owned()
    };
    Row {
        href: Link::ProposalFile(line.id).into(),
        title: if line.title.is_empty() { "without a title".to_owned() } else { line.title },
        reference: line.reference,
        kind: kind.map_or(line.type_key, |kind| kind.label.clone()),
        lead: line.lead,
        with,
        asked: asked(&line.asked).filter(|_| stage == Some(ProposalStageKind::Submitted)),
        chip: stage.map_or_else(|| Chip::new(Tone::Quiet, line.stage), words::proposal_stage_staff),
        since: line.changed_at,
        cents: line.requested_cents,
    }
}

impl Page for Proposals {
    const TEMPLATE: &'static str = "pages/officer/proposals.html";
    fn samples() -> Vec<Self> {
        let row = |asked| Row {
            href: "/".to_owned(),
            title: "A foil for fire-fighters' cloth".to_owned(),
            reference: "INV-2027-0012".to_owned(),
            kind: "Demonstration voucher".to_owned(),
            lead: "Tecnotex Lda".to_owned(),
            with: "Portugal, with 1 partner".to_owned(),
            chip: Chip::new(Tone::Warn, "to check"),
            asked,
            since: parts::sample_now(),
            cents: 11_500_000,
        };
        let page = |rows, pager, clear| Self {
            shell: Shell::sample("Proposals: 8 to check"),
            tabs: parts::sample_tabs(),
            action: "/office".to_owned(),
            fields: vec![FieldView::new(Input::Line, "q", "Reference")],
            stages: vec![StageLink {
                label: "to check".to_owned(),
                count: "8".to_owned(),
                href: "/office".to_owned(),
                current: true,
            }],
            clear,
            rows,
            export: Export::default(),
            pager,
        };
        let pager = Pager { says: "50 on this page".into(), first: None, next: Some("/".into()) };
        vec![
            page(vec![row(asked("open")), row(None)], pager, None),
            page(Vec::new(), Pager::default(), Some("/office".to_owned())),
        ]
    }
}
