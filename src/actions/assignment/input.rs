//! What an assignment is computed from: admitted proposals, cleared experts, points, conflicts,
//! loads, work begun. The one rule: the same rows give the same input, byte for byte.

use super::has_screened;
use crate::{
    actions::ActionError,
    domain::{
        affinity::{About, Affinity, Knows, affinity, is_foreign, list, nace},
        assignment::problem::{Load, Problem, ProblemFault},
        conflict::ExpertFacts,
        form::{Choice, FieldKind},
        ids::{ApplicationId, CallId, PersonId},
        moment::BRUSSELS,
        naming::name_key,
        proposal::ProposalStageKind,
        scored::ScoredProgramme,
    },
    store::{
        Tx, WriteTx,
        assignment::{self as store, Matter, Pair},
        conflict,
        conflict_facts::{self, Scope},
        expert,
        panel::{self, Member},
        proposal,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The whole of it, as kept with a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The round.
    pub round: u32,
    /// Proposals, by reference.
    pub proposals: Vec<InputProposal>,
    /// Experts, by name.
    pub experts: Vec<InputExpert>,
    /// Points of each pair: a row of all experts for each proposal.
    pub points: Vec<Vec<i64>>,
    /// Pairs nobody may make: conflicts, languages, organisations not screened yet.
    pub forbidden: Vec<(usize, usize)>,
    /// Pairs of today.
    pub current: Vec<(usize, usize)>,
    /// Pairs whose work has begun; they stay.
    pub begun: Vec<(usize, usize)>,
}

/// A proposal to be evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputProposal {
    /// Its id.
    pub id: ApplicationId,
    /// Its number.
    pub reference: String,
    /// Evaluators it needs.
    pub demand: u32,
}

/// An expert who may be assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputExpert {
    /// Who.
    pub id: PersonId,
    /// Fewest proposals.
    pub min: u32,
    /// Most proposals.
    pub max: u32,
    /// Number of the organisation they work for, if known; two of one organisation are not on one
    /// proposal.
    pub organisation: Option<u32>,
}

/// Evaluators a proposal of this type and round needs, as the programme says.
pub fn demand(programme: &ScoredProgramme, round: u32, type_key: &str) -> u32 {
    let of_type = programme.voucher_type(type_key).and_then(|kind| kind.evaluators);
    let of_round = || programme.round(round).map_or(0, |round| round.evaluation.evaluators);
    of_type.unwrap_or_else(of_round)
}

/// The input with the reasons behind its points.
pub(super) struct Gathered {
    /// What is kept.
    pub input: Input,
    /// The reasons: a row of all experts for each proposal.
    pub affinities: Vec<Vec<Affinity>>,
}

/// Reads everything a computation needs: a fixed number of statements.
pub(super) async fn gather(
    tx: &WriteTx,
    programme: &ScoredProgramme,
    call: CallId,
    round: u32,
) -> Result<Gathered, ActionError> {
    let conn = tx.conn();
    let admitted = ProposalStageKind::Admitted;
    let files = proposal::of_call(conn, call, round, admitted).await?;
    let members: Vec<Member> =
        panel::of_call(conn, call).await?.into_iter().filter(Member::is_cleared).collect();
    let matter = store::matter(conn, call, round).await?;
    let pages = expert::of_call(conn, call).await?;
    let barred = conflict::barred(conn, call).await?;
    let pairs = store::of_call(conn, call, round).await?;
    let facts =
        conflict_facts::experts(conn, &Scope { call, person: None, proposal: None }).await?;
    let topics = topics(programme, round);
    let abouts: Vec<About> =
        files.iter().map(|file| about(file.proposal.id, &matter, &topics)).collect();
    let knows: Vec<Knows> = members.iter().map(|member| know(member.person, &pages)).collect();
    let mut forbidden = Vec::new();
    for (p, file) in files.iter().enumerate() {
        for (e, member) in members.iter().enumerate() {
            let bars = barred.contains(&(file.proposal.id, member.person))
                || !has_screened(member, file)
                || is_foreign(&knows[e], &abouts[p]);
            if bars {
                forbidden.push((p, e));
            }
        }
    }
    let affinities: Vec<Vec<Affinity>> = abouts
        .iter()
        .map(|about| knows.iter().map(|knows| affinity(knows, about)).collect())
        .collect();
    let at = |pair: &Pair| {
        let p = files.iter().position(|file| file.proposal.id == pair.proposal_id)?;
        Some((p, members.iter().position(|member| member.person == pair.person_id)?))
    };
    let begun: Vec<(usize, usize)> =
        pairs.iter().filter(|pair| pair.begun).filter_map(at).collect();
    let organisations = organisations(&members, &facts, tx.now().day_in(BRUSSELS), &begun);
    let seats = Seats { programme, round, pairs: &pairs, begun: &begun };
    let is_here = |person: PersonId| members.iter().any(|member| member.person == person);
    let proposals = files.iter().enumerate().map(|(p, file)| seats.proposal(p, file, &is_here));
    let experts = members.iter().enumerate().map(|(e, member)| InputExpert {
        id: member.person,
        min: member.min_load,
        max: member.max_load.max(seats.begun(|pair| pair.1 == e)),
        organisation: organisations[e],
    });
    let points = affinities.iter().map(|row| row.iter().map(|one| one.points).collect()).collect();
    let input = Input {
        round,
        proposals: proposals.collect(),
        experts: experts.collect(),
        points,
        // A pair whose work has begun stays, whatever language or screen came later; a conflict
        // has taken it off before.
        forbidden: forbidden.into_iter().filter(|pair| !begun.contains(pair)).collect(),
        current: pairs.iter().filter_map(at).collect(),
        begun,
    };
    Ok(Gathered { input, affinities })
}

/// How many evaluators each proposal still needs.
struct Seats<'a> {
    programme: &'a ScoredProgramme,
    round: u32,
    pairs: &'a [Pair],
    begun: &'a [(usize, usize)],
}

impl Seats<'_> {
    fn begun(&self, is: impl Fn(&(usize, usize)) -> bool) -> u32 {
        few(self.begun.iter().filter(|pair| is(pair)).count())
    }
    /// What the programme asks for and one for each called by the rule, but not what somebody who
    /// was taken out of the panel has delivered.
    fn proposal(
        &self,
        at: usize,
        file: &proposal::Stored,
        is_here: &dyn Fn(PersonId) -> bool,
    ) -> InputProposal {
        let id = file.proposal.id;
        let mine = || self.pairs.iter().filter(|pair| pair.proposal_id == id);
        let thirds = few(mine().filter(|pair| pair.origin == "third").count());
        let gone = few(mine().filter(|pair| !is_here(pair.person_id)).count());
        let wanted = demand(self.programme, self.round, &file.proposal.type_key);
        let wanted = wanted.saturating_add(thirds).saturating_sub(gone);
        InputProposal {
            id,
            reference: file.proposal.reference.clone(),
            demand: wanted.max(self.begun(|pair| pair.0 == at)),
        }
    }
}

fn few(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// Labels of the topics, by code.
fn topics(programme: &ScoredProgramme, round: u32) -> Vec<Choice> {
    let form = programme.round(round).map(|round| &round.form);
    let field = form.and_then(|form| form.field(crate::domain::scored::answers::TOPICS));
    match field.map(|field| &field.kind) {
        Some(FieldKind::Choices { options } | FieldKind::Choice { options }) => options.clone(),
        Some(_) | None => Vec::new(),
    }
}

fn about(id: ApplicationId, matter: &[Matter], topics: &[Choice]) -> About {
    let mut about = About::default();
    let from = matter.partition_point(|row| row.proposal_id < id);
    for row in matter[from..].iter().take_while(|row| row.proposal_id == id) {
        match row.field.as_str() {
            "title" | "summary" => about.text.push_str(&format!(" {}", row.value)),
            "topics" => {
                let named = topics.iter().filter(|t| list(&row.value).contains(&t.code));
                about.text.extend(named.map(|topic| format!(" {}", topic.label)));
            }
            "language" => row.value.trim().to_lowercase().clone_into(&mut about.language),
            _sectors => about.sectors.extend(list(&row.value).iter().filter_map(|s| nace(s))),
        }
    }
    about
}

fn know(person: PersonId, pages: &[expert::Expert]) -> Knows {
    pages.iter().find(|page| page.person_id == person).map_or_else(Knows::default, |page| Knows {
        sectors: list(&page.sectors).iter().filter_map(|code| nace(code)).collect(),
        keywords: list(&page.keywords),
        languages: list(&page.languages),
    })
}

/// The organisation each expert works for today, as a number: by the name in one spelling, since
/// one may write it and another be a member of it. Experts who read one proposal together already
/// are not kept apart any more.
fn organisations(
    members: &[Member],
    facts: &BTreeMap<PersonId, ExpertFacts>,
    today: NaiveDate,
    begun: &[(usize, usize)],
) -> Vec<Option<u32>> {
    let names: Vec<Option<String>> = members
        .iter()
        .map(|member| {
            let facts = facts.get(&member.person)?;
            let works = facts.employments.iter().filter(|e| e.to.is_none_or(|to| to >= today));
            let latest = works.max_by_key(|e| e.from).map(|e| &e.body);
            let body = latest.or_else(|| facts.organisations.iter().min_by_key(|o| o.id))?;
            Some(name_key(&body.name)).filter(|key| !key.is_empty())
        })
        .collect();
    let known: BTreeSet<&String> = names.iter().flatten().collect();
    let number = |name: &String| u32::try_from(known.iter().position(|n| *n == name)?).ok();
    let mut numbers: Vec<Option<u32>> =
        names.iter().map(|name| name.as_ref().and_then(number)).collect();
    for (p, e) in begun {
        let twice = begun.iter().any(|(other, f)| {
            other == p && f != e && numbers[*e].is_some() && numbers[*e] == numbers[*f]
        });
        if twice {
            numbers[*e] = None;
        }
    }
    numbers
}

/// As the solver takes it.
pub(super) fn problem(
    input: &Input,
    affinities: &[Vec<Affinity>],
) -> Result<Problem, ProblemFault> {
    let loads = input.experts.iter().map(|e| Load { min: e.min, max: e.max }).collect();
    let demand = input.proposals.iter().map(|p| p.demand).collect();
    let mut problem = Problem::dense(input.points.concat(), demand, loads)?;
    problem.forbid(&input.forbidden)?;
    problem.organisations(input.experts.iter().map(|e| e.organisation).collect())?;
    let in_matter: Vec<(usize, usize)> = affinities
        .iter()
        .enumerate()
        .flat_map(|(p, row)| {
            row.iter().enumerate().filter(|(_, one)| one.is_expert()).map(move |(e, _)| (p, e))
        })
        .collect();
    problem.experts(&in_matter)?;
    problem.pin(&input.begun)?;
    problem.prefer(&input.current)?;
    Ok(problem)
}
