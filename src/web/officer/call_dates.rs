//! The form for the ends of a call's rounds: its cut-offs, or the deadlines of its later rounds.
//! The one rule: what the verb would refuse is not asked; in a published call dates only move.

use super::{
    call_acts::{ActForm, act},
    calls::moment,
    parts::ScoredCall,
};
use crate::{
    actions::{ActionError, call_rounds},
    domain::{
        call::CallStage,
        form::Fault,
        ids::CallId,
        moment::{BRUSSELS, Moment},
        refusal::Refusal,
    },
    http::{Ctx, Typed},
    render::form::{FieldView, Input},
};

/// Empty fields for more cut-offs, while a call is drafted.
const MORE: usize = 4;

/// What each date is called, in the order of the form; none in a call of one round.
fn labels(office: &ScoredCall) -> Vec<String> {
    let programme = &office.programme;
    if programme.has_cut_offs() {
        let there = office.call.other_ends.len();
        let more = if office.call.stage == CallStage::Draft { MORE } else { 0 };
        return (1..=there + more).map(|number| format!("Cut-off {number}")).collect();
    }
    let later = programme.rounds.iter().skip(1);
    later.map(|round| format!("Deadline of the round \u{201c}{}\u{201d}", round.label)).collect()
}

/// The form, if there is a date to ask for.
pub fn form(office: &ScoredCall, typed: &Typed, faults: &[Fault]) -> Option<ActForm> {
    let labels = labels(office);
    let is_draft = office.call.stage == CallStage::Draft;
    if labels.is_empty() {
        return None;
    }
    let says = match (office.programme.has_cut_offs(), is_draft) {
        (true, true) => {
            "What is handed in until a cut-off is evaluated and released together. The deadline is \
             the last one. Leave empty what is not needed; once the call is published their number \
             is fixed."
        }
        (false, true) => {
            "Who goes on writes until this date. It is needed before the call is published; leave \
             time for the evaluation before it."
        }
        (_, false) => "A date that has passed stays. The reason is shown in the call's history.",
    };
    let form = act("rounds", "Dates of the rounds", "Set the dates", says, typed);
    let fault = |names: &[&str]| {
        let found = faults.iter().find(|fault| names.contains(&fault.field.as_str()));
        found.filter(|_| form.open).map(|fault| &fault.why)
    };
    let mut fields = Vec::new();
    for (place, label) in labels.iter().enumerate() {
        let name = call_rounds::field(place);
        let there = office.call.other_ends.get(place).map(|end| end.in_zone(BRUSSELS));
        let kept =
            |pattern: &str| there.map_or_else(String::new, |t| t.format(pattern).to_string());
        let value = |part: &str, pattern: &str| {
            if form.open { typed.get(part).to_owned() } else { kept(pattern) }
        };
        let (day, time) = (format!("{name}_day"), format!("{name}_time"));
        fields.push(
            FieldView::new(Input::Date, day.clone(), format!("{label}, day"))
                .value(value(&day, "%Y-%m-%d"))
                .fault(fault(&[&day, &name])),
        );
        fields.push(
            FieldView::new(Input::Line, time.clone(), format!("{label}, time"))
                .hint("Brussels time, for example 17:00.")
                .value(value(&time, "%H:%M"))
                .fault(fault(&[&time])),
        );
    }
    if !is_draft {
        let typed = if form.open { typed.get("reason").to_owned() } else { String::new() };
        let why = FieldView::new(Input::Text, "reason", "Why is it moved?");
        fields.push(why.value(typed).fault(fault(&["reason"])));
    }
    let optional = office.programme.has_cut_offs() && is_draft;
    let fields = fields.into_iter().map(|field| if optional { field.optional() } else { field });
    Some(form.asks(fields.collect()))
}

/// Sets the dates as typed; lines of which nothing is filled in are left out.
pub async fn set(ctx: &Ctx, id: CallId, typed: &Typed) -> Result<(), ActionError> {
    let mut faults = Vec::new();
    let mut ends: Vec<Moment> = Vec::new();
    // A call has fewer rounds than a year has weeks.
    for name in (0..52).map(call_rounds::field) {
        let parts = [format!("{name}_day"), format!("{name}_time")];
        if parts.iter().all(|part| typed.get(part).trim().is_empty()) {
            continue;
        }
        ends.extend(moment(typed, &name, &mut faults));
    }
    if !faults.is_empty() {
        return Err(Refusal::FormIncomplete { faults }.into());
    }
    let desk = &ctx.state.desk;
    call_rounds::set(desk, &ctx.actor, id, ends, typed.get("reason")).await
}
