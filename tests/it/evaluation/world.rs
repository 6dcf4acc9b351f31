//! A scored call with its office, applicants, admitted proposals and experts.

use crate::support::{
    app::{TestApp, morning},
    pdf::pdf,
    people::Opening,
    people::{Party, again, new_call, party, person, staff},
};
use convoca::{
    actions::{
        account,
        application::Typed,
        assignment, call, conflict,
        evaluation::{self, Kept},
        expert::{self, EmployerForm, ExpertForm},
        panel::{self, Invitation, ScreenAnswer},
    },
    domain::{
        access::{Act, Actor, Subject, permit},
        application::Version,
        ids::{ApplicationId, CallId, PersonId, RunId},
        money::Money,
        person::StaffRole,
        proposal::{Proposal, ProposalStage},
    },
    store::{self, sql},
};

/// The office of a scored call with three applicants.
pub struct World {
    pub officer: Actor,
    pub second: Actor,
    pub auditor: Actor,
    pub stranger: Actor,
    pub call: CallId,
    pub mill: Party,
    pub dairy: Party,
    pub yard: Party,
}

impl World {
    pub async fn new(app: &TestApp) -> Self {
        Self::of(app, "innosup_voucher").await
    }
    /// The office of a call of this programme.
    pub async fn of(app: &TestApp, programme: &str) -> Self {
        let officer = staff(app, "officer", StaffRole::Officer).await;
        let opening = Opening { programme: programme.to_owned(), ..Opening::default() };
        let call = call::create(&app.desk, &officer, new_call(&opening)).await.unwrap();
        call::publish(&app.desk, &officer, call).await.unwrap();
        Self {
            second: staff(app, "officer-two", StaffRole::Officer).await,
            auditor: staff(app, "auditor", StaffRole::Auditor).await,
            stranger: person(app, "stranger").await,
            mill: party(app, "mill", "sme", "PT").await,
            dairy: party(app, "dairy", "sme", "DK").await,
            yard: party(app, "yard", "sme", "SE").await,
            officer,
            call,
        }
    }
    /// An admitted proposal of these organisations, the lead first, for a voucher that takes two
    /// evaluators (`feasibility`) or three (`demonstration`).
    pub async fn proposal(&self, app: &TestApp, number: u32, parties: &[&Party]) -> ApplicationId {
        let kind = if parties.len() > 1 { "demonstration" } else { "feasibility" };
        let permit = permit(&self.officer, Act::ManageCall, &Subject::Office).unwrap();
        let tx = app.desk.begin().await.unwrap().permit(permit);
        let by = self.officer.person().unwrap();
        let at = app.desk.now();
        let mut proposal = Proposal {
            id: tx.id(),
            call: self.call,
            reference: format!("INV-2023-{number:04}"),
            type_key: kind.to_owned(),
            lead: parties[0].id,
            author: parties[0].lead.person().unwrap(),
            title: format!("A closed loop, number {number}"),
            requested: Money::from_cents(1_000_000),
            round: 0,
            stage: ProposalStage::Draft,
            version: Version(1),
        };
        store::proposal::insert(&tx, &proposal).await.unwrap();
        for party in parties {
            store::partner::insert(&tx, proposal.id, party.id).await.unwrap();
        }
        let form = store::answers::ProposalForm::Round(0);
        for (field, value) in [
            ("title", proposal.title.as_str()),
            ("summary", "A membrane for dyeing in small textile mills."),
            ("topics", "circular"),
            ("objective", "Half the water of today, measured over twelve weeks."),
        ] {
            let saved = store::answers::save(&tx, proposal.id, form, field, value, 0, by).await;
            saved.unwrap();
        }
        proposal.stage = ProposalStage::Admitted { submitted_at: at, at, by };
        store::proposal::save(&tx, &proposal).await.unwrap();
        conflict::of_proposal(&tx, self.call, proposal.id).await.unwrap();
        tx.keep_quietly().await.unwrap();
        proposal.id
    }
    /// A document as it was handed in, of the whole or of one organisation; the row and the bytes
    /// alone.
    pub async fn document(
        &self,
        app: &TestApp,
        proposal: ApplicationId,
        (id, kind): (&str, &str),
        of: Option<&Party>,
    ) {
        let permit = permit(&self.officer, Act::ManageCall, &Subject::Office).unwrap();
        let tx = app.desk.begin().await.unwrap().permit(permit);
        let bytes = pdf(kind, 1);
        let row = store::proposal_document::Document {
            id: id.parse().unwrap(),
            proposal_id: proposal,
            stage_no: 0,
            organisation_id: of.map(|party| party.id),
            kind: kind.to_owned(),
            name: format!("{kind}.pdf"),
            media_type: "application/pdf".to_owned(),
            length: i64::try_from(bytes.len()).unwrap(),
            digest: kind.to_owned(),
            pages: Some(1),
            added_by: self.officer.person().unwrap(),
            added_at: app.desk.now(),
        };
        store::proposal_document::add(&tx, &row, bytes).await.unwrap();
        tx.keep_quietly().await.unwrap();
    }
    /// Somebody of an address nobody shares.
    pub async fn somebody(&self, app: &TestApp, name: &str) -> Actor {
        let address = format!("{name}@{name}.example");
        let id = account::add_person(&app.desk, &address, name, None).await.unwrap();
        account::actor(&app.desk, id).await.unwrap()
    }
    pub async fn invite(&self, app: &TestApp, name: &str, loads: (u32, u32)) -> PersonId {
        let form = Invitation {
            address: format!("{name}@{name}.example"),
            name: name.to_owned(),
            min: loads.0,
            max: loads.1,
        };
        panel::invite(&app.desk, &self.officer, self.call, &form).await.unwrap()
    }
    /// Invited, accepted, contract signed.
    pub async fn signed(&self, app: &TestApp, name: &str, loads: (u32, u32)) -> Actor {
        let actor = self.somebody(app, name).await;
        self.invite(app, name, loads).await;
        panel::accept(&app.desk, &actor, self.call).await.unwrap();
        self.sign(app, &actor).await;
        actor
    }
    pub async fn sign(&self, app: &TestApp, actor: &Actor) {
        let conn = app.desk.database.reads();
        let id = actor.person().unwrap();
        let member = store::panel::find(conn, self.call, id).await.unwrap().unwrap();
        let title = store::call::load(conn, self.call).await.unwrap().call.title;
        let (_, digest) = panel::contract_text(&member, &title);
        panel::sign_contract(&app.desk, actor, self.call, &digest).await.unwrap();
    }
    /// Answers the screen: no conflict with anybody.
    pub async fn screen(&self, app: &TestApp, actor: &Actor) {
        self.screen_with(app, actor, &[]).await;
    }
    pub async fn screen_with(&self, app: &TestApp, actor: &Actor, declared: &[ScreenAnswer]) {
        let conn = app.desk.database.reads();
        let asked = store::panel::applying(conn, self.call).await.unwrap();
        let none = |one: &store::panel::Applying| ScreenAnswer {
            organisation: one.organisation_id,
            conflict: None,
            note: String::new(),
        };
        let given = |one: &store::panel::Applying| {
            let found = declared.iter().find(|d| d.organisation == one.organisation_id);
            found.cloned().unwrap_or_else(|| none(one))
        };
        let answers: Vec<_> = asked.iter().map(given).collect();
        panel::answer_screen(&app.desk, actor, self.call, &answers).await.unwrap();
    }
    /// An expert who may read.
    pub async fn expert(&self, app: &TestApp, name: &str) -> Actor {
        let actor = self.signed(app, name, (0, 9)).await;
        self.screen(app, &actor).await;
        again(app, &actor).await
    }
    pub async fn assign(&self, app: &TestApp, proposal: ApplicationId, expert: &Actor) {
        let id = expert.person().unwrap();
        assignment::add(&app.desk, &self.officer, proposal, id, false).await.unwrap();
    }
    pub async fn compute(&self, app: &TestApp) -> (RunId, assignment::Outcome) {
        let run = assignment::compute(&app.desk, &self.officer, self.call, 0).await.unwrap();
        let stored = store::assignment::run(app.desk.database.reads(), run).await.unwrap();
        (run, serde_json::from_str(&stored.result).unwrap())
    }
    /// Marks in points and a comment for every criterion.
    pub async fn score(
        &self,
        app: &TestApp,
        proposal: ApplicationId,
        by: &Actor,
        marks: [&str; 3],
    ) {
        let saved = evaluation::save(&app.desk, by, proposal, &report(marks)).await.unwrap();
        assert!(saved.iter().all(|(_, kept)| matches!(kept, Kept::Now(_))), "{saved:?}");
    }
    pub async fn deliver(
        &self,
        app: &TestApp,
        proposal: ApplicationId,
        by: &Actor,
        marks: [&str; 3],
    ) {
        self.score(app, proposal, by, marks).await;
        evaluation::deliver(&app.desk, by, proposal).await.unwrap();
    }
    /// Pairs that stand, as names.
    pub async fn pairs(&self, app: &TestApp) -> Vec<(ApplicationId, PersonId)> {
        let conn = app.desk.database.reads();
        let found = store::assignment::of_call(conn, self.call, 0).await.unwrap();
        found.iter().map(|pair| (pair.proposal_id, pair.person_id)).collect()
    }
    /// No pair that stands is barred.
    pub async fn nobody_judges_in_conflict(&self, app: &TestApp) {
        let bad: Option<i64> = sql::scalar(
            app.desk.database.reads(),
            "select count(*) from assignments a join conflicts c on c.proposal_id = a.proposal_id \
             and c.person_id = a.person_id where a.ended_at is null and c.ended_at is null",
            vec![],
        )
        .await
        .unwrap();
        assert_eq!(bad, Some(0), "an evaluator is assigned in conflict");
    }
}

/// A report as a page sends it, having seen nothing.
pub fn report(marks: [&str; 3]) -> Vec<Typed> {
    let mut typed = Vec::new();
    for (criterion, mark) in ["excellence", "impact", "implementation"].iter().zip(marks) {
        typed.push(one(&format!("mark.{criterion}"), mark, 0));
        typed.push(one(&format!("comment.{criterion}"), "Sound and well measured.", 0));
    }
    typed.push(one("ai_use", "None.", 0));
    typed
}

pub fn one(field: &str, value: &str, seen: i64) -> Typed {
    Typed { field: field.to_owned(), value: value.to_owned(), seen }
}

/// An employer as typed.
pub fn employer(name: &str, country: &str, from: &str, to: &str) -> EmployerForm {
    EmployerForm {
        name: name.to_owned(),
        country: country.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        ..EmployerForm::default()
    }
}

pub async fn save_page(app: &TestApp, actor: &Actor, employers: Vec<EmployerForm>) {
    let conn = app.desk.database.reads();
    let there = store::expert::find(conn, actor.person().unwrap()).await.unwrap();
    let form = ExpertForm {
        about: "Process engineer.".to_owned(),
        sectors: "C13".to_owned(),
        keywords: "dyeing, membrane".to_owned(),
        languages: "en".to_owned(),
        employers,
        seen: there.map_or(0, |page| page.version),
    };
    expert::save(&app.desk, actor, &form).await.unwrap();
}

/// The day after the last one set.
pub fn later(app: &TestApp, day: &str) {
    assert!(morning(day) > app.desk.now());
    app.on(day);
}
