//! What the pages of a grant share: opening it, the signatures, the reports, where the money is.
//! The one rule: the permit is asked on the row and the tie alone, before anything else is read.

pub mod amendment;
pub mod copies;
mod deed;
pub mod paper;

pub use deed::Deed;

use crate::{
    actions::grant_file,
    domain::{
        access::{Act, Subject, permit},
        agreement::{AgreementStage, SignPlace, needs_consortium_agreement},
        ids::{ApplicationId, OrganisationId},
        instalment::InstalmentStage,
        proposal::{ProposalStage, Tie},
        scored::{DueWhen, ScoredProgramme, VoucherType},
    },
    http::{Ctx, Fail},
    queries::{
        grant::{self as read, Agreement, Instalment, Report, Whole},
        proposal::{self as proposals, Stored, StoredCall},
        recovery::{self, Owed},
    },
    render::{
        Link, Tone, day_text, euro_text,
        parts::{Chip, Signature},
        words,
    },
};
use chrono::NaiveDate;
use serde::Serialize;
use std::sync::Arc;

/// A funded proposal that may be seen.
pub struct Opened {
    /// The proposal.
    pub stored: Stored,
    /// Its call.
    pub call: StoredCall,
    /// The call's frozen programme.
    pub programme: Arc<ScoredProgramme>,
    /// What hangs on it.
    pub whole: Whole,
    /// What was claimed back of it, whoever owes it.
    pub owed: Vec<Owed>,
    tie: Tie,
}

/// The grant, if `act` on it is allowed. A proposal that is not funded has none.
pub async fn open(ctx: &Ctx, id: ApplicationId, act: Act) -> Result<Opened, Fail> {
    ctx.person()?;
    let desk = &ctx.state.desk;
    let stored = proposals::find(&desk.database, id).await?;
    let tie = grant_file::tie(desk.database.reads(), &ctx.actor, &stored).await?;
    let subject = stored.subject(tie);
    permit(&ctx.actor, Act::SeeGrant, &subject).map_err(|_| Fail::not_found())?;
    permit(&ctx.actor, act, &subject)?;
    if !matches!(stored.proposal.stage, ProposalStage::Awarded { .. }) {
        return Err(Fail::not_found());
    }
    let call = proposals::call(&desk.database, stored.proposal.call).await?;
    let programme = desk.scored(&call)?;
    let whole = read::whole(&desk.database, id).await?;
    let owed = recovery::told_of_file(desk.database.reads(), id).await?;
    Ok(Opened { stored, call, programme, whole, owed, tie })
}

impl Opened {
    /// Its id.
    pub const fn id(&self) -> ApplicationId {
        self.stored.proposal.id
    }
    /// As the subject of an act of the reader.
    pub const fn subject(&self) -> Subject {
        self.stored.subject(self.tie)
    }
    /// Its title, or its number while it has none.
    pub fn name(&self) -> String {
        let p = &self.stored.proposal;
        if p.title.trim().is_empty() { p.reference.clone() } else { p.title.trim().to_owned() }
    }
    /// Its type of voucher.
    pub fn kind(&self) -> Option<&VoucherType> {
        self.programme.voucher_type(&self.stored.proposal.type_key)
    }
    /// The version people outside the office see: the newest that went out.
    pub fn shown(&self) -> Option<&Agreement> {
        self.whole.agreements.iter().find(|one| one.stage != AgreementStage::Draft)
    }
    /// The version at a stage.
    pub fn at(&self, stage: AgreementStage) -> Option<&Agreement> {
        self.whole.agreements.iter().find(|one| one.stage == stage)
    }
    /// The reader may do `own` (for the lead) or `other` (for a partner) for this organisation.
    pub fn may_part(&self, ctx: &Ctx, id: OrganisationId, own: Act, other: Act) -> bool {
        if id == self.stored.proposal.lead {
            return ctx.may(own, &self.subject());
        }
        let tie = Tie { part: Some(id), ..self.tie };
        ctx.actor.role_in(id).is_some() && ctx.may(other, &self.stored.subject(tie))
    }
    /// The reader works for one of the organisations.
    pub fn is_inside(&self, ctx: &Ctx) -> bool {
        self.whole.partners.iter().any(|one| ctx.actor.role_in(one.organisation_id).is_some())
    }
    /// The name of an organisation.
    pub fn organisation(&self, id: OrganisationId) -> &str {
        let found = self.whole.partners.iter().find(|one| one.organisation_id == id);
        found.map_or("", |one| one.name.as_str())
    }
    /// The places under an agreement, in their order.
    pub fn places(&self) -> Vec<SignPlace> {
        let ids: Vec<OrganisationId> =
            self.whole.partners.iter().map(|one| one.organisation_id).collect();
        SignPlace::all(&ids)
    }
    /// Whom a place under a version stands for.
    pub fn party(&self, of: &Agreement, place: SignPlace) -> &str {
        match place {
            SignPlace::Partner(id) => self.organisation(id),
            SignPlace::Contracting => self.whole.gives(of).map_or("", |one| one.name.as_str()),
        }
    }
    /// The places under a version, signed or missing.
    pub fn signs(&self, of: &Agreement) -> Vec<Signature> {
        let view = |place: SignPlace| {
            let mut all = self.whole.signatures.iter();
            let signed = all.find(|one| one.agreement == of.id && one.place == place);
            let who = match place {
                SignPlace::Partner(_) => "Its lead or a signatory signs.".to_owned(),
                SignPlace::Contracting => {
                    let person = self.whole.gives(of);
                    person.map_or(String::new(), |one| format!("{} signs.", one.person))
                }
            };
            Signature {
                party: self.party(of, place).to_owned(),
                by: signed.map(|one| one.name.clone()),
                at: signed.map(|one| one.at),
                detail: signed.map_or(who, |one| {
                    let short: String = one.text_digest.chars().take(16).collect();
                    format!("text {short}…")
                }),
            }
        };
        self.places().into_iter().map(view).collect()
    }
    /// The organisations' own agreement is needed and not there.
    pub fn lacks_consortium(&self) -> bool {
        needs_consortium_agreement(self.whole.partners.len()) && self.whole.consortium.is_none()
    }
}

/// One instalment as a line.
#[derive(Debug, Clone, Serialize)]
pub struct MoneyRow {
    /// What it is called.
    pub label: String,
    /// Who gets it.
    pub payee: String,
    /// Promised, in cents.
    pub planned: i64,
    /// Due or paid, in cents; none before.
    pub due: Option<i64>,
    /// What it waits for, or when it was or is paid.
    pub when: String,
    /// Where it stands.
    pub chip: Chip,
    /// Its payment, for those who see payments.
    pub payment: Option<Link>,
    /// Id for the button that proposes a payment; empty when there is nothing to propose.
    pub propose: String,
}

/// All instalments.
pub fn money(ctx: &Ctx, o: &Opened, office: bool) -> Vec<MoneyRow> {
    let today = ctx.now().day_in(o.programme.zone);
    o.whole.instalments.iter().map(|one| row(ctx, o, one, today, office)).collect()
}

fn row(ctx: &Ctx, o: &Opened, one: &Instalment, today: NaiveDate, office: bool) -> MoneyRow {
    let of = &one.instalment;
    let mut payments = o.whole.payments.iter().rev();
    let payment = payments.find(|payment| payment.instalment == of.id);
    let living = payment.is_some_and(|payment| !payment.stage.kind().is_final());
    let is_due = matches!(of.stage, InstalmentStage::Due { .. });
    let may = office && is_due && !living && ctx.may(Act::ProposePayment, &o.subject());
    let sees = office && ctx.may(Act::SeePayments, &o.subject());
    MoneyRow {
        label: of.label.clone(),
        payee: o.organisation(of.payee).to_owned(),
        planned: of.planned.cents(),
        due: of.stage.amount().map(crate::domain::money::Money::cents),
        when: when(o, one, today),
        chip: words::instalment_stage(of.stage.kind()),
        payment: payment.filter(|_| sees).map(|payment| Link::Payment(payment.id)),
        propose: if may { of.id.to_string() } else { String::new() },
    }
}

fn when(o: &Opened, one: &Instalment, today: NaiveDate) -> String {
    match &one.instalment.stage {
        InstalmentStage::Planned => {
            let condition = DueWhen::from_code(&one.instalment.condition);
            let waits = condition.as_ref().map_or("", words::condition);
            if o.lacks_consortium() {
                format!("due {waits} and the consortium agreement is there")
            } else {
                format!("due {waits}")
            }
        }
        InstalmentStage::Due { due_on, .. } if *due_on < today => {
            format!("should have been paid by {}", day_text(*due_on))
        }
        InstalmentStage::Due { due_on, .. } => format!("to be paid by {}", day_text(*due_on)),
        InstalmentStage::Paid { on, .. } => format!("paid on {}", day_text(*on)),
        InstalmentStage::Cancelled { reason, .. } => reason.clone(),
    }
}

/// One report as a line.
#[derive(Debug, Clone, Serialize)]
pub struct ReportRow {
    /// What it is called.
    pub label: String,
    /// Where it is written or read.
    pub href: Link,
    /// The day, written out.
    pub due: String,
    /// More time, and why; may be empty.
    pub note: String,
    /// Where it stands.
    pub chip: Chip,
    /// Its day has passed.
    pub late: bool,
}

/// All reports.
pub fn reports(ctx: &Ctx, o: &Opened) -> Vec<ReportRow> {
    let today = ctx.now().day_in(o.programme.zone);
    let row = |one: &Report| {
        let mut notes = Vec::new();
        if one.due_on != one.planned_on {
            let before = day_text(one.planned_on);
            notes.push(format!("first due on {before}; {}", one.extended_why));
        }
        if one.stage == crate::domain::delivery::ReportStage::SentBack {
            notes.push(one.reason.clone());
        }
        ReportRow {
            label: one.label.clone(),
            href: Link::GrantReport(one.id),
            due: day_text(one.due_on),
            note: notes.join(" · "),
            chip: words::report_stage(one.stage),
            late: one.stage.is_writable() && one.due_on < today,
        }
    };
    o.whole.reports.iter().map(row).collect()
}

/// One document.
#[derive(Debug, Clone, Serialize)]
pub struct FileRow {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// To download it.
    pub href: Link,
}

/// All documents with what they are.
pub fn files(o: &Opened) -> Vec<FileRow> {
    let row = |one: &read::Attachment| {
        let mut invoices = o.whole.invoices.iter();
        let invoice = invoices.find(|invoice| invoice.attachment_id == one.id);
        let about = match (one.kind.as_str(), invoice) {
            (_, Some(invoice)) => {
                let state =
                    if invoice.certified_at.is_some() { "certified" } else { "not certified yet" };
                let amount = euro_text(invoice.amount_cents.cents());
                let payee = o.organisation(invoice.organisation_id);
                format!("invoice of {} over {amount}, for {payee}: {state}", invoice.provider)
            }
            ("consortium_agreement", None) => "consortium agreement".to_owned(),
            (_document, None) => "shows what was done".to_owned(),
        };
        FileRow { name: one.name.clone(), about, href: Link::Attachment(one.id) }
    };
    o.whole.files.iter().map(row).collect()
}

/// One milestone.
#[derive(Debug, Clone, Serialize)]
pub struct MilestoneRow {
    /// What is reached with it.
    pub title: String,
    /// Its day, and how it can be seen that it is reached.
    pub detail: String,
    /// Where it stands.
    pub chip: Chip,
}

/// All milestones.
pub fn milestones(ctx: &Ctx, o: &Opened) -> Vec<MilestoneRow> {
    let today = ctx.now().day_in(o.programme.zone);
    let row = |one: &read::Milestone| {
        let on = day_text(one.due_on);
        let (chip, detail) = if one.done_at.is_some() {
            (Chip::new(Tone::Good, "reached"), format!("planned for {on} · {}", one.shown_by))
        } else if one.due_on < today {
            (Chip::new(Tone::Bad, "late"), format!("planned for {on}"))
        } else {
            (Chip::new(Tone::Info, "ahead"), format!("planned for {on}"))
        };
        MilestoneRow { title: one.title.clone(), detail, chip }
    };
    o.whole.milestones.iter().map(row).collect()
}

/// A row for samples.
pub fn sample_milestones() -> Vec<MilestoneRow> {
    let (title, detail) = ("First trial".to_owned(), "planned for 1 August 2027".to_owned());
    vec![MilestoneRow { title, detail, chip: Chip::new(Tone::Good, "reached") }]
}

/// A row for samples.
pub fn sample_money() -> Vec<MoneyRow> {
    let row = |due, payment, propose: &str| MoneyRow {
        label: "First half".to_owned(),
        payee: "Tecnotex Lda".to_owned(),
        planned: 2_500_000,
        due,
        when: "to be paid by 12 March 2027".to_owned(),
        chip: Chip::new(Tone::Warn, "due"),
        payment,
        propose: propose.to_owned(),
    };
    vec![row(Some(2_500_000), Some(Link::Home), ""), row(None, None, "7")]
}

/// A row for samples.
pub fn sample_reports() -> Vec<ReportRow> {
    vec![ReportRow {
        label: "Interim report".to_owned(),
        href: Link::Home,
        due: "1 September 2027".to_owned(),
        note: "first due on 1 August 2027; the machine came late".to_owned(),
        chip: Chip::new(Tone::Info, "to be written"),
        late: true,
    }]
}

/// A row for samples.
pub fn sample_files() -> Vec<FileRow> {
    let (name, about) = ("trial.pdf".to_owned(), "shows what was done".to_owned());
    vec![FileRow { name, about, href: Link::Home }]
}
