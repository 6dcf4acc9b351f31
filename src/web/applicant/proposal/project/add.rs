//! What the reader of a project's page can set or add: milestones, documents, invoices. The one
//! rule: a form is there only for whoever may send it.

use super::Add;
use crate::{
    actions::project,
    domain::{
        access::Act, agreement::AgreementStage, instalment::InstalmentStageKind, scored::DueWhen,
    },
    http::{Ctx, Typed},
    render::{
        form::{FieldView, Input, Upload},
        words,
    },
    web::grant::{Deed, Opened},
};

pub(super) fn deeds(ctx: &Ctx, o: &Opened, typed: &Typed) -> Vec<Deed> {
    let runs = o.at(AgreementStage::InForce).is_some();
    if !runs || !ctx.may(Act::WriteGrant, &o.subject()) {
        return Vec::new();
    }
    let reach = |one: &crate::queries::grant::Milestone| {
        let id = one.id.to_string();
        let again = typed.get("of") == id;
        let shown = FieldView::new(Input::Text, "shown_by", "How can it be seen?");
        let kept = if again { typed.get("shown_by") } else { "" };
        let mut deed = Deed::new("reach", &id, 0, "Say that it is reached")
            .says(format!("Reached: {}", one.title), "The office reads it.")
            .ask(shown.with_id(format!("f-reach-{id}")).value(kept));
        deed.open = again;
        deed
    };
    let open = o.whole.milestones.iter().filter(|one| one.done_at.is_none());
    let mut all: Vec<Deed> = open.map(reach).collect();
    let mut add = Deed::new("milestone", "", 0, "Add the milestone")
        .says("Set a milestone", "What shall be reached by when? A report is tied to one.")
        .ask(FieldView::new(Input::Line, "title", "What is reached").value(typed.get("title")))
        .ask(FieldView::new(Input::Date, "due_on", "By when").value(typed.get("due_on")));
    add.open = typed.get("act") == "milestone";
    all.push(add);
    all
}

pub(super) fn adds(ctx: &Ctx, o: &Opened, typed: &Typed) -> Vec<Add> {
    let over = o.at(AgreementStage::Ended).is_some() || o.at(AgreementStage::Closed).is_some();
    if over {
        return Vec::new();
    }
    let limits = &ctx.state.desk.settings.limits;
    let kinds: Vec<String> = limits.upload_kinds.iter().map(|kind| kind.to_uppercase()).collect();
    let most = limits.upload_max_bytes / 1_000_000;
    let upload = |kind: &str| Upload {
        name: format!("file-{kind}"),
        label: "The document".to_owned(),
        hint: String::new(),
        accept: limits
            .upload_kinds
            .iter()
            .map(|kind| format!(".{kind}"))
            .collect::<Vec<_>>()
            .join(","),
        limits: format!("{}, at most {most} MB.", words::list(&kinds)),
        error: None,
    };
    let mut out = Vec::new();
    let writes = ctx.may(Act::WriteGrant, &o.subject());
    if writes && o.lacks_consortium() {
        let day = FieldView::new(Input::Date, "signed_on", "Signed by all of you on");
        out.push(Add {
            kind: project::CONSORTIUM,
            title: "Consortium agreement".to_owned(),
            intro: "The agreement the organisations have signed among themselves.".to_owned(),
            fields: vec![day.value(typed.get("signed_on"))],
            upload: upload("consortium"),
            button: "Add the consortium agreement",
        });
    }
    out.extend(invoice(ctx, o, typed, &upload));
    if writes {
        out.push(Add {
            kind: project::DELIVERABLE,
            title: "A document that shows what was done".to_owned(),
            intro: "Drawings, measurements, photographs: what belongs to a report.".to_owned(),
            fields: Vec::new(),
            upload: upload("deliverable"),
            button: "Add the document",
        });
    }
    out
}

fn invoice(ctx: &Ctx, o: &Opened, typed: &Typed, upload: &dyn Fn(&str) -> Upload) -> Option<Add> {
    let code = DueWhen::Certificate.code();
    let planned = InstalmentStageKind::Planned;
    let mine = o.whole.instalments.iter().filter(|one| {
        let of = &one.instalment;
        of.condition == code
            && of.stage.kind() == planned
            && o.may_part(ctx, of.payee, Act::WriteGrant, Act::WriteGrantPart)
    });
    let mine: Vec<(String, String)> = mine
        .map(|one| {
            let id = one.instalment.payee;
            (id.to_string(), o.organisation(id).to_owned())
        })
        .collect();
    let (first, _) = mine.first()?.clone();
    let chosen = Some(typed.get("organisation")).filter(|id| !id.is_empty()).map(str::to_owned);
    let for_whom = FieldView::new(Input::Select, "organisation", "Paid by");
    Some(Add {
        kind: project::INVOICE,
        title: "An invoice of a provider".to_owned(),
        intro: "The office certifies what is paid back of it, at most what was promised."
            .to_owned(),
        fields: vec![
            for_whom.options(mine).value(chosen.unwrap_or(first)),
            FieldView::new(Input::Line, "provider", "Who wrote it").value(typed.get("provider")),
            FieldView::new(Input::Amount, "amount", "Over how much, without VAT")
                .unit("EUR")
                .value(typed.get("amount")),
        ],
        upload: upload("invoice"),
        button: "Send the invoice",
    })
}
