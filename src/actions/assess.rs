//! What the rules say of an exchange: facts gathered from the file, findings, working days,
//! distance, the lump sum with its reasoning, the counters it takes. No verb here: the page of the
//! applicant, the officer's check-list, the award and the public self-check all ask this one place.

use super::{ActionError, Desk};
use crate::{
    domain::{
        calendar::{Holidays, Period},
        country::Country,
        eligibility::{self, Finding},
        facts::{Fact, Facts, day},
        form::{Answers, facts_with_answers},
        lump_sum::{LumpSum, StayFacts, lump_sum},
        organisation::OrganisationKind,
        programme::{Programme, answers as field},
        quota,
        refusal::Refusal,
    },
    store::{application, call, organisation, sql::Conn},
};
use chrono::NaiveDate;

/// What is known of one side.
#[derive(Debug, Clone, Default)]
pub struct SideFacts {
    /// What it is.
    pub kind: Option<OrganisationKind>,
    /// Where it is registered.
    pub country: Option<Country>,
    /// Outermost region of its site; empty for none.
    pub region: Option<String>,
    /// Belongs to a cluster organisation profiled on ECCP.
    pub cluster_member: Option<bool>,
    /// Is a partner of a funded consortium.
    pub beneficiary: Option<bool>,
    /// Belongs to a cluster that is such a partner.
    pub partner_member: Option<bool>,
}

/// What is known of an exchange. `None` is "not known (yet)".
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Short name of the edition.
    pub edition: String,
    /// The visiting side.
    pub visitor: SideFacts,
    /// The host's side.
    pub host: SideFacts,
    /// The office has pre-approved the host.
    pub host_preapproved: Option<bool>,
    /// Funded visits in this edition, this one not counted.
    pub funded_visits: Option<i64>,
    /// Funded visits in other editions.
    pub funded_visits_elsewhere: Option<i64>,
    /// What the visitor's partnership may still take.
    pub partnership_room: Option<i64>,
    /// Both sides are the same organisation.
    pub same: Option<bool>,
    /// The stay.
    pub stay: Option<Period>,
    /// Working days, where the caller knows them without the days (the self-check).
    pub working_days: Option<u32>,
    /// Held online.
    pub virtual_exchange: Option<bool>,
    /// Kilometres between the sites.
    pub distance_km: Option<u32>,
    /// Why the distance is not the great circle.
    pub distance_reason: Option<String>,
    /// The day that decides the rate when there is no stay yet.
    pub today: Option<NaiveDate>,
}

/// What the rules say.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// All facts used.
    pub facts: Facts,
    /// One finding a rule, in the programme's order.
    pub findings: Vec<Finding>,
    /// Working days of the stay.
    pub working_days: Option<u32>,
    /// Kilometres.
    pub distance_km: Option<u32>,
    /// The sum, or what is missing for it.
    pub sum: Result<LumpSum, NoSum>,
    /// The counters an award would take from, or the rule whose facts are not known.
    pub takes: Result<Vec<quota::PlaceKey>, quota::NotKnown>,
}

/// Why there is no sum (yet).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoSum {
    /// Facts are missing.
    NotKnownYet,
    /// The table has no rate.
    Refused(Refusal),
}

/// Works everything out from what is known and answered.
pub fn work_out(
    programme: &Programme,
    holidays: &Holidays,
    known: &Known,
    answers: &Answers,
) -> Assessment {
    let working_days = match (known.stay, known.host.country) {
        (Some(stay), Some(host)) if stay.from <= stay.to => holidays.working_days(&stay, host).ok(),
        _not_both => known.working_days,
    };
    let facts = facts(programme, holidays, known, working_days);
    let facts = facts_with_answers(&programme.form, answers, &facts);
    let findings = eligibility::check(&programme.eligibility, &facts);
    let sum = sum(programme, known, working_days);
    let takes = quota::taken(&programme.quotas, &facts);
    Assessment { facts, findings, working_days, distance_km: known.distance_km, sum, takes }
}

fn sum(programme: &Programme, known: &Known, working_days: Option<u32>) -> Result<LumpSum, NoSum> {
    let virtual_exchange = known.virtual_exchange.unwrap_or(false);
    let host_country = known.host.country.ok_or(NoSum::NotKnownYet)?;
    let on = known.stay.map(|s| s.from).or(known.today).ok_or(NoSum::NotKnownYet)?;
    let (days, km) = if virtual_exchange {
        (working_days.unwrap_or_default(), known.distance_km.unwrap_or_default())
    } else {
        (working_days.ok_or(NoSum::NotKnownYet)?, known.distance_km.ok_or(NoSum::NotKnownYet)?)
    };
    let stay = StayFacts {
        host_country,
        host_region: known.host.region.clone().filter(|region| !region.is_empty()),
        working_days: days,
        distance_km: km,
        distance_reason: known.distance_reason.clone(),
        on,
        virtual_exchange,
        partnership_ceiling: None,
    };
    lump_sum(&programme.lump_sum, &stay).map_err(|why| NoSum::Refused(Refusal::NoLumpSum { why }))
}

fn facts(
    programme: &Programme,
    holidays: &Holidays,
    known: &Known,
    working_days: Option<u32>,
) -> Facts {
    let mut facts = Facts::default();
    side(&mut facts, "visitor", &known.visitor);
    side(&mut facts, "host", &known.host);
    facts.set("host.preapproved", known.host_preapproved.map(Fact::Bool));
    facts.set("visitor.funded_visits", known.funded_visits.map(Fact::Int));
    facts.set("visitor.funded_visits_elsewhere", known.funded_visits_elsewhere.map(Fact::Int));
    facts.set("visitor.partnership_room", known.partnership_room.map(Fact::Int));
    facts.set("same_organisation", known.same.map(Fact::Bool));
    facts.set("stay.from", known.stay.map(|s| Fact::Date(s.from)));
    facts.set("stay.to", known.stay.map(|s| Fact::Date(s.to)));
    facts.set("stay.virtual", known.virtual_exchange.map(Fact::Bool));
    facts.set("stay.working_days", working_days.map(|d| Fact::Int(d.into())));
    facts.set("distance_km", known.distance_km.map(|km| Fact::Int(km.into())));
    facts.set("call.edition", Fact::Text(known.edition.clone()));
    programme.derive(&mut facts, holidays);
    facts
}

fn side(facts: &mut Facts, name: &str, side: &SideFacts) {
    let mut set = |what: &str, fact: Option<Fact>| facts.set(&format!("{name}.{what}"), fact);
    set("kind", side.kind.map(|k| Fact::Text(k.code().to_owned())));
    set("country", side.country.map(|c| Fact::Text(c.code().to_owned())));
    if name == "host" {
        set("region", side.region.clone().map(Fact::Text));
    }
    set("cluster_member", side.cluster_member.map(Fact::Bool));
    set("direct_beneficiary", side.beneficiary.map(Fact::Bool));
    set("partner_cluster_member", side.partner_member.map(Fact::Bool));
}

/// The stay as answered, when both days are dates.
pub fn stay(answers: &Answers) -> Option<Period> {
    let read = |key: &str| answers.get(key).and_then(|text| day(text.trim()));
    read(field::STAY_FROM).zip(read(field::STAY_TO)).map(|(from, to)| Period { from, to })
}

/// The answer says that nobody travels.
pub fn is_virtual(answers: &Answers) -> bool {
    answers.get(field::VIRTUAL).is_some_and(|text| text.trim() == "yes")
}

/// Gathers what is known of a file and works it out.
pub async fn assess(
    conn: &impl Conn,
    desk: &Desk,
    stored: &application::Stored,
    call: &call::Stored,
    programme: &Programme,
    answers: &Answers,
) -> Result<Assessment, ActionError> {
    let a = &stored.application;
    let sides = organisation::load_two(conn, a.visitor, a.host).await?;
    assess_between(conn, desk, stored, call, programme, answers, &sides).await
}

/// Likewise, for who has visitor and host at hand.
pub async fn assess_between(
    conn: &impl Conn,
    desk: &Desk,
    stored: &application::Stored,
    call: &call::Stored,
    programme: &Programme,
    answers: &Answers,
    (visitor, host): &(organisation::Stored, organisation::Stored),
) -> Result<Assessment, ActionError> {
    let a = &stored.application;
    let links = call::beneficiary_links(conn, a.call, visitor, host).await?;
    let counts = application::visit_counts(conn, a).await?;
    let great_circle = visitor
        .organisation
        .site
        .zip(host.organisation.site)
        .map(|(from, to)| from.distance_km(to));
    let known = Known {
        edition: call.call.edition.clone(),
        visitor: side_facts(visitor, links.visitor, links.visitor_member),
        host: side_facts(host, links.host, links.host_member),
        host_preapproved: Some(host.host_preapproved),
        funded_visits: Some(counts.here),
        funded_visits_elsewhere: Some(counts.elsewhere),
        partnership_room: Some(counts.partnership_room),
        same: Some(a.visitor == a.host),
        stay: stay(answers).or(a.stay),
        working_days: None,
        virtual_exchange: Some(is_virtual(answers)),
        distance_km: stored.distance_km.or(great_circle),
        distance_reason: stored.distance_reason.clone(),
        today: Some(desk.now().day_in(programme.zone)),
    };
    Ok(work_out(programme, &desk.holidays, &known, answers))
}

fn side_facts(stored: &organisation::Stored, beneficiary: bool, member: bool) -> SideFacts {
    let o = &stored.organisation;
    SideFacts {
        kind: Some(o.kind),
        country: Some(o.country),
        region: Some(stored.region.clone().unwrap_or_default()),
        cluster_member: Some(!o.cluster_membership.trim().is_empty()),
        beneficiary: Some(beneficiary),
        partner_member: Some(member),
    }
}
