//! Rankings: tried out, kept, proposed, signed, dropped. The one rule: what is signed was made by
//! one officer and signed by another, over marks, sums and proposals that are still the same.

use super::{
    ActionError, Desk, de_minimis, grant, onward,
    ranking_input::{self, Input, Which},
};
use crate::{
    domain::{
        access::{Act, Actor, Permit, Subject, permit},
        evaluation::{
            ranking::RankFault,
            scenario::{Drawn, ScenarioFault, Settings, Stakes, drawn},
        },
        event::{Event, Happened},
        ids::{ApplicationId, CallId, PersonId, ScenarioId},
        panel::PanelEvent,
        refusal::{FieldRefusal, Refusal, ScoredRefusal},
    },
    store::{OpenTx, Tx, ranking, ranking::Scenario, redress, release, sql::Conn},
};

/// Longest name of a kept ranking, in characters.
const NAME_MOST: usize = 80;

/// A ranking tried out; nothing of it is kept.
#[derive(Debug, Clone)]
pub struct Tried {
    /// What it rests on.
    pub input: Input,
    /// What was set.
    pub settings: Settings,
    /// What it comes to, or why nothing can be drawn.
    pub drawn: Result<Drawn, Refusal>,
    /// Digest of the input.
    pub digest: String,
}

/// Tries a ranking out: with these settings, or with those the call starts from.
pub async fn try_out(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    round: u32,
    settings: Option<Settings>,
) -> Result<Tried, ActionError> {
    permit(actor, Act::SeeReports, &Subject::Office)?;
    let conn = desk.database.reads();
    let input = ranking_input::load(conn, desk, call, round, Which::Admitted).await?;
    let rules = &input.rules()?.evaluation;
    let settings =
        settings.unwrap_or_else(|| Settings::of(rules, input.budget.free, input.stakes()));
    let result = draw_from(&input, &settings)?;
    let digest = input.digest()?;
    Ok(Tried { settings, drawn: result, digest, input })
}

/// Ranks and draws the line, or why not in words a person can act on.
pub(super) fn draw_from(
    input: &Input,
    settings: &Settings,
) -> Result<Result<Drawn, Refusal>, ActionError> {
    let rules = &input.rules()?.evaluation;
    Ok(drawn(&input.entries, settings, rules, input.stakes()).map_err(|fault| refusal(&fault)))
}

fn refusal(fault: &ScenarioFault) -> Refusal {
    match fault {
        ScenarioFault::Rank(faults) => {
            let mut who: Vec<&str> = faults.iter().filter_map(without_marks).collect();
            who.dedup();
            let missing = u32::try_from(who.len().max(1)).unwrap_or(u32::MAX);
            ScoredRefusal::MarksMissing { missing }.into()
        }
        ScenarioFault::Line(_) => {
            let why = FieldRefusal::NotAnAmount;
            Refusal::FieldRefused { field: "line".to_owned(), why }
        }
    }
}

fn without_marks(fault: &RankFault) -> Option<&str> {
    match fault {
        RankFault::Score { reference, .. }
        | RankFault::SameId { reference }
        | RankFault::SameReference { reference }
        | RankFault::Negative { reference }
        | RankFault::NoFact { reference, .. }
        | RankFault::SameDraw { reference } => Some(reference),
        RankFault::NoCriterion { .. } => None,
    }
}

/// Keeps a ranking under a name.
pub async fn keep(
    desk: &Desk,
    actor: &Actor,
    call: CallId,
    round: u32,
    name: &str,
    settings: Settings,
) -> Result<ScenarioId, ActionError> {
    let permit = permit(actor, Act::Rank, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let name = name.trim();
    let have = name.chars().count();
    let why = if name.is_empty() {
        Some(FieldRefusal::Missing)
    } else if have > NAME_MOST {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Some(FieldRefusal::TooLong { have: count(have), most: count(NAME_MOST) })
    } else {
        None
    };
    if let Some(why) = why {
        return Err(Refusal::FieldRefused { field: "name".to_owned(), why }.into());
    }
    let tx = desk.begin().await?;
    not_released(tx.conn(), call, round).await?;
    let input = ranking_input::load(tx.conn(), desk, call, round, Which::Admitted).await?;
    let result = draw_from(&input, &settings)??;
    let digest = input.digest()?;
    let tx = tx.permit(permit);
    let scenario = Scenario {
        id: tx.id(),
        call,
        round,
        name: name.to_owned(),
        settings,
        input_digest: digest.clone(),
        drawn: result,
        state: "kept".to_owned(),
        made_by: by,
        made_by_name: String::new(),
        made_at: tx.now(),
        signed_by_name: None,
        signed_at: None,
        version: 1,
    };
    ranking::insert(&tx, &scenario).await?;
    tx.commit(happened(call, PanelEvent::ScenarioKept { digest })).await?;
    Ok(scenario.id)
}

fn happened(call: CallId, what: PanelEvent) -> Happened {
    Happened::one(Event::Panel { call, what })
}

async fn not_released(conn: &impl Conn, call: CallId, round: u32) -> Result<(), ActionError> {
    match release::find(conn, call, round).await? {
        Some(_out) => Err(ScoredRefusal::ReleasedAlready.into()),
        None => Ok(()),
    }
}

impl From<ScoredRefusal> for ActionError {
    fn from(why: ScoredRefusal) -> Self {
        Self::Refused(why.into())
    }
}

/// A kept ranking opened for a change.
struct Opened {
    tx: OpenTx,
    permit: Permit,
    by: PersonId,
    scenario: Scenario,
}

async fn open(
    desk: &Desk,
    actor: &Actor,
    act: Act,
    id: ScenarioId,
    seen: i64,
) -> Result<Opened, ActionError> {
    let permit = permit(actor, act, &Subject::Office)?;
    let Some(by) = permit.person() else { return Err(ActionError::Forbidden) };
    let tx = desk.begin().await?;
    let scenario = ranking::load(tx.conn(), id).await?;
    not_released(tx.conn(), scenario.call, scenario.round).await?;
    if scenario.version != seen {
        return Err(Refusal::Stale.into());
    }
    Ok(Opened { tx, permit, by, scenario })
}

/// Proposes a kept ranking for a second officer's signature; who proposes stands for it.
pub async fn propose(
    desk: &Desk,
    actor: &Actor,
    id: ScenarioId,
    seen: i64,
) -> Result<(), ActionError> {
    let Opened { tx, permit, by, scenario } = open(desk, actor, Act::Rank, id, seen).await?;
    if scenario.state != "kept" {
        return Err(Refusal::AlreadyDone.into());
    }
    let input = input_of(&tx, desk, &scenario).await?;
    ready(tx.conn(), desk, &input, &scenario).await?;
    let tx = tx.permit(permit);
    ranking::propose(&tx, &scenario, by).await?;
    let digest = scenario.input_digest;
    tx.commit(happened(scenario.call, PanelEvent::ScenarioProposed { digest })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Signs what another officer proposed.
pub async fn sign(
    desk: &Desk,
    actor: &Actor,
    id: ScenarioId,
    seen: i64,
) -> Result<(), ActionError> {
    let Opened { tx, permit, by, scenario } = open(desk, actor, Act::SignRanking, id, seen).await?;
    if scenario.state != "proposed" {
        return Err(Refusal::AlreadyDone.into());
    }
    if scenario.made_by == by {
        return Err(Refusal::SamePerson.into());
    }
    let input = input_of(&tx, desk, &scenario).await?;
    ready(tx.conn(), desk, &input, &scenario).await?;
    if ranking::signed(tx.conn(), scenario.call, scenario.round).await?.is_some() {
        return Err(Refusal::AlreadyDone.into());
    }
    let tx = tx.permit(permit);
    ranking::sign(&tx, &scenario, by).await.map_err(|err| {
        // The schema's own four eyes, and its one signature a round.
        if err.is_constraint("scenarios_four_eyes") {
            Refusal::SamePerson.into()
        } else if err.is_constraint("scenarios") {
            Refusal::AlreadyDone.into()
        } else {
            ActionError::from(err)
        }
    })?;
    let digest = scenario.input_digest;
    tx.commit(happened(scenario.call, PanelEvent::RankingSigned { digest })).await?;
    Ok(())
}

/// Drops a ranking, signed or not, before its release.
pub async fn drop(
    desk: &Desk,
    actor: &Actor,
    id: ScenarioId,
    seen: i64,
) -> Result<(), ActionError> {
    let Opened { tx, permit, scenario, .. } = open(desk, actor, Act::Rank, id, seen).await?;
    let tx = tx.permit(permit);
    ranking::drop(&tx, &scenario).await?;
    let digest = scenario.input_digest;
    tx.commit(happened(scenario.call, PanelEvent::ScenarioDropped { digest })).await?;
    Ok(())
}

async fn input_of(tx: &OpenTx, desk: &Desk, scenario: &Scenario) -> Result<Input, ActionError> {
    let (call, round) = (scenario.call, scenario.round);
    ranking_input::load(tx.conn(), desk, call, round, Which::Admitted).await
}

/// Whether a ranking may be proposed, signed or released as things stand, in the order a person
/// would mend them.
pub(super) async fn ready(
    conn: &impl Conn,
    desk: &Desk,
    input: &Input,
    scenario: &Scenario,
) -> Result<(), ActionError> {
    let deadline = input.call.call.round_end(input.round);
    if desk.now() <= deadline {
        return Err(ScoredRefusal::CallStillOpen { deadline }.into());
    }
    if input.missing > 0 {
        return Err(ScoredRefusal::MarksMissing { missing: input.missing }.into());
    }
    if input.digest()? != scenario.input_digest {
        return Err(ScoredRefusal::ScenarioStale.into());
    }
    if scenario.drawn.line.is_provisional {
        let open = scenario.drawn.ranking.to_draw().len();
        let proposals = u32::try_from(open).unwrap_or(u32::MAX);
        return Err(ScoredRefusal::TiesUndecided { proposals }.into());
    }
    if redress::open_in(conn, scenario.call).await? > 0 {
        return Err(ScoredRefusal::RedressOpen.into());
    }
    match input.stakes() {
        Stakes::GoingOn(_) => Ok(onward::still_open(desk, &input.call, input.round)?),
        Stakes::Money => affordable(conn, desk, input, scenario).await,
    }
}

/// The books hold what the lines give away, and nobody gets more than a cap leaves.
async fn affordable(
    conn: &impl Conn,
    desk: &Desk,
    input: &Input,
    scenario: &Scenario,
) -> Result<(), ActionError> {
    let free = input.budget.free;
    let needed = scenario.settings.total().ok_or(Refusal::FieldRefused {
        field: "line".to_owned(),
        why: FieldRefusal::NotAnAmount,
    })?;
    if needed > free {
        return Err(Refusal::BudgetShort { needed, free }.into());
    }
    let winners: Vec<ApplicationId> = scenario.drawn.line.winners().map(|row| row.id).collect();
    let granted = ranking::granted(conn, scenario.call).await?;
    grant::within_caps(input, &winners, granted)?;
    let today = desk.now().day_in(input.programme.zone);
    de_minimis::gate(conn, input, &winners, today).await
}
