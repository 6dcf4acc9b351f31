//! What the office can do with a claim, as forms, and the verbs behind them. The one rule: each
//! button calls one verb, and what was typed comes back with its fault.

use super::Loaded;
use crate::{
    actions::{
        ActionError,
        recovery::{self as verb, CameIn},
    },
    domain::{
        access::{Act, Subject},
        ids::RecoveryId,
        moment::BRUSSELS,
        money::Money,
        refusal::{FieldRefusal, MoneyRefusal, Refusal},
    },
    http::{Ctx, Typed},
    queries::recovery::{Made, Waiver, WaiverState},
    render::{
        day_text, euro_text,
        form::{FieldView, Input},
        words,
    },
    web::grant::Deed,
};
use chrono::NaiveDate;

fn asked(l: &Loaded) -> Option<&Waiver> {
    l.whole.waivers.iter().find(|one| one.state == WaiverState::Asked)
}

/// What waits to be decided, said to the office.
pub(super) fn waiting(l: &Loaded) -> Option<String> {
    let one = asked(l)?;
    let sum = euro_text(one.amount.cents());
    Some(format!("A waiver of {sum} waits for a second person: {}", one.reason))
}

/// The forms, as far as they go at this stage and for this reader.
pub(super) fn acts(ctx: &Ctx, l: &Loaded, typed: &Typed, why: Option<&Refusal>) -> Vec<Deed> {
    let handles = ctx.may(Act::HandleRecovery, &Subject::Office);
    let proposes = ctx.may(Act::ProposeRecovery, &Subject::Office);
    let (r, me) = (&l.claim, ctx.actor.person());
    let form = Form { typed, why, seen: r.version };
    let mut all = Vec::new();
    if matches!(r.stage, crate::domain::recovery::RecoveryStage::Proposed { .. }) {
        if handles && me != Some(r.proposed_by) {
            let says = "You have compared amount and reason with the file. It becomes a debt, and \
                        its debtor is told by mail.";
            let deed = form.deed("approve", "Approve the claim", says).main();
            let day = form.day("due_on", "approve", "To be paid back by", r.due_on);
            all.push(deed.ask(day));
            let says = "Nobody outside the office hears of it.";
            let deed = form.deed("reject", "Do not approve it", says).grave();
            all.push(deed.ask(form.reason("reject")));
        }
        if proposes {
            let says = "Nobody outside the office hears of it.";
            let deed = form.deed("withdraw", "Take the claim back", says).grave();
            all.push(deed.ask(form.reason("withdraw")));
        }
    }
    all.extend(undo(l, &form).filter(|_| handles));
    if !r.stage.kind().is_owed() {
        return all;
    }
    if let Some(waiver) = asked(l).filter(|_| handles) {
        if me != Some(waiver.asked_by) {
            let says = "The money stays with the grantee, who is told by mail.";
            all.push(form.deed("grant", "Grant the waiver", says).main());
        }
        let says = "The debt stays as it is.";
        let deed = form.deed("refuse", "Refuse the waiver", says).grave();
        all.push(deed.ask(form.reason("refuse")));
    }
    if handles {
        let says = "Money that is on the office's account. A statement that names the claim is \
                    booked by itself.";
        let deed = form.deed("repay", "Record what was paid back", says);
        let today = ctx.now().day_in(BRUSSELS);
        let note = FieldView::new(Input::Line, "note_repay", "Note").optional();
        all.push(
            deed.ask(form.amount("repay", r.tally.left()))
                .ask(form.day("on", "repay", "The bank's day", today))
                .ask(note.value(typed.get("note_repay"))),
        );
    }
    if proposes && asked(l).is_none() {
        let says = "Another person has to grant it. No source says when money may be waived, so \
                    the reason has to.";
        let deed = form.deed("waive", "Ask to waive", says);
        let deed = deed.ask(form.amount("waive", r.tally.left()));
        all.push(deed.ask(form.reason("waive")));
    }
    all
}

/// Which repayment is taken back, and why; nothing when a person entered none that stands.
fn undo(l: &Loaded, form: &Form<'_>) -> Option<Deed> {
    let choice = |one: &Made| {
        let of = &one.of;
        let says = format!("{} on {}", euro_text(of.amount.cents()), day_text(of.on));
        let note = if of.note.is_empty() { String::new() } else { format!(": {}", of.note) };
        (one.number.to_string(), format!("{says}{note}"))
    };
    let undoable = l.whole.moves.iter().filter(|one| one.is_undoable());
    let options: Vec<(String, String)> = undoable.map(choice).collect();
    if options.is_empty() {
        return None;
    }
    let says = "Only for what was entered for another claim, or with another amount: so much is \
                owed again. What a statement of the bank brought is not in the list.";
    let deed = form.deed("undo", "Take a repayment back", says).grave();
    let which = FieldView::new(Input::Choice, "move_undo", "Entered by mistake")
        .options(options.iter().map(|(number, says)| (number.as_str(), says.as_str())))
        .value(form.typed.get("move_undo"));
    let which = form.faulted("undo", "move_undo", which, Of::Amount);
    Some(deed.ask(which).ask(form.reason("undo")))
}

/// How forms are made: what was typed and why it was refused.
struct Form<'a> {
    typed: &'a Typed,
    why: Option<&'a Refusal>,
    seen: i64,
}

impl Form<'_> {
    fn is_open(&self, act: &str) -> bool {
        self.typed.get("act") == act
    }
    fn deed(&self, act: &'static str, button: &'static str, says: &str) -> Deed {
        let mut deed = Deed::new(act, "", self.seen, button).says(button, says);
        deed.open = self.is_open(act);
        deed
    }
    fn faulted(&self, act: &str, name: &str, field: FieldView, of: Of) -> FieldView {
        let Some(why) = self.why.filter(|_| self.is_open(act)) else { return field };
        if let Refusal::FieldRefused { field: wrong, why } = why {
            return if wrong == name { field.fault(Some(why)) } else { field };
        }
        let is_mine = match of {
            Of::Reason => *why == Refusal::ReasonMissing,
            Of::Day => matches!(
                why,
                Refusal::BankDayAhead { .. }
                    | Refusal::Money { why: MoneyRefusal::RecoveryDayOver { .. } }
            ),
            Of::Amount => matches!(
                why,
                Refusal::Money {
                    why: MoneyRefusal::RecoveryOver { .. } | MoneyRefusal::RecoveryHeld { .. }
                }
            ),
        };
        if is_mine { field.error(words::refusal(why, BRUSSELS)) } else { field }
    }
    fn reason(&self, act: &str) -> FieldView {
        let name = format!("reason_{act}");
        let field = FieldView::new(Input::Text, &name, "Reason")
            .hint("It stays with the claim and in the audit trail.")
            .value(self.typed.get(&name));
        self.faulted(act, &name, field, Of::Reason)
    }
    fn amount(&self, act: &str, left: Money) -> FieldView {
        let name = format!("amount_{act}");
        let field = FieldView::new(Input::Amount, &name, "Amount")
            .unit("EUR")
            .hint(format!("At most {}.", euro_text(left.cents())))
            .value(self.typed.get(&name));
        self.faulted(act, &name, field, Of::Amount)
    }
    fn day(&self, what: &str, act: &str, label: &str, usual: NaiveDate) -> FieldView {
        let name = format!("{what}_{act}");
        let value =
            if self.is_open(act) { self.typed.get(&name).to_owned() } else { usual.to_string() };
        let field = FieldView::new(Input::Date, &name, label).value(value);
        self.faulted(act, &name, field, Of::Day)
    }
}

/// What a field asks for.
#[derive(Clone, Copy)]
enum Of {
    Reason,
    Day,
    Amount,
}

fn day(typed: &Typed, field: &str) -> Result<NaiveDate, ActionError> {
    let wrong = || Refusal::FieldRefused { field: field.to_owned(), why: FieldRefusal::NotADate };
    Ok(typed.get(field).trim().parse().map_err(|_| wrong())?)
}

fn amount(typed: &Typed, field: &str) -> Result<Money, ActionError> {
    let wrong =
        || Refusal::FieldRefused { field: field.to_owned(), why: FieldRefusal::NotAnAmount };
    Ok(Money::parse_euro(typed.get(field).trim()).ok_or_else(wrong)?)
}

/// Does what a form says.
pub(super) async fn done(ctx: &Ctx, id: RecoveryId, typed: &Typed) -> Result<(), ActionError> {
    let (desk, actor, seen) = (&ctx.state.desk, &ctx.actor, typed.seen());
    let reason = |act: &str| typed.get(&format!("reason_{act}")).to_owned();
    // Who is not of the office may read a claim and no more: asked before anything is parsed.
    crate::domain::access::permit(actor, Act::SeePayments, &Subject::Office)?;
    match typed.get("act") {
        "approve" => {
            let due_on = day(typed, "due_on_approve")?;
            verb::approve(desk, actor, id, seen, due_on).await
        }
        "reject" => verb::reject(desk, actor, id, seen, &reason("reject")).await,
        "withdraw" => verb::withdraw(desk, actor, id, seen, &reason("withdraw")).await,
        "repay" => {
            let (amount, on) = (amount(typed, "amount_repay")?, day(typed, "on_repay")?);
            let came = CameIn { amount, on, note: typed.get("note_repay").to_owned() };
            verb::record_repayment(desk, actor, id, seen, &came).await
        }
        "undo" => {
            let which = typed.get("move_undo").parse();
            let wrong = || Refusal::FieldRefused {
                field: "move_undo".to_owned(),
                why: FieldRefusal::NotAChoice,
            };
            let which = which.map_err(|_| wrong())?;
            verb::undo_repayment(desk, actor, id, seen, which, &reason("undo")).await
        }
        "waive" => {
            let amount = amount(typed, "amount_waive")?;
            verb::ask_waiver(desk, actor, id, seen, amount, &reason("waive")).await
        }
        "grant" => verb::grant_waiver(desk, actor, id, seen).await,
        "refuse" => verb::refuse_waiver(desk, actor, id, seen, &reason("refuse")).await,
        _unknown => Err(ActionError::Unseen),
    }
}
