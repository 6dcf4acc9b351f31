//! Which events of a panel tell whom what. The one rule: who evaluates a proposal is told to nobody
//! but the office and those evaluators themselves.

use super::{Addressee, Notice};
use crate::domain::{
    ids::{CallId, PersonId},
    panel::{PanelEvent, PanelNotice},
};

/// Who is told what.
pub(super) fn notices(call: CallId, what: &PanelEvent) -> Vec<(Addressee, Notice)> {
    use PanelEvent as E;
    use PanelNotice as N;
    let notice = |about: N| Notice::Panel { call, about };
    let person = |id: &PersonId| Addressee::Person(*id);
    match what {
        E::ExpertInvited { person: id } => vec![(person(id), notice(N::ExpertInvitation))],
        E::InvitationAccepted { person: id } => {
            vec![(Addressee::Officers, notice(N::ExpertAccepted { person: *id }))]
        }
        E::InvitationDeclined { person: id, reason } => vec![(
            Addressee::Officers,
            notice(N::ExpertDeclined { person: *id, reason: reason.clone() }),
        )],
        E::ExpertRemoved { person: id, reason } => {
            vec![(person(id), notice(N::ExpertRemoved { reason: reason.clone() }))]
        }
        E::EvaluatorAssigned { person: id, .. } => {
            vec![(person(id), notice(N::ProposalsAssigned))]
        }
        // One mail for all that a run assigns, not one each.
        E::AssignmentApplied { .. } => {
            vec![(Addressee::Evaluators(call), notice(N::ProposalsAssigned))]
        }
        E::EvaluatorTakenOff { person: id, reason, .. } => {
            vec![(person(id), notice(N::TakenOff { reason: reason.clone() }))]
        }
        E::ReportsReminded { person: id, due_at } => {
            vec![(person(id), notice(N::ReportsDue { due_at: *due_at }))]
        }
        E::ConsensusOpened { proposal, rapporteur } => {
            vec![(person(rapporteur), notice(N::ConsensusToDraft { proposal: *proposal }))]
        }
        E::ScenarioProposed { .. } => vec![(Addressee::Officers, notice(N::RankingToSign))],
        E::LoadSet { .. }
        | E::ContractSigned { .. }
        | E::ScreenAnswered { .. }
        | E::ConflictAdded { .. }
        | E::ConflictEnded { .. }
        | E::AssignmentTried { .. }
        | E::ReportSaved { .. }
        | E::ReportDelivered { .. }
        | E::ReportRevised { .. }
        | E::ReportsAwaited { .. }
        | E::ConsensusSaved { .. }
        | E::PositionTaken { .. }
        | E::ConsensusReached { .. }
        | E::PanelChanged { .. }
        | E::ScenarioKept { .. }
        | E::RankingSigned { .. }
        | E::ScenarioDropped { .. }
        | E::ReserveRaised { .. }
        | E::DrawCommitted { .. }
        | E::DrawRevealed { .. }
        | E::ResultsReleased { .. } => Vec::new(),
    }
}
