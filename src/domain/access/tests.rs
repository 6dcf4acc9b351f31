//! Properties of who sees what; the table itself is printed to docs/PERMISSIONS.md and held there
//! by tests/it/permissions.rs.

use super::{Act, Actor, Denied, Relation, Subject, Who, may, permit, relations};
use crate::domain::{
    application::StageKind,
    event::FileRef,
    ids::{ApplicationId, CallId, OrganisationId, PartnershipId, PersonId},
    organisation::MemberRole,
    panel::PanelState,
    person::StaffRole,
    proposal::{ExpertTie, ProposalRef, ProposalStageKind, Tie},
};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

const VISITOR: OrganisationId = OrganisationId(Uuid::from_u128(1));
const HOST: OrganisationId = OrganisationId(Uuid::from_u128(2));
const ELSEWHERE: OrganisationId = OrganisationId(Uuid::from_u128(3));
const NORTH: PartnershipId = PartnershipId(Uuid::from_u128(11));
const SOUTH: PartnershipId = PartnershipId(Uuid::from_u128(12));
const FAR: PartnershipId = PartnershipId(Uuid::from_u128(13));

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn file(stage: StageKind) -> Subject {
    let file = FileRef {
        application: ApplicationId(Uuid::from_u128(21)),
        call: CallId(Uuid::from_u128(22)),
        visitor: VISITOR,
        host: HOST,
        visitor_partnership: NORTH,
        host_partnership: SOUTH,
        author: person(1),
    };
    Subject::File { file, stage }
}

/// A proposal led by the visitor's organisation; the host's is its partner.
fn proposal(stage: ProposalStageKind, tie: Tie) -> Subject {
    let proposal = ProposalRef {
        proposal: ApplicationId(Uuid::from_u128(31)),
        call: CallId(Uuid::from_u128(22)),
        lead: VISITOR,
        author: person(1),
    };
    Subject::Proposal { proposal, stage, tie }
}

fn panel(state: Option<PanelState>) -> Subject {
    Subject::Panel { call: CallId(Uuid::from_u128(22)), state }
}

fn any_tie() -> impl Strategy<Value = Tie> {
    let expert = any::<[bool; 4]>().prop_map(|[assigned, barred, cleared, rapporteur]| ExpertTie {
        assigned,
        barred,
        cleared,
        rapporteur,
    });
    (any::<bool>(), prop::option::of(expert)).prop_map(|(part, expert)| Tie {
        part: part.then_some(HOST),
        expert,
        signs_for_project: false,
    })
}

fn member(of: OrganisationId, role: MemberRole) -> Actor {
    Actor { who: Who::Person(person(1)), roles: vec![], member_of: vec![(of, role)] }
}

fn staff(role: StaffRole) -> Actor {
    Actor { who: Who::Person(person(1)), roles: vec![role], member_of: vec![] }
}

fn any_actor() -> impl Strategy<Value = Actor> {
    let posts = vec![
        StaffRole::Officer,
        StaffRole::Finance,
        StaffRole::Auditor,
        StaffRole::Admin,
        StaffRole::Coordinator(NORTH),
        StaffRole::Coordinator(SOUTH),
        StaffRole::Coordinator(FAR),
    ];
    let roles = prop::sample::subsequence(posts, 0..=3);
    let organisations = prop::sample::subsequence(vec![VISITOR, HOST, ELSEWHERE], 0..=2);
    let member = prop::sample::select(vec![
        MemberRole::Lead,
        MemberRole::Editor,
        MemberRole::Signatory,
        MemberRole::Viewer,
    ]);
    (roles, organisations, member, 0..4_u128).prop_map(|(roles, organisations, role, n)| {
        if n == 0 {
            return Actor::nobody();
        }
        let member_of = organisations.into_iter().map(|id| (id, role)).collect();
        Actor { who: Who::Person(person(n)), roles, member_of }
    })
}

fn any_subject() -> impl Strategy<Value = Subject> {
    let stages = prop::sample::select(StageKind::ALL.to_vec());
    prop_oneof![
        (1..4_u128).prop_map(|n| Subject::Account(person(n))),
        prop::sample::select(vec![VISITOR, HOST]).prop_map(Subject::Organisation),
        any::<bool>().prop_map(|public| Subject::Call { public }),
        any::<bool>().prop_map(|accepted| Subject::Profile {
            organisation: VISITOR,
            partnership: NORTH,
            accepted
        }),
        stages.prop_map(file),
        (prop::sample::select(ProposalStageKind::ALL.to_vec()), any_tie())
            .prop_map(|(stage, tie)| proposal(stage, tie)),
        prop::option::of(prop::sample::select(PanelState::ALL.to_vec())).prop_map(panel),
        Just(Subject::Office),
    ]
}

/// What it takes to see a subject, said once more and apart from the table.
fn sees(actor: &Actor, subject: &Subject) -> bool {
    let signed_in = actor.person().is_some();
    let office = actor.reads_all();
    match subject {
        Subject::Account(owner) => actor.person() == Some(*owner),
        Subject::Organisation(id) => actor.role_in(*id).is_some() || office,
        Subject::Call { public } => *public || office,
        Subject::Profile { organisation, partnership, accepted } => {
            actor.role_in(*organisation).is_some()
                || (*accepted && signed_in)
                || actor.coordinates().any(|p| p == *partnership)
                || actor.has(StaffRole::Officer)
                || actor.has(StaffRole::Auditor)
        }
        Subject::File { file, stage } => {
            let own = actor.role_in(file.visitor).is_some();
            let concerned = actor.role_in(file.host).is_some()
                || actor
                    .coordinates()
                    .any(|p| p == file.visitor_partnership || p == file.host_partnership);
            own || (*stage != StageKind::Draft && (concerned || office))
        }
        Subject::Proposal { proposal, stage, tie } => {
            let own = actor.role_in(proposal.lead).is_some()
                || tie.part.is_some_and(|part| actor.role_in(part).is_some());
            let evaluates = signed_in
                && tie.expert.is_some_and(|e| e.assigned && e.cleared && !e.barred)
                && matches!(
                    stage,
                    ProposalStageKind::Admitted
                        | ProposalStageKind::Awarded
                        | ProposalStageKind::Reserve
                        | ProposalStageKind::Declined
                );
            own || (!stage.is_writing() && (evaluates || office))
        }
        // Who reads the panel for the office asks for another act; see `SeePanel`.
        Subject::Panel { state, .. } => {
            signed_in && matches!(state, Some(PanelState::Invited | PanelState::Accepted))
        }
        Subject::Office => office,
    }
}

proptest! {
    /// Who does not see a subject is told that it is not there, whatever they try; who sees it is
    /// told that they may not.
    #[test]
    fn what_is_not_seen_is_not_there(actor in any_actor(), subject in any_subject()) {
        for act in Act::ALL {
            match permit(&actor, act, &subject) {
                Ok(permit) => {
                    prop_assert!(may(&actor, act, &subject));
                    prop_assert_eq!(permit.act(), act);
                    prop_assert_eq!(permit.subject(), subject);
                    prop_assert_eq!(permit.person(), actor.person());
                }
                Err(denied) => {
                    let wanted = if sees(&actor, &subject) {
                        Denied::Forbidden
                    } else {
                        Denied::Unseen
                    };
                    prop_assert_eq!(denied, wanted, "{:?} on {:?}", act, subject);
                }
            }
        }
    }

    /// A draft is seen by its own side only, whatever posts others hold.
    #[test]
    fn a_draft_is_its_own_sides_alone(actor in any_actor()) {
        let draft = file(StageKind::Draft);
        if actor.role_in(VISITOR).is_none() {
            for act in Act::ALL {
                prop_assert_eq!(permit(&actor, act, &draft), Err(Denied::Unseen));
            }
        }
    }

    /// So is the draft of a proposal: its lead's and its partners' alone, experts or not.
    #[test]
    fn a_drafted_proposal_is_its_consortiums_alone(actor in any_actor(), tie in any_tie()) {
        let draft = proposal(ProposalStageKind::Draft, tie);
        let partner = tie.part.is_some_and(|part| actor.role_in(part).is_some());
        if actor.role_in(VISITOR).is_none() && !partner {
            for act in Act::ALL {
                prop_assert_eq!(permit(&actor, act, &draft), Err(Denied::Unseen));
            }
        }
    }

    /// A conflict hides the proposal from an expert at every stage, whatever else is true of them.
    #[test]
    fn a_barred_expert_finds_nothing(tie in any_tie()) {
        let expert = Actor { who: Who::Person(person(1)), roles: vec![], member_of: vec![] };
        let barred = tie.expert.map(|e| ExpertTie { barred: true, ..e });
        for stage in ProposalStageKind::ALL {
            let subject = proposal(stage, Tie { expert: barred, ..Tie::default() });
            for act in Act::ALL {
                prop_assert_eq!(permit(&expert, act, &subject), Err(Denied::Unseen));
            }
        }
    }

    /// More posts and memberships never take a right away.
    #[test]
    fn rights_only_grow(actor in any_actor(), more in any_actor(), subject in any_subject()) {
        let mut both = actor.clone();
        if both.person().is_some() {
            both.roles.extend(more.roles.iter().copied());
            for (id, role) in &more.member_of {
                if both.role_in(*id).is_none() {
                    both.member_of.push((*id, *role));
                }
            }
        }
        for act in Act::ALL {
            prop_assert!(!may(&actor, act, &subject) || may(&both, act, &subject), "{act:?}");
        }
    }

    /// Nobody who is not signed in changes anything but their way in.
    #[test]
    fn nobody_reads_what_is_public_and_signs_up(subject in any_subject()) {
        for act in Act::ALL {
            let open = matches!(act, Act::EnterAccount | Act::SeeCall);
            prop_assert!(open || !may(&Actor::nobody(), act, &subject), "{act:?}");
        }
    }
}

#[test]
fn an_auditor_changes_nothing() {
    let auditor = staff(StaffRole::Auditor);
    let reads = [
        Act::SeeOrganisation,
        Act::SeeCall,
        Act::SeeOffice,
        Act::SeeProfile,
        Act::SeeFile,
        Act::SeeEvidence,
        Act::SeePayments,
        Act::SeeAudit,
        Act::SeeProposal,
        Act::SeeLetter,
        Act::SeePanel,
        Act::SeeReports,
        Act::SeeGrant,
        Act::SeeScreening,
        Act::SeeRecovery,
    ];
    let own = [Act::EnterAccount, Act::KeepAccount, Act::CreateOrganisation];
    for act in Act::ALL {
        let allowed = act.allowed().contains(&Relation::Auditor);
        assert_eq!(allowed, reads.contains(&act), "{act:?}");
        for subject in [file(StageKind::Submitted), Subject::Call { public: true }] {
            let reads = reads.contains(&act) || own.contains(&act);
            assert!(!may(&auditor, act, &subject) || reads, "{act:?}");
        }
    }
}

#[test]
fn who_proposes_a_payment_does_not_handle_it() {
    let subject = file(StageKind::Validated);
    for role in [StaffRole::Officer, StaffRole::Finance] {
        let actor = staff(role);
        assert!(
            may(&actor, Act::ProposePayment, &subject) != may(&actor, Act::HandlePayment, &subject)
        );
    }
}

#[test]
fn each_party_signs_at_its_own_place() {
    let subject = file(StageKind::Awarded);
    let places = [
        Act::SignAsVisitor,
        Act::SignAsVisitorPartnership,
        Act::SignAsHost,
        Act::SignAsHostPartnership,
    ];
    let actors = [
        member(VISITOR, MemberRole::Signatory),
        staff(StaffRole::Coordinator(NORTH)),
        member(HOST, MemberRole::Lead),
        staff(StaffRole::Coordinator(SOUTH)),
    ];
    for (mine, actor) in actors.iter().enumerate() {
        for (place, act) in places.iter().enumerate() {
            assert_eq!(may(actor, *act, &subject), mine == place, "{act:?}");
        }
    }
    for actor in [member(VISITOR, MemberRole::Editor), member(HOST, MemberRole::Viewer)] {
        assert!(places.iter().all(|act| !may(&actor, *act, &subject)));
    }
}

#[test]
fn a_counter_signed_copy_is_added_by_who_may_sign_and_by_an_officer() {
    let subject = file(StageKind::Awarded);
    let officer = staff(StaffRole::Officer);
    let signs = [
        (Act::AddCommitmentCopy, member(VISITOR, MemberRole::Signatory), true),
        (Act::AddCommitmentCopy, member(HOST, MemberRole::Lead), true),
        (Act::AddCommitmentCopy, staff(StaffRole::Coordinator(SOUTH)), true),
        (Act::AddCommitmentCopy, member(VISITOR, MemberRole::Editor), false),
        (Act::AddCommitmentCopy, staff(StaffRole::Finance), false),
        (Act::AddAgreementCopy, member(VISITOR, MemberRole::Signatory), true),
        (Act::AddAgreementCopy, staff(StaffRole::Coordinator(NORTH)), true),
        (Act::AddAgreementCopy, member(HOST, MemberRole::Lead), false),
        (Act::AddAgreementCopy, staff(StaffRole::Coordinator(SOUTH)), false),
    ];
    for (act, actor, allowed) in signs {
        assert_eq!(may(&actor, act, &subject), allowed, "{act:?} {actor:?}");
        assert!(may(&officer, act, &subject));
    }
    let part = Tie { part: Some(HOST), ..Tie::default() };
    let grant = proposal(ProposalStageKind::Awarded, part);
    for (actor, allowed) in [
        (member(VISITOR, MemberRole::Signatory), true),
        (member(HOST, MemberRole::Signatory), true),
        (member(HOST, MemberRole::Editor), false),
        (member(ELSEWHERE, MemberRole::Lead), false),
        (officer, true),
    ] {
        assert_eq!(may(&actor, Act::AddGrantCopy, &grant), allowed, "{actor:?}");
    }
}

#[test]
fn the_list_of_acts_is_whole_and_every_relation_is_of_use() {
    let acts: BTreeSet<Act> = Act::ALL.into_iter().collect();
    assert_eq!(acts.len(), Act::ALL.len(), "an act stands twice");
    let used: BTreeSet<Relation> = Act::ALL.iter().flat_map(|act| act.allowed()).copied().collect();
    assert_eq!(used.len(), 25, "{used:?}");
    assert!(Act::ALL.iter().all(|act| !act.allowed().is_empty()));
    let system = Actor::system("test");
    assert_eq!(relations(&system, &file(StageKind::Draft)), [Relation::System]);
}
