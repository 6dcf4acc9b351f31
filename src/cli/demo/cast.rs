//! Who takes part: organisations made of the lists, each with its people. The one rule: nothing here
//! exists outside; only towns and countries are real.

use super::{pick::Picker, spelling};
use crate::{
    actions::organisation::OrganisationForm,
    config::demo::{CountryData, DemoData, Named, Sector, Town},
    domain::organisation::OrganisationKind,
};
use std::collections::HashSet;

/// A person of the demonstration.
#[derive(Debug, Clone)]
pub struct Someone {
    /// Full name.
    pub name: String,
    /// Address.
    pub address: String,
}

/// An organisation of the demonstration.
#[derive(Debug, Clone)]
pub struct Party {
    /// As typed into the form.
    pub form: OrganisationForm,
    /// What it is.
    pub kind: OrganisationKind,
    /// Place of its sector in the list.
    pub sector: usize,
    /// Place of its partnership in the list.
    pub partnership: usize,
    /// A partner of that partnership.
    pub partner: bool,
    /// Belongs to no cluster; the office has approved it as a host, or has not.
    pub outsider: Option<Approved>,
    /// Has just joined: its profile waits.
    pub newcomer: bool,
    /// Languages.
    pub languages: String,
    /// Who leads it.
    pub lead: Someone,
    /// A colleague who signs, if there is one.
    pub second: Option<Someone>,
    /// Its account; none in Armenia.
    pub account: Option<String>,
    /// What the list of sign-ins calls its lead.
    pub told_as: Option<String>,
}

/// Whether the office approved a host that is no member of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approved {
    /// It did.
    Yes,
    /// It did not.
    No,
}

impl Party {
    /// May visit under the scheme.
    pub fn visits(&self) -> bool {
        use OrganisationKind as K;
        matches!(self.kind, K::Cluster | K::Sme | K::ScalingUp) && self.outsider.is_none()
    }
    /// Counts as an SME.
    pub fn is_sme(&self) -> bool {
        self.kind == OrganisationKind::Sme
    }
}

/// Exchanges for which the lists have organisations enough.
const ENOUGH_FOR: usize = 120;

/// Makes organisations for `how_many` exchanges: those with a name of their own first, in their
/// order. Where the lists are too short, they are used again with the name of a town.
pub fn parties(data: &DemoData, picker: &Picker, how_many: usize) -> Vec<Party> {
    let mut maker = Maker { data, picker, domains: HashSet::new(), towns: 0, round: 0 };
    let mut all: Vec<Party> =
        data.cast.organisations.iter().filter_map(|named| maker.named(named)).collect();
    for round in 0..how_many.div_ceil(ENOUGH_FOR).max(1) {
        maker.round = round;
        for (number, sector) in data.sectors.iter().enumerate() {
            all.extend(maker.sector(number, sector));
        }
    }
    // Two companies without a cluster: one approved as a host, one not.
    let plain = |party: &&mut Party| party.is_sme() && party.told_as.is_none() && !party.newcomer;
    let free = all.iter_mut().rev().filter(plain);
    for (party, approved) in free.step_by(9).zip([Approved::Yes, Approved::No]) {
        party.outsider = Some(approved);
        party.form.cluster_membership.clear();
    }
    all
}

struct Maker<'a> {
    data: &'a DemoData,
    picker: &'a Picker,
    domains: HashSet<String>,
    towns: usize,
    round: usize,
}

impl<'a> Maker<'a> {
    fn named(&mut self, named: &Named) -> Option<Party> {
        let town = self.data.places.towns.iter().find(|town| town.name == named.town)?;
        let sector = self.data.sectors.iter().position(|sector| sector.key == named.sector)?;
        let kind = OrganisationKind::from_code(&named.kind)?;
        let mut party = self.party(&named.name, kind, sector, town, &named.domain)?;
        party.form.street.clone_from(&named.street);
        party.form.cluster_membership.clone_from(&named.member_of);
        party.partner = named.partner;
        party.told_as.clone_from(&named.told_as);
        let address = spelling::address(&named.lead, &named.domain);
        party.lead = Someone { name: named.lead.clone(), address };
        Some(party)
    }

    fn sector(&mut self, number: usize, sector: &Sector) -> Vec<Party> {
        let lists = [
            (OrganisationKind::Cluster, &sector.clusters, sector.partners),
            (OrganisationKind::ScalingUp, &sector.support, 1),
            (OrganisationKind::Sme, &sector.companies, 0),
        ];
        let mut made = Vec::new();
        for (kind, list, partners) in lists {
            for (place, entry) in list.iter().enumerate() {
                let partner = place < partners && self.round == 0;
                made.extend(self.invented(entry, kind, number, partner));
            }
        }
        if self.round == 0 {
            for entry in &sector.newcomers {
                let party = self.invented(entry, OrganisationKind::Sme, number, false);
                made.extend(party.map(|party| Party { newcomer: true, ..party }));
            }
        }
        made
    }

    fn invented(
        &mut self,
        entry: &str,
        kind: OrganisationKind,
        sector: usize,
        partner: bool,
    ) -> Option<Party> {
        let (code, name) = entry.split_once(' ')?;
        let data = self.data.sectors.get(sector)?;
        let town = self.town(code, data.coast)?;
        let country = self.country(code)?;
        let own = match self.round {
            0 => name.to_owned(),
            round => format!("{name} {} {}", town.name, round + 1),
        };
        let whole =
            if kind == OrganisationKind::Sme { format!("{own} {}", country.company) } else { own };
        let mut domain = spelling::label(name);
        while !self.domains.insert(domain.clone()) {
            domain.push('x');
        }
        let mut party = self.party(&whole, kind, sector, town, &format!("{domain}.example"))?;
        if kind != OrganisationKind::Cluster {
            party.form.cluster_membership = self.cluster_of(data);
        }
        party.partner = partner;
        Some(party)
    }

    fn party(
        &mut self,
        name: &str,
        kind: OrganisationKind,
        sector: usize,
        town: &Town,
        domain: &str,
    ) -> Option<Party> {
        let country = self.country(&town.country)?;
        let code = &self.data.sectors.get(sector)?.partnership;
        let partnership = self.data.cast.partnerships.iter().position(|p| p.code == *code)?;
        let lead = self.someone(country, domain);
        let second = self.someone(country, domain);
        let with_second = self.picker.percent(25) && second.name != lead.name;
        Some(Party {
            form: OrganisationForm {
                name: name.to_owned(),
                kind: kind.code().to_owned(),
                country: country.code.clone(),
                registration: format!("{}-{}", country.code, self.picker.digits(7)),
                street: self.street(country),
                post_code: town.post_code.clone(),
                town: town.name.clone(),
                lat: self.near(&town.lat),
                lon: self.near(&town.lon),
                region: town.region.clone(),
                cluster_membership: String::new(),
            },
            kind,
            sector,
            partnership,
            partner: false,
            outsider: None,
            newcomer: false,
            languages: if country.language.contains("English") {
                country.language.clone()
            } else {
                format!("English, {}", country.language)
            },
            lead,
            second: with_second.then_some(second),
            account: country
                .account
                .as_ref()
                .map(|form| spelling::account(self.picker, &country.code, form)),
            told_as: None,
        })
    }

    /// A town of the country, each in its turn; with a port where one is needed and there is one.
    fn town(&mut self, code: &str, coast: bool) -> Option<&'a Town> {
        let towns: Vec<_> = self.data.places.towns.iter().filter(|t| t.country == code).collect();
        let ports: Vec<_> = towns.iter().copied().filter(|town| town.coast).collect();
        let fit = if coast && !ports.is_empty() { ports } else { towns };
        self.towns += 1;
        fit.get(self.towns.checked_rem(fit.len())?).copied()
    }

    fn country(&self, code: &str) -> Option<&'a CountryData> {
        self.data.places.countries.iter().find(|country| country.code == code)
    }

    fn someone(&self, country: &CountryData, domain: &str) -> Someone {
        someone(self.picker, country, domain)
    }

    fn street(&self, country: &CountryData) -> String {
        let (street, number) = (self.picker.text(&country.streets), self.picker.between(1, 140));
        if country.number_first {
            format!("{number} {street}")
        } else {
            format!("{street} {number}")
        }
    }

    /// A place within some two kilometres: the last four digits of six are drawn anew.
    fn near(&self, degrees: &str) -> String {
        let kept = degrees.get(..degrees.len().saturating_sub(4)).unwrap_or(degrees);
        format!("{kept}{}", self.picker.digits(4))
    }

    /// A cluster of the sector, mostly a partner.
    fn cluster_of(&self, sector: &Sector) -> String {
        let (partners, others) =
            sector.clusters.split_at(sector.partners.min(sector.clusters.len()));
        let list = if self.picker.percent(55) { partners } else { others };
        let entry = self.picker.text(list);
        entry.split_once(' ').map_or(entry, |(_, name)| name).to_owned()
    }
}

/// The coordinators of a partnership.
pub fn coordinators(data: &DemoData, partnership: usize) -> Vec<Someone> {
    let Some(found) = data.cast.partnerships.get(partnership) else { return Vec::new() };
    let domain = format!("{}.example", found.code.to_lowercase());
    let someone =
        |name: &String| Someone { name: name.clone(), address: spelling::address(name, &domain) };
    found.coordinators.iter().map(someone).collect()
}

/// A person of a country.
pub fn someone(picker: &Picker, country: &CountryData, domain: &str) -> Someone {
    let given = picker.text(&country.given);
    // First names go by turns; where family names differ, the woman's stands second.
    let is_man = country.given.iter().position(|name| name == given).is_some_and(|at| at % 2 == 1);
    let family = picker.text(&country.family);
    let family = match family.split_once('/') {
        Some((man, _)) if is_man => man,
        Some((_, woman)) => woman,
        None => family,
    };
    let name = format!("{given} {family}");
    Someone { address: spelling::address(&name, domain), name }
}
