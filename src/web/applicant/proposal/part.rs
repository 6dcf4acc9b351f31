//! One organisation's part: its share, its declaration, its own answers, its confirmation. The one
//! rule: whoever confirms reads everything they confirm on this page.

use super::{
    enterprise,
    file::{self, Opened},
    partners::class,
    sum::{self, FindingView},
    working,
};
use crate::{
    actions::{ActionError, part},
    domain::{
        access::Act,
        form::{Answers, FieldRefusal, Strictness},
        ids::{ApplicationId, OrganisationId},
        money::Money,
        proposal::ProposalStageKind,
        refusal::Refusal,
        scored::partner_facts,
    },
    http::{Answer, Ctx, Fail, Said, Typed},
    queries::proposal::{Partner, ProposalForm},
    render::{
        Link, Page, Shell, Tone, euro_text,
        form::{Clash, FaultLink, FieldView, FormView, Input, ReadSection, fault_links, read_form},
        moment_text,
        parts::{CalcLine, Fact, NextLine},
        words,
    },
    web::{
        attached::rows,
        grant::{FileRow, sample_files},
    },
};
use axum::{
    extract::{Path, Query},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Debug, Serialize)]
pub struct PartPage {
    shell: Shell,
    next: NextLine,
    faults: Vec<FaultLink>,
    facts: Vec<Fact>,
    /// What it asks for, when the reader sets it.
    share: Option<FieldView>,
    /// The share this page was made from, in cents.
    was: i64,
    /// To write in; none for a reader.
    form: Option<FormView>,
    /// To read, for a reader.
    sections: Vec<ReadSection>,
    /// None for the other partners.
    declaration: Option<Link>,
    /// The declaration of de minimis aid, where the programme asks for it.
    aid: Option<Link>,
    /// The sums and what they come to; the class alone for the other partners.
    declared: Vec<CalcLine>,
    /// The reader may change the declaration.
    declares: bool,
    warnings: Vec<FindingView>,
    /// Its own documents; none for the other partners.
    files: Vec<FileRow>,
    /// Leads to where they are added.
    attached: Option<Link>,
    /// Version of the part, for the confirmation; none when the reader can't confirm it now.
    confirm: Option<i64>,
    saved: String,
    send: Link,
    send_confirm: Link,
    autosave: Link,
}

/// Whether all that is missing is shown at its field.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    check: String,
}

/// The two ids of the path.
pub(super) fn ids(path: &(String, String)) -> Result<(ApplicationId, OrganisationId), Fail> {
    let id = path.0.parse().map_err(|_| Fail::not_found())?;
    let organisation = path.1.parse().map_err(|_| Fail::not_found())?;
    Ok((id, organisation))
}

/// Opens the proposal and makes sure that this is a part of it.
async fn open(ctx: &Ctx, path: &(String, String)) -> Result<(Opened, OrganisationId), Fail> {
    let (id, who) = ids(path)?;
    let file = file::open(ctx, id, Act::SeeProposal).await?;
    file.partner(who)?;
    Ok((file, who))
}

/// Shows it.
pub async fn show(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (file, who) = open(&ctx, &path).await?;
    let how = if asked.check.is_empty() { Strictness::Lenient } else { Strictness::Strict };
    ctx.page(&build(&ctx, &file, who, how, Sent::default(), None).await?)
}

/// What a sent page brought, when it is shown again.
#[derive(Default)]
struct Sent {
    clashes: Vec<Clash>,
    mine: Answers,
    share: Option<(String, Option<FieldRefusal>)>,
}

/// Saves the share, or the answers: two forms, of which the second saves itself as one types.
pub async fn save(ctx: Ctx, Path(path): Path<(String, String)>, typed: Typed) -> Answer {
    let (file, who) = open(&ctx, &path).await?;
    let to = Link::Part(file.id(), who);
    if typed.get("do") == "share" {
        return save_share(&ctx, &file, who, &typed).await;
    }
    let form = &file.programme.partner_form;
    let kind = ProposalForm::Part(who);
    let sent = match working::page(&ctx, file.id(), kind, form, &typed).await {
        Ok(sent) => sent,
        Err(err) => return working::refused(err, &file, form, &typed),
    };
    if sent.clashes.is_empty() {
        return Ok(ctx.go(&to, Said::Saved));
    }
    let back = Sent { clashes: sent.clashes, mine: sent.mine, share: None };
    let page = build(&ctx, &file, who, Strictness::Lenient, back, None).await?;
    ctx.page_with(StatusCode::CONFLICT, &page)
}

async fn save_share(ctx: &Ctx, file: &Opened, who: OrganisationId, typed: &Typed) -> Answer {
    let one = file.partner(who)?;
    // Stale is who saw another share; an answer saved meanwhile changes nothing about it.
    let same = typed.number("was") == Some(one.requested_cents.cents());
    let seen = if same { one.version } else { -1 };
    let text = typed.get("share").to_owned();
    let (status, why, refusal) = match Money::parse_euro(&text) {
        None => (StatusCode::UNPROCESSABLE_ENTITY, Some(FieldRefusal::NotAnAmount), None),
        Some(amount) => {
            let (desk, actor, id) = (&ctx.state.desk, &ctx.actor, file.id());
            match part::share(desk, actor, id, who, seen, amount).await {
                Ok(()) => return Ok(ctx.go(&Link::Part(id, who), Said::Saved)),
                Err(ActionError::Refused(refusal)) => (StatusCode::CONFLICT, None, Some(refusal)),
                Err(other) => return Err(other.into()),
            }
        }
    };
    let back = Sent { share: Some((text, why)), ..Sent::default() };
    let page = build(ctx, file, who, Strictness::Lenient, back, refusal.as_ref()).await?;
    ctx.page_with(status, &page)
}

/// Saves one field for the script.
pub async fn field(ctx: Ctx, Path(path): Path<(String, String)>, typed: Typed) -> Answer {
    let (id, who) = ids(&path)?;
    working::field(&ctx, id, ProposalForm::Part(who), &typed).await
}

/// Confirms the part.
pub async fn confirm(ctx: Ctx, Path(path): Path<(String, String)>, typed: Typed) -> Answer {
    let (file, who) = open(&ctx, &path).await?;
    let to = Link::Part(file.id(), who);
    match part::confirm(&ctx.state.desk, &ctx.actor, file.id(), who, typed.seen()).await {
        Ok(()) => Ok(ctx.go(&to, Said::PartConfirmed)),
        Err(ActionError::Refused(Refusal::AlreadyDone)) => Ok(ctx.go(&to, Said::WasDone)),
        Err(ActionError::Refused(refusal)) => {
            let how = Strictness::Strict;
            let page = build(&ctx, &file, who, how, Sent::default(), Some(&refusal)).await?;
            let status = if matches!(refusal, Refusal::FormIncomplete { .. }) {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::CONFLICT
            };
            ctx.page_with(status, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn build(
    ctx: &Ctx,
    file: &Opened,
    who: OrganisationId,
    how: Strictness,
    sent: Sent,
    refusal: Option<&Refusal>,
) -> Result<PartPage, Fail> {
    let one = file.partner(who)?;
    let (kind, round) = file.kind()?;
    let form = &file.programme.partner_form;
    let draft = file.stage().is_open();
    let writes = draft && file.may_part(ctx, who, Act::WriteProposal, Act::WritePart);
    let signs = draft && file.may_part(ctx, who, Act::ConfirmLeadPart, Act::ConfirmPart);
    let given = file::given(ctx, file, ProposalForm::Part(who), form).await?;
    let place = file.weighed.place(who).unwrap_or_default();
    let own = file.weighed.of_partners.get(place).cloned().unwrap_or_default();
    let facts = partner_facts(&file.weighed.facts, &own);
    let title = format!("Part of {}", one.name);
    let mut shell = working::told(file.shell(ctx, title), &sent.clashes);
    if let Some(why) = refusal.filter(|why| !matches!(why, Refusal::FormIncomplete { .. })) {
        let says = words::refusal(why, shell.zone);
        shell = shell.flash(Tone::Warn, says);
    }
    let share = (writes && kind.lump_sum.is_none()).then(|| share_field(one, sent.share));
    let (clashes, mine) = (&sent.clashes[..], sent.mine);
    let view = writes.then(|| {
        let around = working::Around { form, facts: &facts, given: &given, how, clashes, mine };
        working::view(&shell, around)
    });
    let mut faults = fault_links(&share);
    faults.extend(view.iter().flat_map(|view| view.faults.clone()));
    let figures = file.shows_figures(ctx, who);
    let declared = part::declared(one)?.map(|given| enterprise::result(&given, figures));
    Ok(PartPage {
        next: next(ctx, file, one, &shell, signs),
        faults,
        facts: part_facts(file, one),
        share,
        was: one.requested_cents.cents(),
        sections: if writes { Vec::new() } else { read_form(form, &given.answers, &facts, false) },
        form: view,
        declaration: figures.then(|| Link::Declaration(file.id(), who)),
        aid: super::aid_form::link(ctx, file, who),
        declared: declared.unwrap_or_default(),
        declares: writes,
        warnings: sum::of_partner(file, who),
        files: documents(ctx, file, who)?,
        attached: (figures && round.documents.iter().any(|rule| rule.each_partner))
            .then(|| Link::ProposalAttached(file.id())),
        confirm: (signs && one.confirmed_at.is_none()).then_some(one.version),
        saved: working::saved(&shell, &given),
        send: Link::Part(file.id(), who),
        send_confirm: Link::PartConfirm(file.id(), who),
        autosave: Link::PartField(file.id(), who),
        shell,
    })
}

/// The organisation's own documents, for those who may read them.
fn documents(ctx: &Ctx, file: &Opened, who: OrganisationId) -> Result<Vec<FileRow>, Fail> {
    let (_, round) = file.kind()?;
    let own = file.documents_for(ctx).filter(|one| one.organisation_id == Some(who));
    Ok(rows(own, Some(round), &|id| file.partner_name(id)))
}

fn share_field(one: &Partner, typed: Option<(String, Option<FieldRefusal>)>) -> FieldView {
    let (value, why) =
        typed.unwrap_or_else(|| (one.requested_cents.to_decimal().to_string(), None));
    FieldView::new(Input::Amount, "share", "How much does your organisation ask for?")
        .unit("euro")
        .value(value)
        .fault(why.as_ref())
}

fn part_facts(file: &Opened, one: &Partner) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Asks for", euro_text(one.requested_cents.cents())),
        Fact::new("Class by 2003/361/EC", class(&one.size)),
    ];
    facts.extend(sum::caps(file, one.organisation_id));
    facts
}

fn next(ctx: &Ctx, file: &Opened, one: &Partner, shell: &Shell, signs: bool) -> NextLine {
    let deadline = moment_text(file.due_at(ctx.now()), shell.zone);
    let line = |tone, says: String, detail: &str| NextLine {
        says,
        detail: detail.to_owned(),
        action: None,
        tone,
    };
    if let Some(at) = one.confirmed_at {
        let says = format!("Confirmed on {}", moment_text(at, shell.zone));
        let detail = "A change of the share, the declaration, the answers or the documents \
                      here takes the confirmation away.";
        return line(Tone::Good, says, detail);
    }
    if file.stage() != ProposalStageKind::Draft {
        return line(Tone::Quiet, "It can\u{2019}t be changed now".to_owned(), "");
    }
    if signs {
        let says = format!("Next: you confirm this part before {deadline}");
        return line(Tone::Info, says, "Fill in what is missing; then confirm below.");
    }
    let says = format!("Next: someone who signs for {} confirms before {deadline}", one.name);
    line(Tone::Quiet, says, "Its lead or a signatory can.")
}

impl Page for PartPage {
    const TEMPLATE: &'static str = "pages/applicant/proposal/part.html";
    fn samples() -> Vec<Self> {
        let [full, _empty] = super::samples::forms();
        let share = FieldView::new(Input::Amount, "share", "How much does it ask for?")
            .unit("euro")
            .fault(Some(&FieldRefusal::NotAnAmount));
        let page = |writes: bool| Self {
            shell: Shell::sample("Part of Dansk Farve A/S"),
            next: super::samples::next(),
            faults: if writes { full.faults.clone() } else { Vec::new() },
            facts: vec![Fact::new("Asks for", "\u{20ac}\u{a0}20,000")],
            share: writes.then(|| share.clone()),
            was: 2_000_000,
            form: writes.then(|| full.clone()),
            sections: if writes { Vec::new() } else { super::samples::read() },
            declaration: writes.then_some(Link::Home),
            aid: writes.then_some(Link::Home),
            declared: if writes { enterprise::sample() } else { Vec::new() },
            declares: writes,
            warnings: if writes { super::samples::findings() } else { Vec::new() },
            files: if writes { sample_files() } else { Vec::new() },
            attached: writes.then_some(Link::Home),
            confirm: writes.then_some(3),
            saved: "Saved 22 November, 14:19:52".to_owned(),
            send: Link::Home,
            send_confirm: Link::Home,
            autosave: Link::Home,
        };
        vec![page(true), page(false)]
    }
}
