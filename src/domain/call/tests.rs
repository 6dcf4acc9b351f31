//! When a call takes applications, and who sees it.

use super::{Call, CallStage};
use crate::domain::{ids::CallId, moment::Moment, refusal::Refusal};
use uuid::Uuid;

const OPENS: Moment = Moment::from_millis(1_000);
const DEADLINE: Moment = Moment::from_millis(2_000);

fn call(stage: CallStage) -> Call {
    Call {
        id: CallId(Uuid::from_u128(1)),
        programme: "clusterxchange".to_owned(),
        title: "ClusterXchange 2023".to_owned(),
        edition: "2023".to_owned(),
        opens_at: OPENS,
        deadline: DEADLINE,
        other_ends: Vec::new(),
        stage,
        places: None,
        rates_confirmed: false,
    }
}

#[test]
fn a_published_call_takes_from_its_opening_to_the_last_instant() {
    let call = call(CallStage::Published);
    let at = |millis| call.takes(Moment::from_millis(millis));
    assert_eq!(at(999), Err(Refusal::NotOpenYet { opens_at: OPENS }));
    assert_eq!([at(1_000), at(2_000)], [Ok(()), Ok(())]);
    assert_eq!(at(2_001), Err(Refusal::DeadlinePassed { deadline: DEADLINE }));
}

#[test]
fn a_call_in_another_state_takes_nothing() {
    for stage in CallStage::ALL {
        let call = call(stage);
        let takes = call.takes(Moment::from_millis(1_500));
        let wanted = match stage {
            CallStage::Published => Ok(()),
            CallStage::Closed => Err(Refusal::DeadlinePassed { deadline: DEADLINE }),
            CallStage::Draft | CallStage::Archived => {
                Err(Refusal::CallNotInState { state: stage.code().to_owned() })
            }
        };
        assert_eq!(takes, wanted);
        assert_eq!(call.is_public(), stage != CallStage::Draft);
        assert_eq!(CallStage::from_code(stage.code()), Some(stage));
    }
}

#[test]
fn a_date_belongs_to_the_first_round_that_has_not_ended() {
    let ms = Moment::from_millis;
    let mut cut_offs = call(CallStage::Published);
    cut_offs.other_ends = vec![ms(1_200), ms(1_500)];
    for (at, round) in [(1_000, 0), (1_200, 0), (1_201, 1), (1_500, 1), (1_501, 2), (9_999, 2)] {
        assert_eq!(cut_offs.round_at(ms(at)), round, "{at}");
    }
    assert_eq!(cut_offs.round_ends(), [ms(1_200), ms(1_500), DEADLINE]);
    let mut staged = call(CallStage::Published);
    staged.other_ends = vec![ms(5_000)];
    for at in [1_000, 2_000, 4_000, 6_000] {
        assert_eq!(staged.round_at(ms(at)), 0, "{at}");
    }
    assert_eq!([staged.round_end(0), staged.round_end(1)], [DEADLINE, ms(5_000)]);
}

#[test]
fn a_deadline_moves_between_its_neighbours_only() {
    let ms = Moment::from_millis;
    let mut call = call(CallStage::Published);
    for (at, may) in [(1_000, false), (1_001, true), (9_999, true)] {
        assert_eq!(call.may_end_at(ms(at)), may, "{at}");
    }
    call.other_ends = vec![ms(1_500), ms(5_000)];
    for (at, may) in [(1_500, false), (1_501, true), (4_999, true), (5_000, false), (1_200, false)]
    {
        assert_eq!(call.may_end_at(ms(at)), may, "{at}");
    }
}
