//! What people write: the lists of the texts with the places of each exchange filled. The one rule:
//! prose stands in `config/demo/texts.toml`; here it is only put together.

use super::{cast::Party, days::Life, pick::Picker, plan::is_online};
use crate::{
    actions::{application::Typed, profile::ProfileForm},
    config::demo::{DemoData, DemoStage, Sector},
    domain::{calendar::Holidays, facts::fill, ids::PartnershipId, organisation::OrganisationKind},
};
use std::collections::BTreeMap;

/// The words of one exchange or profile, picked once and used in all its texts.
#[derive(Debug, Clone, Default)]
pub struct Words(BTreeMap<&'static str, String>);

impl Words {
    /// The words of an exchange: mostly of the host's sector.
    pub fn exchange(data: &DemoData, picker: &Picker, visitor: &Party, host: &Party) -> Self {
        let mut words = Self::sector(picker, data.sectors.get(host.sector));
        let own = Self::sector(picker, data.sectors.get(visitor.sector));
        words.set("skill2", own.get("skill"));
        words.set("visitor", visitor.form.name.clone());
        words.set("host", host.form.name.clone());
        words.set("visitor_town", visitor.form.town.clone());
        words.set("host_town", host.form.town.clone());
        words
    }
    /// The words of a profile.
    pub fn profile(data: &DemoData, picker: &Picker, party: &Party) -> Self {
        let mut words = Self::sector(picker, data.sectors.get(party.sector));
        words.set("name", party.form.name.clone());
        words.set("town", party.form.town.clone());
        words
    }
    /// The words of a proposal of one company.
    pub fn proposal(data: &DemoData, picker: &Picker, lead: &Party) -> Self {
        let mut words = Self::profile(data, picker, lead);
        words.set("lead", lead.form.name.clone());
        let topic = words.get("topic");
        let mut letters = topic.chars();
        let first = letters.next().map(|first| first.to_uppercase().collect::<String>());
        words.set("Topic", format!("{}{}", first.unwrap_or_default(), letters.as_str()));
        words
    }
    fn sector(picker: &Picker, sector: Option<&Sector>) -> Self {
        let mut words = Self::default();
        let Some(sector) = sector else { return words };
        let (topic, topic2) = picker.two(&sector.topics);
        let (skill, skill2) = picker.two(&sector.skills);
        for (name, value) in [
            ("topic", topic),
            ("topic2", topic2),
            ("skill", skill),
            ("skill2", skill2),
            ("place", picker.text(&sector.places)),
            ("outcome", picker.text(&sector.outcomes)),
        ] {
            words.set(name, value.to_owned());
        }
        words
    }
    fn set(&mut self, name: &'static str, value: String) {
        self.0.insert(name, value);
    }
    fn get(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_default()
    }
    /// A text with its places filled.
    pub fn say(&self, text: &str) -> String {
        let said = fill(text, |name| self.get(name));
        // A sentence may begin with a filled place.
        let mut letters = said.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().collect::<String>() + letters.as_str()
        })
    }
    /// One of a list, filled.
    pub fn one(&self, picker: &Picker, list: &[String]) -> String {
        self.say(picker.text(list))
    }
}

/// A profile as typed.
pub fn profile(
    data: &DemoData,
    picker: &Picker,
    party: &Party,
    partnership: PartnershipId,
) -> ProfileForm {
    let words = Words::profile(data, picker, party);
    let texts = &data.texts;
    let about = match party.kind {
        OrganisationKind::Cluster => &texts.about_cluster,
        OrganisationKind::ScalingUp => &texts.about_support,
        OrganisationKind::Sme => &texts.about_sme,
        OrganisationKind::TrainingProvider
        | OrganisationKind::LargeCompany
        | OrganisationKind::PublicAuthority => &texts.about_other,
    };
    ProfileForm {
        partnership: Some(partnership),
        visits: party.visits(),
        hosts: true,
        about: words.one(picker, about),
        offers: words.one(picker, &texts.offers),
        sectors: data.sectors.get(party.sector).map_or_else(String::new, |s| s.label.clone()),
        languages: party.languages.clone(),
        seen: 0,
    }
}

fn typed(pairs: Vec<(&str, String)>) -> Vec<Typed> {
    let typed = |(field, value): (&str, String)| Typed { field: field.to_owned(), value, seen: 0 };
    pairs.into_iter().map(typed).collect()
}

/// What the answers of an exchange are made from.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The lists.
    pub data: &'a DemoData,
    /// The generator.
    pub picker: &'a Picker,
    /// Public holidays, for the days of the agenda.
    pub holidays: &'a Holidays,
    /// Who visits.
    pub visitor: &'a Party,
    /// Who hosts.
    pub host: &'a Party,
    /// Its days.
    pub life: &'a Life,
    /// Where it shall stand.
    pub stage: DemoStage,
    /// The traveller is a national of a third country.
    pub third_country: bool,
    /// Its words.
    pub words: &'a Words,
}

/// The first part of the form.
pub fn first_answers(scene: &Scene<'_>) -> Vec<Typed> {
    let Scene { data, picker, life, .. } = scene;
    let residence = if scene.third_country { "third_country" } else { "participating" };
    let mut pairs = vec![
        ("purpose", picker.text(&data.texts.purposes).to_owned()),
        ("stay_from", life.stay.from.to_string()),
        ("stay_to", life.stay.to.to_string()),
        ("person", scene.visitor.lead.name.clone()),
        ("person_role", picker.text(&data.texts.roles).to_owned()),
        ("residence", residence.to_owned()),
    ];
    if is_online(scene.stage) {
        pairs.push(("virtual", "yes".to_owned()));
    }
    if scene.third_country {
        pairs.push(("residence_days", "yes".to_owned()));
    }
    typed(pairs)
}

/// The rest of the form; one that shall stay a draft lacks the last declaration.
pub fn further_answers(scene: &Scene<'_>) -> Vec<Typed> {
    let Scene { data, picker, words, .. } = scene;
    let texts = &data.texts;
    let mut pairs = vec![
        ("goals", words.one(picker, &texts.goals)),
        ("visitor_brings", words.one(picker, &texts.visitor_brings)),
        ("host_brings", words.one(picker, &texts.host_brings)),
        ("agenda", agenda(scene)),
    ];
    if !is_online(scene.stage) {
        pairs.push(match &scene.visitor.account {
            Some(account) => ("iban", account.clone()),
            None => ("account_other", other_account(scene)),
        });
        pairs.push(("no_double_funding", "yes".to_owned()));
    }
    if !matches!(scene.stage, DemoStage::Draft | DemoStage::Ready) {
        pairs.push(("honour", "yes".to_owned()));
    }
    typed(pairs)
}

fn other_account(scene: &Scene<'_>) -> String {
    let number = scene.picker.digits(16);
    format!("Demonstration Bank, {}. SWIFT DEMOAM22, account {number}", scene.visitor.form.town)
}

/// One line for each working day.
fn agenda(scene: &Scene<'_>) -> String {
    let Scene { data, holidays, life, words, .. } = scene;
    let country = scene.host.form.country.parse().ok();
    let works = |day| country.and_then(|c| holidays.is_working_day(c, day).ok()).unwrap_or(true);
    let days: Vec<_> = life.stay.days().filter(|day| works(*day)).collect();
    let mut lines = Vec::with_capacity(days.len());
    for (number, day) in days.iter().enumerate() {
        let said = if number + 1 == days.len() {
            &data.texts.agenda_last
        } else {
            data.texts.agenda.get(number).unwrap_or(&data.texts.agenda_last)
        };
        lines.push(format!("{}: {}", day.format("%A %-d %B"), fill(said, |name| words.get(name))));
    }
    lines.join("\n")
}

/// The visitor's closing report.
pub fn report(scene: &Scene<'_>) -> Vec<Typed> {
    let Scene { data, picker, words, life, .. } = scene;
    let texts = &data.texts;
    let changed = picker.percent(12);
    let reached = if picker.percent(60) { "all" } else { "most" };
    let mut pairs = vec![
        ("took_place", if changed { "changed" } else { "as_agreed" }.to_owned()),
        ("actual_from", life.stay.from.to_string()),
        ("actual_to", life.stay.to.to_string()),
        ("activities", words.one(picker, &texts.activities)),
        ("goals_reached", reached.to_owned()),
        ("results", words.one(picker, &texts.results)),
        ("next_steps", words.one(picker, &texts.next_steps)),
        ("outcomes", picker.text(&texts.outcomes).to_owned()),
        ("true_report", "yes".to_owned()),
    ];
    if changed {
        pairs.push(("changes", words.one(picker, &texts.changes)));
    }
    typed(pairs)
}

/// The host's feedback.
pub fn host_report(scene: &Scene<'_>) -> Vec<Typed> {
    let Scene { data, picker, words, .. } = scene;
    let useful = if picker.percent(65) { "very" } else { "useful" };
    typed(vec![
        ("visitor_came", "yes".to_owned()),
        ("useful", useful.to_owned()),
        ("comment", words.one(picker, &data.texts.host_comments)),
        ("again", "yes".to_owned()),
    ])
}
