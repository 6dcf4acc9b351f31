//! Papers of an exchange as PDF. The one rule: each is asked for with the permit of the page it
//! stands on; what the reader may not see there is not there.

use super::{
    file::{self, Opened},
    signing::{self, Papers},
};
use crate::{
    documents::{
        About, Paper as Print, Party, Place, Signed,
        exchange::{Certificate, Stay, ToSign, kind},
        receipt::{HandedIn, Submission},
    },
    domain::{
        access::Act,
        application::StageKind,
        document::{DocumentKind, Which},
        event::Event,
        ids::ApplicationId,
        paper::{Paper, Signatory},
    },
    http::{
        Answer, Ctx, Fail,
        pdf::{Offers, send},
    },
    queries::{application as read, file as trail, names, payments},
    render::{Link, parts::Download},
    web::finance::remittance,
};
use axum::extract::Path;
use std::collections::BTreeSet;

/// `GET /applications/{id}/documents/{document}`.
pub async fn show(ctx: Ctx, Path((id, code)): Path<(String, String)>) -> Answer {
    ctx.person()?;
    let id: ApplicationId = id.parse().map_err(|_| Fail::not_found())?;
    let kind = DocumentKind::from_code(&code).ok_or_else(Fail::not_found)?;
    let act = match kind {
        DocumentKind::Receipt | DocumentKind::Annex => Act::WriteFile,
        DocumentKind::Commitment | DocumentKind::FinancialAgreement | DocumentKind::Certificate => {
            Act::SeeFile
        }
        DocumentKind::AwardLetter
        | DocumentKind::RefusalLetter
        | DocumentKind::Remittance
        | DocumentKind::GrantAgreement
        | DocumentKind::Amendment
        | DocumentKind::DebitNote
        | DocumentKind::DeMinimis => return Err(Fail::not_found()),
    };
    let file = file::open(&ctx, id, act).await?;
    let paper = match kind {
        DocumentKind::Commitment => to_sign(&ctx, &file, Paper::Commitment).await?,
        DocumentKind::FinancialAgreement => to_sign(&ctx, &file, Paper::Agreement).await?,
        DocumentKind::Certificate => certificate(&ctx, &file).await?,
        DocumentKind::Annex
        | DocumentKind::Receipt
        | DocumentKind::AwardLetter
        | DocumentKind::RefusalLetter
        | DocumentKind::Remittance
        | DocumentKind::GrantAgreement
        | DocumentKind::Amendment
        | DocumentKind::DebitNote
        | DocumentKind::DeMinimis => handed_in(&ctx, &file, kind).await?,
    };
    send(&ctx, (act, &file.subject()), paper).await
}

fn about<'a>(ctx: &'a Ctx, file: &'a Opened) -> About<'a> {
    About {
        office: ctx.state.documents.office(),
        programme: &file.programme.title,
        call: &file.around.call.call.title,
        reference: &file.stored.application.reference,
        zone: file.programme.zone,
    }
}

async fn handed_in(ctx: &Ctx, file: &Opened, kind: DocumentKind) -> Result<Print, Fail> {
    let snapshot = read::receipt(&ctx.state.desk.database, file.id()).await?;
    let snapshot = snapshot.ok_or_else(Fail::not_found)?;
    let handed_in = HandedIn::read(&snapshot.text).map_err(Fail::broken)?;
    let submission = Submission {
        about: about(ctx, file),
        file: file.id().0,
        snapshot: &snapshot,
        handed_in: &handed_in,
        form: &file.programme.form,
        noun: "application",
    };
    let is_annex = kind == DocumentKind::Annex;
    Ok(if is_annex { submission.annex() } else { submission.receipt() })
}

async fn stay<'a>(ctx: &Ctx, file: &'a Opened) -> Result<Stay<'a>, Fail> {
    let given = file::given(ctx, file, read::FormKind::Application).await?;
    let assessed = file.assess(ctx, &given.answers).await?;
    let host = &file.around.host.organisation;
    Ok(Stay {
        host: &host.name,
        host_country: host.country.name(),
        town: &host.address.town,
        days: file.stored.application.stay.map(|stay| (stay.from, stay.to)),
        working_days: assessed.working_days,
    })
}

const fn place_name(place: Signatory) -> &'static str {
    match place {
        Signatory::Visitor => "For the visitor",
        Signatory::Host => "For the host",
        Signatory::VisitorPartnership => "For the visitor\u{2019}s partnership",
        Signatory::HostPartnership => "For the host\u{2019}s partnership",
    }
}

/// The places under a paper, as it is printed.
fn places(file: &Opened, papers: &Papers, paper: Paper) -> Vec<Place> {
    let view = |place: &Signatory| {
        let signed = papers.signatures.iter().find(|s| s.paper == paper && s.place == *place);
        Place {
            place: place_name(*place).to_owned(),
            organisation: signing::party(file, *place).to_owned(),
            signed: signed.map(|s| Signed {
                name: s.name.clone(),
                at: s.at,
                digest: s.text_digest.clone(),
            }),
        }
    };
    paper.signatories().iter().map(view).collect()
}

async fn to_sign(ctx: &Ctx, file: &Opened, paper: Paper) -> Result<Print, Fail> {
    let papers = signing::load(ctx, file).await?;
    let text = papers.texts.iter().find(|t| t.paper == paper).ok_or_else(Fail::not_found)?;
    let award = file.stored.application.stage.award().ok_or_else(Fail::not_found)?;
    let party = |place: &Signatory| {
        let organisation = match place {
            Signatory::Visitor => Some(&file.around.visitor.organisation),
            Signatory::Host => Some(&file.around.host.organisation),
            Signatory::VisitorPartnership | Signatory::HostPartnership => None,
        };
        Party {
            part: signing::role(*place).to_owned(),
            name: signing::party(file, *place).to_owned(),
            legal_id: organisation.map_or_else(String::new, |o| o.registration.clone()),
            address: organisation.map_or_else(String::new, |o| {
                let a = &o.address;
                format!("{}, {} {}, {}", a.street, a.post_code, a.town, o.country.name())
            }),
            share: String::new(),
        }
    };
    let about = about(ctx, file);
    let to_sign = ToSign {
        about,
        file: file.id().0,
        text,
        parties: paper.signatories().iter().map(party).collect(),
        stay: stay(ctx, file).await?,
        amount: award.amount,
        places: places(file, &papers, paper),
        frozen_on: award.at.day_in(about.zone),
    };
    Ok(to_sign.paper())
}

/// The report is validated, so the exchange took place.
const fn has_certificate(stage: StageKind) -> bool {
    matches!(stage, StageKind::Validated | StageKind::Feedback | StageKind::Closed)
}

async fn certificate(ctx: &Ctx, file: &Opened) -> Result<Print, Fail> {
    if !has_certificate(file.stored.application.stage.kind()) {
        return Err(Fail::not_found());
    }
    let conn = ctx.state.desk.database.reads();
    let lines = trail::happened(conn, file.id(), MOST).await?;
    let validated = |line: &&trail::Line| matches!(line.event, Some(Event::ReportValidated { .. }));
    let line = lines.iter().find(validated).ok_or_else(Fail::not_found)?;
    let ids: BTreeSet<_> = names::person(&line.by_whom).into_iter().collect();
    let people = names::people(conn, &ids).await?;
    let papers = signing::load(ctx, file).await?;
    let signer = papers.signatures.iter().find(|s| s.place == Signatory::Visitor);
    let about = about(ctx, file);
    let certificate = Certificate {
        about,
        file: file.id().0,
        person: signer.map_or_else(|| file.visitor(), |s| s.name.as_str()),
        visitor: file.visitor(),
        visitor_country: file.around.visitor.organisation.country.name(),
        stay: stay(ctx, file).await?,
        by: people.values().next().map_or("", String::as_str),
        on: line.at.day_in(about.zone),
    };
    Ok(certificate.paper())
}

/// Lines of the trail looked through; a file has far fewer in its life.
const MOST: u32 = 200;

fn link(offers: &Offers, file: &Opened, which: Which, label: &str) -> Option<Download> {
    let code = which.kind.code().to_owned();
    offers.link(which, label, Link::ApplicationDocument(file.id(), code))
}

/// The receipt and the annex, for the page of the receipt.
pub(super) async fn receipt_links(
    ctx: &Ctx,
    file: &Opened,
    number: i64,
) -> Result<Vec<Download>, Fail> {
    let offers = Offers::of(ctx, file.id().0).await?;
    let which = |kind| Which { kind, subject: file.id().0, version: number };
    let all = [
        link(&offers, file, which(DocumentKind::Receipt), "Receipt"),
        link(&offers, file, which(DocumentKind::Annex), "What was handed in"),
    ];
    Ok(all.into_iter().flatten().collect())
}

/// One paper to sign, with its signatures so far.
pub(super) fn paper_link(
    offers: &Offers,
    file: &Opened,
    papers: &Papers,
    paper: Paper,
) -> Option<Download> {
    let version = ToSign::version(&places(file, papers, paper));
    let which = Which { kind: kind(paper), subject: file.id().0, version };
    file.stored.application.stage.award()?;
    link(offers, file, which, signing::name(paper))
}

/// The certificate, and for the payee's people what was paid.
pub(super) async fn overview_links(ctx: &Ctx, file: &Opened) -> Result<Vec<Download>, Fail> {
    let stage = file.stored.application.stage.kind();
    if !has_certificate(stage) {
        return Ok(Vec::new());
    }
    let offers = Offers::of(ctx, file.id().0).await?;
    let kind = DocumentKind::Certificate;
    let which = Which { kind, subject: file.id().0, version: 1 };
    let mut all: Vec<Download> =
        link(&offers, file, which, "Certificate of exchange").into_iter().collect();
    all.extend(paid_links(ctx, file.id()).await?);
    Ok(all)
}

/// What was paid of a file to organisations of the reader.
pub(in crate::web::applicant) async fn paid_links(
    ctx: &Ctx,
    file: ApplicationId,
) -> Result<Vec<Download>, Fail> {
    let conn = ctx.state.desk.database.reads();
    let mut all = Vec::new();
    for payment in payments::of_file(conn, file).await? {
        if ctx.actor.role_in(payment.payee).is_some() {
            all.extend(remittance::links(ctx, &payment).await?);
        }
    }
    Ok(all)
}
