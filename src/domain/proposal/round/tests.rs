//! One mechanism, three kinds of intake.

use super::{closes_at, due_at, entered, takes};
use crate::domain::{
    application::Version,
    call::{Call, CallStage},
    ids::{ApplicationId, CallId, OrganisationId, PersonId},
    moment::Moment,
    money::Money,
    proposal::{Proposal, ProposalStage},
    refusal::Refusal,
    scored::{Deciding, Intake, VoucherType},
};
use uuid::Uuid;

const DEADLINE: Moment = Moment::from_millis(2_000);

fn ms(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

fn call(other_ends: Vec<Moment>) -> Call {
    Call {
        id: CallId(Uuid::nil()),
        programme: "p".to_owned(),
        title: "Call".to_owned(),
        edition: "2027".to_owned(),
        opens_at: ms(1_000),
        deadline: DEADLINE,
        other_ends,
        stage: CallStage::Published,
        places: None,
        rates_confirmed: false,
    }
}

fn kind(intake: Intake) -> VoucherType {
    VoucherType {
        key: "k".to_owned(),
        label: "K".to_owned(),
        summary: String::new(),
        intake,
        decision: Deciding::Ranked,
        partners_min: 1,
        partners_max: 1,
        lump_sum: None,
        floor: None,
        ceiling: None,
        ceiling_per_partner: None,
        months_max: None,
        evaluators: None,
        per_organisation: None,
        reports: Vec::new(),
        plans: Vec::new(),
    }
}

fn proposal(round: u32, stage: ProposalStage) -> Proposal {
    Proposal {
        id: ApplicationId(Uuid::nil()),
        call: CallId(Uuid::nil()),
        reference: "P-1".to_owned(),
        type_key: "k".to_owned(),
        lead: OrganisationId(Uuid::nil()),
        author: PersonId(Uuid::nil()),
        title: String::new(),
        requested: Money::ZERO,
        round,
        stage,
        version: Version(1),
    }
}

#[test]
fn what_comes_in_belongs_to_a_cut_off_to_the_deadline_or_to_none() {
    let with_cut_offs = call(vec![ms(1_200), ms(1_500)]);
    for (intake, at, round) in [
        (Intake::CutOffs, 1_200, 0),
        (Intake::CutOffs, 1_201, 1),
        (Intake::CutOffs, 2_000, 2),
        (Intake::Deadline, 1_100, 2),
        (Intake::Rolling, 1_900, 0),
    ] {
        assert_eq!(entered(&with_cut_offs, intake, ms(at)), round, "{intake:?} {at}");
    }
    assert_eq!(entered(&call(vec![ms(5_000)]), Intake::Deadline, ms(1_900)), 0);
}

#[test]
fn a_draft_has_until_the_deadline_and_reads_the_next_cut_off() {
    let (call, kind) = (call(vec![ms(1_200)]), kind(Intake::CutOffs));
    let draft = proposal(0, ProposalStage::Draft);
    assert_eq!(closes_at(&call, &kind, &draft), DEADLINE);
    assert_eq!(due_at(&call, &kind, &draft, ms(1_100)), ms(1_200));
    assert_eq!(due_at(&call, &kind, &draft, ms(1_300)), DEADLINE);
    let handed_in = proposal(0, ProposalStage::Submitted { at: ms(1_100) });
    assert_eq!(closes_at(&call, &kind, &handed_in), ms(1_200));
}

#[test]
fn what_goes_on_is_taken_until_the_end_of_its_round_in_a_closed_call_too() {
    let (mut staged, kind) = (call(vec![ms(5_000)]), kind(Intake::Deadline));
    let invited = proposal(1, ProposalStage::Invited { at: ms(3_000) });
    let draft = proposal(0, ProposalStage::Draft);
    assert_eq!(takes(&staged, &kind, &invited, ms(5_000)), Ok(()));
    let passed = |deadline| Err(Refusal::DeadlinePassed { deadline });
    assert_eq!(takes(&staged, &kind, &invited, ms(5_001)), passed(ms(5_000)));
    assert_eq!(takes(&staged, &kind, &draft, ms(2_001)), passed(DEADLINE));
    staged.stage = CallStage::Closed;
    assert_eq!(takes(&staged, &kind, &invited, ms(4_000)), Ok(()));
    assert_eq!(takes(&staged, &kind, &draft, ms(1_500)), passed(DEADLINE));
    staged.stage = CallStage::Archived;
    let state = "archived".to_owned();
    let refused = takes(&staged, &kind, &invited, ms(4_000));
    assert_eq!(refused, Err(Refusal::CallNotInState { state }));
}
