//! The audit trail. The one rule: it reads; nothing on this page changes anything.

use crate::{
    domain::{
        access::{Act, Subject},
        moment::Moment,
        person::StaffRole,
    },
    http::{Answer, Ctx, Fail, Typed},
    queries::{
        audit::{self, Reach},
        names,
    },
    render::{
        Link, Page, Shell,
        form::{FieldView, Input},
        parts::Pager,
        words,
    },
};
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::StatusCode,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Lines on a page.
const MANY: u32 = 50;

/// The trail.
#[derive(Debug, Serialize)]
pub(super) struct Trail {
    shell: Shell,
    about: FieldView,
    lines: Vec<Line>,
    pager: Pager,
    here: Link,
    /// The subject's own page, when the list is about one.
    open: Option<Link>,
}

/// One line.
#[derive(Debug, Serialize)]
struct Line {
    at: Moment,
    who: String,
    says: String,
    kind: &'static str,
    name: String,
    /// All lines of the same subject.
    same: String,
}

impl Page for Trail {
    const TEMPLATE: &'static str = "pages/admin/audit.html";
    fn samples() -> Vec<Self> {
        let shell = Shell::sample("Who did what, when");
        let line = Line {
            at: shell.now,
            who: "Olga Ofi".to_owned(),
            says: "Awarded € 780.00".to_owned(),
            kind: "application",
            name: "CXC-2026-0412".to_owned(),
            same: Link::AuditLog.with(&[("about", "CXC-2026-0412")]),
        };
        let page = |lines, open| Self {
            shell: shell.clone(),
            about: about(""),
            lines,
            pager: Pager::default(),
            here: Link::AuditLog,
            open,
        };
        vec![page(vec![line], Some(Link::Desk)), page(Vec::new(), None)]
    }
}

fn about(text: &str) -> FieldView {
    FieldView::new(Input::Line, "about", "About").hint("A reference, or an id.").value(text)
}

/// What a subject's kind is called.
fn kind(code: &str) -> &'static str {
    match code {
        "person" => "person",
        "organisation" => "organisation",
        "call" => "call",
        "profile" => "profile of",
        "application" | "proposal" => "application",
        "recovery" => "claim",
        "payment" => "payment",
        "batch" => "batch",
        "bank_file" => "file of the bank",
        "bank_line" => "line of the bank",
        "screening" => "screening",
        "outbox" => "mail",
        _unknown => "other",
    }
}

/// `GET /audit`.
pub(super) async fn show(
    ctx: Ctx,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Answer {
    let Query(typed) = query.map_err(|_| Fail::unreadable(StatusCode::BAD_REQUEST))?;
    ctx.need(Act::SeeAudit, &Subject::Office)?;
    let reach = reach(&ctx);
    let conn = ctx.state.desk.database.reads();
    let typed = Typed(typed);
    // `subject` is what links carry, `about` what people type.
    let asked = [typed.get("about"), typed.get("subject")].map(str::trim);
    let asked = asked.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let subject = match Uuid::parse_str(asked) {
        Ok(id) => Some(id),
        Err(_) if asked.is_empty() => None,
        Err(_) => audit::by_reference(conn, reach, &asked.to_uppercase()).await?,
    };
    let unknown = !asked.is_empty() && subject.is_none();
    let before = typed.get("before").parse().ok();
    let mut found = Vec::new();
    if !unknown {
        found = audit::page(conn, reach, subject, before, MANY + 1).await?;
    }
    let more = found.len() > MANY as usize;
    found.truncate(MANY as usize);
    let names = names_of(&ctx, &found).await?;
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| Link::AuditLog.with(&[("about", asked), ("before", &last.mark().to_string())]));
    let first = before.map(|_| Link::AuditLog.with(&[("about", asked)]));
    let shell = ctx.shell(match subject {
        Some(id) => format!("What happened to {}", names.get(&id).map_or(asked, String::as_str)),
        None => "Who did what, when".to_owned(),
    });
    let open = found.first().filter(|_| subject.is_some()).and_then(open);
    let field = about(asked);
    let field = if unknown { field.error("Nothing has this reference or id.") } else { field };
    ctx.page(&Trail {
        lines: found.iter().map(|found| line(found, &names, &shell)).collect(),
        shell: shell.state(
            "Newest first. The lines of each subject are a chain of their own; none can be changed unseen.",
        ),
        about: field,
        pager: Pager { says: String::new(), first, next },
        here: Link::AuditLog,
        open,
    })
}

/// The auditor reads everything; an officer nothing of a draft.
fn reach(ctx: &Ctx) -> Reach {
    if ctx.actor.has(StaffRole::Auditor) { Reach::All } else { Reach::HandedIn }
}

/// Names of all subjects and all who acted, in one query.
async fn names_of(ctx: &Ctx, found: &[audit::Line]) -> Result<BTreeMap<Uuid, String>, Fail> {
    let who = found.iter().filter_map(|line| names::person(&line.by_whom)).map(|id| id.0);
    let ids: BTreeSet<Uuid> = who.chain(found.iter().map(|line| line.subject_id)).collect();
    Ok(audit::names(ctx.state.desk.database.reads(), &ids).await?)
}

fn line(found: &audit::Line, names: &BTreeMap<Uuid, String>, shell: &Shell) -> Line {
    let name = |id: &Uuid| names.get(id).cloned();
    let who = match names::person(&found.by_whom) {
        Some(id) => name(&id.0).unwrap_or_else(|| "someone whose account is gone".to_owned()),
        None => match found.by_whom.strip_prefix("system:") {
            Some(reason) => format!("Convoca ({reason})"),
            None => "nobody signed in".to_owned(),
        },
    };
    Line {
        at: found.at,
        who,
        says: found.event().map_or_else(
            || "Something this version has no words for".to_owned(),
            |event| words::event(&event, shell.zone),
        ),
        kind: kind(&found.subject_kind),
        name: name(&found.subject_id).unwrap_or_default(),
        same: Link::AuditLog.with(&[("about", &found.subject_id.simple().to_string())]),
    }
}

/// The page of a line's subject.
fn open(line: &audit::Line) -> Option<Link> {
    match line.subject_kind.as_str() {
        "application" => Some(Link::File(line.subject_id.into())),
        "proposal" => Some(Link::ProposalFile(line.subject_id.into())),
        "recovery" => Some(Link::Recovery(line.subject_id.into())),
        "payment" => Some(Link::Payment(line.subject_id.into())),
        "batch" => Some(Link::Batch(line.subject_id.into())),
        "call" => Some(Link::Overview(line.subject_id.into())),
        "outbox" => Some(Link::Outbox),
        _without_page => None,
    }
}
