//! What can be done with a file from its page, as forms. The one rule: a button is there only for
//! whoever may press it and at a stage where it does something.

use super::{Opened, Refused};
use crate::{
    actions::decision,
    domain::{
        access::Act,
        application::{Stage, StageKind},
        moment::BRUSSELS,
        refusal::{FieldRefusal, Refusal},
    },
    http::Ctx,
    render::{
        Link, Tone, euro_text,
        form::{FieldView, Input},
        parts::NextLine,
        words,
    },
};
use serde::Serialize;

/// One thing to do.
#[derive(Debug, Clone, Serialize)]
pub struct ActForm {
    /// Code sent with the form.
    act: &'static str,
    title: String,
    intro: String,
    /// What is asked.
    pub fields: Vec<FieldView>,
    button: String,
    /// Why it can't be done yet; then there is no button.
    waits: Option<NextLine>,
    main: bool,
    grave: bool,
    href: String,
    open: bool,
}

/// What a page had seen of a file, sent back with its forms.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    version: i64,
    stage: String,
}

impl Seen {
    /// This version at this stage.
    pub fn of(version: i64, stage: &str) -> Self {
        Self { version, stage: stage.to_owned() }
    }
}

/// The name of the field that holds the reason of an act.
pub fn reason_field(act: &str) -> String {
    format!("reason_{act}")
}

/// One kind of form.
struct Kind {
    act: &'static str,
    title: &'static str,
    intro: String,
    button: &'static str,
    reason: Option<&'static str>,
    waits: Option<NextLine>,
    main: bool,
    grave: bool,
}

/// The forms of the stage.
pub fn forms(ctx: &Ctx, o: &Opened, refused: &Refused) -> Vec<ActForm> {
    let id = o.application.id;
    let mut forms = Vec::new();
    if ctx.may(Act::Decide, &o.subject) {
        let kinds = match o.stage() {
            StageKind::Submitted => vec![award(ctx, o), ineligible(), refuse()],
            StageKind::Ineligible => vec![reinstate(), refuse()],
            StageKind::Draft
            | StageKind::Awarded
            | StageKind::Agreed
            | StageKind::Reported
            | StageKind::Validated
            | StageKind::Feedback
            | StageKind::Closed
            | StageKind::Refused
            | StageKind::Withdrawn => Vec::new(),
        };
        forms.extend(kinds.into_iter().map(|kind| form(kind, &Link::Decide(id), refused)));
        forms.extend((o.stage() == StageKind::Submitted).then(|| distance(o, refused)));
    }
    if ctx.may(Act::ValidateReport, &o.subject) && o.stage() == StageKind::Reported {
        for kind in [validate(o), send_back()] {
            forms.push(form(kind, &Link::Validate(id), refused));
        }
    }
    if ctx.may(Act::ProposePayment, &o.subject) && proposable(o) {
        forms.push(form(propose(o), &Link::Propose(id), refused));
    }
    forms
}

/// Validated, and no payment under way or done.
fn proposable(o: &Opened) -> bool {
    o.stage() == StageKind::Validated
        && o.whole.payments.iter().all(|payment| payment.stage.kind().is_final())
}

fn form(kind: Kind, href: &Link, refused: &Refused) -> ActForm {
    let fields = kind.reason.map(|label| {
        let name = reason_field(kind.act);
        let typed = refused.typed.get(&name);
        let lacks = refused.missing.as_deref() == Some(name.as_str());
        let fault = lacks.then_some(&FieldRefusal::Missing);
        let hint = "The people concerned will read it, and it stays in the file.";
        FieldView::new(Input::Text, name, label).hint(hint).value(typed).fault(fault)
    });
    ActForm {
        act: kind.act,
        title: kind.title.to_owned(),
        intro: kind.intro,
        fields: fields.into_iter().collect(),
        button: kind.button.to_owned(),
        waits: kind.waits,
        main: kind.main,
        grave: kind.grave,
        href: href.path(),
        open: refused.typed.get("act") == kind.act,
    }
}

fn plain(act: &'static str, title: &'static str, button: &'static str, intro: &str) -> Kind {
    let intro = intro.to_owned();
    Kind { act, title, intro, button, reason: None, waits: None, main: false, grave: false }
}

fn award(ctx: &Ctx, o: &Opened) -> Kind {
    let sum = o.assessed.sum.as_ref().ok().map(|sum| sum.amount);
    let intro = match sum {
        Some(sum) if o.virtual_exchange => {
            format!("A virtual exchange: {} and no place of a quota.", euro_text(sum.cents()))
        }
        Some(sum) => format!(
            "Reserves {} and one place in every quota it counts in, all of it or nothing.",
            euro_text(sum.cents())
        ),
        None => "There is no sum yet, so it can't be awarded.".to_owned(),
    };
    let kind = plain("award", "Award", "Award", &intro);
    Kind { main: true, waits: waits(ctx, o), ..kind }
}

/// Why it can't be awarded yet.
fn waits(ctx: &Ctx, o: &Opened) -> Option<NextLine> {
    let by = ctx.actor.person()?;
    let (stage, answered) = (&o.application.stage, &o.whole.checks);
    let why = decision::award_refused(ctx.now(), by, stage, &o.assessed, answered)?;
    // Without a sum there is nothing to mend here; the form's own words say so.
    let unknown = matches!(why, Refusal::FormIncomplete { .. });
    Some(not_yet(if unknown { String::new() } else { words::refusal(&why, BRUSSELS) }))
}

fn not_yet(detail: String) -> NextLine {
    let says = "It can't be awarded yet".to_owned();
    NextLine { says, detail, action: None, tone: Tone::Warn }
}

fn ineligible() -> Kind {
    let says = "For an application that breaks a rule. It can be reinstated later.";
    let kind = plain("ineligible", "Find ineligible", "Find ineligible", says);
    Kind { reason: Some("Which rule is not kept, and why?"), grave: true, ..kind }
}

fn refuse() -> Kind {
    let says = "For an application that keeps the rules and is not awarded. This is final.";
    let kind = plain("refuse", "Refuse", "Refuse", says);
    Kind { reason: Some("Why is it not awarded?"), grave: true, ..kind }
}

fn reinstate() -> Kind {
    let says = "Takes the finding back; the application waits for a decision again.";
    let kind = plain("reinstate", "Reinstate", "Reinstate", says);
    Kind { main: true, ..kind }
}

fn validate(o: &Opened) -> Kind {
    let days = o.programme.pay_within_days;
    let says = format!(
        "Counts the exchange as done and makes the lump sum due within {days} days of the later \
         of the stay's end and the report."
    );
    Kind { main: true, ..plain("validate", "Validate the report", "Validate", &says) }
}

fn send_back() -> Kind {
    let says = "The visitor can change the report and the evidence, and hands it in again.";
    let kind = plain("send_back", "Send back", "Send back", says);
    Kind { reason: Some("What is missing?"), ..kind }
}

fn propose(o: &Opened) -> Kind {
    let says = match &o.application.stage {
        Stage::Validated { award, due_on, .. } => format!(
            "{}, due {}. Another person approves it.",
            euro_text(award.amount.cents()),
            crate::render::day_text(*due_on)
        ),
        Stage::Draft
        | Stage::Submitted { .. }
        | Stage::Ineligible { .. }
        | Stage::Awarded(_)
        | Stage::Agreed { .. }
        | Stage::Reported { .. }
        | Stage::Feedback { .. }
        | Stage::Closed { .. }
        | Stage::Refused { .. }
        | Stage::Withdrawn { .. } => String::new(),
    };
    Kind { main: true, ..plain("propose", "Propose the payment", "Propose the payment", &says) }
}

/// The distance in place of the great circle.
fn distance(o: &Opened, refused: &Refused) -> ActForm {
    let says = "Only where the great circle between the two sites is not the real way, for \
                example over water. It can halve the lump sum.";
    let kind = plain("distance", "Set the distance", "Set the distance", says);
    let kind = Kind { reason: Some("Why is it not the great circle?"), ..kind };
    let mut form = form(kind, &Link::Decide(o.application.id), refused);
    let typed = refused.typed.get("km").to_owned();
    let known = o.assessed.distance_km.map_or_else(String::new, |km| km.to_string());
    let km = FieldView::new(Input::Number, "km", "Distance between the sites").unit("km");
    let bad = form.open && refused.typed.number::<u32>("km").is_none();
    let km = km.value(if form.open { typed } else { known });
    form.fields.insert(0, km.fault(bad.then_some(&FieldRefusal::NotANumber)));
    form
}

impl ActForm {
    /// A form with one button that says what its title says.
    pub fn new(act: &'static str, title: &str, intro: &str, href: &Link, open: bool) -> Self {
        Self {
            act,
            title: title.to_owned(),
            intro: intro.to_owned(),
            fields: Vec::new(),
            button: title.to_owned(),
            waits: None,
            main: false,
            grave: false,
            href: href.path(),
            open,
        }
    }
    /// The same, asking this, too.
    #[must_use]
    pub fn field(mut self, field: FieldView) -> Self {
        self.fields.push(field);
        self
    }
    /// The same, as what is mostly done.
    #[must_use]
    pub fn main(mut self) -> Self {
        self.main = true;
        self
    }
    /// The same, as something grave.
    #[must_use]
    pub fn grave(mut self) -> Self {
        self.grave = true;
        self
    }
    /// Some for the samples.
    pub fn samples() -> Vec<Self> {
        let waits = Some(not_yet("Still to check: the two countries.".to_owned()));
        let kinds = [validate_sample(), Kind { waits, ..validate_sample() }, refuse()];
        let nothing = Refused::default();
        kinds.into_iter().map(|kind| form(kind, &Link::Home, &nothing)).collect()
    }
}

fn validate_sample() -> Kind {
    Kind { main: true, ..plain("award", "Award", "Award", "Reserves € 610.00.") }
}
