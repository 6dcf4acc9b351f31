//! What a ranking rests on, read from the books in a fixed small number of queries. The one rule:
//! the same rows give the same entries, so a digest over them says whether anything changed.

use super::{ActionError, Desk, reserve_list};
use crate::{
    domain::{
        evaluation::{
            entry::Entry,
            scenario::{Stakes, input_digest},
            score::FinalMarks,
        },
        facts::{Fact, Facts},
        ids::{ApplicationId, CallId},
        ledger::{Sums, chart::BudgetView},
        money::Money,
        proposal::ProposalStageKind,
        scored::{Deciding, Round, ScoredProgramme, answers, partner_facts, tie_facts},
    },
    store::{
        call, draw, ledger,
        partner::{self, Partner},
        proposal,
        ranking::{self, Said},
        sql::Conn,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The answer of a partner's part that names its sector.
const SECTOR: &str = "sector";

/// Which proposals of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Those in evaluation.
    Admitted,
    /// Those a release decided about, whatever became of them since.
    Released,
}

/// One proposal with all a ranking looks at.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The proposal.
    pub stored: proposal::Stored,
    /// Its partners, the lead first.
    pub parts: Vec<Partner>,
    /// What it asks for: the lump sum of its type, or the sum of the shares.
    pub requested: Money,
    /// Its final marks, once they are final.
    pub marks: Option<FinalMarks>,
    /// Facts of the whole.
    pub whole: Facts,
    /// Facts of each partner, in the same order.
    pub partners: Vec<Facts>,
    /// What the tie chain may ask for.
    topics: BTreeSet<String>,
    /// Its number in the draw.
    draw: Option<u64>,
}

/// Everything a ranking of a round rests on.
#[derive(Debug, Clone)]
pub struct Input {
    /// The call.
    pub call: call::Stored,
    /// Its programme.
    pub programme: Arc<ScoredProgramme>,
    /// Which round.
    pub round: u32,
    /// Its proposals of every type, by reference.
    pub candidates: Vec<Candidate>,
    /// The ranked ones with final marks.
    pub entries: Vec<Entry<ApplicationId>>,
    /// Ranked ones without.
    pub missing: u32,
    /// The call's money.
    pub budget: BudgetView,
    /// The draw, if one was committed.
    pub draw: Option<draw::Draw>,
    /// Where each proposal stands in `candidates`.
    by_id: BTreeMap<ApplicationId, usize>,
}

impl Input {
    /// The round's own rules.
    pub fn rules(&self) -> Result<&Round, ActionError> {
        self.programme.round(self.round).ok_or(ActionError::Unseen)
    }
    /// Whether this round gives money.
    pub fn stakes(&self) -> Stakes {
        let share = self.programme.round(self.round).and_then(|round| round.goes_on_for);
        share.map_or(Stakes::Money, Stakes::GoingOn)
    }
    /// The digest of what a ranking made now would rest on.
    pub fn digest(&self) -> Result<String, ActionError> {
        Ok(input_digest(&self.entries, &self.rules()?.evaluation))
    }
    /// The proposal with this id.
    pub fn candidate(&self, id: ApplicationId) -> Option<&Candidate> {
        self.candidates.get(*self.by_id.get(&id)?)
    }
    /// The proposal is decided by ranking, not one by one.
    pub fn is_ranked(&self, candidate: &Candidate) -> bool {
        let kind = self.programme.voucher_type(&candidate.stored.proposal.type_key);
        kind.is_some_and(|kind| kind.decision == Deciding::Ranked)
    }
    /// Keys of the types that are ranked.
    pub fn ranked_types(&self) -> Vec<String> {
        let ranked = self.programme.types.iter().filter(|kind| kind.decision == Deciding::Ranked);
        ranked.map(|kind| kind.key.clone()).collect()
    }
}

/// What a call's money stands at, from its books.
pub(super) async fn budget(conn: &impl Conn, call: CallId) -> Result<BudgetView, ActionError> {
    let accounts = ledger::overview(conn, call).await?;
    let sums = |name: &str| {
        let found = accounts.iter().find(|account| account.name == name);
        found.map_or_else(Sums::default, ledger::Named::sums)
    };
    Ok(BudgetView::of(sums))
}

/// Reads all of it.
pub(super) async fn load(
    conn: &impl Conn,
    desk: &Desk,
    id: CallId,
    round: u32,
    which: Which,
) -> Result<Input, ActionError> {
    let stored_call = call::load(conn, id).await?;
    let programme = desk.scored(&stored_call)?;
    if programme.round(round).is_none() || stored_call.call.rounds() <= round {
        return Err(ActionError::Unseen);
    }
    let found = match which {
        Which::Admitted => proposal::of_call(conn, id, round, ProposalStageKind::Admitted).await?,
        Which::Released => proposal::told(conn, id, round).await?,
    };
    let mut marks = ranking::final_marks(conn, id, round).await?;
    let whole_fields = [answers::TOPICS, answers::MONTHS];
    let form = programme.stage_of(round);
    let mut said = ranking::answers(conn, id, form, whole_fields, SECTOR).await?;
    let mut parts: BTreeMap<ApplicationId, Vec<Partner>> = BTreeMap::new();
    for part in partner::of_call(conn, id).await? {
        parts.entry(part.proposal_id).or_default().push(part);
    }
    let draw = draw::find(conn, id, round).await?;
    let numbers = numbers(draw.as_ref());
    let candidates: Vec<Candidate> = found
        .into_iter()
        .map(|stored| {
            let of = stored.proposal.id;
            let said = said.remove(&of).unwrap_or_default();
            let rows = parts.remove(&of).unwrap_or_default();
            let number = numbers.get(&stored.proposal.reference).copied();
            let found = (marks.remove(&of), number);
            candidate((&programme, round), &stored_call, stored, (rows, said), found)
        })
        .collect();
    let ids = candidates.iter().map(|one| one.stored.proposal.id);
    let by_id = ids.zip(0..).collect();
    let mut budget = budget(conn, id).await?;
    let held = reserve_list::held(conn, desk, id, round).await?;
    budget.free = budget.free.checked_sub(held).unwrap_or_default().max(Money::ZERO);
    let mut input = Input {
        budget,
        call: stored_call,
        programme,
        round,
        candidates,
        entries: Vec::new(),
        missing: 0,
        draw,
        by_id,
    };
    let ranked = input.candidates.iter().filter(|one| input.is_ranked(one));
    let made: Vec<Option<Entry<ApplicationId>>> = ranked.map(entry).collect();
    input.missing = u32::try_from(made.iter().filter(|e| e.is_none()).count()).unwrap_or(u32::MAX);
    input.entries = made.into_iter().flatten().collect();
    Ok(input)
}

/// The numbers of a revealed draw.
fn numbers(draw: Option<&draw::Draw>) -> BTreeMap<String, u64> {
    let order = draw.map(|draw| draw.order.as_slice()).unwrap_or_default();
    order.iter().cloned().zip(1..).collect()
}

fn candidate(
    (programme, round): (&ScoredProgramme, u32),
    call: &call::Stored,
    stored: proposal::Stored,
    (parts, said): (Vec<Partner>, Said),
    (marks, draw): (Option<FinalMarks>, Option<u64>),
) -> Candidate {
    let p = &stored.proposal;
    let kind = programme.voucher_type(&p.type_key);
    let requested = kind.and_then(|kind| kind.lump_sum).unwrap_or(p.requested);
    let mut whole = Facts::default();
    whole.set("call.edition", Fact::Text(call.call.edition.clone()));
    whole.set("proposal.type", Fact::Text(p.type_key.clone()));
    let mut partners: Vec<Facts> = parts.iter().map(|part| part_facts(part, &said)).collect();
    programme.derive(&mut whole, &mut partners);
    if let Some(round) = programme.round(round) {
        whole.set("proposal.round", Fact::Text(round.key.clone()));
        whole = round.facts(&said.whole, &whole);
    }
    let topics = said.whole.get(answers::TOPICS).map(|typed| codes(typed)).unwrap_or_default();
    Candidate { stored, parts, requested, marks, whole, partners, topics, draw }
}

/// Choices are kept as one text with commas.
fn codes(typed: &str) -> BTreeSet<String> {
    let all = typed.split(',').map(str::trim).filter(|code| !code.is_empty());
    all.map(ToOwned::to_owned).collect()
}

fn part_facts(part: &Partner, said: &Said) -> Facts {
    let mut facts = Facts::default();
    let text = |text: &str| Fact::Text(text.to_owned());
    facts.set("partner.country", text(&part.country));
    facts.set("partner.kind", text(&part.kind));
    facts.set("partner.requested", Fact::Int(part.requested_cents.cents()));
    facts.set("partner.confirmed", Fact::Bool(part.confirmed_at.is_some()));
    facts.set("partner.declared", Fact::Bool(!part.declaration.is_empty()));
    let (size, sme) = match part.size.as_str() {
        size @ ("micro" | "small" | "medium") => (text(size), Fact::Bool(true)),
        "not_sme" => (text("large"), Fact::Bool(false)),
        _look => (Fact::Unknown, Fact::Unknown),
    };
    facts.set("partner.size", size);
    facts.set("partner.sme", sme);
    let sector = said.parts.get(&part.organisation_id).and_then(|typed| typed.get(SECTOR));
    if let Some(sector) = sector.filter(|sector| !sector.trim().is_empty()) {
        facts.set("partner.sector", text(sector.trim()));
    }
    facts
}

/// The facts a counter asks of one partner: those of the whole, and its own.
pub(super) fn of_partner(whole: &Facts, partner: &Facts) -> Facts {
    partner_facts(whole, partner)
}

/// As the ranking sees it; none without final marks. A fact of the tie chain that is not known
/// counts as nought, so it never helps.
fn entry(candidate: &Candidate) -> Option<Entry<ApplicationId>> {
    let p = &candidate.stored.proposal;
    let mut facts = tie_facts(&candidate.whole);
    for name in crate::domain::scored::TIE_FACTS {
        facts.entry(name.to_owned()).or_insert(0);
    }
    Some(Entry {
        id: p.id,
        reference: p.reference.clone(),
        marks: candidate.marks.clone()?,
        requested: candidate.requested,
        topics: candidate.topics.clone(),
        countries: candidate.parts.iter().map(|part| part.country.clone()).collect(),
        sub_line: Some(p.type_key.clone()),
        facts,
        // Withdrawn since: its time is gone from the stage, its beginning stays.
        submitted_at: p.stage.submitted_at().unwrap_or(candidate.stored.started_at),
        draw: candidate.draw,
    })
}
