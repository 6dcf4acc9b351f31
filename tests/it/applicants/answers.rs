//! After handing in: clarification, the letter, asking for a review.

use crate::support::{
    app::{TestApp, morning},
    both_databases,
    proposals::{Consortium, refused},
    site::{Site, sign_in},
};
use axum::http::Method;
use convoca::{
    actions::{application::Typed, clarify, letter},
    domain::{
        access::Actor,
        evaluation::letter::LetterBody,
        ids::{ApplicationId, LetterId},
        moment::Moment,
    },
    render::Link,
    store::{self, answers::Saved, clarification, sql},
};
use sea_orm::Value;
use uuid::Uuid;

/// An officer's question about the title, due on a day; the verb that asks is the office's.
async fn ask(app: &TestApp, c: &Consortium, id: ApplicationId, due: &str) {
    let values: Vec<Value> = vec![
        Uuid::from_u128(77).into(),
        id.into(),
        "Which machine?".into(),
        "[\"title\"]".into(),
        "{\"title\":\"As it was handed in\"}".into(),
        morning(due).into(),
        c.office.officer.person().unwrap().into(),
        app.desk.now().into(),
    ];
    let text = "insert into clarifications (id, proposal_id, number, question, fields, before, \
                due_at, asked_by, asked_at, answered_by, answered_at, state) \
                values ($1, $2, 1, $3, $4, $5, $6, $7, $8, null, null, 'open')";
    sql::run(app.desk.database.reads(), text, values).await.unwrap();
}

fn typed(field: &str, value: &str, seen: i64) -> [Typed; 1] {
    [Typed { field: field.into(), value: value.into(), seen }]
}

both_databases!(only_the_fields_asked_for_open_and_close_with_the_answer, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.submitted(app).await;
    let lead = &c.lead.lead;
    let early = clarify::save(&app.desk, lead, id, &typed("title", "Too early", 1)).await;
    assert_eq!(refused(early), "already_done");
    ask(app, &c, id, "2023-03-10").await;
    let other = clarify::save(&app.desk, lead, id, &typed("summary", "Not asked", 1)).await;
    assert_eq!(refused(other), "not_asked_for");
    let outside = clarify::save(&app.desk, &c.office.officer, id, &typed("title", "x", 1)).await;
    assert_eq!(refused(outside), "forbidden");
    let short = clarify::save(&app.desk, lead, id, &typed("title", "Short", 1)).await.unwrap();
    assert_eq!(short[0].1, Saved::Now(2));
    assert_eq!(refused(clarify::send(&app.desk, lead, id).await), "form_incomplete");
    let (site, key) = (Site::new(app), sign_in(app, lead).await);
    let page = Link::Clarification(id).path();
    let shown = site.ask(&Method::GET, &page, "", Some(&key)).await;
    assert!(shown.body.contains("Which machine?"), "{}", shown.body);
    assert!(shown.body.contains("As it was handed in"), "{}", shown.body);
    app.new_mails().await;
    let sent = "seen.title=2&title=A+title+that+is+long+enough&then=send";
    let sent = site.ask(&Method::POST, &page, sent, Some(&key)).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert_eq!(app.told().await, ["clarification_answered > officer"]);
    let all = clarification::of_proposal(app.desk.database.reads(), id).await.unwrap();
    assert_eq!(all[0].state, "answered");
    assert_eq!(all[0].before["title"], "As it was handed in");
    let closed = clarify::save(&app.desk, lead, id, &typed("title", "Once more", 3)).await;
    assert_eq!(refused(closed), "already_done");
});

both_databases!(an_answer_that_comes_too_late_is_refused, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.submitted(app).await;
    ask(app, &c, id, "2023-03-10").await;
    app.on("2023-03-11");
    assert_eq!(refused(clarify::send(&app.desk, &c.lead.lead, id).await), "deadline_passed");
});

/// As if a release had refused the proposal on the first of August.
async fn refuse(app: &TestApp, c: &Consortium, id: ApplicationId) -> Moment {
    let at = morning("2023-08-01");
    let body = LetterBody {
        opening: vec!["We are sorry to tell you.".to_owned()],
        missed: vec!["Impact: 2 points where at least 3 are asked for.".to_owned()],
        marks: Vec::new(),
        total: Some("9".to_owned()),
        threshold: Some("10".to_owned()),
        redress: vec!["You may ask for a review.".to_owned()],
    };
    let facts = format!(
        "{{\"stage\":\"declined\",\"submitted_at\":1,\"at\":{},\"outcome\":\"below_threshold\"}}",
        at.millis()
    );
    let conn = app.desk.database.reads();
    let stage = "update proposals set stage = 'declined', stage_facts = $2 where id = $1";
    sql::run(conn, stage, vec![id.into(), facts.into()]).await.unwrap();
    let letter = "insert into letters (id, call_id, proposal_id, round, outcome, place, \
                  amount_cents, text, digest, released_at, opened_at, opened_by) \
                  values ($1, $2, $3, 0, 'below_threshold', null, 0, $4, $5, $6, null, null)";
    let values: Vec<Value> = vec![
        LetterId(Uuid::from_u128(88)).into(),
        c.office.call.into(),
        id.into(),
        body.to_text().into(),
        body.digest().into(),
        at.into(),
    ];
    sql::run(conn, letter, values).await.unwrap();
    at
}

async fn opened(app: &TestApp, id: ApplicationId) -> Option<Moment> {
    let all = store::letter::of_proposal(app.desk.database.reads(), id).await.unwrap();
    all[0].opened_at
}

async fn page(app: &TestApp, actor: &Actor, link: &Link) -> String {
    let key = sign_in(app, actor).await;
    let reply = Site::new(app).ask(&Method::GET, &link.path(), "", Some(&key)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body
}

both_databases!(no_page_tells_a_result_before_its_letter_is_opened, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.submitted(app).await;
    refuse(app, &c, id).await;
    app.on("2023-08-02");
    let lead = &c.lead.lead;
    for link in [Link::Letter(id), Link::Proposal(id), Link::Desk] {
        let shown = page(app, lead, &link).await;
        for word in ["not funded", "below a threshold", "sorry", "2 points where"] {
            assert!(!shown.contains(word), "{} tells {word}: {shown}", link.path());
        }
    }
    // The office reads it, and nobody's clock starts.
    let office = page(app, &c.office.officer, &Link::Letter(id)).await;
    assert!(office.contains("We are sorry"), "{office}");
    assert_eq!(refused(letter::open(&app.desk, &c.office.officer, id).await), "forbidden");
    assert_eq!(opened(app, id).await, None);
    letter::open(&app.desk, lead, id).await.unwrap();
    let first = opened(app, id).await;
    assert_eq!(first, Some(morning("2023-08-02")));
    app.on("2023-08-05");
    letter::open(&app.desk, lead, id).await.unwrap();
    assert_eq!(opened(app, id).await, first, "the first opening counts");
    let shown = page(app, lead, &Link::Letter(id)).await;
    assert!(shown.contains("We are sorry"), "{shown}");
    assert!(shown.contains("until 1 September 2023"), "{shown}");
});

both_databases!(a_review_is_asked_for_once_in_time_and_on_a_ground, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.submitted(app).await;
    refuse(app, &c, id).await;
    app.on("2023-08-02");
    let lead = &c.lead.lead;
    letter::open(&app.desk, lead, id).await.unwrap();
    let why = "The second criterion was marked against a threshold of another call.";
    let ask = async |ground: &str, text: &str| {
        letter::ask_redress(&app.desk, lead, id, ground, text).await
    };
    assert_eq!(refused(ask("unjust", why).await), "field_refused");
    assert_eq!(refused(ask("rules_not_followed", "Unfair.").await), "field_refused");
    let officer = &c.office.officer;
    let other = letter::ask_redress(&app.desk, officer, id, "rules_not_followed", why).await;
    assert_eq!(refused(other), "forbidden");
    // The last of thirty days.
    app.on("2023-09-01");
    app.new_mails().await;
    ask("rules_not_followed", why).await.unwrap();
    assert_eq!(app.told().await, ["redress_received > officer"]);
    assert_eq!(refused(ask("rules_not_followed", why).await), "already_done");
});

both_databases!(a_review_asked_for_too_late_is_refused, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.submitted(app).await;
    refuse(app, &c, id).await;
    app.on("2023-08-02");
    let lead = &c.lead.lead;
    letter::open(&app.desk, lead, id).await.unwrap();
    app.on("2023-09-02");
    let why = "The second criterion was marked against a threshold of another call.";
    let late = letter::ask_redress(&app.desk, lead, id, "rules_not_followed", why).await;
    assert_eq!(refused(late), "redress_late");
});
