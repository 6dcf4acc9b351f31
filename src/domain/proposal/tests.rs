//! The steps of a proposal as a table, and what must hold whatever is done in whatever order.

use super::{
    ProposalAct as A, ProposalStage as S, ProposalStageKind as K, event::Outcome, step, tie,
};
use crate::domain::{
    access::{Act, Actor, Denied, Subject, Who, permit},
    application::stage::Checks,
    ids::{OrganisationId, PersonId},
    moment::Moment,
    money::Money,
    organisation::MemberRole,
    person::StaffRole,
    proposal::{ExpertTie, ProposalRef, Tie},
    refusal::{Refusal, ScoredRefusal},
};
use proptest::prelude::*;
use uuid::Uuid;

const DEADLINE: i64 = 1_000;

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

fn organisation(number: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(number))
}

/// Every act, as it would be allowed at its best.
fn acts() -> Vec<(&'static str, A)> {
    let deadline = at(DEADLINE);
    vec![
        ("submit", A::Submit { deadline, missing: Vec::new() }),
        ("reopen", A::Reopen { deadline, round: 0 }),
        ("reopen in a later round", A::Reopen { deadline, round: 1 }),
        ("find ineligible", A::FindIneligible { reason: "Too large.".to_owned() }),
        ("reinstate", A::Reinstate),
        ("admit", A::Admit { checks: Checks::default() }),
        ("go on", A::GoOn),
        ("lapse", A::Lapse { deadline: at(40) }),
        ("award", A::Award { amount: Money::from_cents(100) }),
        ("reserve", A::PutOnReserve { place: 1, until: at(9_000) }),
        ("offer", A::MakeOffer { amount: Money::from_cents(100) }),
        ("decline", A::Decline { outcome: Outcome::BelowLine }),
        ("withdraw", A::Withdraw),
    ]
}

/// One value of each stage.
fn stages() -> Vec<S> {
    let (submitted_at, by) = (at(10), person(1));
    vec![
        S::Draft,
        S::Submitted { at: submitted_at },
        S::Ineligible { submitted_at, at: at(20), by, reason: "Too large.".to_owned() },
        S::Admitted { submitted_at, at: at(20), by },
        S::Invited { at: at(30) },
        S::Lapsed { at: at(45) },
        S::Awarded { submitted_at, amount: Money::from_cents(100), at: at(30) },
        S::Reserve { submitted_at, place: 1, at: at(30), until: at(90), offer: None },
        S::Declined { submitted_at, at: at(30), outcome: Outcome::BelowLine },
        S::Withdrawn { at: at(40), by, from: K::Submitted },
    ]
}

#[test]
fn every_step_that_is_allowed_stands_in_this_table() {
    let mut table = String::new();
    for stage in stages() {
        for (name, act) in acts() {
            if let Ok(next) = step(at(50), person(2), &stage, &act) {
                table.push_str(&format!(
                    "{} - {name} -> {}\n",
                    stage.kind().code(),
                    next.kind().code()
                ));
            }
        }
    }
    let expected = "\
draft - submit -> submitted
draft - withdraw -> withdrawn
submitted - reopen -> draft
submitted - reopen in a later round -> invited
submitted - find ineligible -> ineligible
submitted - admit -> admitted
submitted - withdraw -> withdrawn
ineligible - reinstate -> submitted
ineligible - withdraw -> withdrawn
admitted - find ineligible -> ineligible
admitted - go on -> invited
admitted - award -> awarded
admitted - reserve -> reserve
admitted - decline -> declined
admitted - withdraw -> withdrawn
invited - submit -> submitted
invited - lapse -> lapsed
invited - withdraw -> withdrawn
awarded - withdraw -> withdrawn
reserve - award -> awarded
reserve - offer -> reserve
reserve - decline -> declined
reserve - withdraw -> withdrawn
declined - go on -> invited
declined - award -> awarded
declined - reserve -> reserve
";
    assert_eq!(table, expected);
}

#[test]
fn nothing_is_handed_in_after_the_deadline_or_without_every_partner() {
    let submit = |now, missing: &[&str]| {
        let missing = missing.iter().map(|&name| name.to_owned()).collect();
        step(at(now), person(1), &S::Draft, &A::Submit { deadline: at(DEADLINE), missing })
    };
    assert_eq!(submit(DEADLINE, &[]), Ok(S::Submitted { at: at(DEADLINE) }));
    assert_eq!(submit(DEADLINE + 1, &[]), Err(Refusal::DeadlinePassed { deadline: at(DEADLINE) }));
    let names = vec!["Linhoforte".to_owned()];
    assert_eq!(
        submit(1, &["Linhoforte"]),
        Err(ScoredRefusal::PartnersNotConfirmed { names }.into())
    );
}

#[test]
fn nothing_is_admitted_over_an_open_or_failed_check() {
    let submitted = S::Submitted { at: at(10) };
    for checks in [
        Checks { open: vec!["sme".to_owned()], failed: Vec::new() },
        Checks { open: Vec::new(), failed: vec!["sme".to_owned()] },
    ] {
        let refused = step(at(20), person(1), &submitted, &A::Admit { checks: checks.clone() });
        let Checks { open, failed } = checks;
        assert_eq!(refused, Err(Refusal::ChecksNotClear { open, failed }));
    }
    let blank = A::FindIneligible { reason: "  ".to_owned() };
    assert_eq!(step(at(20), person(1), &submitted, &blank), Err(Refusal::ReasonMissing));
}

fn subject(stage: K, tie: Tie) -> Subject {
    let proposal = ProposalRef {
        proposal: Uuid::from_u128(1).into(),
        call: Uuid::from_u128(2).into(),
        lead: organisation(3),
        author: person(4),
    };
    Subject::Proposal { proposal, stage, tie }
}

fn someone(roles: &[StaffRole], member_of: &[(OrganisationId, MemberRole)]) -> Actor {
    Actor { who: Who::Person(person(9)), roles: roles.to_vec(), member_of: member_of.to_vec() }
}

#[test]
fn a_proposal_is_there_for_an_evaluator_only_when_nothing_bars() {
    let nobody_special = someone(&[], &[]);
    for assigned in [false, true] {
        for barred in [false, true] {
            for cleared in [false, true] {
                for stage in K::ALL {
                    let expert = ExpertTie { assigned, barred, cleared, rapporteur: true };
                    let subject = subject(stage, Tie { expert: Some(expert), ..Tie::default() });
                    let read = permit(&nobody_special, Act::Evaluate, &subject);
                    let out = stage.is_writing()
                        || matches!(stage, K::Submitted | K::Ineligible | K::Withdrawn);
                    if assigned && !barred && cleared && !out {
                        assert!(read.is_ok(), "{stage:?}");
                        assert!(permit(&nobody_special, Act::DraftConsensus, &subject).is_ok());
                    } else {
                        assert_eq!(read, Err(Denied::Unseen), "{stage:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_being_written_is_there_for_its_own_consortium_only() {
    let office = someone(&[StaffRole::Officer, StaffRole::Finance, StaffRole::Auditor], &[]);
    for stage in K::ALL.into_iter().filter(|stage| stage.is_writing()) {
        let written = subject(stage, Tie::default());
        assert_eq!(permit(&office, Act::SeeProposal, &written), Err(Denied::Unseen), "{stage:?}");
    }
    let lead = someone(&[], &[(organisation(3), MemberRole::Editor)]);
    let draft = subject(K::Draft, Tie::default());
    assert!(permit(&lead, Act::WriteProposal, &draft).is_ok());
    let partner = someone(&[], &[(organisation(5), MemberRole::Editor)]);
    let tied = tie(&partner.member_of, &[organisation(5)], None);
    let draft = subject(K::Draft, tied);
    assert!(permit(&partner, Act::WritePart, &draft).is_ok());
    assert_eq!(permit(&partner, Act::ConfirmPart, &draft), Err(Denied::Forbidden));
    assert_eq!(permit(&partner, Act::WriteProposal, &draft), Err(Denied::Forbidden));
}

#[test]
fn a_person_of_two_partners_stands_for_the_one_they_may_sign_for() {
    let both = someone(
        &[],
        &[(organisation(5), MemberRole::Viewer), (organisation(6), MemberRole::Signatory)],
    );
    let tied = tie(&both.member_of, &[organisation(5), organisation(6)], None);
    assert_eq!(tied.part, Some(organisation(6)));
}

proptest! {
    #[test]
    fn a_withdrawn_proposal_never_comes_back_and_its_time_of_handing_in_is_kept(
        steps in prop::collection::vec(0usize..13, 0..20)
    ) {
        let acts = acts();
        let mut stage = S::Draft;
        let mut handed_in = None;
        for (number, one) in steps.iter().enumerate() {
            let now = at(i64::try_from(number).unwrap());
            let before = stage.kind();
            if let Ok(next) = step(now, person(1), &stage, &acts[*one].1) {
                prop_assert_ne!(before, K::Withdrawn);
                if before.is_writing() && next.kind() == K::Submitted {
                    handed_in = Some(now);
                }
                if next.kind().is_writing() {
                    handed_in = None;
                }
                stage = next;
            }
            if stage.kind() != K::Withdrawn {
                prop_assert_eq!(stage.submitted_at(), handed_in);
            }
        }
    }
}

#[test]
fn what_goes_on_lapses_after_the_deadline_of_its_round_and_not_before() {
    let invited = S::Invited { at: at(30) };
    let lapse = |now| step(at(now), person(1), &invited, &A::Lapse { deadline: at(DEADLINE) });
    assert!(lapse(DEADLINE).is_err());
    assert_eq!(lapse(DEADLINE + 1), Ok(S::Lapsed { at: at(DEADLINE + 1) }));
}
