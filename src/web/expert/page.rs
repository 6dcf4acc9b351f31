//! A person's own page as an expert. The one rule: it is kept by that person alone; employers with
//! their dates are what conflicts are found from.

use crate::{
    actions::expert::{self as verbs, EmployerForm, ExpertForm},
    domain::{country::Country, form::Fault, refusal::Refusal},
    http::{Answer, Ctx, Fail, Said, Typed},
    queries::{
        evaluation::{self as read, Employer},
        organisation::{self, Mine},
    },
    render::{
        Link, Page, Shell,
        form::{FaultLink, FieldView, Input, fault_links},
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct ExpertPage {
    shell: Shell,
    fields: Vec<FieldView>,
    employers: Vec<Vec<FieldView>>,
    faults: Vec<FaultLink>,
    seen: i64,
    send: Link,
}

/// Empty rows offered below those that are filled.
const MORE: usize = 2;

/// Shows it.
pub async fn show(ctx: Ctx) -> Answer {
    let form = stored(&ctx).await?;
    ctx.page(&build(&ctx, &form, &[]).await?)
}

async fn stored(ctx: &Ctx) -> Result<ExpertForm, Fail> {
    let me = ctx.person()?;
    let conn = ctx.state.desk.database.reads();
    let page = read::expert(conn, me).await?;
    let employers = read::employers(conn, me).await?;
    let employer = |e: Employer| EmployerForm {
        organisation: e.organisation_id.map_or_else(String::new, |id| id.to_string()),
        name: e.name,
        country: e.country,
        registration: e.registration,
        domain: e.domain,
        from: e.from_on.to_string(),
        to: e.to_on.map_or_else(String::new, |day| day.to_string()),
    };
    let employers = employers.into_iter().map(employer).collect();
    Ok(match page {
        Some(p) => ExpertForm {
            about: p.about,
            sectors: p.sectors,
            keywords: p.keywords,
            languages: p.languages,
            employers,
            seen: p.version,
        },
        None => ExpertForm { employers, ..ExpertForm::default() },
    })
}

fn typed_form(typed: &Typed) -> ExpertForm {
    let rows = typed.number::<usize>("rows").unwrap_or(0).min(100);
    let employer = |at: usize| {
        let part = |name: &str| typed.get(&format!("employer.{at}.{name}")).to_owned();
        EmployerForm {
            organisation: part("organisation"),
            name: part("name"),
            country: part("country"),
            registration: part("registration"),
            domain: part("domain"),
            from: part("from"),
            to: part("to"),
        }
    };
    ExpertForm {
        about: typed.get("about").to_owned(),
        sectors: typed.get("sectors").to_owned(),
        keywords: typed.get("keywords").to_owned(),
        languages: typed.get("languages").to_owned(),
        employers: (0..rows).map(employer).collect(),
        seen: typed.seen(),
    }
}

/// Saves it.
pub async fn save(ctx: Ctx, typed: Typed) -> Answer {
    ctx.person()?;
    let form = typed_form(&typed);
    match verbs::save(&ctx.state.desk, &ctx.actor, &form).await {
        Ok(()) => Ok(ctx.go(&Link::Expert, Said::Saved)),
        Err(err) => {
            if let Some(Refusal::FormIncomplete { faults }) = err.refusal() {
                let page = build(&ctx, &form, faults).await?;
                return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
            }
            Err(Fail::from_action(err, Link::Expert))
        }
    }
}

async fn build(ctx: &Ctx, form: &ExpertForm, faults: &[Fault]) -> Result<ExpertPage, Fail> {
    let me = ctx.person()?;
    let own = organisation::mine(&ctx.state.desk.database, me).await?;
    let shell = ctx.shell("Your page as an expert").back("My work", Link::Desk);
    Ok(view(shell, form, faults, &own))
}

fn view(shell: Shell, form: &ExpertForm, faults: &[Fault], own: &[Mine]) -> ExpertPage {
    let why = |name: &str| faults.iter().find(|f| f.field == name).map(|f| &f.why);
    let field = |input, name: &str, label: &str, hint: &str, value: &str| {
        let field = FieldView::new(input, name, label).hint(hint).optional();
        field.value(value).fault(why(name))
    };
    let fields = vec![
        field(Input::Text, "about", "About you", "A few sentences for the office.", &form.about),
        field(
            Input::Line,
            "sectors",
            "Sectors",
            "NACE codes, separated by commas: C13, J62.01",
            &form.sectors,
        ),
        field(
            Input::Line,
            "keywords",
            "Keywords of your field",
            "Separated by commas: dyeing, membranes, water",
            &form.keywords,
        ),
        field(
            Input::Line,
            "languages",
            "Languages you evaluate in",
            "Codes of two letters, separated by commas: en, fr",
            &form.languages,
        ),
    ];
    let mut rows = form.employers.clone();
    let room = (verbs::EMPLOYERS_MOST as usize).saturating_sub(rows.len());
    rows.extend((0..MORE.min(room)).map(|_| EmployerForm::default()));
    let employers: Vec<Vec<FieldView>> =
        rows.iter().enumerate().map(|(at, row)| employer(at, row, own, &why)).collect();
    ExpertPage {
        shell,
        faults: fault_links(fields.iter().chain(employers.iter().flatten())),
        fields,
        employers,
        seen: form.seen,
        send: Link::Expert,
    }
}

fn employer<'f>(
    at: usize,
    row: &EmployerForm,
    own: &[Mine],
    why: &dyn Fn(&str) -> Option<&'f crate::domain::form::FieldRefusal>,
) -> Vec<FieldView> {
    let field = |input, name: &str, label: &str, value: &str| {
        let name = format!("employer.{at}.{name}");
        let fault = why(&name);
        FieldView::new(input, name, label).optional().value(value).fault(fault)
    };
    let countries = Country::all().map(|country| (country.code().to_owned(), country.name()));
    let fault = why(&format!("employer.{at}.country"));
    let mut fields = vec![
        field(Input::Line, "name", "Employer", &row.name),
        FieldView::new(Input::Select, format!("employer.{at}.country"), "Country")
            .options(countries)
            .optional()
            .value(row.country.clone())
            .fault(fault),
        field(Input::Line, "registration", "Number in the register", &row.registration),
        field(Input::Line, "domain", "Web or mail domain", &row.domain),
        field(Input::Date, "from", "First day", &row.from),
        field(Input::Date, "to", "Last day (empty while it lasts)", &row.to),
    ];
    if !own.is_empty() {
        let options = own.iter().map(|mine| (mine.id.to_string(), mine.name.clone()));
        let name = format!("employer.{at}.organisation");
        fields.push(
            FieldView::new(Input::Select, name, "One of your organisations here")
                .options(options)
                .blank("None of them")
                .optional()
                .value(row.organisation.clone()),
        );
    }
    fields
}

impl Page for ExpertPage {
    const TEMPLATE: &'static str = "pages/expert/page.html";
    fn samples() -> Vec<Self> {
        let form = ExpertForm {
            sectors: "C13".to_owned(),
            employers: vec![EmployerForm { name: "Uni".to_owned(), ..EmployerForm::default() }],
            ..ExpertForm::default()
        };
        let fault = Fault {
            field: "employer.0.from".to_owned(),
            label: "First day".to_owned(),
            why: crate::domain::form::FieldRefusal::Missing,
        };
        let shell = || Shell::sample("Your page as an expert");
        vec![view(shell(), &form, &[fault], &[]), view(shell(), &ExpertForm::default(), &[], &[])]
    }
}
