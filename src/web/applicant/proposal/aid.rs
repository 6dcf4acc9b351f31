//! Earlier de minimis aid of one partner: what it declares, and for the office the sum with the
//! room left. The one rule: only its own people and the office find this page; the sum, in which
//! others of the undertaking stand, is the office's alone.

use super::{
    aid_form::{self, AidForm, Faults, link},
    file::{self, Opened},
    part::ids,
};
use crate::{
    actions::{ActionError, aid_declaration, de_minimis, part},
    documents::{About, de_minimis as paper},
    domain::{
        access::{Act, Subject},
        country::Country,
        de_minimis::{DeMinimisRules, Declaration, Enterprise, Source, Tally},
        ids::OrganisationId,
        money::Percent,
        refusal::{Refusal, ScoredRefusal},
        sme::{self, Role},
    },
    http::{
        Answer, Ctx, Fail, Said, Typed,
        pdf::{Offers, send},
    },
    render::{
        Link, Page, Shell, Tone, day_text, euro_text,
        form::{FaultLink, fault_links},
        moment_text,
        parts::{CalcLine, Download, Fact},
        words,
    },
};
use axum::{extract::Path, http::StatusCode};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct AidPage {
    shell: Shell,
    faults: Vec<FaultLink>,
    rules: Vec<Fact>,
    /// Who signed it, when, and what it says.
    declared: Vec<Fact>,
    form: Option<AidForm>,
    /// For the office.
    sum: Vec<CalcLine>,
    downloads: Vec<Download>,
    send: Link,
    part: Link,
}

async fn open(ctx: &Ctx, path: &(String, String)) -> Result<(Opened, OrganisationId), Fail> {
    let (id, who) = ids(path)?;
    let file = file::open(ctx, id, Act::SeeProposal).await?;
    file.partner(who)?;
    if link(ctx, &file, who).is_some() { Ok((file, who)) } else { Err(Fail::not_found()) }
}

/// Shows it.
pub async fn show(ctx: Ctx, Path(path): Path<(String, String)>) -> Answer {
    let (file, who) = open(&ctx, &path).await?;
    ctx.page(&build(&ctx, &file, who, None, &Faults::new(), None).await?)
}

/// Signs the declaration, or shows the form with one more line.
pub async fn save(ctx: Ctx, Path(path): Path<(String, String)>, typed: Typed) -> Answer {
    let (file, who) = open(&ctx, &path).await?;
    if ["firm", "aid"].contains(&typed.get("do")) {
        return ctx.page(&build(&ctx, &file, who, Some(&typed), &Faults::new(), None).await?);
    }
    let read = aid_form::read(&typed);
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    if !read.faults.is_empty() {
        let page = build(&ctx, &file, who, Some(&typed), &read.faults, None).await?;
        return ctx.page_with(wrong, &page);
    }
    let (desk, actor, id) = (&ctx.state.desk, &ctx.actor, file.id());
    match aid_declaration::declare(desk, actor, id, who, &read.declaration).await {
        Ok(()) => Ok(ctx.go(&Link::Aid(id, who), Said::AidDeclared)),
        Err(ActionError::Refused(Refusal::Scored {
            why: ScoredRefusal::AidDeclarationFaults { faults },
        })) => {
            let faults = read.at_fields(&faults);
            ctx.page_with(wrong, &build(&ctx, &file, who, Some(&typed), &faults, None).await?)
        }
        Err(ActionError::Refused(refusal)) => {
            let none = Faults::new();
            let page = build(&ctx, &file, who, Some(&typed), &none, Some(&refusal)).await?;
            ctx.page_with(StatusCode::CONFLICT, &page)
        }
        Err(other) => Err(other.into()),
    }
}

/// The letter about the aid as PDF, once it was granted.
pub async fn letter(ctx: Ctx, Path(path): Path<(String, String)>) -> Answer {
    let (file, who) = open(&ctx, &path).await?;
    let seen = seen(&ctx, &file, who).await?;
    let aid = seen.aid.ok_or_else(Fail::not_found)?;
    let about = About {
        office: ctx.state.documents.office(),
        programme: &file.programme.title,
        call: &file.call.call.title,
        reference: &aid.reference,
        zone: file.programme.zone,
    };
    let right = (Act::SeeOrganisation, &Subject::Organisation(who));
    send(&ctx, right, paper::paper(&about, &aid)).await
}

async fn seen(ctx: &Ctx, file: &Opened, who: OrganisationId) -> Result<de_minimis::Seen, Fail> {
    let asks = file.partner(who)?.requested_cents;
    let (desk, of) = (&ctx.state.desk, (file.id(), who));
    Ok(de_minimis::seen(desk, &ctx.actor, &file.programme, of, asks).await?)
}

/// What stands in the form first: the last declaration, or the linked enterprises of the size.
fn first(file: &Opened, who: OrganisationId, seen: &de_minimis::Seen) -> Result<Typed, Fail> {
    if let Some(declared) = &seen.declared {
        return Ok(aid_form::typed(&declared.content));
    }
    let enterprises = match part::declared(file.partner(who)?)? {
        None => Vec::new(),
        Some(size) => linked(&size),
    };
    Ok(aid_form::typed(&Declaration { enterprises, aid: Vec::new(), none: false }))
}

/// The enterprises a declaration of the size finds linked.
fn linked(size: &sme::Declaration) -> Vec<Enterprise> {
    let steps = sme::assess(size).steps;
    let is_linked = |key| {
        let of = |step: &&sme::Step| step.enterprise == key;
        steps.iter().find(of).is_some_and(|step| matches!(step.role, Role::Linked { .. }))
    };
    let related = size.related.iter().filter(|one| is_linked(one.key));
    let one = |one: &sme::Related| Enterprise {
        name: one.name.clone(),
        country: one.country.clone(),
        registration: one.registration.clone(),
    };
    related.map(one).collect()
}

async fn build(
    ctx: &Ctx,
    file: &Opened,
    who: OrganisationId,
    typed: Option<&Typed>,
    faults: &Faults,
    refusal: Option<&Refusal>,
) -> Result<AidPage, Fail> {
    let one = file.partner(who)?;
    let rules = file.programme.de_minimis.as_ref().ok_or_else(Fail::not_found)?;
    let seen = seen(ctx, file, who).await?;
    let mut shell = file.shell(ctx, format!("De minimis aid of {}", one.name));
    if let Some(why) = refusal {
        let says = words::refusal(why, shell.zone);
        shell = shell.flash(Tone::Warn, says);
    }
    let signs = aid_declaration::takes(file.stage())
        && file.may_part(ctx, who, Act::ConfirmLeadPart, Act::ConfirmPart);
    let form = match (signs, typed) {
        (false, _) => None,
        (true, Some(typed)) => Some(aid_form::form(typed, faults)),
        (true, None) => Some(aid_form::form(&first(file, who, &seen)?, faults)),
    };
    let mut downloads = Vec::new();
    if let Some(aid) = &seen.aid {
        let which = paper::which(aid);
        let offers = Offers::of(ctx, which.subject).await?;
        let link = Link::AidLetter(file.id(), who);
        downloads.extend(offers.link(which, "Letter on de minimis aid", link));
    }
    Ok(AidPage {
        faults: form.as_ref().map(|form| fault_links(form.fields())).unwrap_or_default(),
        rules: facts_of(rules, &seen),
        declared: declared(&seen, &shell),
        form,
        sum: seen.tally.as_ref().map(sum).unwrap_or_default(),
        downloads,
        send: Link::Aid(file.id(), who),
        part: Link::Part(file.id(), who),
        shell,
    })
}

fn facts_of(rules: &DeMinimisRules, seen: &de_minimis::Seen) -> Vec<Fact> {
    let ceiling = euro_text(rules.ceiling.cents());
    let mut facts = vec![
        Fact::new("Member State", rules.member_state.name()),
        Fact::new("Granted by", rules.authority.clone()),
        Fact::new("Ceiling for an undertaking", format!("{ceiling} in {} years", rules.years)),
        Fact::new("Regulation", rules.regulation.clone()),
    ];
    if rules.share != Percent::whole(100) {
        let (whole, part) = (rules.share.hundredths() / 100, rules.share.hundredths() % 100);
        facts.push(Fact::new("National part of a grant", format!("{whole}.{part:02} %")));
    }
    if let Some(aid) = &seen.aid {
        let says = format!("{} on {}", euro_text(aid.aid.cents()), day_text(aid.granted_on));
        facts.push(Fact::new("Granted with this proposal", says));
    }
    facts
}

fn declared(seen: &de_minimis::Seen, shell: &Shell) -> Vec<Fact> {
    let Some(given) = &seen.declared else { return Vec::new() };
    let signed = format!("{}, {}", given.signed_by, moment_text(given.signed_at, shell.zone));
    let mut facts = vec![Fact::new("Signed", signed)];
    let enterprise = |one: &Enterprise| {
        let country = one.country.parse::<Country>().map(Country::name);
        let country = country.map_or_else(|_| one.country.clone(), ToOwned::to_owned);
        Fact::new("Same undertaking", format!("{}, {country} {}", one.name, one.registration))
    };
    facts.extend(given.content.enterprises.iter().map(enterprise));
    if given.content.none {
        facts.push(Fact::new("Earlier aid", "none"));
    }
    facts.extend(given.content.aid.iter().map(|aid| {
        let (on, amount) = (day_text(aid.granted_on), euro_text(aid.amount.cents()));
        Fact::new("Earlier aid", format!("{amount}, {on}, {}, {}", aid.granter, aid.measure))
    }));
    facts
}

/// The arithmetic, line by line.
fn sum(tally: &Tally) -> Vec<CalcLine> {
    let line = |label: String, cents: i64, total: bool| CalcLine {
        label,
        figure: euro_text(cents),
        total,
    };
    let from =
        format!("Aid granted from {} to {} counts", day_text(tally.from), day_text(tally.on));
    let mut lines = vec![CalcLine { label: from, figure: String::new(), total: false }];
    lines.extend(tally.lines.iter().map(|one| {
        let on = day_text(one.line.granted_on);
        let what = match &one.line.source {
            Source::Declared { by, granter, measure } => {
                format!("Declared by {by}: {granter}, {measure}")
            }
            Source::Here { reference, organisation } => {
                format!("Granted here: {reference} to {organisation}")
            }
        };
        let cents = one.line.amount.cents();
        if one.counts {
            line(format!("{what}, {on}"), cents, false)
        } else {
            let says = format!("{what}, {on}: {}, does not count", euro_text(cents));
            CalcLine { label: says, figure: String::new(), total: false }
        }
    }));
    lines.push(line("Before this proposal".to_owned(), tally.before.cents(), true));
    lines.push(line("National part of this grant".to_owned(), tally.new.cents(), false));
    lines.push(line("With this proposal".to_owned(), tally.after.cents(), true));
    lines.push(line("Ceiling".to_owned(), tally.ceiling.cents(), false));
    lines.push(if let Some(over) = tally.over() {
        line("Too much".to_owned(), over.cents(), true)
    } else {
        let left = tally.ceiling.checked_sub(tally.after).unwrap_or_default();
        line("Room left after it".to_owned(), left.cents(), true)
    });
    lines
}

impl Page for AidPage {
    const TEMPLATE: &'static str = "pages/applicant/proposal/aid.html";
    fn samples() -> Vec<Self> {
        let given = Declaration {
            enterprises: vec![Enterprise {
                name: "Tecnotex Holding".to_owned(),
                country: "PT".to_owned(),
                registration: "501234567".to_owned(),
            }],
            aid: Vec::new(),
            none: false,
        };
        let mut typed = aid_form::typed(&given);
        typed.0.push(("do".to_owned(), "aid".to_owned()));
        let faults = vec![("had".to_owned(), "Say whether there was any.".to_owned())];
        let form = aid_form::form(&typed, &faults);
        let line = |label: &str, total| CalcLine {
            label: label.to_owned(),
            figure: "€ 5,000.00".to_owned(),
            total,
        };
        let page = |form: Option<AidForm>, sum: Vec<CalcLine>| Self {
            shell: Shell::sample("De minimis aid of Tecnotex Lda"),
            faults: form.as_ref().map(|form| fault_links(form.fields())).unwrap_or_default(),
            rules: vec![Fact::new("Member State", "Portugal")],
            declared: if sum.is_empty() { Vec::new() } else { vec![Fact::new("Signed", "Ana")] },
            form,
            sum,
            downloads: Vec::new(),
            send: Link::Home,
            part: Link::Home,
        };
        let sum = vec![line("Declared: the Agency, vouchers", false), line("Room left", true)];
        vec![page(Some(form), Vec::new()), page(None, sum), page(None, Vec::new())]
    }
}
