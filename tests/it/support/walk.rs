//! Any scored programme walked by the verbs, from the open call to the letters: its own examples
//! say who takes part and what is written. The one rule: nothing here knows a programme, and every
//! step is the one a person would take.

use super::{
    app::TestApp,
    forms,
    pdf::add_required,
    people::{Office, Opening, Party, again, office, party, staff},
};
use convoca::{
    actions::{
        ActionError, account,
        application::{Receipt, Typed},
        assess_proposal, assignment, consensus,
        decision::CheckAnswer,
        evaluation, hand_in,
        panel::{self, Invitation, ScreenAnswer},
        part,
        partner::{self, InviteForm},
        proposal, proposal_check, ranking, release,
    },
    domain::{
        access::Actor,
        application::Version,
        eligibility::Outcome as Finding,
        evaluation::rules::Combine,
        facts::{Fact, Facts},
        form::{Answers, Field, FieldKind, Form},
        ids::{ApplicationId, OrganisationId, ScenarioId},
        money::{Money, Percent},
        person::StaffRole,
        proposal::ProposalStageKind,
        scored::{ScoredExample, ScoredProgramme},
        sme::{Books, Declaration, Figures, Headcount},
    },
    store::{self, answers::ProposalForm},
};
use std::sync::Arc;

/// A call of a scored programme with its office and its experts.
#[derive(Debug)]
pub struct Walk {
    pub office: Office,
    /// Signs what the first officer proposed.
    pub second: Actor,
    pub programme: Arc<ScoredProgramme>,
    experts: Vec<Actor>,
}

/// A proposal with its consortium, the lead first.
#[derive(Debug, Clone)]
pub struct Walked {
    pub id: ApplicationId,
    pub kind: String,
    pub parties: Vec<Party>,
    pub names: Vec<String>,
}

/// An enterprise of so many people, with nobody behind it.
fn enterprise(people: i64) -> Declaration {
    let figures = Figures {
        headcount: Some(Headcount::whole(people)),
        turnover: Some(Money::from_cents(50_000_000)),
        balance: Some(Money::from_cents(30_000_000)),
    };
    Declaration {
        own: Books::TwoYears { last: figures, before: figures },
        last_closed_on: Some("2022-12-31".parse().unwrap()),
        public_control: Some(Percent::whole(0)),
        held: None,
        ownership_changed: None,
        related: Vec::new(),
    }
}

fn text(facts: &Facts, name: &str) -> Option<String> {
    match facts.get(name) {
        Fact::Text(text) => Some(text.clone()),
        Fact::Int(number) => Some(number.to_string()),
        Fact::Bool(true) => Some("yes".to_owned()),
        Fact::List(codes) => Some(codes.join(",")),
        Fact::Bool(false) | Fact::Date(_) | Fact::Unknown => None,
    }
}

fn cents(facts: &Facts, name: &str) -> i64 {
    match facts.get(name) {
        Fact::Int(cents) => *cents,
        Fact::Text(_) | Fact::Bool(_) | Fact::Date(_) | Fact::List(_) | Fact::Unknown => 0,
    }
}

impl Walk {
    /// The call, published and with money.
    pub async fn new(app: &TestApp, slug: &str, budget: i64) -> Self {
        let opening = Opening {
            programme: slug.to_owned(),
            budget: Money::from_cents(budget),
            ..Opening::default()
        };
        let office = office(app, &opening).await;
        Self::of(app, office).await
    }
    /// In a call that is there.
    pub async fn of(app: &TestApp, office: Office) -> Self {
        let second = staff(app, "officer-two", StaffRole::Officer).await;
        let call = store::call::load(app.desk.database.reads(), office.call).await.unwrap();
        let programme = app.desk.scored(&call).unwrap();
        let mut experts = Vec::new();
        for name in ["anna", "bob", "carl"] {
            experts.push(expert(app, &office, name).await);
        }
        Self { office, second, programme, experts }
    }
    /// The first example of the file that is eligible in this type and round, and says what is
    /// written there.
    fn example(&self, kind: &str, round: u32) -> &ScoredExample {
        let round = &self.programme.round(round).unwrap().key;
        let fits = |one: &&ScoredExample| {
            let of_round = self.programme.rounds.len() == 1
                || text(&one.facts, "proposal.round").as_ref() == Some(round);
            let of_type = text(&one.facts, "proposal.type").as_deref() == Some(kind);
            of_round && of_type && one.eligible == Finding::Holds && one.answers.is_some()
        };
        let found = self.programme.examples.iter().find(fits);
        found.unwrap_or_else(|| panic!("no example of {kind} in {round} is eligible"))
    }
    /// A draft of this type, everybody in it; `name` tells consortia apart.
    pub async fn draft(&self, app: &TestApp, kind: &str, name: &str) -> Walked {
        let example = self.example(kind, 0);
        let mut parties = Vec::new();
        let mut names = Vec::new();
        for (place, facts) in example.partners.iter().enumerate() {
            let of = format!("{name}-{place}");
            let (country, is) = (text(facts, "partner.country"), text(facts, "partner.kind"));
            parties.push(party(app, &of, &is.unwrap(), &country.unwrap()).await);
            names.push(of);
        }
        let (desk, lead) = (&app.desk, &parties[0]);
        let call = self.office.call;
        let id = proposal::start(desk, &lead.lead, call, lead.id, kind).await.unwrap();
        for (party, of) in parties.iter().zip(&names).skip(1) {
            let form = InviteForm {
                address: format!("{of}@example.org"),
                name: of.clone(),
                note: String::new(),
            };
            let asked = partner::invite(desk, &lead.lead, id, &form).await.unwrap();
            partner::accept(desk, &party.lead, asked, party.id).await.unwrap();
        }
        Walked { id, kind: kind.to_owned(), parties, names }
    }
    /// Everything that is asked in the round it is in, and every part confirmed.
    pub async fn write(&self, app: &TestApp, one: &Walked) {
        let round = self.stored(app, one.id).await.proposal.round;
        let example = self.example(&one.kind, round);
        let form = self.programme.round(round).unwrap().form.clone();
        let known = example.answers.clone().unwrap();
        let kind = ProposalForm::Round(self.programme.stage_of(round));
        self.answer(app, one, (&one.parties[0], kind), &form, known).await;
        for (party, facts) in one.parties.iter().zip(&example.partners) {
            self.part(app, one, party, facts).await;
        }
        add_required(app, one.id, &one.parties).await;
        for party in &one.parties {
            let seen = self.row(app, one.id, party.id).await.version;
            part::confirm(&app.desk, &party.lead, one.id, party.id, seen).await.unwrap();
        }
    }
    async fn part(&self, app: &TestApp, one: &Walked, party: &Party, facts: &Facts) {
        let form = self.programme.partner_form.clone();
        let own = |field: &Field| {
            let said = text(facts, &format!("answer.{}", field.key));
            // The rules know the answer `sector` as a fact of the partner, in capitals.
            let sector = || {
                let is = text(facts, "partner.sector").filter(|_| field.key == "sector")?;
                let FieldKind::Choice { options } = &field.kind else { return Some(is) };
                options.iter().map(|o| o.code.clone()).find(|code| code.eq_ignore_ascii_case(&is))
            };
            Some((field.key.clone(), said.or_else(sector)?))
        };
        let known = form.fields().filter_map(own).collect();
        self.answer(app, one, (party, ProposalForm::Part(party.id)), &form, known).await;
        let (desk, id, of) = (&app.desk, one.id, party.id);
        let is_sme = facts.get("partner.sme") == &Fact::Bool(true);
        let declaration = enterprise(if is_sme { 9 } else { 900 });
        let seen = self.row(app, id, of).await.version;
        part::declare(desk, &party.lead, id, of, seen, &declaration).await.unwrap();
        let lump_sum = self.programme.voucher_type(&one.kind).unwrap().lump_sum;
        if lump_sum.is_none() {
            let seen = self.row(app, id, of).await.version;
            let asks = Money::from_cents(cents(facts, "partner.requested"));
            part::share(desk, &party.lead, id, of, seen, asks).await.unwrap();
        }
    }
    /// The answers of a form: what the example says, and the least where it says nothing.
    async fn answer(
        &self,
        app: &TestApp,
        one: &Walked,
        (party, kind): (&Party, ProposalForm),
        form: &Form,
        known: Answers,
    ) {
        let mut answers = forms::fill(form, forms::STAY, false);
        answers.extend(known);
        let there = store::answers::load(app.desk.database.reads(), one.id, kind).await.unwrap();
        let seen = |field: &str| there.iter().find(|a| a.field == field).map_or(0, |a| a.version);
        let typed: Vec<Typed> = answers
            .iter()
            .map(|(field, value)| Typed {
                field: field.clone(),
                value: value.clone(),
                seen: seen(field),
            })
            .collect();
        proposal::save_answers(&app.desk, &party.lead, one.id, kind, &typed).await.unwrap();
    }
    pub async fn row(
        &self,
        app: &TestApp,
        id: ApplicationId,
        of: OrganisationId,
    ) -> store::partner::Partner {
        let all = store::partner::list(app.desk.database.reads(), id).await.unwrap();
        all.into_iter().find(|one| one.organisation_id == of).unwrap()
    }
    pub async fn stored(&self, app: &TestApp, id: ApplicationId) -> store::proposal::Stored {
        store::proposal::load(app.desk.database.reads(), id).await.unwrap()
    }
    pub async fn stage(&self, app: &TestApp, one: &Walked) -> ProposalStageKind {
        self.stored(app, one.id).await.proposal.stage.kind()
    }
    pub async fn seen(&self, app: &TestApp, id: ApplicationId) -> Version {
        self.stored(app, id).await.proposal.version
    }
    pub async fn submit(&self, app: &TestApp, one: &Walked) -> Result<Receipt, ActionError> {
        let seen = self.seen(app, one.id).await;
        hand_in::submit(&app.desk, &one.parties[0].lead, one.id, seen).await
    }
    /// Written and handed in.
    pub async fn handed_in(&self, app: &TestApp, kind: &str, name: &str) -> Walked {
        let one = self.draft(app, kind, name).await;
        self.write(app, &one).await;
        self.submit(app, &one).await.unwrap();
        one
    }
    /// Every check answered with yes, and admitted.
    pub async fn admit(&self, app: &TestApp, one: &Walked) {
        let (conn, officer) = (app.desk.database.reads(), &self.office.officer);
        let call = store::call::load(conn, self.office.call).await.unwrap();
        let stored = self.stored(app, one.id).await;
        let found = assess_proposal::assess(conn, &app.desk, &stored, &call, &self.programme).await;
        let yes = |key: String| CheckAnswer { key, holds: true, note: "seen".into() };
        let all: Vec<_> = found.unwrap().lines().into_iter().map(|line| yes(line.key)).collect();
        let seen = stored.proposal.version;
        proposal_check::answer_checks(&app.desk, officer, one.id, seen, &all).await.unwrap();
        let seen = self.seen(app, one.id).await;
        proposal_check::admit(&app.desk, officer, one.id, seen).await.unwrap();
    }
    /// Three experts read and mark it alike, and agree on the final marks.
    pub async fn evaluate(&self, app: &TestApp, one: &Walked, mark: &str) {
        let desk = &app.desk;
        let number = self.stored(app, one.id).await.proposal.round;
        let rules = self.programme.round(number).unwrap().evaluation.clone();
        let many = self.programme.voucher_type(&one.kind).unwrap().evaluators;
        let many = usize::try_from(many.unwrap_or(rules.evaluators)).unwrap();
        let typed = |with_use: bool, seen: i64| {
            let mut typed = Vec::new();
            let field = |field: String, value: &str| Typed { field, value: value.to_owned(), seen };
            for criterion in &rules.criteria {
                typed.push(field(format!("mark.{}", criterion.key), mark));
                typed.push(field(format!("comment.{}", criterion.key), "Sound and well measured."));
            }
            typed.extend(with_use.then(|| field("ai_use".to_owned(), "None.")));
            typed
        };
        for expert in &self.experts[..many] {
            screen(app, self.office.call, expert).await;
            let (officer, id) = (&self.office.officer, expert.person().unwrap());
            assignment::add(desk, officer, one.id, id, false).await.unwrap();
            let expert = again(app, expert).await;
            evaluation::save(desk, &expert, one.id, &typed(true, 0)).await.unwrap();
            evaluation::deliver(desk, &expert, one.id).await.unwrap();
        }
        match rules.combine {
            Combine::Mean | Combine::Median => {
                consensus::by_rule(desk, &self.office.officer, one.id).await.unwrap();
            }
            Combine::Consensus => self.agree(app, one, number, many, &typed(false, 0)).await,
        }
    }
    /// The experts agree on another mark, after a review opened their room again.
    pub async fn evaluate_anew(&self, app: &TestApp, one: &Walked, mark: &str) {
        let round = self.stored(app, one.id).await.proposal.round;
        let rules = self.programme.round(round).unwrap().evaluation.clone();
        let typed: Vec<Typed> = rules
            .criteria
            .iter()
            .map(|criterion| Typed {
                field: format!("mark.{}", criterion.key),
                value: mark.to_owned(),
                seen: 1,
            })
            .collect();
        self.agree(app, one, round, 3, &typed).await;
    }
    async fn agree(&self, app: &TestApp, one: &Walked, round: u32, many: usize, typed: &[Typed]) {
        let (desk, officer) = (&app.desk, &self.office.officer);
        let first = &self.experts[0];
        let room = store::consensus::find(desk.database.reads(), one.id, round).await.unwrap();
        if room.is_none() {
            consensus::open(desk, officer, one.id, first.person().unwrap()).await.unwrap();
        }
        consensus::draft(desk, first, one.id, typed).await.unwrap();
        let conn = desk.database.reads();
        let version =
            async || store::consensus::find(conn, one.id, round).await.unwrap().unwrap().version;
        let seen = version().await;
        for expert in &self.experts[..many] {
            consensus::take_position(desk, expert, one.id, seen, None).await.unwrap();
        }
        consensus::close(desk, officer, one.id, version().await).await.unwrap();
    }
    /// Ranked with the call's own settings, or with another line; proposed by the first officer and
    /// signed by the second.
    pub async fn sign(&self, app: &TestApp, round: u32, line: Option<i64>) -> ScenarioId {
        let (desk, officer, call) = (&app.desk, &self.office.officer, self.office.call);
        let tried = ranking::try_out(desk, officer, call, round, None).await.unwrap();
        let mut settings = tried.settings;
        settings.line = line.map_or(settings.line, Money::from_cents);
        let id = ranking::keep(desk, officer, call, round, "As it is", settings).await.unwrap();
        let version =
            async || store::ranking::load(desk.database.reads(), id).await.unwrap().version;
        ranking::propose(desk, officer, id, version().await).await.unwrap();
        ranking::sign(desk, &self.second, id, version().await).await.unwrap();
        id
    }
    pub async fn release(&self, app: &TestApp, round: u32) -> Result<u32, ActionError> {
        let (officer, call) = (&self.office.officer, self.office.call);
        let shown = release::preview(&app.desk, officer, call, round).await?.recipients;
        release::release(&app.desk, officer, call, round, shown).await
    }
    /// The day after a round ended.
    pub async fn after_round(&self, app: &TestApp, round: u32) {
        let call = store::call::load(app.desk.database.reads(), self.office.call).await.unwrap();
        let after = call.call.round_end(round).plus(chrono::TimeDelta::days(1));
        app.desk.clock.move_to(after);
    }
    /// The letters of a proposal, the newest first.
    pub async fn letters(&self, app: &TestApp, one: &Walked) -> Vec<store::letter::Letter> {
        store::letter::of_proposal(app.desk.database.reads(), one.id).await.unwrap()
    }
    /// What is reserved and what is free of the call's money.
    pub async fn budget(&self, app: &TestApp) -> (i64, i64) {
        let conn = app.desk.database.reads();
        let all = store::ledger::overview(conn, self.office.call).await.unwrap();
        let budget = all.iter().find(|account| account.name == "budget").unwrap();
        let left = budget.credits_posted - budget.debits_posted - budget.debits_pending;
        (budget.debits_pending, left)
    }
}

/// Somebody of an address nobody shares: invited, accepted, contract signed.
async fn expert(app: &TestApp, office: &Office, name: &str) -> Actor {
    let (desk, call) = (&app.desk, office.call);
    let address = format!("{name}@{name}.example");
    let id = account::add_person(desk, &address, name, None).await.unwrap();
    let actor = account::actor(desk, id).await.unwrap();
    let form = Invitation { address, name: name.to_owned(), min: 0, max: 20 };
    panel::invite(desk, &office.officer, call, &form).await.unwrap();
    panel::accept(desk, &actor, call).await.unwrap();
    let conn = desk.database.reads();
    let member = store::panel::find(conn, call, id).await.unwrap().unwrap();
    let title = store::call::load(conn, call).await.unwrap().call.title;
    let (_, digest) = panel::contract_text(&member, &title);
    panel::sign_contract(desk, &actor, call, &digest).await.unwrap();
    again(app, &actor).await
}

/// No conflict with anybody.
async fn screen(app: &TestApp, call: convoca::domain::ids::CallId, expert: &Actor) {
    let asked = store::panel::applying(app.desk.database.reads(), call).await.unwrap();
    let answers: Vec<ScreenAnswer> = asked
        .iter()
        .map(|one| ScreenAnswer {
            organisation: one.organisation_id,
            conflict: None,
            note: String::new(),
        })
        .collect();
    panel::answer_screen(&app.desk, expert, call, &answers).await.unwrap();
}
