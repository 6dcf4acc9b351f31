//! A funded project and its people. The one rule: the award is made by the real release, and
//! everything after it by the real verbs.

use crate::support::{
    app::TestApp,
    decided::{Decided, Given, given},
    forms,
    kit::pdf,
    people::{again, person},
};
use convoca::{
    actions::{
        ActionError, account,
        agreement::{self, Draft},
        contracting::{self, NewContracting},
        payment,
        project::{self, GrantForm},
    },
    domain::{
        access::Actor,
        agreement::SignPlace,
        ids::{ApplicationId, DeliveryId, InstalmentId, OrganisationId, PersonId},
        money::Money,
        scored::ScoredProgramme,
    },
    store,
};
use std::sync::Arc;

/// Two organisations, 45,000.01 euro.
pub const TWO: &[i64] = &[3_000_001, 1_500_000];
/// One organisation.
pub const ONE: &[i64] = &[2_000_000];

/// A funded project.
#[derive(Debug)]
pub struct Grant {
    pub kit: Decided,
    pub id: ApplicationId,
    /// Signs for the project.
    pub signer: Actor,
    /// The leads of the organisations, the lead organisation first.
    pub firms: Vec<(OrganisationId, Actor)>,
    pub programme: Arc<ScoredProgramme>,
}

impl Grant {
    /// Funded by the release, with a contracting partner in the call.
    pub async fn funded(app: &TestApp, shares: &'static [i64]) -> Self {
        let all = [given([45, 45, 45], shares), given([40, 40, 40], &[1_000_000])];
        Self::of(app, Decided::released(app, 10_000_000, &all).await).await
    }
    /// A small voucher, decided alone.
    pub async fn small(app: &TestApp) -> Self {
        let one =
            Given { kind: "small", marks: Some([40; 3]), shares: &[400_000], topics: "health" };
        let kit = Decided::new(app, 1_000_000, &[one]).await;
        let (desk, officer) = (&app.desk, &kit.office.officer);
        let award = convoca::domain::proposal::event::Outcome::Award;
        convoca::actions::rolling::award_rolling(desk, officer, kit.proposals[0], award)
            .await
            .unwrap();
        Self::of(app, kit).await
    }
    async fn of(app: &TestApp, kit: Decided) -> Self {
        let signer = person(app, "project-signer").await;
        let new = NewContracting {
            name: "Cluster Têxtil".to_owned(),
            country: "PT".to_owned(),
            address: "project-signer@example.org".to_owned(),
        };
        let (desk, officer, call) = (&app.desk, &kit.office.officer, kit.office.call);
        contracting::add(desk, officer, call, &new).await.unwrap();
        let id = kit.proposals[0];
        let conn = desk.database.reads();
        let mut firms = Vec::new();
        for partner in store::partner::list(conn, id).await.unwrap() {
            let lead: PersonId = store::sql::scalar(
                conn,
                "select person_id from members where organisation_id = $1 and role = 'lead'",
                vec![partner.organisation_id.into()],
            )
            .await
            .unwrap()
            .unwrap();
            let actor = account::actor(desk, lead).await.unwrap();
            firms.push((partner.organisation_id, actor));
        }
        let stored = store::call::load(conn, call).await.unwrap();
        let programme = desk.scored(&stored).unwrap();
        app.told().await;
        Self { signer: again(app, &signer).await, kit, id, firms, programme }
    }
    pub fn officer(&self) -> &Actor {
        &self.kit.office.officer
    }
    pub fn lead(&self) -> &Actor {
        &self.firms[0].1
    }
    /// All that is asked before the agreement.
    pub async fn answer_contract(&self, app: &TestApp) {
        let form = &self.programme.contract;
        let mut typed = forms::typed(&forms::fill(form, forms::STAY, false));
        for one in &mut typed {
            if one.field == "start_on" {
                "2023-05-01".clone_into(&mut one.value);
            }
        }
        let lead = self.lead();
        let form = GrantForm::Contract;
        project::save_answers(&app.desk, lead, self.id, form, &typed).await.unwrap();
    }
    pub fn draft(plan: &str, months: u32) -> Draft {
        Draft {
            contracting: None,
            plan: plan.to_owned(),
            starts_on: "2023-05-01".parse().unwrap(),
            months,
            template: String::new(),
            reason: String::new(),
        }
    }
    pub async fn prepare(&self, app: &TestApp, draft: &Draft) -> Result<(), ActionError> {
        agreement::prepare(&app.desk, self.officer(), self.id, draft).await.map(|_| ())
    }
    pub async fn newest(&self, app: &TestApp) -> store::agreement::Stored {
        let all = store::agreement::of_file(app.desk.database.reads(), self.id).await.unwrap();
        all.into_iter().next().unwrap()
    }
    pub async fn issue(&self, app: &TestApp) -> Result<(), ActionError> {
        let seen = self.newest(app).await.version;
        agreement::issue(&app.desk, self.officer(), self.id, seen).await
    }
    pub async fn issued(&self, app: &TestApp, plan: &str, months: u32) {
        self.answer_contract(app).await;
        self.prepare(app, &Self::draft(plan, months)).await.unwrap();
        self.issue(app).await.unwrap();
    }
    pub async fn sign(
        &self,
        app: &TestApp,
        actor: &Actor,
        place: SignPlace,
    ) -> Result<(), ActionError> {
        let digest = self.newest(app).await.digest;
        agreement::sign(&app.desk, actor, self.id, place, &digest, true).await
    }
    pub async fn sign_all(&self, app: &TestApp) {
        for (organisation, actor) in &self.firms {
            self.sign(app, actor, SignPlace::Partner(*organisation)).await.unwrap();
        }
        self.sign(app, &self.signer, SignPlace::Contracting).await.unwrap();
    }
    /// In force, with the organisations' own agreement.
    pub async fn in_force(app: &TestApp, shares: &'static [i64], plan: &str) -> Self {
        let grant = Self::funded(app, shares).await;
        grant.issued(app, plan, 12).await;
        grant.sign_all(app).await;
        if shares.len() > 1 {
            grant.bring_consortium(app).await.unwrap();
        }
        grant
    }
    pub async fn bring_consortium(&self, app: &TestApp) -> Result<(), ActionError> {
        let on = "2023-03-09".parse().unwrap();
        let upload = pdf(project::CONSORTIUM);
        project::bring_consortium(&app.desk, self.lead(), self.id, on, upload).await
    }
    pub async fn reports(&self, app: &TestApp) -> Vec<store::delivery::Report> {
        store::delivery::of_file(app.desk.database.reads(), self.id).await.unwrap()
    }
    pub async fn report(&self, app: &TestApp, key: &str) -> (DeliveryId, i64) {
        let all = self.reports(app).await;
        let report = all.iter().find(|one| one.key == key).unwrap();
        (report.id, report.version)
    }
    pub async fn write(&self, app: &TestApp, key: &str) {
        let all = self.reports(app).await;
        let report = all.iter().find(|one| one.key == key).unwrap();
        let form = project::form_of(&self.programme, report);
        let typed = forms::typed(&forms::fill(form, forms::STAY, false));
        let which = GrantForm::Report(report.id);
        project::save_answers(&app.desk, self.lead(), self.id, which, &typed).await.unwrap();
    }
    pub async fn submit(&self, app: &TestApp, key: &str) -> Result<(), ActionError> {
        let (id, seen) = self.report(app, key).await;
        project::submit(&app.desk, self.lead(), self.id, id, seen).await
    }
    pub async fn accept(&self, app: &TestApp, key: &str) -> Result<i64, ActionError> {
        let which = self.report(app, key).await;
        let due = project::accept(&app.desk, self.officer(), self.id, which).await;
        due.map(Money::cents)
    }
    pub async fn instalments(&self, app: &TestApp) -> Vec<store::instalment::Stored> {
        store::instalment::of_file(app.desk.database.reads(), self.id).await.unwrap()
    }
    /// Stage, payee's place and cents of each instalment.
    pub async fn lines(&self, app: &TestApp) -> Vec<(u32, usize, i64, &'static str)> {
        let all = self.instalments(app).await;
        let mut lines: Vec<_> = all
            .iter()
            .map(|one| {
                let of = &one.instalment;
                let firm = self.firms.iter().position(|(id, _)| *id == of.payee).unwrap();
                (of.position, firm, of.planned.cents(), of.stage.kind().code())
            })
            .collect();
        lines.sort_unstable();
        lines
    }
    /// Pays one instalment, from the proposal to the bank's word.
    pub async fn pay(&self, app: &TestApp, id: InstalmentId, on: &str) {
        let (desk, finance) = (&app.desk, &self.kit.office.finance);
        let payment = payment::propose(desk, self.officer(), id).await.unwrap();
        let seen =
            async || store::payment::load(desk.database.reads(), payment).await.unwrap().version;
        payment::approve(desk, finance, payment, seen().await).await.unwrap();
        payment::export(desk, finance, payment, seen().await).await.unwrap();
        let on = on.parse().unwrap();
        payment::settle(desk, finance, payment, seen().await, on).await.unwrap();
    }
    /// Pays all that is due.
    pub async fn pay_due(&self, app: &TestApp, on: &str) {
        for one in self.instalments(app).await {
            if one.instalment.stage.kind().code() == "due" {
                self.pay(app, one.instalment.id, on).await;
            }
        }
    }
}
