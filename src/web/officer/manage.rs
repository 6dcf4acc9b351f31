//! The set-up of a call: publish, deadline, close, rates, partnerships. The one rule: each button
//! is one verb, and what can't be taken back says so beside it.

use super::{
    call_acts::{ActForm, act, deadline, faults, said},
    calls::moment,
    parts::{self, AnyCall, OfficeCall, ScoredCall},
    scored_manage,
};
use crate::{
    actions::{ActionError, call},
    domain::{
        access::{Act, Subject},
        call::CallStage,
        form::Fault,
        ids::{CallId, OrganisationId},
        ledger::chart::{AccountName, count},
        lump_sum::Place,
        moment::BRUSSELS,
        refusal::{FieldRefusal, Refusal},
        scheme::Scheme,
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::{
        call_lines::{self, Candidate},
        overview as query,
    },
    render::{
        Link, Page, Shell, Tone, day_text, euro_text,
        form::{FaultLink, FieldView, Input, fault_links},
        moment_text, number_text,
        parts::{Chip, Fact},
        shell::NavItem,
        words,
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Manage {
    shell: Shell,
    tabs: Vec<NavItem>,
    action: String,
    refused: Option<String>,
    faults: Vec<FaultLink>,
    chip: Chip,
    facts: Vec<Fact>,
    acts: Vec<ActForm>,
    rates: Vec<RateRow>,
    rates_source: String,
    rates_say: String,
    partnerships: Vec<PartnershipRow>,
    add: Option<ActForm>,
}

/// A line of the rate table.
#[derive(Debug, Serialize)]
struct RateRow {
    places: String,
    cents: i64,
    valid: String,
}

/// A partnership with its target.
#[derive(Debug, Serialize)]
struct PartnershipRow {
    code: String,
    name: String,
    partners: String,
    target: String,
    done: String,
    agreed: String,
}

/// `GET /office/calls/{id}/manage`.
pub async fn get(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let any = AnyCall::load(&ctx, id).await?;
    show(&ctx, any, &Typed::default(), None).await
}

/// The page of either kind of call; a refusal shows beside what was typed.
async fn show(ctx: &Ctx, any: AnyCall, typed: &Typed, refusal: Option<&Refusal>) -> Answer {
    let status = |faults: &[FaultLink]| match (refusal, faults) {
        (None, _) => StatusCode::OK,
        (Some(_), []) => StatusCode::CONFLICT,
        (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    match any.scheme {
        Scheme::Exchange(programme) => {
            let office = OfficeCall { call: any.call, programme };
            let page = page(ctx, &office, typed, refusal).await?;
            ctx.page_with(status(&page.faults), &page)
        }
        Scheme::Scored(programme) => {
            let office = ScoredCall { call: any.call, programme };
            let page = scored_manage::page(ctx, &office, typed, refusal);
            ctx.page_with(status(&page.faults), &page)
        }
    }
}

async fn page(
    ctx: &Ctx,
    office: &OfficeCall,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<Manage, Fail> {
    let conn = ctx.state.desk.database.reads();
    let id = office.call.id;
    let writes = ctx.may(Act::ManageCall, &Subject::Office);
    let books = query::books(conn, id).await?;
    let row = |p: query::Partnership| {
        let counted = count(books.sums(&AccountName::Partnership(p.id)));
        PartnershipRow {
            code: p.code,
            name: p.name,
            partners: number_text(p.partners),
            target: number_text(p.target),
            done: number_text(counted.done.into()),
            agreed: number_text(counted.agreed.into()),
        }
    };
    let partnerships = query::partnerships(conn, id).await?.into_iter().map(row).collect();
    let found = faults(refusal);
    let acts = if writes { acts(office, typed, &found) } else { Vec::new() };
    let add = if writes {
        Some(add(&call_lines::candidates(conn).await?, office, typed, &found))
    } else {
        None
    };
    let fields = acts.iter().chain(&add).flat_map(ActForm::fields);
    let faults = fault_links(fields);
    let refused = refusal.filter(|_| faults.is_empty()).map(|why| words::refusal(why, BRUSSELS));
    let chip = parts::call_chip(&office.call, ctx.now());
    Ok(Manage {
        shell: office.shell(ctx, format!("Set-up: the call is {}", said(&chip))),
        tabs: parts::tabs(ctx, id, &Link::OfficerCall(id)),
        action: Link::OfficerCall(id).into(),
        refused,
        faults,
        chip,
        facts: facts(office),
        acts,
        rates: rates(office),
        rates_source: office.programme.lump_sum.source.clone(),
        rates_say: rates_say(office),
        partnerships,
        add,
    })
}

fn facts(office: &OfficeCall) -> Vec<Fact> {
    let call = &office.call;
    let places = call.places.map_or_else(
        || "as many as the programme allows".to_owned(),
        |places| number_text(places.into()),
    );
    vec![
        Fact::new(
            "Programme",
            format!("{}, version {}", office.programme.title, office.programme.version),
        ),
        Fact::new("Edition", &call.edition),
        Fact::new("Opens", moment_text(call.opens_at, BRUSSELS)),
        Fact::new("Deadline", moment_text(call.deadline, BRUSSELS)),
        Fact::new("Places", places),
    ]
}

fn rates_say(office: &OfficeCall) -> String {
    match (office.programme.lump_sum.derived_default, office.call.rates_confirmed) {
        (false, _) => "The table is the programme's own.".to_owned(),
        (true, true) => "The table is a derived default; an officer has confirmed it.".to_owned(),
        (true, false) => {
            "The table is a derived default. Nothing is paid until an officer confirms it."
                .to_owned()
        }
    }
}

fn rates(office: &OfficeCall) -> Vec<RateRow> {
    let mut rows: Vec<(i64, String, Vec<String>)> = Vec::new();
    for rate in &office.programme.lump_sum.rates {
        let place = match &rate.place {
            Place::Country(country) => country.name().to_owned(),
            Place::Region(code) => format!("region {code}"),
        };
        let valid = match rate.until {
            Some(until) => format!("{} to {}", day_text(rate.from), day_text(until)),
            None => format!("from {}", day_text(rate.from)),
        };
        let cents = rate.amount.cents();
        match rows.iter_mut().find(|row| row.0 == cents && row.1 == valid) {
            Some(row) => row.2.push(place),
            None => rows.push((cents, valid, vec![place])),
        }
    }
    rows.into_iter()
        .map(|(cents, valid, places)| RateRow { places: words::list(&places), cents, valid })
        .collect()
}

/// The forms that fit the call's stage.
fn acts(office: &OfficeCall, typed: &Typed, faults: &[Fault]) -> Vec<ActForm> {
    let mut acts = Vec::new();
    match office.call.stage {
        CallStage::Draft => {
            let says = "Freezes the programme's text for this call; from then on only the \
                        deadline moves. Needs at least one partnership.";
            acts.push(act("publish", "Publish the call", "Publish", says, typed));
            acts.push(deadline(typed, faults));
        }
        CallStage::Published => {
            acts.push(deadline(typed, faults));
            let says = "No more applications; running exchanges go on. This can't be taken back.";
            acts.push(act("close", "Close the call", "Close the call", says, typed).grave());
        }
        CallStage::Closed | CallStage::Archived => {}
    }
    if office.programme.lump_sum.derived_default && !office.call.rates_confirmed {
        let says = "You have compared the table below with the scheme's own and it holds for this \
                    call.";
        acts.push(act("rates", "Confirm the rate table", "Confirm the rates", says, typed));
    }
    acts
}

fn add(candidates: &[Candidate], office: &OfficeCall, typed: &Typed, faults: &[Fault]) -> ActForm {
    let says = "Its partners are the direct beneficiaries of the grant; they don't count as \
                participants beyond them.";
    let form = act("partnership", "Add a partnership", "Add the partnership", says, typed);
    let mine = |name: &str| if form.open { typed.get(name).to_owned() } else { String::new() };
    let fault = |name: &str| {
        faults.iter().find(|fault| form.open && fault.field == name).map(|fault| &fault.why)
    };
    let plain = |input, name: &str, label: &str| {
        FieldView::new(input, name, label).value(mine(name)).fault(fault(name))
    };
    let country = |code: &str| code.parse().map_or("", crate::domain::country::Country::name);
    let options = candidates
        .iter()
        .map(|one| (one.id.to_string(), format!("{}, {}", one.name, country(&one.country))));
    let chosen: Vec<&str> = typed.all("partners").collect();
    let target = number_text(office.programme.partnership_target.into());
    let mut fields = vec![
        plain(Input::Line, "code", "Short code").hint("For lists, for example CLOTH."),
        plain(Input::Line, "name", "Name"),
        plain(Input::Number, "target", "Exchanges asked for")
            .hint(format!("Leave empty for the programme's {target}."))
            .optional(),
    ];
    if !candidates.is_empty() {
        let partners = FieldView::new(Input::Choices, "partners", "Partners").options(options);
        fields.push(partners.value(chosen.join(",")).optional());
    }
    form.asks(fields)
}

/// `POST /office/calls/{id}/manage`.
pub async fn post(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let any = AnyCall::load(&ctx, id).await?;
    let exchange = any.scheme.exchange().is_some();
    let (desk, actor) = (&ctx.state.desk, &ctx.actor);
    let done = match typed.get("act") {
        "publish" => call::publish(desk, actor, id).await,
        "close" => call::close(desk, actor, id).await,
        "rates" if exchange => call::confirm_rates(desk, actor, id).await,
        "deadline" => {
            let mut faults = Vec::new();
            match moment(&typed, "deadline", &mut faults) {
                Some(at) => call::move_deadline(desk, actor, id, at, typed.get("reason")).await,
                None => Err(Refusal::FormIncomplete { faults }.into()),
            }
        }
        "rounds" if !exchange => super::call_dates::set(&ctx, id, &typed).await,
        "partnership" if exchange => partnership(&ctx, id, &typed).await,
        _unknown => return Err(Fail::not_found()),
    };
    match done {
        Ok(()) => Ok(ctx.go(&Link::OfficerCall(id), Said::CallChanged)),
        Err(ActionError::Refused(why)) => show(&ctx, any, &typed, Some(&why)).await,
        Err(err) => Err(err.into()),
    }
}

async fn partnership(ctx: &Ctx, id: CallId, typed: &Typed) -> Result<(), ActionError> {
    let target = typed.number::<u32>("target");
    if target.is_none() && !typed.get("target").trim().is_empty() {
        let why = FieldRefusal::NotANumber;
        return Err(Refusal::FieldRefused { field: "target".to_owned(), why }.into());
    }
    let partners: Vec<OrganisationId> =
        typed.all("partners").filter_map(|id| id.parse().ok()).collect();
    let (code, name) = (typed.get("code"), typed.get("name"));
    call::add_partnership(&ctx.state.desk, &ctx.actor, id, code, name, target, &partners)
        .await
        .map(|_| ())
}

impl Page for Manage {
    const TEMPLATE: &'static str = "pages/officer/manage.html";
    fn samples() -> Vec<Self> {
        let none = Typed::default();
        let page = |acts, add, refused: Option<&str>| Self {
            shell: Shell::sample("Set-up: the call is a draft"),
            tabs: parts::sample_tabs(),
            action: "/office".to_owned(),
            refused: refused.map(str::to_owned),
            faults: Vec::new(),
            chip: Chip::new(Tone::Quiet, "draft"),
            facts: vec![Fact::new("Edition", "2026")],
            acts,
            rates: vec![RateRow {
                places: "Denmark".to_owned(),
                cents: 110_000,
                valid: "from 1 February 2020".to_owned(),
            }],
            rates_source: "Derived.".to_owned(),
            rates_say: euro_text(0),
            partnerships: vec![PartnershipRow {
                code: "CLOTH".to_owned(),
                name: "Cloth".to_owned(),
                partners: "4".to_owned(),
                target: "100".to_owned(),
                done: "12".to_owned(),
                agreed: "8".to_owned(),
            }],
            add,
        };
        let publish = act("publish", "Publish the call", "Publish", "Freezes the text.", &none);
        let add = act("partnership", "Add a partnership", "Add", "Its partners.", &none);
        let acts = vec![deadline(&none, &[]), publish];
        let mut empty = page(Vec::new(), None, None);
        empty.partnerships.clear();
        vec![page(acts, Some(add), Some("This can't be done now.")), empty]
    }
}
