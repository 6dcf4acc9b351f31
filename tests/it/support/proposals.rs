//! A consortium brought to any stage by the real actions: a voucher call, a lead and its partners.
//! The one rule: each step is the one a person would take.

use super::{
    app::TestApp,
    forms,
    people::{Office, Opening, Party, office, party},
};
use convoca::{
    actions::{
        ActionError,
        application::Receipt,
        hand_in, part,
        partner::{self, InviteForm},
        proposal,
    },
    domain::{
        application::Version,
        form::Form,
        ids::{ApplicationId, InvitationId, OrganisationId},
        money::Money,
        proposal::ProposalStageKind,
        scored::ScoredProgramme,
        sme::{Books, Declaration, Figures, Headcount},
    },
    store::{self, answers::ProposalForm, sql},
};
use std::sync::Arc;

/// A voucher call with a lead and two partners that may join.
#[derive(Debug, Clone)]
pub struct Consortium {
    pub office: Office,
    pub lead: Party,
    pub partners: Vec<Party>,
    pub kind: &'static str,
}

/// The code of the refusal, that of a scored call's among them; `forbidden` or `unseen`.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(result: Result<T, ActionError>) -> String {
    match result.unwrap_err() {
        ActionError::Refused(refusal) => {
            let value = serde_json::to_value(refusal).unwrap();
            let code =
                if value["code"] == "scored" { &value["why"]["code"] } else { &value["code"] };
            code.as_str().unwrap().to_owned()
        }
        ActionError::Forbidden => "forbidden".to_owned(),
        ActionError::Unseen => "unseen".to_owned(),
        ActionError::Broken(cause) => panic!("broken: {cause:?}"),
    }
}

/// Nine people, half a million of turnover, nobody behind it: a micro enterprise.
pub fn micro() -> Declaration {
    let figures = Figures {
        headcount: Some(Headcount::whole(9)),
        turnover: Some(Money::from_cents(50_000_000)),
        balance: Some(Money::from_cents(30_000_000)),
    };
    Declaration {
        own: Books::TwoYears { last: figures, before: figures },
        last_closed_on: Some("2022-12-31".parse().unwrap()),
        public_control: Some(convoca::domain::money::Percent::whole(0)),
        held: None,
        ownership_changed: None,
        related: Vec::new(),
    }
}

impl Consortium {
    /// A demonstration voucher: Portugal leads, Denmark and Sweden may join.
    pub async fn new(app: &TestApp) -> Self {
        Self::of(app, "demonstration").await
    }
    pub async fn of(app: &TestApp, kind: &'static str) -> Self {
        let opening = Opening { programme: "innosup_voucher".into(), ..Opening::default() };
        let office = office(app, &opening).await;
        let lead = party(app, "lead", "sme", "PT").await;
        let partners =
            vec![party(app, "one", "sme", "DK").await, party(app, "two", "sme", "SE").await];
        Self { office, lead, partners, kind }
    }
    pub async fn programme(&self, app: &TestApp) -> Arc<ScoredProgramme> {
        let call = store::call::load(app.desk.database.reads(), self.office.call).await.unwrap();
        app.desk.scored(&call).unwrap()
    }
    pub async fn start(&self, app: &TestApp) -> Result<ApplicationId, ActionError> {
        let (call, lead) = (self.office.call, self.lead.id);
        proposal::start(&app.desk, &self.lead.lead, call, lead, self.kind).await
    }
    pub async fn stored(&self, app: &TestApp, id: ApplicationId) -> store::proposal::Stored {
        store::proposal::load(app.desk.database.reads(), id).await.unwrap()
    }
    pub async fn stage(&self, app: &TestApp, id: ApplicationId) -> ProposalStageKind {
        self.stored(app, id).await.proposal.stage.kind()
    }
    pub async fn seen(&self, app: &TestApp, id: ApplicationId) -> Version {
        self.stored(app, id).await.proposal.version
    }
    pub async fn part(
        &self,
        app: &TestApp,
        id: ApplicationId,
        of: OrganisationId,
    ) -> store::partner::Partner {
        let all = store::partner::list(app.desk.database.reads(), id).await.unwrap();
        all.into_iter().find(|one| one.organisation_id == of).unwrap()
    }
    /// Every answer of the common form.
    pub async fn write(&self, app: &TestApp, id: ApplicationId) {
        let form = self.programme(app).await.rounds[0].form.clone();
        self.answer(app, &self.lead, id, ProposalForm::Round(0), &form).await;
    }
    async fn answer(
        &self,
        app: &TestApp,
        party: &Party,
        id: ApplicationId,
        kind: ProposalForm,
        form: &Form,
    ) {
        let typed = forms::typed(&forms::fill(form, forms::STAY, false));
        proposal::save_answers(&app.desk, &party.lead, id, kind, &typed).await.unwrap();
    }
    pub async fn invite(
        &self,
        app: &TestApp,
        id: ApplicationId,
        name: &str,
    ) -> Result<InvitationId, ActionError> {
        let form = InviteForm {
            address: format!("{name}@example.org"),
            name: name.to_owned(),
            note: "Shall we?".to_owned(),
        };
        partner::invite(&app.desk, &self.lead.lead, id, &form).await
    }
    /// Invites a party by the address of its person, who accepts.
    pub async fn join(&self, app: &TestApp, id: ApplicationId, party: &Party, name: &str) {
        let invitation = self.invite(app, id, name).await.unwrap();
        partner::accept(&app.desk, &party.lead, invitation, party.id).await.unwrap();
    }
    /// A party writes its whole part and confirms it.
    pub async fn confirm(&self, app: &TestApp, id: ApplicationId, party: &Party, cents: i64) {
        let form = self.programme(app).await.partner_form.clone();
        let (desk, actor, of) = (&app.desk, &party.lead, party.id);
        self.answer(app, party, id, ProposalForm::Part(of), &form).await;
        let seen = self.part(app, id, of).await.version;
        part::declare(desk, actor, id, of, seen, &micro()).await.unwrap();
        if self.kind == "demonstration" {
            let seen = self.part(app, id, of).await.version;
            part::share(desk, actor, id, of, seen, Money::from_cents(cents)).await.unwrap();
        }
        let seen = self.part(app, id, of).await.version;
        part::confirm(desk, actor, id, of, seen).await.unwrap();
    }
    /// A draft in which everything is there.
    pub async fn ready(&self, app: &TestApp) -> ApplicationId {
        let id = self.start(app).await.unwrap();
        self.write(app, id).await;
        if self.kind == "demonstration" {
            self.join(app, id, &self.partners[0], "one").await;
            self.join(app, id, &self.partners[1], "two").await;
            for party in &self.partners {
                self.confirm(app, id, party, 2_000_000).await;
            }
        }
        self.confirm(app, id, &self.lead, 4_000_000).await;
        id
    }
    pub async fn submit(&self, app: &TestApp, id: ApplicationId) -> Result<Receipt, ActionError> {
        let seen = self.seen(app, id).await;
        hand_in::submit(&app.desk, &self.lead.lead, id, seen).await
    }
    /// Handed in.
    pub async fn submitted(&self, app: &TestApp) -> ApplicationId {
        let id = self.ready(app).await;
        self.submit(app, id).await.unwrap();
        id
    }
    /// As if it had been funded before: what a release does, in one statement.
    pub async fn granted(&self, app: &TestApp, id: ApplicationId) {
        let facts = "{\"stage\":\"awarded\",\"submitted_at\":1,\"amount\":1,\"at\":1}";
        let values = vec![sea_orm::Value::from(id), sea_orm::Value::from(facts)];
        let sql = "update proposals set stage = 'awarded', stage_facts = $2 where id = $1";
        sql::run(app.desk.database.reads(), sql, values).await.unwrap();
    }
}
