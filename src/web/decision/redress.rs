//! Requests to review the procedure: read, decide with a reason, place anew. The one rule: a
//! review looks at the procedure and at facts, not at the experts' judgement.

use super::parts::{self, ScoredCall};
use crate::{
    actions::{
        ActionError,
        redress::{self, Decision},
        reserve,
    },
    domain::{
        access::{Act, Subject},
        ids::{CallId, RedressId},
        moment::BRUSSELS,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::decision as query,
    render::{
        Link, Page, Shell, Tone, count_text,
        form::{FaultLink, FieldView, Input, fault_links},
        moment_text,
        parts::{Chip, Fact},
        shell::Tabs,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct RedressPage {
    shell: Shell,
    tabs: Tabs,
    action: String,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    rows: Vec<RequestRow>,
}

/// One request.
#[derive(Debug, Serialize)]
struct RequestRow {
    id: String,
    version: i64,
    reference: String,
    href: String,
    chip: Chip,
    facts: Vec<Fact>,
    decision: Option<FieldView>,
    reason: Option<FieldView>,
    /// It is upheld, and its new marks are awaited.
    anew: bool,
}

/// `GET /office/calls/{id}/redress`.
pub async fn get(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let page = page(&ctx, id, &Typed::default(), None).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    id: CallId,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<RedressPage, Fail> {
    let office = ScoredCall::load(ctx, id).await?;
    let conn = ctx.state.desk.database.reads();
    let all = query::reviews(conn, id).await?;
    let round = office.round_out(&Typed::default());
    let frozen = match query::release_of(conn, id, round).await? {
        Some(_) => {
            let list = reserve::standing(&ctx.state.desk, &ctx.actor, id, round).await?;
            list.state.appeals.into_iter().map(|appeal| appeal.id).collect()
        }
        None => Vec::new(),
    };
    let decides = ctx.may(Act::DecideRedress, &Subject::Office);
    let open = all.iter().filter(|one| one.state == "open").count();
    let rows: Vec<RequestRow> = all
        .into_iter()
        .map(|one| {
            let awaited = one.state == "upheld" && frozen.contains(&one.proposal_id);
            row(one, decides, awaited, (typed, refusal))
        })
        .collect();
    let fields: Vec<FieldView> =
        rows.iter().flat_map(|row| row.decision.iter().chain(&row.reason)).cloned().collect();
    let many = i64::try_from(open).unwrap_or(i64::MAX);
    let title = match open {
        0 => "No review is open".to_owned(),
        _some => format!("{} open", count_text(many, "review is", "reviews are")),
    };
    Ok(RedressPage {
        shell: office.shell(ctx, title).state(
            "While one is open, the evaluation it is about stands still, and the reserve list \
             makes no offer.",
        ),
        tabs: crate::web::officer::parts::group_tabs(ctx, id, &Link::Redress(id)),
        action: Link::Redress(id).into(),
        refused: parts::page_refusal(refusal, &fields),
        faults: fault_links(&fields),
        rows,
    })
}

const DECISIONS: [(Decision, &str); 3] = [
    (Decision::Reject, "Reject: the procedure was followed"),
    (Decision::UpholdUnchanged, "Uphold; the fault could not have changed the outcome"),
    (Decision::UpholdAnew, "Uphold; evaluate the proposal anew"),
];

fn row(
    one: query::Redress,
    decides: bool,
    awaited: bool,
    (typed, refusal): (&Typed, Option<&Refusal>),
) -> RequestRow {
    let id = one.id.to_string();
    let here = typed.get("redress") == id;
    let open = one.state == "open";
    let fault = |name: &str| if here { parts::field_fault(refusal, name) } else { None };
    let mine = |name: &str| if here { typed.get(name).to_owned() } else { String::new() };
    let mut facts = vec![
        Fact::new(
            "Asked by",
            format!("{}, {}", one.asked_by_name, moment_text(one.asked_at, BRUSSELS)),
        ),
        Fact::new("Ground", one.ground),
        Fact::new("What happened", one.text),
    ];
    if let (Some(name), Some(at)) = (one.decided_by_name, one.decided_at) {
        facts.push(Fact::new("Decided by", format!("{name}, {}", moment_text(at, BRUSSELS))));
        facts.push(Fact::new("Answer", one.answer));
    }
    let decision = (open && decides).then(|| {
        FieldView::new(Input::Choice, "decision", "Decision")
            .options(DECISIONS.map(|(decision, says)| (decision.code(), says)))
            .value(mine("decision"))
            .fault(fault("decision"))
    });
    let reason = ((open || awaited) && decides).then(|| {
        FieldView::new(Input::Text, "reason", "Reason the applicants are told")
            .value(mine("reason"))
            .fault(fault("reason"))
    });
    RequestRow {
        chip: chip(&one.state, awaited),
        reference: one.reference,
        href: Link::ProposalFile(one.proposal_id).into(),
        version: one.version,
        facts,
        decision,
        reason,
        anew: awaited,
        id,
    }
}

fn chip(state: &str, awaited: bool) -> Chip {
    match state {
        "open" => Chip::new(Tone::Warn, "open"),
        "upheld" if awaited => Chip::new(Tone::Warn, "upheld, evaluated anew"),
        "upheld" => Chip::new(Tone::Good, "upheld"),
        "rejected" => Chip::new(Tone::Quiet, "rejected"),
        _withdrawn => Chip::new(Tone::Quiet, "taken back"),
    }
}

/// `POST /office/calls/{id}/redress`: decides a request, or places a proposal anew.
pub async fn post(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    ScoredCall::load(&ctx, id).await?;
    let about: RedressId = typed.get("redress").parse().map_err(|_| Fail::not_found())?;
    let request = query::review(ctx.state.desk.database.reads(), about).await?;
    if request.call_id != id {
        return Err(Fail::not_found());
    }
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, typed.seen());
    let reason = typed.get("reason");
    let (done, said): (Result<(), ActionError>, Said) = match typed.get("act") {
        "place" => {
            let placed = redress::place_anew(desk, actor, about, seen, reason).await;
            (placed.map(|_| ()), Said::PlacedAnew)
        }
        _decide => {
            let done = if let Some(decision) = Decision::from_code(typed.get("decision")) {
                redress::decide(desk, actor, about, seen, decision, reason).await
            } else {
                let why = crate::domain::form::FieldRefusal::NotAChoice;
                Err(Refusal::FieldRefused { field: "decision".to_owned(), why }.into())
            };
            (done, Said::RedressDecided)
        }
    };
    match done {
        Ok(()) => Ok(ctx.go(&Link::Redress(id), said)),
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

impl Page for RedressPage {
    const TEMPLATE: &'static str = "pages/decision/redress.html";
    fn samples() -> Vec<Self> {
        let call = parts::sample_call();
        let reason = || FieldView::new(Input::Text, "reason", "Reason the applicants are told");
        let row = |open: bool, anew: bool| RequestRow {
            id: "1".to_owned(),
            version: 1,
            reference: "INV-2026-0003".to_owned(),
            href: "/office".to_owned(),
            chip: chip(if open { "open" } else { "upheld" }, anew),
            facts: vec![Fact::new("Ground", "A report is about another proposal.")],
            decision: open.then(|| {
                FieldView::new(Input::Choice, "decision", "Decision")
                    .options(DECISIONS.map(|(decision, says)| (decision.code(), says)))
            }),
            reason: (open || anew).then(reason),
            anew,
        };
        let page = |rows: Vec<RequestRow>| Self {
            shell: Shell::sample("1 review is open"),
            tabs: crate::web::officer::parts::sample_group(&Link::Redress(call)),
            action: "/office".to_owned(),
            refused: None,
            faults: Vec::new(),
            rows,
        };
        let mut refused = page(vec![row(false, false)]);
        refused.refused = Some("Someone changed it since this page was shown.".to_owned());
        vec![page(vec![row(true, false)]), page(vec![row(false, true)]), refused, page(Vec::new())]
    }
}
