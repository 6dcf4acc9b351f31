//! An application as the office reads it: everything in one page, and what can be done next beside
//! it. The one rule: what an award would do is worked out by the functions the award itself uses.

mod acts;
mod award;
mod facts;
mod papers;

pub use acts::{ActForm, Seen};
pub use award::Effects;

use super::parts as office;
use crate::{
    actions::{ActionError, assess},
    domain::{
        access::{Act, Subject},
        application::{Application, StageKind},
        form::{Answers, Form},
        ids::ApplicationId,
        moment::BRUSSELS,
        programme::Programme,
    },
    http::{Answer, Ctx, Fail, Id, Typed, pdf::Offers},
    queries::file::{self as query, Whole},
    render::{
        Link, Page, Shell, Tone,
        form::{FaultLink, ReadSection, fault_links, read_form},
        parts::{CalcLine, Chip, Fact, Happened, NextLine, StepItem, calc_lines, steps},
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;
use std::sync::Arc;

/// The page.
#[derive(Debug, Serialize)]
pub struct File {
    shell: Shell,
    chip: Chip,
    steps: Vec<StepItem>,
    next: Option<NextLine>,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    facts: Vec<Fact>,
    calc: Vec<CalcLine>,
    calc_note: String,
    checks: facts::CheckTable,
    effects: Option<Effects>,
    acts: Vec<ActForm>,
    seen: Seen,
    answers: Vec<ReadSection>,
    report: Vec<ReadSection>,
    host_report: Vec<ReadSection>,
    papers: Vec<papers::PaperView>,
    evidence: Vec<papers::EvidenceView>,
    missing: String,
    payments: Vec<papers::PaymentView>,
    timeline: Vec<Happened>,
}

/// A file opened for reading, with what the rules say of it.
pub struct Opened {
    /// The application.
    pub application: Application,
    /// As the subject of an act.
    pub subject: Subject,
    /// Everything that hangs on it.
    pub whole: Whole,
    /// The programme as it stands for the call.
    pub programme: Arc<Programme>,
    /// What the rules say now.
    pub assessed: assess::Assessment,
    /// What was worked out at submission, then awarded.
    pub amount: Option<crate::domain::money::Money>,
    /// A distance an officer set.
    pub distance: Option<(u32, String)>,
    /// Held online.
    pub virtual_exchange: bool,
    /// Prints of its papers.
    pub offers: Offers,
}

impl Opened {
    /// Opens a file for whoever may see the office and this file.
    pub async fn load(ctx: &Ctx, id: ApplicationId) -> Result<Self, Fail> {
        ctx.need(Act::SeeOffice, &Subject::Office)?;
        let desk = &ctx.state.desk;
        let conn = desk.database.reads();
        let stored = query::head(conn, id).await?;
        let subject = stored.subject();
        ctx.need(Act::SeeFile, &subject)?;
        let whole = query::whole(conn, &stored).await?;
        let programme = desk.programme(&whole.call)?;
        let typed = &whole.answers.application;
        let assessed = assess::assess(conn, desk, &stored, &whole.call, &programme, typed).await?;
        let offers = Offers::of(ctx, id.0).await?;
        let distance = stored.distance_km.zip(stored.distance_reason.clone());
        Ok(Self {
            subject,
            whole,
            programme,
            assessed,
            amount: stored.amount,
            distance,
            virtual_exchange: stored.virtual_exchange,
            offers,
            application: stored.application,
        })
    }
    /// The stage by name.
    pub const fn stage(&self) -> StageKind {
        self.application.stage.kind()
    }
    /// "Tecnotex Lda visits Lodz Textile Cluster".
    pub fn name(&self) -> String {
        let (visitor, host) = (&self.whole.visitor.organisation, &self.whole.host.organisation);
        format!("{} visits {}", visitor.name, host.name)
    }
    /// The frame of a page of this file.
    pub fn shell(&self, ctx: &Ctx, title: impl Into<String>) -> Shell {
        let call = &self.whole.call.call;
        ctx.shell(title)
            .back(&call.title, Link::Overview(call.id))
            .back("Applications", Link::Queue(call.id))
            .crumb(&self.application.reference)
    }
}

/// What came of a form that was refused: the sentence, and what was typed.
#[derive(Debug, Default)]
pub struct Refused {
    /// What the rule said.
    pub says: Option<String>,
    /// What was typed.
    pub typed: Typed,
    /// The field that lacks its reason.
    pub missing: Option<String>,
}

/// `GET /office/applications/{id}`.
pub async fn get(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let opened = Opened::load(&ctx, id).await?;
    ctx.page(&page(&ctx, &opened, &Refused::default()))
}

/// The page again, with a refusal and everything typed.
pub async fn again(ctx: &Ctx, id: ApplicationId, refused: Refused) -> Answer {
    let opened = Opened::load(ctx, id).await?;
    let status = match refused.missing {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::CONFLICT,
    };
    ctx.page_with(status, &page(ctx, &opened, &refused))
}

fn page(ctx: &Ctx, o: &Opened, refused: &Refused) -> File {
    let accounts = ctx.may(Act::SeeAccountNumbers, &o.subject);
    let read =
        |form: &Form, answers: &Answers| read_form(form, answers, &o.assessed.facts, accounts);
    let stay = o.application.stay.map(|stay| (stay.from, stay.to));
    let chip = words::staff_chip_on(o.stage(), stay, ctx.now().day_in(BRUSSELS));
    let (labels, at) = words::visitor_steps(o.stage());
    let acts = acts::forms(ctx, o, refused);
    let faults = fault_links(acts.iter().flat_map(|act| &act.fields));
    let said = |form: &Form, answers: &Answers| {
        if answers.is_empty() { Vec::new() } else { read(form, answers) }
    };
    let (calc, calc_note) = calc(o);
    File {
        shell: o.shell(ctx, format!("{}: {}", o.name(), chip.label)),
        chip,
        steps: steps(&labels, at),
        next: facts::next(ctx, o),
        refused: refused.says.clone(),
        faults,
        facts: facts::facts(o),
        calc,
        calc_note,
        checks: facts::checks(ctx, o),
        effects: award::effects(o),
        acts,
        seen: Seen::of(o.application.version.0, o.stage().code()),
        answers: read(&o.programme.form, &o.whole.answers.application),
        report: said(&o.programme.report, &o.whole.answers.report),
        host_report: said(&o.programme.host_report, &o.whole.answers.host_report),
        papers: papers::papers(o),
        evidence: papers::evidence(ctx, o),
        missing: papers::missing(o),
        payments: papers::payments(ctx, o),
        timeline: facts::timeline(o),
    }
}

/// The reasoning of the sum, and a word where the award differs from what the table gives today.
fn calc(o: &Opened) -> (Vec<CalcLine>, String) {
    match &o.assessed.sum {
        Ok(sum) => {
            let note = match o.application.stage.award() {
                Some(award) if award.amount != sum.amount => format!(
                    "Awarded was {}; what is known today gives another sum. The award stands.",
                    crate::render::euro_text(award.amount.cents())
                ),
                Some(_) | None => String::new(),
            };
            (calc_lines(sum), note)
        }
        Err(assess::NoSum::NotKnownYet) => (
            Vec::new(),
            "The stay or the distance is not known, so there is no sum yet.".to_owned(),
        ),
        Err(assess::NoSum::Refused(why)) => (Vec::new(), words::refusal(why, BRUSSELS)),
    }
}

/// Turns an action's no into the page that can go on from it: a stale page shows both sides, a
/// refusal the same form with everything typed; whoever may not see learns nothing.
pub async fn refused(
    ctx: &Ctx,
    id: ApplicationId,
    typed: Typed,
    act: &str,
    err: ActionError,
) -> Answer {
    use crate::domain::refusal::Refusal;
    let ActionError::Refused(refusal) = err else { return Err(err.into()) };
    if refusal == Refusal::Stale {
        return super::stale::page(ctx, id, &typed, act).await;
    }
    let missing = (refusal == Refusal::ReasonMissing).then(|| acts::reason_field(act));
    let says = Some(words::refusal(&refusal, BRUSSELS));
    again(ctx, id, Refused { says, typed, missing }).await
}

impl Page for File {
    const TEMPLATE: &'static str = "pages/officer/file.html";
    fn samples() -> Vec<Self> {
        let page = |effects, acts, refused: Option<&str>| Self {
            shell: Shell::sample("Tecnotex Lda visits Lodz Textile Cluster: to decide"),
            chip: Chip::new(Tone::Info, "to decide"),
            steps: steps(&["Application", "Decision"], Some(1)),
            next: Some(facts::sample_next()),
            refused: refused.map(str::to_owned),
            faults: Vec::new(),
            facts: vec![Fact::new("Visitor", "Tecnotex Lda\nSME, Portugal")],
            calc: Vec::new(),
            calc_note: "The stay is not known.".to_owned(),
            checks: facts::CheckTable::sample(),
            effects,
            acts,
            seen: Seen::of(3, "submitted"),
            answers: vec![ReadSection { title: "Goals".into(), rows: vec![Fact::new("Why", "x")] }],
            report: Vec::new(),
            host_report: Vec::new(),
            papers: papers::PaperView::samples(),
            evidence: papers::EvidenceView::samples(),
            missing: "Proof of travel".to_owned(),
            payments: papers::PaymentView::samples(),
            timeline: vec![Happened {
                at: office::sample_now(),
                says: "The application was handed in".to_owned(),
                who: "Ana Sousa".to_owned(),
            }],
        };
        let mut bare = page(None, Vec::new(), None);
        bare.next = None;
        bare.papers.clear();
        bare.evidence.clear();
        bare.payments.clear();
        bare.missing.clear();
        bare.checks = facts::CheckTable::default();
        let full = "There is no room left.";
        vec![page(Some(Effects::sample()), ActForm::samples(), Some(full)), bare]
    }
}
