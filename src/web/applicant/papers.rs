//! The papers of a file: the list, and one to read and sign. The one rule: a signature is under the
//! very text on the page; its digest comes back with the form.

use super::{
    file::{self, Opened},
    overview::views,
    signing::{self, Papers},
    views::PaperView,
};
use crate::{
    actions::{ActionError, papers, signed_copy},
    domain::{
        access::Act,
        form::FieldRefusal,
        ids::ApplicationId,
        paper::{Paper, Signatory},
        refusal::Refusal,
        signed_copy::CopyOf,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed, pdf::Offers},
    queries::signed_copy as read,
    render::{
        Link, Page, Shell, Tone,
        form::{FieldView, Input},
        parts::Signature,
        words,
    },
    web::copies::{self, Copies, Shown},
};
use axum::{extract::Path, http::StatusCode};
use serde::Serialize;

/// All papers of a file.
#[derive(Debug, Serialize)]
pub struct List {
    shell: Shell,
    papers: Vec<PaperView>,
}

/// One paper.
#[derive(Debug, Serialize)]
pub struct PaperPage {
    shell: Shell,
    name: &'static str,
    paragraphs: Vec<String>,
    digest: String,
    signs: Vec<Signature>,
    /// Places the reader can sign for.
    places: Vec<Place>,
    /// Why the reader can't, who otherwise could; empty when they can, or never could.
    barred: String,
    copies: Copies,
    send: Link,
}

/// A place to sign.
#[derive(Debug, Serialize)]
struct Place {
    code: &'static str,
    /// As what they sign: a coordinator may find both partnerships here.
    role: &'static str,
    button: String,
    agree: FieldView,
}

/// Shows the list.
pub async fn list(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let file = file::open(&ctx, id, Act::SeeFile).await?;
    let papers = signing::load(&ctx, &file).await?;
    let title = match (papers.texts.len(), papers.missing().len()) {
        (0, _) => "There are no papers yet".to_owned(),
        (_, 0) => "All papers are signed".to_owned(),
        (_, 1) => "1 signature is missing".to_owned(),
        (_, many) => format!("{many} signatures are missing"),
    };
    let offers = Offers::of(&ctx, id.0).await?;
    let papers = views(&file, &papers, &offers);
    ctx.page(&List { shell: file.shell(&ctx, title), papers })
}

/// Shows one.
pub async fn show(ctx: Ctx, Path((id, paper)): Path<(String, String)>) -> Answer {
    let (file, papers, paper) = open(&ctx, &id, &paper).await?;
    let copies = copies(&ctx, &file, paper, None).await?;
    ctx.page(&build(&ctx, &file, &papers, (paper, copies), None)?)
}

/// Signs it for one party.
pub async fn sign(ctx: Ctx, Path((id, code)): Path<(String, String)>, typed: Typed) -> Answer {
    let (file, papers, paper) = open(&ctx, &id, &code).await?;
    let place = Signatory::from_code(typed.get("place")).ok_or_else(Fail::not_found)?;
    if !typed.ticked(&format!("agree-{}", place.code())) {
        let copies = copies(&ctx, &file, paper, None).await?;
        let page = build(&ctx, &file, &papers, (paper, copies), Some(place))?;
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let desk = &ctx.state.desk;
    let digest = typed.get("digest");
    match papers::sign(desk, &ctx.actor, file.id(), paper, place, digest).await {
        Ok(()) => Ok(ctx.go(&Link::PaperSign(file.id(), paper.code().to_owned()), Said::Signed)),
        Err(ActionError::Refused(refusal)) => {
            let (file, papers, paper) = open(&ctx, &id, &code).await?;
            let copies = copies(&ctx, &file, paper, None).await?;
            let mut page = build(&ctx, &file, &papers, (paper, copies), None)?;
            let says = words::refusal(&refusal, page.shell.zone);
            page.shell = page.shell.flash(Tone::Warn, says);
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

async fn open(ctx: &Ctx, id: &str, paper: &str) -> Result<(Opened, Papers, Paper), Fail> {
    let id = id.parse().map_err(|_| Fail::not_found())?;
    let file = file::open(ctx, id, Act::SeeFile).await?;
    let papers = signing::load(ctx, &file).await?;
    let paper = Paper::from_code(paper).ok_or_else(Fail::not_found)?;
    Ok((file, papers, paper))
}

/// The paper again, with why a copy of it was not taken.
pub(super) async fn copy_refused(
    ctx: &Ctx,
    id: ApplicationId,
    paper: Paper,
    why: String,
) -> Result<PaperPage, Fail> {
    let file = file::open(ctx, id, Act::SeeFile).await?;
    let papers = signing::load(ctx, &file).await?;
    let copies = copies(ctx, &file, paper, Some(why)).await?;
    build(ctx, &file, &papers, (paper, copies), None)
}

/// The copies beside it: one statement.
async fn copies(
    ctx: &Ctx,
    file: &Opened,
    paper: Paper,
    wrong: Option<String>,
) -> Result<Copies, Fail> {
    let all = read::of(&ctx.state.desk.database, file.id()).await?;
    let holds = file.stored.application.stage.kind().holds_award();
    let shown = Shown {
        of: CopyOf::Paper(paper),
        title: String::new(),
        may: holds && ctx.may(signed_copy::act(paper), &file.subject()),
        send: Link::PaperCopy(file.id(), paper.code().to_owned()),
        wrong,
    };
    Ok(copies::of(ctx, shown, &all))
}

fn build(
    ctx: &Ctx,
    file: &Opened,
    papers: &Papers,
    (paper, copies): (Paper, Copies),
    unticked: Option<Signatory>,
) -> Result<PaperPage, Fail> {
    let text = papers.texts.iter().find(|t| t.paper == paper).ok_or_else(Fail::not_found)?;
    let me = ctx.name.clone().unwrap_or_default();
    let place = |(_, place): (Paper, Signatory)| {
        let party = signing::party(file, place).to_owned();
        let name = format!("agree-{}", place.code());
        let agree = FieldView::new(
            Input::Confirm,
            name,
            format!("I have read this text and may sign for {party}"),
        );
        let why = (unticked == Some(place)).then_some(&FieldRefusal::NotConfirmed);
        Place {
            code: place.code(),
            role: signing::role(place),
            button: format!("I sign for {party} as {me}"),
            agree: agree.fault(why),
        }
    };
    let places: Vec<Place> =
        papers.mine(ctx, file).into_iter().filter(|(p, _)| *p == paper).map(place).collect();
    let missing = papers.missing();
    let barred = missing.iter().filter(|(p, _)| *p == paper).any(|(_, place)| {
        ctx.may(signing::act(*place), &file.subject())
            && ctx.actor.person().is_some_and(|me| papers.signed_for_other(me, *place))
    });
    let title = match missing.iter().filter(|(p, _)| *p == paper).count() {
        0 => format!("{}: signed by all", signing::name(paper)),
        1 => format!("{}: 1 signature is missing", signing::name(paper)),
        many => format!("{}: {many} signatures are missing", signing::name(paper)),
    };
    let shell = file.shell(ctx, title).back("Papers", Link::Papers(file.id()));
    let barred = if barred && places.is_empty() {
        words::refusal(&Refusal::SignedForOther, shell.zone)
    } else {
        String::new()
    };
    Ok(PaperPage {
        shell,
        name: signing::name(paper),
        paragraphs: text.text.split("\n\n").map(ToOwned::to_owned).collect(),
        digest: text.digest.clone(),
        signs: papers.under(file, paper),
        places,
        barred,
        copies,
        send: Link::PaperSign(file.id(), paper.code().to_owned()),
    })
}

impl Page for List {
    const TEMPLATE: &'static str = "pages/applicant/papers.html";
    fn samples() -> Vec<Self> {
        let page = |title: &str, papers| Self { shell: Shell::sample(title), papers };
        vec![
            page("1 signature is missing", super::samples::papers()),
            page("There are no papers yet", Vec::new()),
        ]
    }
}

impl Page for PaperPage {
    const TEMPLATE: &'static str = "pages/applicant/paper.html";
    fn samples() -> Vec<Self> {
        let page = |places, barred: &str| {
            let view = super::samples::papers().into_iter().next()?;
            let copies = Copies::samples().into_iter();
            Some(Self {
                shell: Shell::sample("Commitment to Quality: 1 signature is missing"),
                name: view.name,
                paragraphs: vec!["1. The stay.".to_owned(), "2. Goals:\nmeet <all>".to_owned()],
                digest: view.digest,
                signs: view.signs,
                places,
                barred: barred.to_owned(),
                copies: if barred.is_empty() { copies.take(1).next()? } else { copies.last()? },
                send: Link::Home,
            })
        };
        let place = Place {
            code: "visitor",
            role: "Visitor",
            button: "I sign for Tecnotex Lda as Ana Sousa".to_owned(),
            agree: FieldView::new(Input::Confirm, "agree-visitor", "I have read this text")
                .fault(Some(&FieldRefusal::NotConfirmed)),
        };
        [page(vec![place], ""), page(Vec::new(), "Another person must sign.")]
            .into_iter()
            .flatten()
            .collect()
    }
}
