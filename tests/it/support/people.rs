//! The people of a test: the office, two partnerships with their coordinators, organisations. All
//! of them come by the real actions. The one rule: an address is the person's part in the story,
//! so that a list of mails reads as one.

use super::app::{TestApp, morning};
use convoca::{
    actions::{
        account, budget,
        call::{self, NewCall},
        call_rounds,
        organisation::{self, OrganisationForm},
        profile::{self, ProfileForm},
        roles,
    },
    domain::{
        access::Actor,
        ids::{CallId, OrganisationId, PartnershipId, ProfileId},
        money::Money,
        organisation::MemberRole,
        person::StaffRole,
    },
    store,
};

/// An organisation with its people.
#[derive(Debug, Clone)]
pub struct Party {
    pub id: OrganisationId,
    /// Leads it: reads, writes, signs.
    pub lead: Actor,
}

/// Everyone and everything before the first application.
#[derive(Debug, Clone)]
pub struct Office {
    pub officer: Actor,
    pub finance: Actor,
    pub second_finance: Actor,
    pub auditor: Actor,
    pub admin: Actor,
    /// Coordinates the partnership of visitors.
    pub coordinator: Actor,
    /// Coordinates the partnership of hosts.
    pub host_coordinator: Actor,
    /// Signed in, and part of nothing.
    pub stranger: Actor,
    pub call: CallId,
    pub partnership: PartnershipId,
    pub host_partnership: PartnershipId,
}

/// What a call is opened with.
#[derive(Debug, Clone)]
pub struct Opening {
    pub programme: String,
    pub places: Option<u32>,
    pub budget: Money,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            programme: "clusterxchange".into(),
            places: None,
            budget: Money::from_cents(5_000_000),
        }
    }
}

/// A confirmed person without any post.
pub async fn person(app: &TestApp, name: &str) -> Actor {
    let address = format!("{name}@example.org");
    let id = account::add_person(&app.desk, &address, &name.replace('-', " "), None).await.unwrap();
    account::actor(&app.desk, id).await.unwrap()
}

/// The person with what the database says of it now.
pub async fn again(app: &TestApp, actor: &Actor) -> Actor {
    account::actor(&app.desk, actor.person().unwrap()).await.unwrap()
}

/// A person with a post.
pub async fn staff(app: &TestApp, name: &str, role: StaffRole) -> Actor {
    let actor = person(app, name).await;
    let system = Actor::system("test");
    roles::give(&app.desk, &system, actor.person().unwrap(), role).await.unwrap();
    again(app, &actor).await
}

/// A member of an organisation.
pub async fn member(app: &TestApp, party: &Party, name: &str, role: MemberRole) -> Actor {
    let address = format!("{name}@example.org");
    let added = organisation::add_member(&app.desk, &party.lead, party.id, &address, name, role);
    let id = added.await.unwrap();
    account::actor(&app.desk, id).await.unwrap()
}

/// An organisation led by the person `name`, in a cluster unless it is one.
pub async fn party(app: &TestApp, name: &str, kind: &str, country: &str) -> Party {
    let lead = person(app, name).await;
    let form = organisation_form(name, kind, country);
    let id = organisation::create(&app.desk, &lead, &form).await.unwrap();
    Party { id, lead: again(app, &lead).await }
}

/// The form of an organisation that is somewhere in its country.
pub fn organisation_form(name: &str, kind: &str, country: &str) -> OrganisationForm {
    let (lat, lon) = match country {
        "PT" => ("38.7223", "-9.1393"),
        "DK" => ("55.6761", "12.5683"),
        "SE" => ("55.6050", "13.0038"),
        _elsewhere => ("48.2082", "16.3738"),
    };
    OrganisationForm {
        name: format!("{name} Ltd"),
        kind: kind.to_owned(),
        country: country.to_owned(),
        registration: "12345".to_owned(),
        street: "Main Street 1".to_owned(),
        post_code: "1000".to_owned(),
        town: "Town".to_owned(),
        lat: lat.to_owned(),
        lon: lon.to_owned(),
        region: String::new(),
        cluster_membership: if kind == "cluster" {
            String::new()
        } else {
            "Some Cluster".to_owned()
        },
    }
}

/// Ends of the rounds after the first, in a staged call.
pub const LATER: [&str; 2] = ["2023-06-30", "2023-10-31"];

/// The office with a published call.
pub async fn office(app: &TestApp, opening: &Opening) -> Office {
    let officer = staff(app, "officer", StaffRole::Officer).await;
    let finance = staff(app, "finance", StaffRole::Finance).await;
    let second_finance = staff(app, "finance-two", StaffRole::Finance).await;
    let auditor = staff(app, "auditor", StaffRole::Auditor).await;
    let admin = staff(app, "admin", StaffRole::Admin).await;
    let stranger = person(app, "stranger").await;
    let call = call::create(&app.desk, &officer, new_call(opening)).await.unwrap();
    // A scored call has no partnerships, and so nobody who coordinates one.
    let has_partnerships = app.desk.catalogue.scored(&opening.programme).is_none();
    let nowhere = PartnershipId(uuid::Uuid::nil());
    let add = async |code, name| {
        if !has_partnerships {
            return nowhere;
        }
        call::add_partnership(&app.desk, &officer, call, code, name, None, &[]).await.unwrap()
    };
    let partnership = add("NORTH", "Partnership of the North").await;
    let host_partnership = add("SOUTH", "Partnership of the South").await;
    let staged = app.desk.catalogue.scored(&opening.programme);
    if let Some(later) = staged.map(|programme| programme.rounds.len() - 1).filter(|n| *n > 0) {
        let ends = LATER[..later].iter().map(|day| morning(day)).collect();
        call_rounds::set(&app.desk, &officer, call, ends, "").await.unwrap();
    }
    call::publish(&app.desk, &officer, call).await.unwrap();
    budget::give(&app.desk, &finance, call, opening.budget, "grant of the year").await.unwrap();
    let coordinates = async |name, partnership| {
        if partnership == nowhere {
            return stranger.clone();
        }
        staff(app, name, StaffRole::Coordinator(partnership)).await
    };
    let coordinator = coordinates("coordinator", partnership).await;
    let host_coordinator = coordinates("host-coordinator", host_partnership).await;
    Office {
        officer,
        finance,
        second_finance,
        auditor,
        admin,
        coordinator,
        host_coordinator,
        stranger,
        call,
        partnership,
        host_partnership,
    }
}

/// A call that is open through February 2023.
pub fn new_call(opening: &Opening) -> NewCall {
    NewCall {
        programme: opening.programme.clone(),
        title: "ClusterXchange 2023".to_owned(),
        edition: "2023".to_owned(),
        opens_at: morning("2023-01-15"),
        deadline: morning("2023-02-28"),
        places: opening.places,
    }
}

/// A profile as someone fills it in.
pub fn profile_form(partnership: PartnershipId, visits: bool, hosts: bool) -> ProfileForm {
    ProfileForm {
        partnership: Some(partnership),
        visits,
        hosts,
        about: "We have made fishing nets since 1962 and want to learn how others trace them. "
            .repeat(2),
        offers: "A workshop with twelve machines and three people to show them.".to_owned(),
        sectors: "textiles".to_owned(),
        languages: "English".to_owned(),
        seen: 0,
    }
}

impl Office {
    /// Gives an organisation an accepted profile on one side.
    pub async fn accept(&self, app: &TestApp, party: &Party, visits: bool) -> ProfileId {
        let partnership = if visits { self.partnership } else { self.host_partnership };
        let form = profile_form(partnership, visits, !visits);
        let id = profile::save(&app.desk, &party.lead, self.call, party.id, &form).await.unwrap();
        profile::submit(&app.desk, &party.lead, id).await.unwrap();
        let seen = store::profile::load(app.desk.database.reads(), id).await.unwrap().version;
        profile::assess(&app.desk, &self.officer, id, seen, None).await.unwrap();
        id
    }
    /// An SME in Portugal that may visit.
    pub async fn visitor(&self, app: &TestApp, name: &str) -> Party {
        self.visitor_of(app, name, "sme").await
    }
    /// An organisation in Portugal that may visit.
    pub async fn visitor_of(&self, app: &TestApp, name: &str, kind: &str) -> Party {
        let party = party(app, name, kind, "PT").await;
        self.accept(app, &party, true).await;
        party
    }
    /// A cluster in Denmark that may host.
    pub async fn host(&self, app: &TestApp, name: &str) -> Party {
        self.host_of(app, name, "cluster").await
    }
    /// An organisation in Denmark that may host.
    pub async fn host_of(&self, app: &TestApp, name: &str, kind: &str) -> Party {
        let party = party(app, name, kind, "DK").await;
        self.accept(app, &party, false).await;
        party
    }
}

/// The office of a scored call that is there already.
pub async fn office_of(app: &TestApp, officer: Actor, call: CallId) -> Office {
    let stranger = person(app, "stranger").await;
    let nowhere = PartnershipId(uuid::Uuid::nil());
    Office {
        officer,
        finance: staff(app, "finance", StaffRole::Finance).await,
        second_finance: staff(app, "finance-two", StaffRole::Finance).await,
        auditor: staff(app, "auditor", StaffRole::Auditor).await,
        admin: staff(app, "admin", StaffRole::Admin).await,
        coordinator: stranger.clone(),
        host_coordinator: stranger.clone(),
        stranger,
        call,
        partnership: nowhere,
        host_partnership: nowhere,
    }
}
