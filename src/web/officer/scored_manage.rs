//! The set-up of a scored call: publish, deadline, close, and what its programme says. The one
//! rule: the same verbs as for a call of exchanges, without what only exchanges have.

use super::{
    call_acts::{self, ActForm},
    call_dates,
    parts::{self, ScoredCall},
};
use crate::{
    domain::{
        access::{Act, Subject},
        call::CallStage,
        moment::BRUSSELS,
        refusal::Refusal,
        scored::VoucherType,
    },
    http::{Ctx, Typed},
    render::{
        Link, Page, Shell, Tone, euro_text,
        form::{FaultLink, fault_links},
        moment_text, number_text,
        parts::{Chip, Fact},
        shell::NavItem,
        words,
    },
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct ScoredManage {
    shell: Shell,
    tabs: Vec<NavItem>,
    action: String,
    refused: Option<String>,
    /// What is wrong, with links to the fields.
    pub faults: Vec<FaultLink>,
    chip: Chip,
    facts: Vec<Fact>,
    acts: Vec<ActForm>,
    types: Vec<TypeRow>,
}

/// A voucher type of the programme.
#[derive(Debug, Serialize)]
struct TypeRow {
    label: String,
    intake: &'static str,
    amount: String,
    partners: String,
    evaluators: String,
}

/// The page, with what was refused and what was typed.
pub fn page(
    ctx: &Ctx,
    office: &ScoredCall,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> ScoredManage {
    let id = office.call.id;
    let found = call_acts::faults(refusal);
    let writes = ctx.may(Act::ManageCall, &Subject::Office);
    let acts = if writes { acts(office, typed, &found) } else { Vec::new() };
    let faults = fault_links(acts.iter().flat_map(ActForm::fields));
    let chip = parts::call_chip(&office.call, ctx.now());
    ScoredManage {
        shell: office.shell(ctx, format!("Set-up: the call is {}", call_acts::said(&chip))),
        tabs: parts::scored_tabs(ctx, id, &Link::OfficerCall(id)),
        action: Link::OfficerCall(id).into(),
        refused: refusal.filter(|_| faults.is_empty()).map(|why| words::refusal(why, BRUSSELS)),
        faults,
        chip,
        facts: facts(office),
        acts,
        types: office.programme.types.iter().map(|kind| type_row(office, kind)).collect(),
    }
}

fn facts(office: &ScoredCall) -> Vec<Fact> {
    let (call, programme) = (&office.call, &office.programme);
    let rounds: Vec<String> = programme.rounds.iter().map(|round| round.label.clone()).collect();
    let mut rows = vec![
        Fact::new("Programme", format!("{}, version {}", programme.title, programme.version)),
        Fact::new("Edition", &call.edition),
        Fact::new("Opens", moment_text(call.opens_at, programme.zone)),
        Fact::new("Rounds", words::list(&rounds)),
    ];
    let ends = words::round_ends(programme, call).into_iter();
    rows.extend(ends.map(|(label, end)| Fact::new(label, moment_text(end, programme.zone))));
    if let Some(cap) = programme.caps.per_organisation {
        let says = format!("{} over the project's life", euro_text(cap.cents()));
        rows.push(Fact::new("Cap for one organisation", says));
    }
    rows
}

fn acts(office: &ScoredCall, typed: &Typed, faults: &[crate::domain::form::Fault]) -> Vec<ActForm> {
    match office.call.stage {
        CallStage::Draft => {
            let says = "Freezes the programme's text for this call; from then on only the \
                        deadline moves.";
            let publish = call_acts::act("publish", "Publish the call", "Publish", says, typed);
            let dates = call_dates::form(office, typed, faults);
            [publish, call_acts::deadline(typed, faults)].into_iter().chain(dates).collect()
        }
        CallStage::Published => {
            let says = "No more proposals; what was handed in goes on. This can't be taken back.";
            let close = call_acts::act("close", "Close the call", "Close the call", says, typed);
            let dates = call_dates::form(office, typed, faults);
            let move_it = call_acts::deadline(typed, faults);
            [move_it, close.grave()].into_iter().chain(dates).collect()
        }
        // Later rounds run on in a call that takes nothing new any more.
        CallStage::Closed => call_dates::form(office, typed, faults).into_iter().collect(),
        CallStage::Archived => Vec::new(),
    }
}

fn type_row(office: &ScoredCall, kind: &VoucherType) -> TypeRow {
    let round = office.programme.rounds.first();
    let many = kind.evaluators.or_else(|| round.map(|round| round.evaluation.evaluators));
    TypeRow {
        label: kind.label.clone(),
        intake: words::voucher_intake(kind),
        amount: words::voucher_amount(kind),
        partners: words::voucher_partners(kind),
        evaluators: many.map_or_else(String::new, |many| number_text(many.into())),
    }
}

impl Page for ScoredManage {
    const TEMPLATE: &'static str = "pages/officer/scored_manage.html";
    fn samples() -> Vec<Self> {
        let none = Typed::default();
        let publish =
            call_acts::act("publish", "Publish the call", "Publish", "Freezes the text.", &none);
        let page = |acts, refused: Option<&str>| Self {
            shell: Shell::sample("Set-up: the call is a draft"),
            tabs: parts::sample_tabs(),
            action: "/office".to_owned(),
            refused: refused.map(str::to_owned),
            faults: Vec::new(),
            chip: Chip::new(Tone::Quiet, "draft"),
            facts: vec![Fact::new("Edition", "2027")],
            acts,
            types: vec![TypeRow {
                label: "Demonstration voucher".to_owned(),
                intake: "until the deadline, then ranked together",
                amount: "€ 20,000.00 to € 250,000.00".to_owned(),
                partners: "2 to 6 organisations".to_owned(),
                evaluators: "3".to_owned(),
            }],
        };
        let acts = vec![call_acts::deadline(&none, &[]), publish];
        vec![page(acts, Some("This can't be done now.")), page(Vec::new(), None)]
    }
}
