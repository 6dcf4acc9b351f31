//! One claim, for the office and for its debtor's own people: how much, why, until when, what came
//! of it. The one rule: the debtor's people find it once it was told to them, and see what concerns
//! them; what the office weighs stays with the office.

use super::{debit_note, owed::seen, recoveries::chip};
use crate::{
    actions::ActionError,
    domain::{
        ids::{PersonId, RecoveryId},
        ledger::chart::AccountName,
        moment::BRUSSELS,
        money::Money,
        recovery::{RecoveryEvent, RecoveryStage},
        refusal::Refusal,
        scheme::Scheme,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        batches, calls, file as trail, names,
        payments::{self, Payment},
        recovery::{self as query, MoveKind, Recovery, Whole},
    },
    render::{
        Link, Page, Shell, day_text, euro_text,
        form::{FaultLink, fault_links},
        parts::{CalcLine, Chip, Download, Fact, Happened},
        words,
    },
    web::{grant::Deed, officer::parts::ledger_account},
};
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

mod acts; // what the reader can do
use acts::{acts, done};

/// The page.
#[derive(Debug, Serialize)]
pub struct RecoveryPage {
    shell: Shell,
    chip: Chip,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    facts: Vec<Fact>,
    sums: Vec<CalcLine>,
    moves: Vec<MoveRow>,
    pay: Vec<Fact>,
    downloads: Vec<Download>,
    waiver: Option<String>,
    acts: Vec<Deed>,
    action: String,
    timeline: Vec<Happened>,
}

/// How it became less.
#[derive(Debug, Serialize)]
struct MoveRow {
    on: NaiveDate,
    says: &'static str,
    href: Option<String>,
    note: String,
    cents: i64,
}

/// A claim with what the page shows of it, for whoever may see it.
struct Loaded {
    claim: Recovery,
    whole: Whole,
    payment: Payment,
    debtor: String,
    call: String,
    about: Fact,
    names: BTreeMap<PersonId, String>,
    downloads: Vec<Download>,
    /// The reader sees the office's side.
    office: bool,
}

async fn load(ctx: &Ctx, id: RecoveryId) -> Result<Loaded, Fail> {
    let (claim, office) = seen(ctx, id).await?;
    let conn = ctx.state.desk.database.reads();
    let payment = payments::one(conn, claim.payment).await?;
    let call = calls::find(conn, claim.call).await?;
    let scheme = ctx.state.desk.scheme(&call)?;
    let reference = payments::reference(conn, &payment).await?;
    let organisations = batches::organisations(conn, [claim.debtor]).await?;
    let mut whole = query::whole(conn, &claim).await?;
    let mut people: BTreeSet<PersonId> =
        whole.lines.iter().filter_map(|line| names::person(&line.by_whom)).collect();
    people.insert(claim.proposed_by);
    let names = names::people(conn, &people).await?;
    trail::named(&mut whole.lines, &names);
    let (label, to) = match (&scheme, office) {
        (Scheme::Exchange(_), true) => ("Exchange", Link::File(claim.file)),
        (Scheme::Exchange(_), false) => ("Exchange", Link::Application(claim.file)),
        (Scheme::Scored(_), true) => ("Project", Link::ProposalFile(claim.file)),
        (Scheme::Scored(_), false) => ("Project", Link::Project(claim.file)),
    };
    Ok(Loaded {
        downloads: debit_note::links(ctx, &claim).await?,
        about: Fact { href: Some(to.into()), ..Fact::new(label, reference) },
        debtor: organisations.get(&claim.debtor).cloned().unwrap_or_default(),
        call: call.call.title,
        claim,
        whole,
        payment,
        names,
        office,
    })
}

/// `GET /recoveries/{id}`.
pub async fn get(ctx: Ctx, Id(id): Id<RecoveryId>) -> Answer {
    let loaded = load(&ctx, id).await?;
    ctx.page(&page(&ctx, &loaded, &Typed::default(), None))
}

fn page(ctx: &Ctx, l: &Loaded, typed: &Typed, why: Option<&Refusal>) -> RecoveryPage {
    let (r, today) = (&l.claim, ctx.now().day_in(BRUSSELS));
    let stage = r.stage.kind();
    let left = r.tally.left();
    let chip = chip(stage, r.due_on, today);
    let acts = if l.office { acts(ctx, l, typed, why) } else { Vec::new() };
    let faults = fault_links(acts.iter().flat_map(|deed| &deed.fields));
    let sum = euro_text(if stage.is_owed() { left.cents() } else { r.tally.claimed.cents() });
    let title = if l.office {
        format!("{sum} from {}: {}", l.debtor, chip.label)
    } else {
        format!("{sum}: {}", chip.label)
    };
    let shell = ctx.shell(title);
    let shell = if l.office {
        shell.back("Office", Link::OfficerCalls).back("Money back", Link::Recoveries)
    } else {
        shell.back("My work", Link::Desk)
    };
    RecoveryPage {
        shell: shell.crumb(r.reference.clone()),
        chip,
        refused: why.filter(|_| faults.is_empty()).map(|why| words::refusal(why, BRUSSELS)),
        faults,
        facts: facts(l),
        sums: sums(l),
        moves: moves(l),
        pay: if stage.is_owed() { pay(ctx, r) } else { Vec::new() },
        downloads: l.downloads.clone(),
        waiver: l.office.then(|| acts::waiting(l)).flatten(),
        acts,
        action: Link::Recovery(r.id).into(),
        timeline: l.whole.lines.iter().filter_map(|line| past(l, line)).collect(),
    }
}

fn facts(l: &Loaded) -> Vec<Fact> {
    let r = &l.claim;
    let name = |id| l.names.get(&id).cloned().unwrap_or_default();
    let mut rows = vec![
        Fact::new("Number", &r.reference),
        Fact::new("To be paid back by", &l.debtor),
        Fact::new("Why", words::recovery_reason(r.why)),
        Fact::new("In words", &r.says),
        Fact::new("Due on", day_text(r.due_on)),
        l.about.clone(),
        Fact::new("Call", &l.call),
    ];
    if l.office {
        rows.push(Fact {
            href: Some(Link::Payment(r.payment).into()),
            ..Fact::new("Out of the payment", &l.payment.bank_reference)
        });
        rows.push(Fact {
            href: Some(ledger_account(r.call, &AccountName::Owed(r.debtor).to_string())),
            ..Fact::new("Its transfers", format!("in the ledger, noted {}", r.reference))
        });
        rows.push(Fact::new("Proposed by", name(r.proposed_by)));
        if let Some(people) = r.stage.people() {
            rows.push(Fact::new("Approved by", name(people.approved_by)));
        }
        if l.whole.held > Money::ZERO {
            let says = euro_text(l.whole.held.cents());
            rows.push(Fact::new("Held by payments under way", says));
        }
    } else {
        rows.push(Fact::new("Out of the payment", &l.payment.bank_reference));
    }
    match &r.stage {
        RecoveryStage::Settled { on, .. } => rows.push(Fact::new("Settled on", day_text(*on))),
        RecoveryStage::Waived { on, .. } => rows.push(Fact::new("Waived on", day_text(*on))),
        RecoveryStage::Rejected { reason, .. } | RecoveryStage::Withdrawn { reason, .. } => {
            rows.push(Fact::new("Why not", reason));
        }
        RecoveryStage::Proposed { .. }
        | RecoveryStage::Notified { .. }
        | RecoveryStage::PartlyRepaid { .. } => {}
    }
    rows
}

/// What was claimed, what came of it, what is left: the four always fit together.
fn sums(l: &Loaded) -> Vec<CalcLine> {
    let tally = &l.claim.tally;
    let line = |label: &str, amount: Money, less: bool, total: bool| CalcLine {
        label: label.to_owned(),
        figure: format!("{}{}", if less { "− " } else { "" }, euro_text(amount.cents())),
        total,
    };
    let mut lines = vec![line("Claimed back", tally.claimed, false, false)];
    for (label, amount) in [
        ("Paid back", tally.repaid),
        ("Kept back from later payments", tally.set_off),
        ("Waived", tally.waived),
    ] {
        if amount > Money::ZERO {
            lines.push(line(label, amount, true, false));
        }
    }
    if l.claim.stage.kind().is_told() {
        lines.push(line("Left", tally.left(), false, true));
    }
    lines
}

fn moves(l: &Loaded) -> Vec<MoveRow> {
    let row = |one: &query::Made| MoveRow {
        on: one.of.on,
        says: match (one.of.kind, &one.undone) {
            (MoveKind::Repaid, Some(_)) => "Entered by mistake and taken back",
            (MoveKind::Repaid, None) => "Paid back",
            (MoveKind::SetOff, _) => "Kept back from a payment",
            (MoveKind::Waived, _) => "Waived",
        },
        href: one.of.payment.filter(|_| l.office).map(|id| Link::Payment(id).into()),
        // Why something was waived or taken back is the office's own.
        note: match &one.undone {
            _ if !l.office => String::new(),
            Some(why) if one.of.note.is_empty() => why.clone(),
            Some(why) => format!("{}; {why}", one.of.note),
            None => one.of.note.clone(),
        },
        cents: one.of.amount.cents(),
    };
    l.whole.moves.iter().map(row).collect()
}

/// How to pay it back: to the account the office pays from.
fn pay(ctx: &Ctx, r: &Recovery) -> Vec<Fact> {
    let payer = &ctx.state.desk.settings.payer;
    let mut rows = vec![
        Fact::new("Amount", euro_text(r.tally.left().cents())),
        Fact::new("By", day_text(r.due_on)),
    ];
    if payer.iban.is_empty() {
        let contact = &ctx.state.desk.settings.instance.contact;
        rows.push(Fact::new("To", format!("ask the office for its account: {contact}")));
    } else {
        rows.push(Fact::new("To", &payer.name));
        rows.push(Fact::new("Account (IBAN)", &payer.iban));
    }
    rows.push(Fact::new("Text to give", &r.reference));
    rows
}

/// What happened, as this reader sees it.
fn past(l: &Loaded, line: &trail::Line) -> Option<Happened> {
    let Some(crate::domain::event::Event::Recovery { what, .. }) = &line.event else {
        return None;
    };
    let is_told = match what {
        RecoveryEvent::Approved { .. }
        | RecoveryEvent::Repaid { .. }
        | RecoveryEvent::RepaymentUndone { .. }
        | RecoveryEvent::SetOff { .. }
        | RecoveryEvent::Waived { .. } => true,
        RecoveryEvent::Proposed { .. }
        | RecoveryEvent::Rejected { .. }
        | RecoveryEvent::Withdrawn { .. }
        | RecoveryEvent::WaiverAsked { .. }
        | RecoveryEvent::WaiverRefused { .. } => false,
    };
    let who = if l.office { line.who.clone() } else { "programme office".to_owned() };
    let says = if let RecoveryEvent::RepaymentUndone { amount, left, .. } = what
        && !l.office
    {
        words::repayment_undone(*amount, *left)
    } else {
        words::recovery_event(what)
    };
    let happened = Happened { at: line.at, says, who };
    (l.office || is_told).then_some(happened)
}

/// `POST /recoveries/{id}`.
pub async fn post(ctx: Ctx, Id(id): Id<RecoveryId>, typed: Typed) -> Answer {
    let loaded = load(&ctx, id).await?;
    match done(&ctx, id, &typed).await {
        Ok(()) => Ok(ctx.go(&Link::Recovery(id), Said::ClaimMoved)),
        Err(ActionError::Refused(why)) => {
            let page = page(&ctx, &loaded, &typed, Some(&why));
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

impl Page for RecoveryPage {
    const TEMPLATE: &'static str = "pages/finance/recovery.html";
    fn samples() -> Vec<Self> {
        let day = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap_or_default();
        let kind = crate::domain::recovery::RecoveryStageKind::PartlyRepaid;
        let page = |acts: Vec<Deed>, moves, refused: Option<&str>| Self {
            shell: Shell::sample("€ 160.00 from Tecnotex Lda: partly paid back"),
            chip: words::recovery_stage(kind),
            refused: refused.map(str::to_owned),
            faults: Vec::new(),
            facts: vec![Fact::new("Number", "CXC-2026-0412-R1")],
            sums: vec![CalcLine {
                label: "Left".to_owned(),
                figure: "€ 160.00".to_owned(),
                total: true,
            }],
            moves,
            pay: vec![Fact::new("Text to give", "CXC-2026-0412-R1")],
            downloads: Vec::new(),
            waiver: refused.map(str::to_owned),
            acts,
            action: "/".to_owned(),
            timeline: Vec::new(),
        };
        let row = MoveRow {
            on: day,
            says: "Kept back from a payment",
            href: Some("/".to_owned()),
            note: "by hand".to_owned(),
            cents: 10_000,
        };
        vec![
            page(vec![Deed::new("approve", "", 1, "Approve").main()], vec![row], None),
            page(Vec::new(), Vec::new(), Some("Another person must do it.")),
        ]
    }
}
