//! Clarification: only the fields asked for open, old and new are kept, and time runs out.

use super::verbs::cleared;
use crate::support::{
    app::{TestApp, morning},
    both_databases,
    proposals::{Consortium, refused},
};
use convoca::{
    actions::{
        application::Typed,
        clarify,
        proposal_check::{self, Question},
        schedule,
    },
    domain::{ids::ApplicationId, proposal::ProposalStageKind},
    store::{
        self,
        answers::{Answer, ProposalForm},
    },
};

fn question(fields: &[&str]) -> Question {
    Question {
        text: "What does the work cost?".to_owned(),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        due_at: morning("2023-02-20"),
    }
}

async fn answer(app: &TestApp, id: ApplicationId, field: &str) -> Answer {
    let conn = app.desk.database.reads();
    let all = store::answers::load(conn, id, ProposalForm::Round(0)).await.unwrap();
    all.into_iter().find(|answer| answer.field == field).unwrap()
}

async fn types(app: &TestApp, c: &Consortium, id: ApplicationId, field: &str, value: &str) {
    let seen = answer(app, id, field).await.version;
    let typed = [Typed { field: field.into(), value: value.into(), seen }];
    clarify::save(&app.desk, &c.lead.lead, id, &typed).await.unwrap();
}

const BUDGET: &str = "Two person-months of development, 5,400 euro; foil and cloth, 1,600; \
    laboratory, 3,000 by its offer of 4 March. The sum asked for covers this and nothing else.";

both_databases!(a_question_opens_only_its_fields_and_keeps_old_and_new, async |app| {
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    let (desk, officer) = (&app.desk, &c.office.officer);
    let seen = c.seen(app, id).await;
    for (bad, why) in [
        (Question { text: " ".into(), ..question(&["budget"]) }, "reason_missing"),
        (question(&[]), "field_refused"),
        (question(&["no_such_field"]), "field_refused"),
        (Question { due_at: morning("2023-01-31"), ..question(&["budget"]) }, "field_refused"),
    ] {
        let asked = proposal_check::ask(desk, officer, id, seen, &bad).await;
        assert_eq!(refused(asked), why);
    }
    let before = answer(app, id, "budget").await.value;
    app.told().await;
    proposal_check::ask(desk, officer, id, seen, &question(&["budget"])).await.unwrap();
    assert_eq!(app.told().await, ["clarification_asked > lead"]);
    let second = proposal_check::ask(desk, officer, id, seen, &question(&["title"])).await;
    assert_eq!(refused(second), "clarification_open");
    cleared(app, &c, id).await;
    let admit = proposal_check::admit(desk, officer, id, seen).await;
    assert_eq!(refused(admit), "clarification_open");
    let found = proposal_check::find_ineligible(desk, officer, id, seen, "no").await;
    assert_eq!(refused(found), "clarification_open");
    let title = Typed { field: "title".into(), value: "Another title".into(), seen: 1 };
    let other = clarify::save(desk, &c.lead.lead, id, &[title]).await;
    assert_eq!(refused(other), "not_asked_for");
    types(app, &c, id, "budget", BUDGET).await;
    clarify::send(desk, &c.lead.lead, id).await.unwrap();
    assert_eq!(app.told().await, ["clarification_answered > officer"]);
    let conn = app.desk.database.reads();
    let rounds = store::clarification::of_proposal(conn, id).await.unwrap();
    assert_eq!(rounds.len(), 1);
    assert_eq!((rounds[0].state.as_str(), &rounds[0].before["budget"]), ("answered", &before));
    assert_eq!(answer(app, id, "budget").await.value, BUDGET);
    let late = Typed { field: "budget".into(), value: "More".into(), seen: 2 };
    let closed = clarify::save(desk, &c.lead.lead, id, &[late]).await;
    assert_eq!(refused(closed), "already_done", "the fields are closed again");
    // The checks were answered before, and the rules still say the same: they stand.
    proposal_check::admit(desk, officer, id, seen).await.unwrap();
    assert_eq!(c.stage(app, id).await, ProposalStageKind::Admitted);
});

both_databases!(a_question_nobody_answers_lapses_and_leaves_all_as_handed_in, async |app| {
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    let (desk, officer) = (&app.desk, &c.office.officer);
    let seen = c.seen(app, id).await;
    let before = answer(app, id, "budget").await.value;
    proposal_check::ask(desk, officer, id, seen, &question(&["budget"])).await.unwrap();
    types(app, &c, id, "budget", "Half a sentence").await;
    assert_eq!(schedule::lapse_clarifications(desk).await.unwrap(), 0);
    app.on("2023-02-21");
    assert_eq!(schedule::lapse_clarifications(desk).await.unwrap(), 1);
    assert_eq!(schedule::lapse_clarifications(desk).await.unwrap(), 0);
    assert_eq!(answer(app, id, "budget").await.value, before, "nothing unsent counts");
    let rounds = store::clarification::of_proposal(desk.database.reads(), id).await.unwrap();
    assert_eq!(rounds[0].state, "lapsed");
    // The next round has its own number, and its own before.
    let next = Question { due_at: morning("2023-02-25"), ..question(&["budget"]) };
    proposal_check::ask(desk, officer, id, seen, &next).await.unwrap();
    let rounds = store::clarification::of_proposal(desk.database.reads(), id).await.unwrap();
    assert_eq!((rounds[1].number, &rounds[1].before["budget"]), (2, &before));
});

both_databases!(a_decision_after_the_last_day_closes_the_question_itself, async |app| {
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    let (desk, officer) = (&app.desk, &c.office.officer);
    let seen = c.seen(app, id).await;
    let before = answer(app, id, "budget").await.value;
    proposal_check::ask(desk, officer, id, seen, &question(&["budget"])).await.unwrap();
    types(app, &c, id, "budget", "Half a sentence").await;
    cleared(app, &c, id).await;
    // The clock has not come round yet.
    app.on("2023-02-21");
    proposal_check::admit(desk, officer, id, seen).await.unwrap();
    let rounds = store::clarification::of_proposal(desk.database.reads(), id).await.unwrap();
    assert_eq!(rounds[0].state, "lapsed");
    assert_eq!(answer(app, id, "budget").await.value, before);
    assert_eq!(schedule::lapse_clarifications(desk).await.unwrap(), 0);
});

both_databases!(a_check_answered_before_the_clarification_is_looked_at_again, async |app| {
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    let (desk, officer) = (&app.desk, &c.office.officer);
    cleared(app, &c, id).await;
    let seen = c.seen(app, id).await;
    proposal_check::ask(desk, officer, id, seen, &question(&["other_funding"])).await.unwrap();
    app.desk.clock.move_to(morning("2023-02-02"));
    // Another grant pays for the same work: the rule can't say yes any more.
    types(app, &c, id, "other_funding", "granted").await;
    clarify::send(desk, &c.lead.lead, id).await.unwrap();
    let admit = proposal_check::admit(desk, officer, id, seen).await;
    assert_eq!(refused(admit), "checks_not_clear");
    app.desk.clock.move_to(morning("2023-02-03"));
    cleared(app, &c, id).await;
    proposal_check::admit(desk, officer, id, seen).await.unwrap();
});
