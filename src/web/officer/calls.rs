//! All calls, and a new one. The one rule: a call begins as a draft that nobody outside the office
//! sees; publishing it is another step.

use super::parts;
use crate::{
    actions::{
        ActionError,
        call::{self, NewCall},
    },
    domain::{
        access::{Act, Subject},
        form::Fault,
        moment::{BRUSSELS, Moment},
        refusal::{FieldRefusal, Refusal},
        scheme::Scheme,
    },
    http::{Answer, Ctx, Said, Typed},
    queries::call_lines::{self as query, CallLine},
    render::{
        Link, Page, Shell,
        form::{FaultLink, FieldView, Input, fault_links},
        parts::{Chip, Meter},
    },
};
use axum::{extract::Query, http::StatusCode};
use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Calls {
    shell: Shell,
    rows: Vec<Row>,
    writes: bool,
    action: String,
    /// The programmes a call can be set up of.
    programmes: Vec<Choose>,
    /// The one chosen, with its questions.
    chosen: Option<Choose>,
    faults: Vec<FaultLink>,
    fields: Vec<FieldView>,
}

/// A programme to set up a call of.
#[derive(Debug, Clone, Serialize)]
struct Choose {
    slug: String,
    title: String,
    summary: String,
    href: String,
}

/// A call.
#[derive(Debug, Serialize)]
struct Row {
    href: String,
    title: String,
    edition: String,
    chip: Chip,
    deadline: Moment,
    decisions: String,
    budget: Option<Meter>,
}

/// `GET /office/calls`.
pub async fn get(ctx: Ctx, Query(asked): Query<Vec<(String, String)>>) -> Answer {
    ctx.need(Act::SeeOffice, &Subject::Office)?;
    let page = page(&ctx, &Typed(asked), &[]).await?;
    ctx.page(&page)
}

async fn page(ctx: &Ctx, typed: &Typed, faults: &[Fault]) -> Result<Calls, crate::http::Fail> {
    let lines = query::calls(ctx.state.desk.database.reads()).await?;
    let waiting: i64 = lines.iter().map(|line| line.decisions).sum();
    let title = match waiting {
        0 => "No call has a decision waiting".to_owned(),
        n => {
            let verb = if n == 1 { "waits" } else { "wait" };
            format!("{} {verb} in all calls", parts::things(n, "decision", "decisions"))
        }
    };
    let all = ctx.state.desk.catalogue.all();
    let programmes: Vec<Choose> = all.map(choose).collect();
    let scheme = ctx.state.desk.catalogue.scheme(typed.get("programme"));
    let fields = scheme.map_or_else(Vec::new, |scheme| fields(scheme, typed, faults));
    Ok(Calls {
        shell: ctx.shell(title),
        rows: lines.into_iter().map(|line| row(ctx, line)).collect(),
        writes: ctx.may(Act::ManageCall, &Subject::Office),
        action: Link::OfficerCalls.into(),
        programmes,
        chosen: scheme.map(choose),
        faults: fault_links(&fields),
        fields,
    })
}

fn row(ctx: &Ctx, line: CallLine) -> Row {
    let money = line.money;
    let used = money.appropriated.cents() - money.free.cents();
    let given = money.appropriated.cents();
    Row {
        href: Link::Overview(line.stored.call.id).into(),
        chip: parts::call_chip(&line.stored.call, ctx.now()),
        title: line.stored.call.title,
        edition: line.stored.call.edition,
        deadline: line.stored.call.deadline,
        decisions: parts::counted(line.decisions),
        budget: (given > 0).then(|| money_meter(money.paid.cents(), used, given)),
    }
}

/// The budget as a bar, in words too.
fn money_meter(paid: i64, used: i64, given: i64) -> Meter {
    let euro = |cents: i64| cents / 100;
    Meter::amount("Budget", euro(paid), euro(used - paid), euro(given))
}

fn choose(scheme: &Scheme) -> Choose {
    let slug = scheme.slug().to_owned();
    Choose {
        title: scheme.title().to_owned(),
        summary: scheme.summary().to_owned(),
        href: format!("{}#new", Link::OfficerCalls.with(&[("programme", &slug)])),
        slug,
    }
}

/// The questions for a call of this programme; places are asked for exchanges only.
fn fields(scheme: &Scheme, typed: &Typed, faults: &[Fault]) -> Vec<FieldView> {
    let fault = |field: &str| faults.iter().find(|fault| fault.field == field).map(|f| &f.why);
    let plain = |input, name: &str, label: &str| {
        FieldView::new(input, name, label).value(typed.get(name)).fault(fault(name))
    };
    let title = format!("As everyone reads it: {} 2027.", scheme.title());
    let mut fields = vec![
        plain(Input::Line, "title", "Title").hint(title),
        plain(Input::Line, "edition", "Edition")
            .hint("Letters, digits and hyphens; part of every reference, mostly the year."),
        plain(Input::Date, "opens_day", "Opens on"),
        plain(Input::Line, "opens_time", "Opens at").hint("Brussels time, for example 09:00."),
        plain(Input::Date, "deadline_day", "Deadline, day"),
        plain(Input::Line, "deadline_time", "Deadline, time")
            .hint("Brussels time, for example 17:00."),
    ];
    if scheme.exchange().is_some() {
        fields.push(
            plain(Input::Number, "places", "Places")
                .hint("Fewer exchanges than the programme allows; leave empty for all of them.")
                .optional(),
        );
    }
    fields
}

/// A moment typed as a day and a time of the clock in Brussels; faults name the field to mend.
pub fn moment(typed: &Typed, name: &str, faults: &mut Vec<Fault>) -> Option<Moment> {
    let (day, time) = (format!("{name}_day"), format!("{name}_time"));
    let on = typed.get(&day).trim().parse::<NaiveDate>().ok();
    let at = NaiveTime::parse_from_str(typed.get(&time).trim(), "%H:%M").ok();
    let mut fault = |field: &str, why: FieldRefusal| {
        faults.push(Fault { field: field.to_owned(), label: String::new(), why });
    };
    if on.is_none() {
        fault(&day, FieldRefusal::NotADate);
    }
    if at.is_none() {
        let says = "Write the time as hours and minutes, for example 17:00.".to_owned();
        fault(&time, FieldRefusal::Rule { says });
    }
    Some(Moment::from_local(on?.and_time(at?), BRUSSELS))
}

/// `POST /office/calls`.
pub async fn post(ctx: Ctx, typed: Typed) -> Answer {
    ctx.need(Act::ManageCall, &Subject::Office)?;
    let mut faults = Vec::new();
    let opens_at = moment(&typed, "opens", &mut faults);
    let deadline = moment(&typed, "deadline", &mut faults);
    let wanted = typed.get("places").trim();
    let places = typed.number::<u32>("places").filter(|places| *places > 0);
    if !wanted.is_empty() && places.is_none() {
        let why = FieldRefusal::OutOfRange { least: Some(1), most: None };
        faults.push(Fault { field: "places".to_owned(), label: String::new(), why });
    }
    if let (Some(opens_at), Some(deadline), true) = (opens_at, deadline, faults.is_empty()) {
        let new = NewCall {
            programme: typed.get("programme").to_owned(),
            title: typed.get("title").to_owned(),
            edition: typed.get("edition").to_owned(),
            opens_at,
            deadline,
            places,
        };
        match call::create(&ctx.state.desk, &ctx.actor, new).await {
            Ok(id) => return Ok(ctx.go(&Link::OfficerCall(id), Said::CallChanged)),
            Err(ActionError::Refused(Refusal::FormIncomplete { faults: found })) => {
                faults.extend(found.into_iter().map(on_screen));
            }
            Err(err) => return Err(err.into()),
        }
    }
    let page = page(&ctx, &typed, &faults).await?;
    ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The verb knows one deadline; the page asks for it in two fields.
fn on_screen(fault: Fault) -> Fault {
    match fault.field.as_str() {
        "deadline" => {
            let says = "The deadline must lie after the opening.".to_owned();
            let (field, why) = ("deadline_day".to_owned(), FieldRefusal::Rule { says });
            Fault { field, why, ..fault }
        }
        "edition" => {
            let says = "Use letters, digits and hyphens, and an edition that is not there yet.";
            Fault { why: FieldRefusal::Rule { says: says.to_owned() }, ..fault }
        }
        _same => fault,
    }
}

impl Page for Calls {
    const TEMPLATE: &'static str = "pages/officer/calls.html";
    fn samples() -> Vec<Self> {
        let row = |budget| Row {
            href: "/".to_owned(),
            title: "ClusterXchange 2026".to_owned(),
            edition: "2026".to_owned(),
            chip: Chip::new(crate::render::Tone::Good, "open"),
            deadline: parts::sample_now(),
            decisions: "8".to_owned(),
            budget,
        };
        let choice = Choose {
            slug: "innosup_voucher".to_owned(),
            title: "INNOSUP-1 vouchers".to_owned(),
            summary: "Vouchers for SMEs.".to_owned(),
            href: "/office/calls?programme=innosup_voucher#new".to_owned(),
        };
        let page = |rows, writes, field: FieldView| Self {
            shell: Shell::sample("8 decisions wait in all calls"),
            rows,
            writes,
            action: "/office/calls".to_owned(),
            programmes: vec![choice.clone()],
            chosen: writes.then(|| choice.clone()),
            faults: field.fault_link().into_iter().collect(),
            fields: vec![field],
        };
        let title = || FieldView::new(Input::Line, "title", "Title");
        let rows = vec![row(Some(money_meter(16_193_000, 25_841_000, 41_000_000))), row(None)];
        let wrong = title().fault(Some(&FieldRefusal::Missing));
        vec![page(rows, true, wrong), page(Vec::new(), false, title())]
    }
}

#[cfg(test)]
mod tests {
    use super::moment;
    use crate::http::Typed;

    fn typed(day: &str, time: &str) -> Typed {
        Typed(vec![
            ("deadline_day".to_owned(), day.to_owned()),
            ("deadline_time".to_owned(), time.to_owned()),
        ])
    }

    #[test]
    fn a_local_time_is_an_instant_in_summer_and_in_winter() {
        let read = |day, time| moment(&typed(day, time), "deadline", &mut Vec::new()).unwrap();
        assert_eq!(read("2027-01-31", "17:00").utc().to_rfc3339(), "2027-01-31T16:00:00+00:00");
        assert_eq!(read("2027-07-01", "17:00").utc().to_rfc3339(), "2027-07-01T15:00:00+00:00");
    }

    #[test]
    fn what_is_no_time_names_its_own_field() {
        let mut faults = Vec::new();
        assert_eq!(moment(&typed("soon", "5 pm"), "deadline", &mut faults), None);
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["deadline_day", "deadline_time"]);
    }
}
