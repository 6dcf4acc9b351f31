//! Names against the list in use, and what was decided of them before. The one rule: it only looks;
//! what was compared under the same list and the same names is not compared again.

use crate::{
    actions::{ActionError, Desk, list_cache::Listing},
    domain::{
        ids::{ApplicationId, ScreeningId},
        moment::Moment,
        paper::digest,
        screening::{
            CandidateState, CandidateStateKind, Named, Occasion, Outcome, Part, Party, Screened,
            StandingFacts,
        },
    },
    store::{
        edes, sanctions,
        screening::{self, Candidate, Check, Last, Scope},
        sql::Conn,
    },
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is known of one who is screened now.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Who.
    pub whom: Screened,
    /// What decides where it stands.
    pub facts: StandingFacts,
    list: Option<Uuid>,
    names_digest: String,
    outcome: Outcome,
    /// Finds that are not kept yet.
    pub(super) new: Vec<Candidate>,
    /// Finds that had lapsed and are there again.
    pub(super) back: Vec<Candidate>,
    /// Undecided finds that are gone.
    pub(super) lapsed: Vec<Candidate>,
}

impl Looked {
    /// Something came, came back or is gone.
    pub fn has_moved(&self) -> bool {
        !(self.new.is_empty() && self.back.is_empty() && self.lapsed.is_empty())
    }
    /// The check as it is kept.
    pub(super) fn check(&self, occasion: Occasion, file: Option<ApplicationId>) -> Check {
        Check {
            whom: self.whom,
            list: self.list,
            occasion,
            file,
            names_digest: self.names_digest.clone(),
            outcome: self.outcome,
        }
    }
}

/// Looks at all of a scope, in a fixed number of queries.
pub(super) async fn look(
    conn: &impl Conn,
    desk: &Desk,
    scope: Scope<'_>,
) -> Result<Vec<Looked>, ActionError> {
    let listing = desk.lists.current(conn).await?;
    let excluded = edes::excluded(conn).await?;
    let has_note = sanctions::note(conn).await?.is_some();
    let parties = screening::parties(conn, scope).await?;
    let last = screening::last(conn, scope).await?;
    let last: BTreeMap<Uuid, Last> = last.into_iter().map(|one| (one.whom_id, one)).collect();
    let mut stored: BTreeMap<Screened, Vec<Candidate>> = BTreeMap::new();
    for one in screening::candidates(conn, scope).await? {
        stored.entry(one.whom).or_default().push(one);
    }
    let threshold = desk.settings.screening.threshold;
    let one = |party: Party| {
        let before = stored.remove(&party.whom).unwrap_or_default();
        let names_digest = digest(&format!("{}-{threshold}", party.digest()));
        let mut looked = Looked {
            whom: party.whom,
            facts: StandingFacts {
                // EDES is looked up for organisations alone.
                excluded: party.whom.organisation().is_some_and(|id| excluded.contains(&id)),
                matched: false,
                open: false,
                has_list: listing.is_some(),
                has_note,
            },
            list: listing.as_ref().map(|listing| listing.list.id),
            names_digest,
            outcome: Outcome::NoList,
            new: Vec::new(),
            back: Vec::new(),
            lapsed: Vec::new(),
        };
        if let Some(listing) = &listing {
            // A lapsed find whose name and entry are there again has to be found again.
            let is_back = |one: &Candidate| {
                one.state.kind() == CandidateStateKind::Stale && is_current(listing, &party, one)
            };
            let is_known = !before.iter().any(is_back)
                && last.get(&party.whom.id()).is_some_and(|last| {
                    last.list_id == Some(listing.list.id)
                        && last.names_digest == looked.names_digest
                });
            looked.compare(listing, &party, before, (!is_known).then_some(threshold));
        }
        looked
    };
    Ok(parties.into_iter().map(one).collect())
}

type Key = (Part, Uuid, String, String);

fn key(one: &Candidate) -> Key {
    let Named { part, of, .. } = one.named;
    (part, of, one.name_key.clone(), one.entry_digest.clone())
}

impl Looked {
    /// Fills in what the list says; `anew` is the threshold when names have to be compared again.
    fn compare(
        &mut self,
        listing: &Listing,
        party: &Party,
        before: Vec<Candidate>,
        anew: Option<u32>,
    ) {
        self.facts.matched = before.iter().any(|one| still_matched(listing, party, one));
        let Some(threshold) = anew else {
            let living = |one: &&Candidate| match one.state.kind() {
                CandidateStateKind::Open
                | CandidateStateKind::Proposed
                | CandidateStateKind::Cleared
                | CandidateStateKind::Matched => is_current(listing, party, one),
                CandidateStateKind::Stale => false,
            };
            self.facts.open = before.iter().filter(living).any(is_open);
            let found = before.iter().any(|one| living(&one));
            self.outcome = if found { Outcome::Candidates } else { Outcome::Clear };
            return;
        };
        let mut kept: BTreeMap<Key, Candidate> =
            before.into_iter().map(|one| (key(&one), one)).collect();
        self.outcome = Outcome::Clear;
        for new in found(listing, party, threshold) {
            self.outcome = Outcome::Candidates;
            match kept.remove(&key(&new)) {
                None => {
                    self.facts.open = true;
                    self.new.push(new);
                }
                Some(old) if old.state.kind() == CandidateStateKind::Stale => {
                    self.facts.open = true;
                    self.back.push(old);
                }
                Some(old) => self.facts.open |= is_open(&old),
            }
        }
        self.lapsed = kept.into_values().filter(is_open).collect();
    }
}

/// Waits for people.
fn is_open(one: &Candidate) -> bool {
    match one.state.kind() {
        CandidateStateKind::Open | CandidateStateKind::Proposed => true,
        CandidateStateKind::Cleared | CandidateStateKind::Matched | CandidateStateKind::Stale => {
            false
        }
    }
}

/// Name and entry are still those it was found with.
fn is_current(listing: &Listing, party: &Party, one: &Candidate) -> bool {
    let named = |name: &Named| {
        name.part == one.named.part && name.of == one.named.of && name.key() == one.name_key
    };
    listing.digests.get(&one.entry_id) == Some(&one.entry_digest) && party.names.iter().any(named)
}

/// A match holds while the entry stands on the list, whatever the organisation calls itself by now;
/// that of a person who may sign while the person does.
fn still_matched(listing: &Listing, party: &Party, one: &Candidate) -> bool {
    let there = match one.named.part {
        Part::Organisation | Part::Holder => true,
        Part::Signatory => party.names.iter().any(|name| name.of == one.named.of),
    };
    one.state.kind() == CandidateStateKind::Matched
        && there
        && listing.digests.contains_key(&one.entry_id)
}

/// All likenesses of an organisation's names. Their ids are given when they are kept.
fn found(listing: &Listing, party: &Party, threshold: u32) -> Vec<Candidate> {
    let mut all = Vec::new();
    for named in &party.names {
        for hit in listing.index.find(named.part.kind(), &named.name, threshold) {
            let Some(entry_digest) = listing.digests.get(&hit.entry.id) else { continue };
            all.push(Candidate {
                id: ScreeningId(Uuid::nil()),
                whom: party.whom,
                named: named.clone(),
                name_key: named.key(),
                entry_id: hit.entry.id.clone(),
                entry_digest: entry_digest.clone(),
                alias: hit.alias.to_owned(),
                score: hit.score.into(),
                list: listing.list.id,
                state: CandidateState::Open,
                found_at: Moment::from_millis(0),
                version: 1,
            });
        }
    }
    all
}
