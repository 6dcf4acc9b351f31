//! The agreement: text, parties, signatures, and the box to sign in. The one rule: a signature is
//! under the very text on the page; its digest comes back with the form.

use crate::{
    actions::{ActionError, agreement},
    domain::{
        access::Act,
        agreement::{AgreementStage, SignPlace},
        form::FieldRefusal,
        ids::ApplicationId,
        refusal::Refusal,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::grant::{Agreement, Change, Signature as Signed},
    render::{
        Link, Page, Shell, Tone, day_text,
        form::{FieldView, Input},
        moment_text,
        parts::{Chip, Download, Fact, Signature},
        words,
    },
    web::{
        copies::Copies,
        grant::{self, Opened},
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct AgreementPage {
    shell: Shell,
    chip: Chip,
    facts: Vec<Fact>,
    paragraphs: Vec<String>,
    digest: String,
    signs: Vec<Signature>,
    downloads: Vec<Download>,
    copies: Vec<Copies>,
    places: Vec<Place>,
    barred: String,
    changes: Vec<Fact>,
    earlier: Vec<Earlier>,
    send: Link,
}

/// A place the reader can sign for.
#[derive(Debug, Serialize)]
struct Place {
    code: String,
    button: String,
    agree: FieldView,
    still_sme: Option<FieldView>,
}

/// An earlier version, to read.
#[derive(Debug, Serialize)]
struct Earlier {
    title: String,
    paragraphs: Vec<String>,
    digest: String,
}

fn may(ctx: &Ctx, o: &Opened, place: SignPlace) -> bool {
    match place {
        SignPlace::Partner(id) => {
            o.may_part(ctx, id, Act::SignGrantAsLead, Act::SignGrantAsPartner)
        }
        SignPlace::Contracting => {
            let issued = o.at(AgreementStage::Issued);
            let signs = issued.and_then(|of| o.whole.gives(of)).map(|one| one.person_id);
            signs == ctx.actor.person() && ctx.may(Act::SignGrantForProject, &o.subject())
        }
    }
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<ApplicationId>) -> Answer {
    let o = grant::open(&ctx, id, Act::SeeGrant).await?;
    ctx.page(&build(&ctx, &o, None).await?)
}

/// Signs it for one party.
pub async fn sign(ctx: Ctx, Id(id): Id<ApplicationId>, typed: Typed) -> Answer {
    let o = grant::open(&ctx, id, Act::SeeGrant).await?;
    let place = SignPlace::from_code(typed.get("place")).ok_or_else(Fail::not_found)?;
    let ticked = typed.ticked("agree");
    let still_sme = typed.ticked("still_sme");
    if may(&ctx, &o, place) && (!ticked || (place != SignPlace::Contracting && !still_sme)) {
        let page = build(&ctx, &o, Some((place, ticked, still_sme))).await?;
        return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let (desk, digest) = (&ctx.state.desk, typed.get("digest"));
    match agreement::sign(desk, &ctx.actor, id, place, digest, still_sme).await {
        Ok(()) => Ok(ctx.go(&Link::Agreement(id), Said::Signed)),
        Err(ActionError::Refused(refusal)) => {
            let o = grant::open(&ctx, id, Act::SeeGrant).await?;
            let mut page = build(&ctx, &o, None).await?;
            let says = words::refusal(&refusal, page.shell.zone);
            page.shell = page.shell.flash(Tone::Warn, says);
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// The page again, with why a copy of this version was not taken.
pub(super) async fn copy_refused(
    ctx: &Ctx,
    o: &Opened,
    version: u32,
    why: String,
) -> Result<AgreementPage, Fail> {
    let copies = grant::copies::list(ctx, o, Some((version, why))).await?;
    Ok(AgreementPage { copies, ..build(ctx, o, None).await? })
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(ToOwned::to_owned).collect()
}

async fn build(
    ctx: &Ctx,
    o: &Opened,
    unticked: Option<(SignPlace, bool, bool)>,
) -> Result<AgreementPage, Fail> {
    let of = o.shown().ok_or_else(Fail::not_found)?;
    let chip = words::agreement_stage(of.stage);
    let what = if of.is_amendment { "Amendment" } else { "Agreement" };
    let shell = ctx
        .shell(format!("{what}: {}", chip.label))
        .back("My work", Link::Desk)
        .back(o.stored.proposal.reference.clone(), Link::Proposal(o.id()))
        .crumb(o.call.call.title.clone());
    let under = |one: &Signed| one.agreement == of.id;
    let signed: Vec<_> = o.whole.signatures.iter().filter(|one| under(one)).collect();
    let me = ctx.actor.person();
    let has_signed = signed.iter().any(|one| Some(one.by) == me);
    let is_open = of.stage == AgreementStage::Issued;
    let missing = o.places().into_iter().filter(|place| {
        is_open && !signed.iter().any(|one| one.place == *place) && may(ctx, o, *place)
    });
    let missing: Vec<SignPlace> = missing.collect();
    let barred = if has_signed && !missing.is_empty() {
        words::refusal(&Refusal::SignedForOther, shell.zone)
    } else {
        String::new()
    };
    let name = ctx.name.clone().unwrap_or_default();
    let places = if has_signed { Vec::new() } else { missing };
    let mut facts = vec![
        Fact::new("Version", of.number.to_string()),
        Fact::new("First day of the work", day_text(of.starts_on)),
        Fact::new("Months", of.months.to_string()),
    ];
    facts.extend(of.issued_at.map(|at| Fact::new("Sent", moment_text(at, shell.zone))));
    facts.extend(of.in_force_at.map(|at| Fact::new("In force", moment_text(at, shell.zone))));
    if !of.end_reason.is_empty() {
        facts.push(Fact::new("Why it is over", of.end_reason.clone()));
    }
    let change =
        |one: &Change| Fact::new(one.what.clone(), format!("{} becomes {}", one.old, one.new));
    let older = o.whole.agreements.iter().filter(|one| one.number < of.number);
    let earlier = |one: &Agreement| Earlier {
        title: format!("Version {}: {}", one.number, words::agreement_stage(one.stage).label),
        paragraphs: paragraphs(&one.text),
        digest: one.digest.clone(),
    };
    Ok(AgreementPage {
        chip,
        facts,
        paragraphs: paragraphs(&of.text),
        digest: of.digest.clone(),
        signs: o.signs(of),
        downloads: grant::amendment::links(ctx, o).await?,
        copies: grant::copies::list(ctx, o, None).await?,
        places: places.into_iter().map(|place| view(o, of, place, &name, unticked)).collect(),
        barred,
        changes: of.changes.iter().map(change).collect(),
        earlier: older.map(earlier).collect(),
        send: Link::Agreement(o.id()),
        shell,
    })
}

fn view(
    o: &Opened,
    of: &Agreement,
    place: SignPlace,
    me: &str,
    unticked: Option<(SignPlace, bool, bool)>,
) -> Place {
    let party = o.party(of, place);
    let wrong = unticked.filter(|(of, _, _)| *of == place);
    let lacks = |ticked: bool| (!ticked).then_some(&FieldRefusal::NotConfirmed);
    let agree = FieldView::new(
        Input::Confirm,
        "agree",
        format!("I have read this text and may sign for {party}"),
    );
    let sme = FieldView::new(
        Input::Confirm,
        "still_sme",
        format!("I declare today, anew, that {party} is a micro, small or medium-sized enterprise"),
    );
    let code = place.to_string();
    Place {
        button: format!("I sign for {party} as {me}"),
        agree: agree
            .with_id(format!("agree-{code}").replace(':', "-"))
            .fault(wrong.and_then(|(_, agreed, _)| lacks(agreed))),
        still_sme: (place != SignPlace::Contracting).then(|| {
            sme.with_id(format!("sme-{code}").replace(':', "-"))
                .fault(wrong.and_then(|(_, _, sme)| lacks(sme)))
        }),
        code,
    }
}

impl Page for AgreementPage {
    const TEMPLATE: &'static str = "pages/applicant/proposal/agreement.html";
    fn samples() -> Vec<Self> {
        let page = |places, barred: &str, earlier| Self {
            shell: Shell::sample("Agreement: waiting for signatures"),
            chip: Chip::new(Tone::Warn, "waiting for signatures"),
            facts: vec![Fact::new("Version", "2")],
            paragraphs: vec!["1. Subject.".to_owned(), "2. Pay\n<in time>".to_owned()],
            digest: "9f86d081884c7d65".to_owned(),
            signs: vec![Signature {
                party: "Tecnotex Lda".to_owned(),
                by: None,
                at: None,
                detail: "Its lead or a signatory signs.".to_owned(),
            }],
            downloads: Vec::new(),
            copies: Copies::samples(),
            places,
            barred: barred.to_owned(),
            changes: vec![Fact::new("Months", "9 becomes 12")],
            earlier,
            send: Link::Home,
        };
        let box_ = |id: &str| FieldView::new(Input::Confirm, id, "I have read this text");
        let place = Place {
            code: "partner:7".to_owned(),
            button: "I sign for Tecnotex Lda as Ana Sousa".to_owned(),
            agree: box_("agree").fault(Some(&FieldRefusal::NotConfirmed)),
            still_sme: Some(box_("still_sme")),
        };
        let project = Place {
            code: "contracting".to_owned(),
            button: "I sign for Cluster as Bo Holm".to_owned(),
            agree: box_("agree"),
            still_sme: None,
        };
        let earlier = Earlier {
            title: "Version 1: replaced".to_owned(),
            paragraphs: vec!["1. Subject.".to_owned()],
            digest: "60303ae22b998861".to_owned(),
        };
        vec![
            page(vec![place, project], "", vec![earlier]),
            page(Vec::new(), "Another person must sign.", Vec::new()),
        ]
    }
}
