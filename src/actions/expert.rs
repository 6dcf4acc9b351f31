//! An expert's own page: what they know, which languages they read, whom they worked for. The one
//! rule: a change of employers is looked at anew for conflicts in every call they work in.

use super::{ActionError, Desk, conflict};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        affinity::{list, nace},
        country::Country,
        event::Event,
        form::Fault,
        ids::{EmployerId, OrganisationId, PersonId},
        refusal::{FieldRefusal, Refusal},
    },
    store::{
        Tx,
        conflict_facts::Scope,
        expert::{self, Employer, Expert},
        panel,
    },
};
use chrono::NaiveDate;

/// Most employers on a page.
pub const EMPLOYERS_MOST: u32 = 30;
const TEXT_MAX: u32 = 2000;
const LINE_MAX: u32 = 300;

/// A page as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpertForm {
    /// A few sentences.
    pub about: String,
    /// NACE codes, separated by commas.
    pub sectors: String,
    /// Words, separated by commas.
    pub keywords: String,
    /// Codes of languages, separated by commas.
    pub languages: String,
    /// Employers; an empty row is left out.
    pub employers: Vec<EmployerForm>,
    /// The version the page showed; 0 for a new one.
    pub seen: i64,
}

/// One employer as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmployerForm {
    /// One of the person's own organisations; empty for any other.
    pub organisation: String,
    /// Name.
    pub name: String,
    /// Code of the country; may be empty.
    pub country: String,
    /// Number in the register; may be empty.
    pub registration: String,
    /// Web or mail domain; may be empty.
    pub domain: String,
    /// First day, `2020-01-31`.
    pub from: String,
    /// Last day; empty while it lasts.
    pub to: String,
}

impl EmployerForm {
    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        let Self { organisation, name, country, registration, domain, from, to } = self;
        [organisation, name, country, registration, domain, from, to]
            .iter()
            .all(|text| text.trim().is_empty())
    }
}

fn fault(field: String, label: &str, why: FieldRefusal) -> Fault {
    Fault { field, label: label.to_owned(), why }
}

fn too_long(field: String, label: &str, text: &str, most: u32) -> Option<Fault> {
    let have = u32::try_from(text.trim().chars().count()).unwrap_or(u32::MAX);
    (have > most).then(|| fault(field, label, FieldRefusal::TooLong { have, most }))
}

fn knowledge(form: &ExpertForm, person: PersonId) -> Result<Expert, Vec<Fault>> {
    let mut faults = Vec::new();
    faults.extend(too_long("about".into(), "About you", &form.about, TEXT_MAX));
    faults.extend(too_long("keywords".into(), "Keywords", &form.keywords, TEXT_MAX));
    let typed = list(&form.sectors);
    let sectors: Vec<String> = typed.iter().filter_map(|code| nace(code)).collect();
    if sectors.len() < typed.len() {
        faults.push(fault("sectors".into(), "Sectors", FieldRefusal::NotAChoice));
    }
    let languages: Vec<String> =
        list(&form.languages).iter().map(|code| code.to_lowercase()).collect();
    let is_code = |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    if !languages.iter().all(is_code) {
        faults.push(fault("languages".into(), "Languages", FieldRefusal::NotAChoice));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Expert {
        person_id: person,
        about: form.about.trim().to_owned(),
        sectors: sectors.join(", "),
        keywords: list(&form.keywords).into_iter().collect::<Vec<_>>().join(", "),
        languages: languages.join(", "),
        version: form.seen,
        changed_at: crate::domain::moment::Moment::from_millis(0),
    })
}

fn employer(
    at: usize,
    form: &EmployerForm,
    person: PersonId,
    own: &[OrganisationId],
    id: EmployerId,
) -> Result<Employer, Vec<Fault>> {
    let name = |field: &str| format!("employer.{at}.{field}");
    let mut faults = Vec::new();
    if form.name.trim().is_empty() {
        faults.push(fault(name("name"), "Employer", FieldRefusal::Missing));
    }
    for (field, label, text) in [
        ("name", "Employer", &form.name),
        ("registration", "Number in the register", &form.registration),
        ("domain", "Web or mail domain", &form.domain),
    ] {
        faults.extend(too_long(name(field), label, text, LINE_MAX));
    }
    let country = form.country.trim().to_uppercase();
    if !country.is_empty() && country.parse::<Country>().is_err() {
        faults.push(fault(name("country"), "Country", FieldRefusal::NotACountry));
    }
    let organisation: Option<OrganisationId> =
        form.organisation.parse().ok().filter(|id| own.contains(id));
    let from: Option<NaiveDate> = form.from.trim().parse().ok();
    let to = form.to.trim();
    let to_on: Option<NaiveDate> = to.parse().ok();
    if from.is_none() {
        let missing = form.from.trim().is_empty();
        let why = if missing { FieldRefusal::Missing } else { FieldRefusal::NotADate };
        faults.push(fault(name("from"), "First day", why));
    }
    let ends_first = from.zip(to_on).is_some_and(|(from, to)| to < from);
    if (!to.is_empty() && to_on.is_none()) || ends_first {
        faults.push(fault(name("to"), "Last day", FieldRefusal::NotADate));
    }
    let Some(from_on) = from.filter(|_| faults.is_empty()) else { return Err(faults) };
    Ok(Employer {
        id,
        person_id: person,
        organisation_id: organisation,
        name: form.name.trim().to_owned(),
        country,
        registration: form.registration.trim().to_owned(),
        domain: form.domain.trim().to_owned(),
        from_on,
        to_on,
    })
}

/// Saves one's own page; conflicts are computed anew in every call one works in.
pub async fn save(desk: &Desk, actor: &Actor, form: &ExpertForm) -> Result<(), ActionError> {
    let Some(person) = actor.person() else { return Err(ActionError::Unseen) };
    let permit = permit(actor, Act::KeepExpertPage, &Subject::Account(person))?;
    let own: Vec<OrganisationId> = actor.member_of.iter().map(|(id, _)| *id).collect();
    let tx = desk.begin().await?.permit(permit);
    let mut faults = Vec::new();
    let page = knowledge(form, person).map_err(|found| faults.extend(found));
    let mut employers = Vec::new();
    for (at, typed) in form.employers.iter().enumerate().filter(|(_, typed)| !typed.is_empty()) {
        match employer(at, typed, person, &own, tx.id()) {
            Ok(read) => employers.push(read),
            Err(found) => faults.extend(found),
        }
    }
    if employers.len() > EMPLOYERS_MOST as usize {
        let have = u32::try_from(employers.len()).unwrap_or(u32::MAX);
        let why = FieldRefusal::TooLong { have, most: EMPLOYERS_MOST };
        faults.push(fault("employer.0.name".into(), "Employers", why));
    }
    let (Ok(page), true) = (page, faults.is_empty()) else {
        return Err(Refusal::FormIncomplete { faults }.into());
    };
    let calls = panel::calls_of(tx.conn(), person).await?;
    for call in &calls {
        panel::lock_call(&tx, *call).await?;
    }
    expert::save(&tx, &page).await?;
    expert::put_employers(&tx, person, &employers).await?;
    let mut more = Vec::new();
    for call in calls {
        let scope = Scope { call, person: Some(person), proposal: None };
        more.extend(conflict::recompute(&tx, &scope).await?);
    }
    tx.commit(conflict::happened(Event::ExpertSaved { person }, more)).await?;
    desk.bell.notify_one();
    Ok(())
}
