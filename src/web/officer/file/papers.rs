//! Papers with their signatures, evidence, and payments of a file, as its page shows them.

use super::Opened;
use crate::{
    actions::report::missing_evidence,
    documents::exchange::kind,
    domain::{
        access::Act,
        application::StageKind,
        document::Which,
        moment::{BRUSSELS, Moment},
        paper::{Paper, Signatory},
    },
    http::Ctx,
    render::{
        Link,
        parts::{Chip, Download, Signature},
        words,
    },
};
use chrono::NaiveDate;
use serde::Serialize;

/// A paper.
#[derive(Debug, Clone, Serialize)]
pub struct PaperView {
    name: String,
    paragraphs: Vec<String>,
    digest: String,
    signatures: Vec<Signature>,
    downloads: Vec<Download>,
    copies: Link,
}

/// Papers and who signed them; none before the award.
pub fn papers(o: &Opened) -> Vec<PaperView> {
    let party = |place: &Signatory| {
        let (visitor, host) = (&o.whole.visitor.organisation, &o.whole.host.organisation);
        let code = |id| {
            let found = o.whole.partnerships.iter().find(|p| p.id == id);
            found.map_or("", |p| p.code.as_str())
        };
        match place {
            Signatory::Visitor => format!("Visitor: {}", visitor.name),
            Signatory::Host => format!("Host: {}", host.name),
            Signatory::VisitorPartnership => {
                format!("Visitor's partnership: {}", code(o.application.visitor_partnership))
            }
            Signatory::HostPartnership => {
                format!("Host's partnership: {}", code(o.application.host_partnership))
            }
        }
    };
    let signature = |paper: Paper, place: &Signatory| {
        let signed = o.whole.signatures.iter().find(|s| s.paper == paper && s.place == *place);
        Signature {
            party: party(place),
            by: signed.map(|s| s.name.clone()),
            at: signed.map(|s| s.at),
            detail: signed.map_or_else(String::new, |s| format!("text {}", short(&s.text_digest))),
        }
    };
    let download = |paper: Paper| {
        o.application.stage.award()?;
        let signed = o.whole.signatures.iter().filter(|s| s.paper == paper).count();
        let which = Which {
            kind: kind(paper),
            subject: o.application.id.0,
            version: i64::try_from(signed).unwrap_or(i64::MAX),
        };
        let href = Link::ApplicationDocument(o.application.id, which.kind.code().to_owned());
        o.offers.link(which, words::paper_name(paper), href)
    };
    let view = |text: &crate::queries::file::PaperText| PaperView {
        name: words::paper_name(text.paper).to_owned(),
        paragraphs: text.text.split("\n\n").map(str::to_owned).collect(),
        digest: text.digest.clone(),
        signatures: text.paper.signatories().iter().map(|p| signature(text.paper, p)).collect(),
        downloads: download(text.paper).into_iter().collect(),
        copies: Link::PaperSign(o.application.id, text.paper.code().to_owned()),
    };
    o.whole.texts.iter().map(view).collect()
}

/// The first signs of a digest, enough to compare by eye.
fn short(digest: &str) -> String {
    format!("{}…", digest.chars().take(12).collect::<String>())
}

/// A file of evidence.
#[derive(Debug, Clone, Serialize)]
pub struct EvidenceView {
    kind: String,
    name: String,
    size: String,
    who: String,
    at: Moment,
    href: Option<String>,
}

/// The evidence that is in.
pub fn evidence(ctx: &Ctx, o: &Opened) -> Vec<EvidenceView> {
    let sees = ctx.may(Act::SeeEvidence, &o.subject);
    let view = |file: &crate::queries::file::EvidenceFile| {
        let rule = o.programme.evidence.iter().find(|rule| rule.key == file.kind);
        EvidenceView {
            kind: rule.map_or_else(|| file.kind.clone(), |rule| rule.label.clone()),
            name: file.name.clone(),
            size: format!("{} kB", (file.length / 1000).max(1)),
            who: o.whole.people.get(&file.added_by).cloned().unwrap_or_default(),
            at: file.added_at,
            href: sees.then(|| Link::Attachment(file.id).into()),
        }
    };
    o.whole.evidence.iter().map(view).collect()
}

/// What is asked for and not there, once a report can be written.
pub fn missing(o: &Opened) -> String {
    let waits = matches!(o.stage(), StageKind::Agreed | StageKind::Reported);
    let missing = missing_evidence(&o.programme, &o.assessed, &o.whole.evidence);
    if waits { words::list(&missing) } else { String::new() }
}

/// A payment.
#[derive(Debug, Clone, Serialize)]
pub struct PaymentView {
    href: Option<String>,
    cents: i64,
    chip: Chip,
    due_on: NaiveDate,
    says: String,
}

/// The payments of the file, oldest first.
pub fn payments(ctx: &Ctx, o: &Opened) -> Vec<PaymentView> {
    let sees = ctx.may(Act::SeePayments, &o.subject);
    let name = |id| o.whole.people.get(&id).cloned().unwrap_or_default();
    let view = |payment: &crate::queries::file::Payment| PaymentView {
        href: sees.then(|| Link::Payment(payment.id).into()),
        cents: payment.amount.cents(),
        chip: words::payment_stage(payment.stage.kind()),
        due_on: payment.due_on,
        says: match payment.approved_by {
            Some(by) => {
                format!("proposed by {}, approved by {}", name(payment.proposed_by), name(by))
            }
            None => format!("proposed by {}", name(payment.proposed_by)),
        },
    };
    o.whole.payments.iter().map(view).collect()
}

impl PaperView {
    /// Some for the samples.
    pub fn samples() -> Vec<Self> {
        let signature = Signature {
            party: "Visitor: Tecnotex Lda".to_owned(),
            by: None,
            at: None,
            detail: String::new(),
        };
        let name = words::paper_name(Paper::Commitment).to_owned();
        let (paragraphs, digest) = (vec!["We agree.".to_owned()], "9f2c".to_owned());
        vec![Self {
            name,
            paragraphs,
            digest,
            signatures: vec![signature],
            downloads: Vec::new(),
            copies: Link::Home,
        }]
    }
}

impl EvidenceView {
    /// Some for the samples.
    pub fn samples() -> Vec<Self> {
        let one = Self {
            kind: "Proof of travel".to_owned(),
            name: "boarding.pdf".to_owned(),
            size: "212 kB".to_owned(),
            who: "Ana Sousa".to_owned(),
            at: super::super::parts::sample_now(),
            href: Some("/".to_owned()),
        };
        vec![Self { href: None, ..one.clone() }, one]
    }
}

impl PaymentView {
    /// Some for the samples.
    pub fn samples() -> Vec<Self> {
        let one = Self {
            href: Some("/".to_owned()),
            cents: 61_000,
            chip: words::payment_stage(crate::domain::payment::PaymentStageKind::Approved),
            due_on: super::super::parts::sample_now().day_in(BRUSSELS),
            says: "proposed by Maria Keller".to_owned(),
        };
        vec![Self { href: None, ..one.clone() }, one]
    }
}
