//! Where an application stands, for everyone of its file. The one rule: each side sees what is
//! theirs; account numbers are masked for all but the writers and finance.

use super::{
    documents,
    file::{self, Opened},
    next,
    signing::{self, Papers},
    sum::{self, Get},
    views::{FileLink, PaperView},
};
use crate::{
    domain::{access::Act, application::StageKind, ids::ApplicationId},
    http::{Answer, Ctx, Fail, Id, Said, pdf::Offers},
    queries::{application::FormKind, report},
    render::{
        Link, Page, Shell, day_text, euro_text,
        form::{ReadSection, read_form},
        parts::{Action, Download, Fact, Happened, NextLine, StepItem, WorkItem, steps},
        words,
    },
    web::finance::owed,
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Overview {
    shell: Shell,
    steps: Vec<StepItem>,
    next: NextLine,
    facts: Vec<Fact>,
    actions: Vec<Action>,
    /// Leads to the page that asks once more.
    withdraw: Option<Link>,
    sections: Vec<ReadSection>,
    get: Option<Get>,
    papers: Vec<PaperView>,
    downloads: Vec<Download>,
    owed: Vec<WorkItem>,
    evidence: Vec<FileLink>,
    sees_evidence: bool,
    past: Vec<Happened>,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::SeeFile).await?;
    ctx.page(&build(&ctx, &file).await?)
}

/// Takes it back into writing.
pub async fn reopen(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    file::permitted(&ctx, id, Act::WriteFile).await?;
    crate::actions::application::reopen(&ctx.state.desk, &ctx.actor, id)
        .await
        .map_err(|err| Fail::from_action(err, Link::Application(id)))?;
    Ok(ctx.go(&Link::ApplicationEdit(id), Said::Reopened))
}

async fn build(ctx: &Ctx, file: &Opened) -> Result<Overview, Fail> {
    let subject = file.subject();
    let database = &ctx.state.desk.database;
    let given = file::given(ctx, file, FormKind::Application).await?;
    let assessed = file.assess(ctx, &given.answers).await?;
    let papers = signing::load(ctx, file).await?;
    let sees_evidence = ctx.may(Act::SeeEvidence, &subject);
    let evidence =
        if sees_evidence { report::evidence(database, file.id()).await? } else { Vec::new() };
    let stage = file.stored.application.stage.kind();
    let names = words::stage(stage);
    let title = format!("{} visits {}: {}", file.visitor(), file.host(), names.applicant);
    let shell = ctx
        .shell(title)
        .back("My work", Link::Desk)
        .back(file.around.call.call.title.clone(), Link::Call(file.stored.application.call))
        .crumb(file.stored.application.reference.clone());
    let (labels, at) = words::visitor_steps(stage);
    let accounts = ctx.may(Act::SeeAccountNumbers, &subject);
    let left = if stage == StageKind::Draft { sum::left(ctx, file).await? } else { Vec::new() };
    Ok(Overview {
        next: next::next(ctx, file, &papers, &shell),
        steps: steps(&labels, at),
        facts: facts(file, assessed.working_days, assessed.distance_km),
        actions: actions(ctx, file),
        withdraw: (next::can_withdraw(stage) && ctx.may(Act::WriteFile, &subject))
            .then(|| Link::ApplicationWithdraw(file.id())),
        sections: read_form(&file.programme.form, &given.answers, &assessed.facts, accounts),
        get: Some(sum::get(&assessed, &file.programme, left)),
        papers: views(file, &papers, &Offers::of(ctx, file.id().0).await?),
        downloads: documents::overview_links(ctx, file).await?,
        owed: owed::of_file(ctx, file.id()).await?,
        past: super::past::lines(ctx, file).await?,
        evidence: evidence.iter().map(FileLink::of).collect(),
        sees_evidence: sees_evidence && at.is_some_and(|step| step >= 3),
        shell,
    })
}

/// The papers of a file, each with its places.
pub(super) fn views(file: &Opened, papers: &Papers, offers: &Offers) -> Vec<PaperView> {
    let view = |text: &crate::queries::papers::Text| PaperView {
        name: signing::name(text.paper),
        href: Link::PaperSign(file.id(), text.paper.code().to_owned()),
        signs: papers.under(file, text.paper),
        digest: text.digest.clone(),
        downloads: documents::paper_link(offers, file, papers, text.paper).into_iter().collect(),
    };
    papers.texts.iter().map(view).collect()
}

fn facts(file: &Opened, days: Option<u32>, km: Option<u32>) -> Vec<Fact> {
    let place = |o: &crate::queries::organisation::Stored| {
        let o = &o.organisation;
        format!("{}, {}, {}", o.name, o.address.town, o.country.name())
    };
    let stay = file.stored.application.stay.map_or_else(
        || "not answered".to_owned(),
        |stay| format!("{} to {}", day_text(stay.from), day_text(stay.to)),
    );
    let mut facts = vec![
        Fact::new("Visitor", place(&file.around.visitor)),
        Fact::new("Host", place(&file.around.host)),
        Fact::new("Stay", stay),
    ];
    if file.stored.virtual_exchange {
        facts.push(Fact::new("Kind", "virtual: nobody travels"));
    }
    if let Some(days) = days {
        facts.push(Fact::new("Working days", days.to_string()));
    }
    if let Some(km) = km {
        facts.push(Fact::new("Distance", format!("{} km", crate::render::number_text(km.into()))));
    }
    if let Some(award) = file.stored.application.stage.award() {
        facts.push(Fact::new("Awarded", euro_text(award.amount.cents())));
    }
    facts.push(Fact::new(
        "Partnerships",
        format!("{}; host: {}", file.around.visitor_partnership, file.around.host_partnership),
    ));
    facts
}

/// What the reader can do beside the next step.
fn actions(ctx: &Ctx, file: &Opened) -> Vec<Action> {
    let id = file.id();
    let subject = file.subject();
    let stage = file.stored.application.stage.kind();
    let writes = ctx.may(Act::WriteFile, &subject);
    let mut out = Vec::new();
    let is_open = file.around.call.call.takes(ctx.now()).is_ok();
    match stage {
        StageKind::Draft if writes && is_open => {
            out.push(Action::go("Check and submit", Link::ApplicationSubmit(id)));
        }
        StageKind::Submitted if writes && is_open => {
            out.push(Action::act("Take back into writing", Link::ApplicationReopen(id)));
        }
        StageKind::Draft
        | StageKind::Submitted
        | StageKind::Ineligible
        | StageKind::Awarded
        | StageKind::Agreed
        | StageKind::Reported
        | StageKind::Validated
        | StageKind::Feedback
        | StageKind::Closed
        | StageKind::Refused
        | StageKind::Withdrawn => {}
    }
    if writes && stage != StageKind::Draft {
        out.push(Action::go("Receipt", Link::ApplicationReceipt(id)));
    }
    if stage.holds_award() {
        out.push(Action::go("Papers", Link::Papers(id)));
    }
    if ctx.actor.reads_all() {
        out.push(Action::go("Office view", Link::File(id)));
    }
    out
}

impl Page for Overview {
    const TEMPLATE: &'static str = "pages/applicant/overview.html";
    fn samples() -> Vec<Self> {
        let (labels, at) = words::visitor_steps(StageKind::Awarded);
        let [some, none] = sum::samples();
        let full = Self {
            shell: Shell::sample("Tecnotex Lda visits Lodz Textile Cluster: to be signed"),
            steps: steps(&labels, at),
            next: super::samples::next(),
            facts: vec![Fact::new("Stay", "1 March 2027 to 5 March 2027")],
            actions: vec![Action::go("Receipt", Link::Home), Action::act("Take back", Link::Home)],
            withdraw: Some(Link::Home),
            sections: super::samples::read(),
            get: Some(some),
            papers: super::samples::papers(),
            downloads: super::samples::downloads(),
            owed: owed::samples(),
            evidence: vec![super::samples::file()],
            sees_evidence: true,
            past: vec![Happened {
                at: super::samples::NOW,
                says: "The application was handed in".to_owned(),
                who: "Ana Sousa".to_owned(),
            }],
        };
        let bare = Self {
            shell: Shell::sample("Tecnotex Lda visits Lodz Textile Cluster: being written"),
            steps: steps(&labels, None),
            next: super::samples::next(),
            facts: Vec::new(),
            actions: Vec::new(),
            withdraw: None,
            sections: Vec::new(),
            get: Some(none),
            papers: Vec::new(),
            downloads: Vec::new(),
            owed: Vec::new(),
            evidence: Vec::new(),
            sees_evidence: false,
            past: Vec::new(),
        };
        vec![full, bare]
    }
}
