//! A voucher call whose proposals stand evaluated: the rows that earlier parts of the story write,
//! put there at once. The one rule: everything from the ranking on is done by the real actions.

use super::{
    app::{TestApp, morning},
    people::{Office, Opening, Party, again, member, office, party, staff},
};
use convoca::{
    actions::{ActionError, ranking, release, reserve},
    domain::{
        access::{Act, Actor, permit},
        evaluation::scenario::Settings,
        event::{Event, Happened},
        ids::{ApplicationId, OrganisationId, RedressId, ScenarioId},
        money::Money,
        organisation::MemberRole,
        person::StaffRole,
        proposal::{
            ProposalAct, ProposalStage, ProposalStageKind,
            event::{Outcome, ProposalEvent},
            step,
        },
    },
    store::{self, Tx, sql},
};
use sea_orm::Value;

/// After the deadline of the call.
pub const AFTER: &str = "2023-03-10";

/// The call, its office, and its proposals by number.
#[derive(Debug)]
pub struct Decided {
    pub office: Office,
    /// Signs what the first proposed.
    pub second: Actor,
    /// How many proposals other calls have: each has a reference of its own.
    pub before: usize,
    pub leads: Vec<Party>,
    pub proposals: Vec<ApplicationId>,
}

/// What a proposal is put there with.
#[derive(Debug, Clone, Copy)]
pub struct Given {
    pub kind: &'static str,
    /// Excellence, impact, implementation; none while they are not final.
    pub marks: Option<[i32; 3]>,
    /// Of the lead, then of each partner.
    pub shares: &'static [i64],
    pub topics: &'static str,
}

/// A demonstration voucher of one organisation that asks for so many euro.
pub fn given(marks: [i32; 3], shares: &'static [i64]) -> Given {
    Given { kind: "demonstration", marks: Some(marks), shares, topics: "materials" }
}

async fn run(app: &TestApp, statement: &str, values: Vec<Value>) {
    sql::run(app.desk.database.reads(), statement, values).await.unwrap();
}

impl Decided {
    /// A call with so much money, two officers, and these proposals.
    pub async fn new(app: &TestApp, budget: i64, all: &[Given]) -> Self {
        let opening = Opening {
            programme: "innosup_voucher".into(),
            budget: Money::from_cents(budget),
            ..Opening::default()
        };
        let office = office(app, &opening).await;
        let second = staff(app, "officer-two", StaffRole::Officer).await;
        let mut kit = Self { office, second, before: 0, leads: Vec::new(), proposals: Vec::new() };
        for given in all {
            kit.add(app, given).await;
        }
        app.on(AFTER);
        kit
    }
    /// One more evaluated proposal.
    pub async fn add(&mut self, app: &TestApp, given: &Given) -> ApplicationId {
        let number = self.before + self.proposals.len() + 1;
        let lead = party(app, &format!("lead-{number}"), "sme", "PT").await;
        let at = morning("2023-02-20").plus(chrono::TimeDelta::minutes(number.try_into().unwrap()));
        let by = self.office.officer.person().unwrap();
        let stage = ProposalStage::Admitted { submitted_at: at, at, by };
        let id = ApplicationId(app.desk.chance.id(at));
        let total: i64 = given.shares.iter().sum();
        let call = self.office.call;
        run(
            app,
            "insert into files (id, call_id, kind) values ($1, $2, 'proposal')",
            vec![id.into(), call.into()],
        )
        .await;
        run(
            app,
            "insert into proposals (id, call_id, reference, type_key, lead_id, author_id, title, \
             requested_cents, round, submitted_at, stage, stage_facts, version, started_at, \
             changed_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, 'admitted', $10, 1, $9, $9)",
            vec![
                id.into(),
                call.into(),
                format!("INV-2023-{number:04}").into(),
                given.kind.into(),
                lead.id.into(),
                lead.lead.person().unwrap().into(),
                format!("Title of number {number}").into(),
                total.into(),
                at.into(),
                serde_json::to_string(&stage).unwrap().into(),
            ],
        )
        .await;
        for (position, share) in given.shares.iter().enumerate() {
            let of = if position == 0 {
                lead.id
            } else {
                party(app, &format!("partner-{number}-{position}"), "sme", "DK").await.id
            };
            self.part(app, id, of, position, *share).await;
        }
        self.answer(app, id, given.topics).await;
        if let Some(marks) = given.marks {
            self.mark(app, id, marks).await;
        }
        self.leads.push(lead);
        self.proposals.push(id);
        id
    }
    async fn part(
        &self,
        app: &TestApp,
        id: ApplicationId,
        of: OrganisationId,
        position: usize,
        cents: i64,
    ) {
        run(
            app,
            "insert into partners (proposal_id, organisation_id, position, requested_cents, \
             services_cents, declaration, size, confirmed_by, confirmed_at, version) \
             values ($1, $2, $3, $4, 0, '', 'small', null, null, 1)",
            vec![id.into(), of.into(), i64::try_from(position).unwrap().into(), cents.into()],
        )
        .await;
    }
    async fn answer(&self, app: &TestApp, id: ApplicationId, topics: &str) {
        let by = self.office.officer.person().unwrap();
        run(
            app,
            "insert into answers (application_id, form, field, value, version, changed_at, \
             changed_by) values ($1, 'round:0', 'topics', $2, 1, 1, $3)",
            vec![id.into(), topics.into(), by.into()],
        )
        .await;
    }
    /// Final marks with a comment for each criterion.
    pub async fn mark(&self, app: &TestApp, id: ApplicationId, marks: [i32; 3]) {
        let keys = ["excellence", "impact", "implementation"];
        let json: serde_json::Map<String, serde_json::Value> = keys
            .iter()
            .zip(marks)
            .map(|(key, tenths)| {
                ((*key).to_owned(), serde_json::json!({"tenths": tenths, "over": 1}))
            })
            .collect();
        run(
            app,
            "insert into consensus (proposal_id, round, call_id, state, rapporteur_id, \
             final_marks, version, changed_at) values ($1, 0, $2, 'final', null, $3, 1, 1) \
             on conflict (proposal_id, round) do update set state = 'final', \
             final_marks = excluded.final_marks",
            vec![
                id.into(),
                self.office.call.into(),
                serde_json::Value::Object(json).to_string().into(),
            ],
        )
        .await;
        run(app, "delete from consensus_marks where proposal_id = $1", vec![id.into()]).await;
        for (key, tenths) in keys.iter().zip(marks) {
            run(
                app,
                "insert into consensus_marks (proposal_id, round, criterion, tenths, comment, \
                 version, changed_at) values ($1, 0, $2, $3, $4, 1, 1)",
                vec![
                    id.into(),
                    (*key).into(),
                    i64::from(tenths).into(),
                    format!("What the experts say of {key}.").into(),
                ],
            )
            .await;
        }
    }
    /// The settings the call starts from.
    pub async fn settings(&self, app: &TestApp) -> Settings {
        let call = self.office.call;
        ranking::try_out(&app.desk, &self.office.officer, call, 0, None).await.unwrap().settings
    }
    pub async fn keep(&self, app: &TestApp, settings: Settings) -> ScenarioId {
        let (officer, call) = (&self.office.officer, self.office.call);
        ranking::keep(&app.desk, officer, call, 0, "As it is", settings).await.unwrap()
    }
    pub async fn scenario(&self, app: &TestApp, id: ScenarioId) -> store::ranking::Scenario {
        store::ranking::load(app.desk.database.reads(), id).await.unwrap()
    }
    pub async fn propose(&self, app: &TestApp, id: ScenarioId) -> Result<(), ActionError> {
        let seen = self.scenario(app, id).await.version;
        ranking::propose(&app.desk, &self.office.officer, id, seen).await
    }
    pub async fn sign(&self, app: &TestApp, id: ScenarioId) -> Result<(), ActionError> {
        let seen = self.scenario(app, id).await.version;
        ranking::sign(&app.desk, &self.second, id, seen).await
    }
    /// Kept, proposed by the first, signed by the second officer.
    pub async fn signed(&self, app: &TestApp) -> ScenarioId {
        let settings = self.settings(app).await;
        let id = self.keep(app, settings).await;
        self.propose(app, id).await.unwrap();
        self.sign(app, id).await.unwrap();
        id
    }
    pub async fn recipients(&self, app: &TestApp) -> u32 {
        let (officer, call) = (&self.office.officer, self.office.call);
        release::preview(&app.desk, officer, call, 0).await.unwrap().recipients
    }
    pub async fn release(&self, app: &TestApp) -> Result<u32, ActionError> {
        let shown = self.recipients(app).await;
        release::release(&app.desk, &self.office.officer, self.office.call, 0, shown).await
    }
    /// Signed and released.
    pub async fn released(app: &TestApp, budget: i64, all: &[Given]) -> Self {
        let kit = Self::new(app, budget, all).await;
        kit.signed(app).await;
        kit.release(app).await.unwrap();
        kit
    }
    pub async fn stored(&self, app: &TestApp, number: usize) -> store::proposal::Stored {
        store::proposal::load(app.desk.database.reads(), self.proposals[number]).await.unwrap()
    }
    /// The codes of all stages, in the order of the proposals.
    pub async fn stages(&self, app: &TestApp) -> Vec<&'static str> {
        let mut all = Vec::new();
        for number in 0..self.proposals.len() {
            all.push(self.stored(app, number).await.proposal.stage.kind().code());
        }
        all
    }
    pub async fn seen(&self, app: &TestApp, number: usize) -> i64 {
        self.stored(app, number).await.proposal.version.0
    }
    /// Budget pending, posted out, free, from the ledger.
    pub async fn budget(&self, app: &TestApp) -> (i64, i64) {
        let all =
            store::ledger::overview(app.desk.database.reads(), self.office.call).await.unwrap();
        let budget = all.iter().find(|account| account.name == "budget").unwrap();
        (budget.debits_pending, budget.credits_posted - budget.debits_posted)
    }
    /// How many rows a table has for this call.
    pub async fn count(&self, app: &TestApp, table: &str) -> i64 {
        let sql = format!("select count(*) from {table} where call_id = $1");
        let reads = app.desk.database.reads();
        sql::scalar(reads, &sql, vec![self.office.call.into()]).await.unwrap().unwrap()
    }
    /// The lead takes its proposal back: what the withdrawing verb does.
    pub async fn withdraw(&self, app: &TestApp, number: usize) -> Result<Money, ActionError> {
        let actor = again(app, &self.leads[number].lead).await;
        let tx = app.desk.begin().await?;
        let stored = store::proposal::lock(&tx, self.proposals[number]).await?;
        let tie = store::proposal::tie(tx.conn(), &actor, &stored).await?;
        let permit = permit(&actor, Act::WriteProposal, &stored.subject(tie))?;
        let by = actor.person().unwrap();
        let (now, from) = (app.desk.now(), stored.proposal.stage.kind());
        let mut after = stored.proposal.clone();
        after.stage = step(now, by, &after.stage, &ProposalAct::Withdraw)?;
        let tx = tx.permit(permit);
        store::proposal::save(&tx, &after).await?;
        let released = reserve::withdrawn(&app.desk, &tx, &stored.proposal).await?;
        let what = ProposalEvent::Withdrawn { from, released };
        let event = Event::Proposal { proposal: stored.reference(), what };
        tx.commit(Happened::one(event)).await?;
        reserve::settle(&app.desk, self.office.call, 0).await?;
        Ok(released)
    }
    /// The lead asks for a review: what the asking verb does.
    pub async fn ask_redress(&self, app: &TestApp, number: usize) -> RedressId {
        let actor = again(app, &self.leads[number].lead).await;
        let id = self.proposals[number];
        let letter =
            store::letter::of_proposal(app.desk.database.reads(), id).await.unwrap().remove(0);
        let tx = app.desk.begin().await.unwrap();
        let stored = store::proposal::lock(&tx, id).await.unwrap();
        let tie = store::proposal::tie(tx.conn(), &actor, &stored).await.unwrap();
        let permit = permit(&actor, Act::AskRedress, &stored.subject(tie)).unwrap();
        let tx = tx.permit(permit);
        let redress: RedressId = tx.id();
        let asked = store::redress::Asked {
            id: redress,
            call: self.office.call,
            proposal: id,
            letter: letter.id,
            ground: "procedure",
            text: "One report speaks of another proposal.",
            by: actor.person().unwrap(),
        };
        store::redress::insert(&tx, &asked).await.unwrap();
        let about = &stored.proposal;
        let frozen = convoca::actions::redress::journal_opened(&app.desk, &tx, about, about.round);
        frozen.await.unwrap();
        let what = ProposalEvent::RedressAsked { redress };
        let event = Event::Proposal { proposal: stored.reference(), what };
        tx.commit(Happened::one(event)).await.unwrap();
        redress
    }
    pub async fn accept(&self, app: &TestApp, number: usize) -> Result<(), ActionError> {
        let (lead, seen) = (&self.leads[number].lead, self.seen(app, number).await);
        reserve::accept(&app.desk, lead, self.proposals[number], seen).await
    }
    pub async fn decline(&self, app: &TestApp, number: usize) -> Result<(), ActionError> {
        let (lead, seen) = (&self.leads[number].lead, self.seen(app, number).await);
        reserve::decline(&app.desk, lead, self.proposals[number], seen).await
    }
    /// Who has an open offer, by number.
    pub async fn offered(&self, app: &TestApp) -> Vec<usize> {
        let mut found = Vec::new();
        for number in 0..self.proposals.len() {
            let stored = self.stored(app, number).await;
            if matches!(stored.proposal.stage, ProposalStage::Reserve { offer: Some(_), .. }) {
                found.push(number);
            }
        }
        found
    }
    /// Outcome, place and amount of each letter, by reference.
    pub async fn letters(&self, app: &TestApp) -> Vec<store::letter::Letter> {
        let reads = app.desk.database.reads();
        let mut all = store::letter::of_round(reads, self.office.call, 0).await.unwrap();
        all.sort_by(|one, other| one.reference.cmp(&other.reference));
        all
    }
    /// One more colleague of a lead.
    pub async fn colleague(&self, app: &TestApp, number: usize) -> Actor {
        member(app, &self.leads[number], "colleague", MemberRole::Editor).await
    }
}

/// The code of the refusal, that of a scored call's and of money's among them; `forbidden` or
/// `unseen`.
#[track_caller]
pub fn no<T: std::fmt::Debug>(result: Result<T, ActionError>) -> String {
    match result.unwrap_err() {
        ActionError::Refused(refusal) => {
            let value = serde_json::to_value(refusal).unwrap();
            let within = value["code"] == "scored" || value["code"] == "money";
            let code = if within { &value["why"]["code"] } else { &value["code"] };
            code.as_str().unwrap().to_owned()
        }
        ActionError::Forbidden => "forbidden".to_owned(),
        ActionError::Unseen => "unseen".to_owned(),
        ActionError::Broken(cause) => panic!("broken: {cause:?}"),
    }
}

/// The stage a letter's outcome leads to.
pub fn stage_of(outcome: Outcome) -> ProposalStageKind {
    match outcome {
        Outcome::Award => ProposalStageKind::Awarded,
        Outcome::Reserve => ProposalStageKind::Reserve,
        Outcome::BelowLine | Outcome::BelowThreshold => ProposalStageKind::Declined,
        Outcome::Ineligible => ProposalStageKind::Ineligible,
        Outcome::GoesOn => ProposalStageKind::Invited,
    }
}
