//! De minimis aid of calls with national co-funding: the gate of every award, and the sum. The one
//! rule: the book of the Member State is locked before a sum is made that an award rests on; the
//! aid is granted on the day of the award (ADR 14).

use super::{ActionError, Desk, grant, ranking_input::Candidate, ranking_input::Input};
use crate::{
    domain::{
        access::{Act, Actor, Subject, permit},
        de_minimis::{DeMinimisRules, Known, Line, Source, Tally, undertaking},
        event::Event,
        facts::{Fact, Facts},
        ids::{ApplicationId, OrganisationId},
        money::Money,
        proposal::event::ProposalEvent,
        refusal::{Refusal, ScoredRefusal},
        scored::ScoredProgramme,
    },
    store::{
        Tx, WriteTx,
        de_minimis::{self as kept, Aid, Declared, NewAid},
        sql::Conn,
    },
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The part can be confirmed: its aid is declared where the programme asks for it.
pub(super) async fn declared(
    conn: &impl Conn,
    programme: &ScoredProgramme,
    proposal: ApplicationId,
    (organisation, name): (OrganisationId, &str),
) -> Result<(), ActionError> {
    if programme.de_minimis.is_none() || kept::last(conn, proposal, organisation).await?.is_some() {
        return Ok(());
    }
    Err(ScoredRefusal::AidNotDeclared { organisations: vec![name.to_owned()] }.into())
}

/// Locks the book of the Member State whose money the programme gives, if it gives such money.
pub(super) async fn lock(tx: &impl Tx, programme: &ScoredProgramme) -> Result<(), ActionError> {
    match &programme.de_minimis {
        None => Ok(()),
        Some(rules) => Ok(kept::lock(tx, rules.member_state).await?),
    }
}

/// What is known in a Member State: declarations, and aid that stands.
struct Book {
    declared: BTreeMap<(ApplicationId, OrganisationId), Declared>,
    known: Vec<Known>,
    aid: Vec<(OrganisationId, Line)>,
}

impl Book {
    /// Two queries, whatever is asked of it.
    async fn load(
        conn: &impl Conn,
        rules: &DeMinimisRules,
        on: NaiveDate,
    ) -> Result<Self, ActionError> {
        let all = kept::declared(conn, rules.member_state).await?;
        let aid = kept::granted(conn, rules.member_state, rules.counts_from(on)).await?;
        let mut known: BTreeMap<OrganisationId, Known> = BTreeMap::new();
        for one in &aid {
            known.insert(one.organisation, of_aid(one));
        }
        // Oldest first: what an organisation declared last says whom it is tied to.
        for one in &all {
            known.insert(one.organisation, of_declared(one));
        }
        let line = |one: Aid| {
            let amount = one.standing();
            let source = Source::Here { reference: one.reference, organisation: one.name };
            (one.organisation, Line { source, granted_on: one.granted_on, amount })
        };
        Ok(Self {
            declared: all.into_iter().map(|one| ((one.proposal, one.organisation), one)).collect(),
            known: known.into_values().collect(),
            aid: aid.into_iter().map(line).collect(),
        })
    }
    /// The sum for one partner; none while it has declared nothing for this proposal.
    fn tally(
        &self,
        rules: &DeMinimisRules,
        (proposal, organisation): (ApplicationId, OrganisationId),
        on: NaiveDate,
        new: Money,
    ) -> Option<Tally> {
        let declared = self.declared.get(&(proposal, organisation))?;
        let mut known = self.known.clone();
        let own = known.iter_mut().filter(|one| one.id == organisation);
        own.for_each(|one| one.declared.extend(declared.content.enterprises.clone()));
        let together: BTreeSet<OrganisationId> = undertaking(organisation, &known);
        // Each declares for the whole undertaking, so the greatest of their sums counts, and none
        // of them twice.
        let before = |one: &Declared| rules.tally(on, said(one), Money::ZERO).before;
        let others = self.declared.values().filter(|one| together.contains(&one.organisation));
        let most =
            others.fold(declared, |most, one| if before(one) > before(most) { one } else { most });
        let here = self.aid.iter().filter(|(id, _)| together.contains(id));
        let lines = said(most).into_iter().chain(here.map(|(_, line)| line.clone())).collect();
        Some(rules.tally(on, lines, new))
    }
}

/// What a declaration says, as lines.
fn said(one: &Declared) -> Vec<Line> {
    let line = |aid: &crate::domain::de_minimis::Aid| Line {
        source: Source::Declared {
            by: one.name.clone(),
            granter: aid.granter.clone(),
            measure: aid.measure.clone(),
        },
        granted_on: aid.granted_on,
        amount: aid.amount,
    };
    one.content.aid.iter().map(line).collect()
}

fn of_aid(one: &Aid) -> Known {
    Known {
        id: one.organisation,
        country: one.country.clone(),
        registration: one.registration.clone(),
        declared: Vec::new(),
    }
}

fn of_declared(one: &Declared) -> Known {
    Known {
        id: one.organisation,
        country: one.country.clone(),
        registration: one.registration.clone(),
        declared: one.content.enterprises.clone(),
    }
}

/// What each partner of these winners would be granted of national money, those with none left out.
fn asked<'i>(
    input: &'i Input,
    rules: &DeMinimisRules,
    winners: &[ApplicationId],
) -> Vec<Asked<'i>> {
    let candidates = winners.iter().filter_map(|id| input.candidate(*id));
    let of = |one: &'i Candidate| {
        let facts = one.partners.iter();
        let parts = grant::shares(one).into_iter().zip(&one.parts).zip(facts);
        parts.map(move |(((organisation, grant), part), facts)| Asked {
            proposal: one.stored.proposal.id,
            reference: &one.stored.proposal.reference,
            organisation,
            name: &part.name,
            grant,
            aid: Money::ZERO,
            sector: sector(facts),
        })
    };
    let with = |one: Asked<'i>| Asked { aid: rules.part(one.grant), ..one };
    candidates.flat_map(of).map(with).filter(|one| one.aid > Money::ZERO).collect()
}

struct Asked<'i> {
    proposal: ApplicationId,
    reference: &'i str,
    organisation: OrganisationId,
    name: &'i str,
    grant: Money,
    aid: Money,
    sector: String,
}

fn sector(facts: &Facts) -> String {
    match facts.get("partner.sector") {
        Fact::Text(sector) => sector.clone(),
        Fact::Bool(_) | Fact::Int(_) | Fact::Date(_) | Fact::List(_) | Fact::Unknown => {
            String::new()
        }
    }
}

/// Refuses to award these together on this day when one has declared nothing, or its undertaking
/// would pass the ceiling. The winners count for each other.
pub(super) async fn gate(
    conn: &impl Conn,
    input: &Input,
    winners: &[ApplicationId],
    on: NaiveDate,
) -> Result<(), ActionError> {
    let Some(rules) = &input.programme.de_minimis else { return Ok(()) };
    let all = asked(input, rules, winners);
    let mut book = Book::load(conn, rules, on).await?;
    let silent = |one: &&Asked<'_>| !book.declared.contains_key(&(one.proposal, one.organisation));
    let named = |one: &Asked<'_>| format!("{} ({})", one.name, one.reference);
    let silent: Vec<String> = all.iter().filter(silent).map(named).collect();
    if !silent.is_empty() {
        return Err(ScoredRefusal::AidNotDeclared { organisations: silent }.into());
    }
    for one in all {
        let of = (one.proposal, one.organisation);
        let Some(tally) = book.tally(rules, of, on, one.aid) else { continue };
        if let Some(over) = tally.over() {
            let (organisation, left) = (one.name.to_owned(), tally.left());
            let ceiling = rules.ceiling;
            return Err(ScoredRefusal::AidCeiling { organisation, ceiling, over, left }.into());
        }
        let source =
            Source::Here { reference: one.reference.to_owned(), organisation: one.name.to_owned() };
        let line = Line { source, granted_on: on, amount: one.aid };
        book.aid.push((one.organisation, line));
    }
    Ok(())
}

/// What the gate says to somebody outside the office: what others were granted is not theirs.
pub(super) fn without_sums(refused: ActionError) -> ActionError {
    if let ActionError::Refused(Refusal::Scored {
        why: ScoredRefusal::AidCeiling { organisation, .. },
    }) = refused
    {
        return ScoredRefusal::AidCeilingAtOffer { organisation }.into();
    }
    refused
}

/// Keeps what was granted to these winners, in the transaction of their award, after [`gate`].
pub(super) async fn record(
    tx: &WriteTx,
    input: &Input,
    winners: &[ApplicationId],
    on: NaiveDate,
) -> Result<Vec<Event>, ActionError> {
    let Some(rules) = &input.programme.de_minimis else { return Ok(Vec::new()) };
    let book = Book::load(tx.conn(), rules, on).await?;
    let mut events = Vec::new();
    for one in asked(input, rules, winners) {
        let declaration: Option<Uuid> =
            book.declared.get(&(one.proposal, one.organisation)).map(|declared| declared.id);
        let (Some(declaration), Some(candidate)) = (declaration, input.candidate(one.proposal))
        else {
            let organisations = vec![one.name.to_owned()];
            return Err(ScoredRefusal::AidNotDeclared { organisations }.into());
        };
        let new = NewAid {
            proposal: one.proposal,
            organisation: one.organisation,
            granted_on: on,
            grant: one.grant,
            aid: one.aid,
            sector: one.sector,
            declaration,
        };
        kept::grant(tx, &new, rules).await?;
        let what = ProposalEvent::AidGranted { organisation: one.organisation, amount: one.aid };
        events.push(Event::Proposal { proposal: candidate.stored.reference(), what });
    }
    Ok(events)
}

/// What a page shows of one partner.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What it declared last for the proposal.
    pub declared: Option<Declared>,
    /// The aid, once it was granted.
    pub aid: Option<Aid>,
    /// For the office: the sum as of today, or of the day of the award without that award.
    pub tally: Option<Tally>,
}

/// Declaration, aid and sum of one partner. The sum is for the office alone: others of the
/// undertaking stand in it.
pub async fn seen(
    desk: &Desk,
    actor: &Actor,
    programme: &ScoredProgramme,
    (proposal, organisation): (ApplicationId, OrganisationId),
    asks: Money,
) -> Result<Seen, ActionError> {
    permit(actor, Act::SeeOrganisation, &Subject::Organisation(organisation))?;
    let Some(rules) = &programme.de_minimis else { return Err(ActionError::Unseen) };
    let conn = desk.database.reads();
    let aid = kept::one(conn, proposal, organisation).await?;
    let declared = kept::last(conn, proposal, organisation).await?;
    if !actor.reads_all() {
        return Ok(Seen { declared, aid, tally: None });
    }
    let today = desk.now().day_in(programme.zone);
    let on = aid.as_ref().map_or(today, |aid| aid.granted_on);
    let mut book = Book::load(conn, rules, on).await?;
    if let Some(aid) = &aid {
        let own = |line: &Line| match &line.source {
            Source::Here { reference, .. } => *reference == aid.reference,
            Source::Declared { .. } => false,
        };
        book.aid.retain(|(id, line)| *id != organisation || !own(line));
    }
    let new = aid.as_ref().map_or_else(|| rules.part(asks), Aid::standing);
    let tally = book.tally(rules, (proposal, organisation), on, new);
    Ok(Seen { declared, aid, tally })
}

/// The sums of partners as of today, each with what it asks for; none for one that has declared
/// nothing. For the office alone.
pub async fn sums(
    desk: &Desk,
    actor: &Actor,
    programme: &ScoredProgramme,
    proposal: ApplicationId,
    parts: &[(OrganisationId, Money)],
) -> Result<Vec<Option<Tally>>, ActionError> {
    let rules = programme.de_minimis.as_ref().filter(|_| actor.reads_all());
    let rules = rules.ok_or(ActionError::Unseen)?;
    let today = desk.now().day_in(programme.zone);
    let book = Book::load(desk.database.reads(), rules, today).await?;
    let sum = |(organisation, asks): &(OrganisationId, Money)| {
        book.tally(rules, (proposal, *organisation), today, rules.part(*asks))
    };
    Ok(parts.iter().map(sum).collect())
}
