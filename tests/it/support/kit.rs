//! One exchange brought to any stage by the real actions. The one rule: each step is the one a
//! person would take, so that a test begins where its own story begins.

use super::{
    app::TestApp,
    forms::{self, Days},
    people::{Office, Opening, Party, office},
};
use convoca::{
    actions::{
        ActionError, application,
        assess::{self, Assessment},
        decision::{self, CheckAnswer},
        papers, payment,
        report::{self, Upload},
    },
    domain::{
        access::Actor,
        application::{Version, stage::Side},
        ids::{ApplicationId, PaymentId},
        money::Money,
        paper::{Paper, Signatory},
        programme::Programme,
    },
    store::{self, answers::FormKind},
};
use std::sync::Arc;

/// The office with one visitor and one host.
#[derive(Debug, Clone)]
pub struct Kit {
    pub office: Office,
    pub visitor: Party,
    pub host: Party,
    pub days: Days,
    pub virtual_exchange: bool,
}

impl Kit {
    /// A call of ClusterXchange, an SME from Portugal, a cluster in Denmark.
    pub async fn new(app: &TestApp) -> Self {
        Self::open(app, &Opening::default()).await
    }
    pub async fn open(app: &TestApp, opening: &Opening) -> Self {
        let office = office(app, opening).await;
        let visitor = office.visitor(app, "visitor").await;
        let host = office.host(app, "host").await;
        Self { office, visitor, host, days: forms::STAY, virtual_exchange: false }
    }
    /// The same office and host with another visitor.
    pub async fn with_visitor(&self, app: &TestApp, name: &str) -> Self {
        Self { visitor: self.office.visitor(app, name).await, ..self.clone() }
    }
    pub async fn programme(&self, app: &TestApp) -> Arc<Programme> {
        let call = store::call::load(app.desk.database.reads(), self.office.call).await.unwrap();
        app.desk.programme(&call).unwrap()
    }
    pub async fn seen(&self, app: &TestApp, id: ApplicationId) -> Version {
        app.file(id).await.application.version
    }
    /// A draft with every answer.
    pub async fn draft(&self, app: &TestApp) -> ApplicationId {
        let (visitor, host) = (self.visitor.id, self.host.id);
        let start =
            application::start(&app.desk, &self.visitor.lead, self.office.call, visitor, host);
        let id = start.await.unwrap();
        let form = self.programme(app).await.form.clone();
        let answers = forms::typed(&forms::fill(&form, self.days, self.virtual_exchange));
        let kind = FormKind::Application;
        application::save_answers(&app.desk, &self.visitor.lead, id, kind, &answers).await.unwrap();
        id
    }
    pub async fn submitted(&self, app: &TestApp) -> ApplicationId {
        let id = self.draft(app).await;
        let seen = self.seen(app, id).await;
        application::submit(&app.desk, &self.visitor.lead, id, seen).await.unwrap();
        id
    }
    pub async fn host_confirms(&self, app: &TestApp, id: ApplicationId) {
        let seen = self.seen(app, id).await;
        let done = application::confirm_match(&app.desk, &self.host.lead, id, Side::Host, seen);
        done.await.unwrap();
    }
    /// What the rules say of the file now.
    pub async fn assessed(&self, app: &TestApp, id: ApplicationId) -> Assessment {
        let conn = app.desk.database.reads();
        let file = app.file(id).await;
        let call = store::call::load(conn, file.application.call).await.unwrap();
        let programme = app.desk.programme(&call).unwrap();
        let typed = store::answers::load(conn, id, FormKind::Application).await.unwrap();
        let typed = store::answers::as_map(&typed);
        assess::assess(conn, &app.desk, &file, &call, &programme, &typed).await.unwrap()
    }
    /// The officer says yes to every check.
    pub async fn clear_checks(&self, app: &TestApp, id: ApplicationId) {
        let findings = self.assessed(app, id).await.findings;
        let yes = |key: &String| CheckAnswer { key: key.clone(), holds: true, note: "seen".into() };
        let all: Vec<_> = findings.iter().map(|finding| yes(&finding.key)).collect();
        let seen = self.seen(app, id).await;
        decision::answer_checks(&app.desk, &self.office.officer, id, seen, &all).await.unwrap();
    }
    /// Both sides confirmed, all checks clear.
    pub async fn ready(&self, app: &TestApp) -> ApplicationId {
        let id = self.submitted(app).await;
        self.host_confirms(app, id).await;
        self.clear_checks(app, id).await;
        id
    }
    pub async fn award(&self, app: &TestApp, id: ApplicationId) -> Result<Money, ActionError> {
        let seen = self.seen(app, id).await;
        decision::award(&app.desk, &self.office.officer, id, seen).await
    }
    pub async fn awarded(&self, app: &TestApp) -> ApplicationId {
        let id = self.ready(app).await;
        self.award(app, id).await.unwrap();
        id
    }
    /// Who signs at a place.
    pub fn signer(&self, place: Signatory) -> &Actor {
        match place {
            Signatory::Visitor => &self.visitor.lead,
            Signatory::Host => &self.host.lead,
            Signatory::VisitorPartnership => &self.office.coordinator,
            Signatory::HostPartnership => &self.office.host_coordinator,
        }
    }
    pub async fn sign(
        &self,
        app: &TestApp,
        id: ApplicationId,
        paper: Paper,
        place: Signatory,
    ) -> Result<(), ActionError> {
        let texts = store::papers::texts(app.desk.database.reads(), id).await.unwrap();
        let text = texts.iter().find(|text| text.paper == paper).unwrap();
        papers::sign(&app.desk, self.signer(place), id, paper, place, &text.digest).await
    }
    /// Signs what is to be signed.
    pub async fn sign_all(&self, app: &TestApp, id: ApplicationId) {
        for text in store::papers::texts(app.desk.database.reads(), id).await.unwrap() {
            for place in text.paper.signatories() {
                self.sign(app, id, text.paper, *place).await.unwrap();
            }
        }
    }
    pub async fn agreed(&self, app: &TestApp) -> ApplicationId {
        let id = self.awarded(app).await;
        self.sign_all(app, id).await;
        id
    }
    /// Evidence of every kind and an answer to every question of the report.
    pub async fn write_report(&self, app: &TestApp, id: ApplicationId) {
        let programme = self.programme(app).await;
        for rule in &programme.evidence {
            let upload = pdf(&rule.key);
            report::add_evidence(&app.desk, &self.visitor.lead, id, upload).await.unwrap();
        }
        let answers = forms::typed(&forms::fill(&programme.report, self.days, false));
        let kind = FormKind::Report;
        application::save_answers(&app.desk, &self.visitor.lead, id, kind, &answers).await.unwrap();
    }
    /// An answer to every question of the host's feedback.
    pub async fn write_feedback(&self, app: &TestApp, id: ApplicationId) {
        let form = self.programme(app).await.host_report.clone();
        let answers = forms::typed(&forms::fill(&form, self.days, false));
        let kind = FormKind::HostReport;
        application::save_answers(&app.desk, &self.host.lead, id, kind, &answers).await.unwrap();
    }
    pub async fn hand_report_in(
        &self,
        app: &TestApp,
        id: ApplicationId,
    ) -> Result<(), ActionError> {
        let seen = self.seen(app, id).await;
        report::submit(&app.desk, &self.visitor.lead, id, seen).await
    }
    /// Three days after the stay.
    pub async fn reported(&self, app: &TestApp) -> ApplicationId {
        let id = self.agreed(app).await;
        app.on("2023-03-20");
        self.write_report(app, id).await;
        self.hand_report_in(app, id).await.unwrap();
        id
    }
    pub async fn validate(&self, app: &TestApp, id: ApplicationId) -> Result<(), ActionError> {
        let seen = self.seen(app, id).await;
        report::validate(&app.desk, &self.office.officer, id, seen).await
    }
    /// Validated, with the rates confirmed, so that a payment can be proposed.
    pub async fn validated(&self, app: &TestApp) -> ApplicationId {
        let id = self.reported(app).await;
        self.validate(app, id).await.unwrap();
        let officer = &self.office.officer;
        let confirmed = convoca::actions::call::confirm_rates(&app.desk, officer, self.office.call);
        drop(confirmed.await);
        id
    }
    pub async fn propose(
        &self,
        app: &TestApp,
        id: ApplicationId,
    ) -> Result<PaymentId, ActionError> {
        payment::propose_lump_sum(&app.desk, &self.office.officer, id).await
    }
    /// The version of the file's newest payment.
    pub async fn payment_seen(&self, app: &TestApp, id: ApplicationId, payment: PaymentId) -> i64 {
        let all = store::payment::of_application(app.desk.database.reads(), id).await.unwrap();
        all.iter().find(|p| p.id == payment).unwrap().version
    }
    /// Proposed, approved, exported.
    pub async fn exported(&self, app: &TestApp, id: ApplicationId) -> PaymentId {
        let payment = self.propose(app, id).await.unwrap();
        let seen = self.payment_seen(app, id, payment).await;
        payment::approve(&app.desk, &self.office.finance, payment, seen).await.unwrap();
        let seen = self.payment_seen(app, id, payment).await;
        payment::export(&app.desk, &self.office.second_finance, payment, seen).await.unwrap();
        payment
    }
    pub async fn settle(
        &self,
        app: &TestApp,
        id: ApplicationId,
        payment: PaymentId,
        on: &str,
    ) -> Result<(), ActionError> {
        let seen = self.payment_seen(app, id, payment).await;
        payment::settle(&app.desk, &self.office.finance, payment, seen, on.parse().unwrap()).await
    }
    /// From nothing to paid; the host's feedback is still awaited.
    pub async fn paid(&self, app: &TestApp) -> ApplicationId {
        let id = self.validated(app).await;
        let payment = self.exported(app, id).await;
        app.on("2023-03-24");
        self.settle(app, id, payment, "2023-03-24").await.unwrap();
        id
    }
}

/// A small file that is a PDF by its bytes.
pub fn pdf(kind: &str) -> Upload {
    let bytes = format!("%PDF-1.4\n% {kind}\n%%EOF\n").into_bytes();
    Upload { kind: kind.to_owned(), name: format!("{kind}.pdf"), bytes }
}
