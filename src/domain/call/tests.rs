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
