//! `innosup_project.toml` played from the open call to the letters of its second stage.

use crate::support::{
    app::{TestApp, morning},
    both_databases,
    people::{Opening, new_call, staff},
    proposals::refused,
    site::{Site, sign_in},
    walk::{Walk, Walked},
};
use axum::http::Method;
use convoca::{
    actions::{call, call_rounds, letter, onward, part, partner, proposal, redress},
    domain::{
        ids::ApplicationId,
        money::Money,
        person::StaffRole,
        proposal::{ProposalStageKind as K, event::Outcome},
    },
    store::{self, answers::ProposalForm},
};

/// Money for one proposal of the example, so that three may go on.
const BUDGET: i64 = 500_000_000;

/// Four outlines, evaluated: three may go on, the fourth is below a threshold.
async fn evaluated(app: &TestApp) -> (Walk, Vec<Walked>) {
    let walk = Walk::new(app, "innosup_project", BUDGET).await;
    let mut all = Vec::new();
    for name in ["sea", "car", "silk", "mud"] {
        all.push(walk.handed_in(app, "grant", name).await);
    }
    walk.after_round(app, 0).await;
    for (one, mark) in all.iter().zip(["5", "4.5", "4", "3"]) {
        walk.admit(app, one).await;
        walk.evaluate(app, one, mark).await;
    }
    (walk, all)
}

async fn stages(app: &TestApp, walk: &Walk, all: &[Walked]) -> Vec<K> {
    let mut found = Vec::new();
    for one in all {
        found.push(walk.stage(app, one).await);
    }
    found
}

async fn answers(app: &TestApp, id: ApplicationId, round: u32) -> Vec<(String, String)> {
    let conn = app.desk.database.reads();
    let found = store::answers::load(conn, id, ProposalForm::Round(round)).await.unwrap();
    found.into_iter().map(|answer| (answer.field, answer.value)).collect()
}

both_databases!(a_staged_call_leads_to_awarded_and_to_refused_in_either_stage, async |app| {
    let (walk, all) = evaluated(app).await;
    app.told().await;
    walk.sign(app, 0, None).await;
    walk.release(app, 0).await.unwrap();
    assert_eq!(
        stages(app, &walk, &all).await,
        [K::Invited, K::Invited, K::Invited, K::Declined],
        "three times the budget goes on"
    );
    assert_eq!(walk.budget(app).await, (0, BUDGET), "nothing is committed before the last stage");
    let told = app.told().await;
    assert_eq!(told.iter().filter(|mail| mail.starts_with("result_letter")).count(), 12);
    for (one, outcome) in all.iter().zip([Outcome::GoesOn, Outcome::GoesOn]) {
        let letter = walk.letters(app, one).await.remove(0);
        assert_eq!((letter.outcome, letter.amount), (outcome, Money::ZERO));
        let text = letter.body.opening.join(" ");
        assert!(text.contains("30 June 2023, 09:00 Brussels"), "{text}");
        assert!(text.contains("full proposal") && !text.contains("{{"), "{text}");
    }
    assert_eq!(walk.letters(app, &all[3]).await[0].outcome, Outcome::BelowThreshold);
    assert_eq!(refused(walk.release(app, 0).await), "released_already");
    // What is asked again is carried over, what is new is empty, and nobody has confirmed.
    let (sea, car) = (&all[0], &all[1]);
    let (first, second) = (answers(app, sea.id, 0).await, answers(app, sea.id, 1).await);
    assert!(second.iter().all(|answer| first.contains(answer)), "{second:?}");
    assert!(second.iter().any(|(field, _)| field == "title"), "{second:?}");
    let seen = walk.submit(app, sea).await;
    assert_eq!(refused(seen), "partners_not_confirmed");
    // Stage two: written, handed in, checked and marked anew.
    let receipts = [walk.stored(app, sea.id).await.proposal.version];
    for one in [sea, car] {
        walk.write(app, one).await;
        walk.submit(app, one).await.unwrap();
    }
    assert!(walk.seen(app, sea.id).await > receipts[0]);
    walk.after_round(app, 1).await;
    app.told().await;
    assert_eq!(onward::lapse(&app.desk).await.unwrap(), 1);
    assert_eq!(onward::lapse(&app.desk).await.unwrap(), 0, "the clock does nothing twice");
    let lapsed = all[2].names.iter().map(|name| format!("proposal_lapsed > {name}"));
    assert_eq!(app.told().await, lapsed.collect::<Vec<_>>());
    for (one, mark) in [(sea, "4.5"), (car, "2")] {
        walk.admit(app, one).await;
        walk.evaluate(app, one, mark).await;
    }
    walk.sign(app, 1, None).await;
    walk.release(app, 1).await.unwrap();
    assert_eq!(stages(app, &walk, &all).await, [K::Awarded, K::Declined, K::Lapsed, K::Declined]);
    let letters = walk.letters(app, sea).await;
    assert_eq!(letters.len(), 2, "the letter of the first stage stays");
    assert_eq!((letters[0].outcome, letters[1].outcome), (Outcome::Award, Outcome::GoesOn));
    assert_eq!(letters[0].body.marks.len(), 3, "the second stage has criteria of its own");
    assert_eq!(letters[1].body.marks.len(), 2);
    assert_eq!(
        walk.budget(app).await,
        (letters[0].amount.cents(), BUDGET - letters[0].amount.cents())
    );
    assert_eq!(walk.letters(app, car).await[0].outcome, Outcome::BelowThreshold);
    // Each stage has its own check-list and its own snapshot.
    let conn = app.desk.database.reads();
    let past = store::checks::past(conn, sea.id, 0).await.unwrap();
    let now = store::checks::load(conn, sea.id).await.unwrap();
    assert!(!past.is_empty() && past.len() <= now.len());
    let kept = store::application::snapshots(conn, sea.id).await.unwrap();
    let rounds: Vec<u64> = kept
        .iter()
        .map(|one| {
            let text: serde_json::Value = serde_json::from_str(&one.text).unwrap();
            text["round"].as_u64().unwrap()
        })
        .collect();
    assert_eq!(rounds, [0, 1]);
});

both_databases!(who_does_not_go_on_reads_so_and_nothing_of_money, async |app| {
    let (walk, all) = evaluated(app).await;
    // A line that takes the first two only.
    walk.sign(app, 0, Some(900_000_000)).await;
    walk.release(app, 0).await.unwrap();
    let want = [K::Invited, K::Invited, K::Declined, K::Declined];
    assert_eq!(stages(app, &walk, &all).await, want, "there is no reserve list between stages");
    let letter = walk.letters(app, &all[2]).await.remove(0);
    assert_eq!(letter.outcome, Outcome::BelowLine);
    let text = letter.body.opening.join(" ");
    assert!(text.contains("does not go on") && !text.contains("be funded"), "{text}");
});

both_databases!(taken_back_in_the_second_stage_it_is_no_draft_again, async |app| {
    let (walk, all) = evaluated(app).await;
    walk.sign(app, 0, None).await;
    walk.release(app, 0).await.unwrap();
    let sea = &all[0];
    walk.write(app, sea).await;
    walk.submit(app, sea).await.unwrap();
    let lead = &sea.parties[0].lead;
    proposal::reopen(&app.desk, lead, sea.id).await.unwrap();
    assert_eq!(walk.stage(app, sea).await, K::Invited);
    walk.submit(app, sea).await.unwrap();
    walk.after_round(app, 1).await;
    assert_eq!(refused(proposal::reopen(&app.desk, lead, sea.id).await), "deadline_passed");
    let late = walk.submit(app, &all[1]).await;
    assert_eq!(refused(late), "deadline_passed");
    assert_eq!(onward::lapse(&app.desk).await.unwrap(), 2);
    let (seen, silk) = (walk.seen(app, all[2].id).await, &all[2]);
    let gone = proposal::withdraw(&app.desk, &silk.parties[0].lead, silk.id, seen).await;
    assert_eq!(refused(gone), "wrong_proposal_stage");
});

/// Everything the office can read of one proposal and of the call.
async fn office_reads(app: &TestApp, walk: &Walk, one: &Walked, site: &Site) -> Vec<String> {
    let key = sign_in(app, &walk.office.officer).await;
    let call = walk.office.call;
    let (id, name) = (one.id, "silver");
    let mut all = Vec::new();
    for path in [
        format!("/office/proposals/{id}"),
        format!("/office/proposals/{id}/checks"),
        format!("/proposals/{id}"),
        format!("/office/calls/{call}/proposals"),
        format!("/office/calls/{call}/proposals?q={name}"),
        format!("/office/calls/{call}/results?round=1"),
        format!("/office/calls/{call}/standing"),
        format!("/office/calls/{call}/conflicts"),
        format!("/office/calls/{call}/ranking?round=2"),
    ] {
        let reply = site.ask(&Method::GET, &path, "", Some(&key)).await;
        all.push(format!("{path} {} {}", reply.status, reply.body));
    }
    all
}

both_databases!(what_is_written_for_the_second_stage_is_nobody_elses, async |app| {
    let (walk, all) = evaluated(app).await;
    walk.sign(app, 0, None).await;
    walk.release(app, 0).await.unwrap();
    let (sea, site) = (&all[0], Site::new(app));
    let before = office_reads(app, &walk, sea, &site).await;
    let page = &before[0];
    assert!(page.contains(" 200 ") && page.contains("Sensors of the sea"), "{page}");
    assert!(before[1].contains(" 404 ") && before[2].contains(" 404 "), "{}", before[1]);
    // The title, a share and a partner change.
    let lead = &sea.parties[0];
    let typed = [convoca::actions::application::Typed {
        field: "title".to_owned(),
        value: "A silver spring".to_owned(),
        seen: 1,
    }];
    let form = ProposalForm::Round(1);
    proposal::save_answers(&app.desk, &lead.lead, sea.id, form, &typed).await.unwrap();
    let seen = walk.row(app, sea.id, lead.id).await.version;
    let share = Money::from_cents(210_000_000);
    part::share(&app.desk, &lead.lead, sea.id, lead.id, seen, share).await.unwrap();
    let silver = crate::support::people::party(app, "silver", "sme", "SE").await;
    let asked = partner::InviteForm {
        address: "silver@example.org".to_owned(),
        name: "silver".to_owned(),
        note: String::new(),
    };
    let invitation = partner::invite(&app.desk, &lead.lead, sea.id, &asked).await.unwrap();
    partner::accept(&app.desk, &silver.lead, invitation, silver.id).await.unwrap();
    let after = office_reads(app, &walk, sea, &site).await;
    for (one, other) in before.iter().zip(&after) {
        assert_eq!(one, other);
    }
});

both_databases!(before_the_release_nobody_outside_learns_who_goes_on, async |app| {
    let (walk, all) = evaluated(app).await;
    let site = Site::new(app);
    let pages = async |one: &Walked| {
        let key = sign_in(app, &one.parties[0].lead).await;
        let mut found = Vec::new();
        for path in [
            format!("/proposals/{}", one.id),
            format!("/proposals/{}/letter", one.id),
            "/desk".into(),
        ] {
            let reply = site.ask(&Method::GET, &path, "", Some(&key)).await;
            let own = [
                one.id.to_string(),
                one.names[0].clone(),
                one.names[1].clone(),
                one.names[2].clone(),
            ];
            let text = own.iter().fold(reply.body, |text, own| text.replace(own, "own"));
            found.push((reply.status, text.replace(&reference(app, one.id).await, "own")));
        }
        found
    };
    // The best and the worst read the same, signed or not.
    let (best, worst) = (pages(&all[0]).await, pages(&all[3]).await);
    let plain = |pages: &[(u16, String)]| -> Vec<(u16, usize)> {
        pages.iter().map(|(status, text)| (*status, text.matches("evaluat").count())).collect()
    };
    assert_eq!(plain(&best), plain(&worst));
    walk.sign(app, 0, None).await;
    assert_eq!(pages(&all[0]).await, best);
    assert_eq!(pages(&all[3]).await, worst);
});

async fn reference(app: &TestApp, id: ApplicationId) -> String {
    store::proposal::load(app.desk.database.reads(), id).await.unwrap().proposal.reference
}

both_databases!(a_staged_call_needs_the_date_of_its_second_stage, async |app| {
    let officer = staff(app, "officer", StaffRole::Officer).await;
    let opening = Opening { programme: "innosup_project".into(), ..Opening::default() };
    let id = call::create(&app.desk, &officer, new_call(&opening)).await.unwrap();
    let publish = || call::publish(&app.desk, &officer, id);
    assert_eq!(refused(publish().await), "call_not_in_state");
    let set = async |days: &[&str], why: &str| {
        let ends = days.iter().map(|day| morning(day)).collect();
        call_rounds::set(&app.desk, &officer, id, ends, why).await
    };
    assert_eq!(refused(set(&["2023-02-20"], "").await), "form_incomplete", "before the deadline");
    assert_eq!(refused(set(&["2023-06-30", "2023-08-01"], "").await), "form_incomplete");
    set(&["2023-06-30"], "").await.unwrap();
    publish().await.unwrap();
    // Published: it moves with a reason, and only while it lies ahead.
    assert_eq!(refused(set(&["2023-07-15"], " ").await), "reason_missing");
    set(&["2023-07-15"], "The summer is long.").await.unwrap();
    assert_eq!(refused(set(&[], "Why not?").await), "form_incomplete");
    let into = call::move_deadline(&app.desk, &officer, id, morning("2023-08-01"), "x").await;
    assert_eq!(refused(into), "field_refused", "the first stage ends before the second");
    app.on("2023-07-16");
    // Nobody was invited yet, so a new date harms nobody.
    set(&["2023-08-30"], "The evaluation took longer.").await.unwrap();
});

both_databases!(the_pages_say_the_dates_and_officers_set_them, async |app| {
    let officer = staff(app, "officer", StaffRole::Officer).await;
    let opening = Opening { programme: "innosup_project".into(), ..Opening::default() };
    let id = call::create(&app.desk, &officer, new_call(&opening)).await.unwrap();
    let site = Site::new(app);
    let key = sign_in(app, &officer).await;
    let manage = format!("/office/calls/{id}/manage");
    let press = async |form: &str| site.ask(&Method::POST, &manage, form, Some(&key)).await;
    let wrong = press("act=rounds&end_0_day=2023-02-01&end_0_time=17%3A00").await;
    assert!(wrong.status == 422 || wrong.status == 409, "{}", wrong.status);
    assert!(wrong.body.contains("2023-02-01"), "what was typed stays");
    assert_eq!(press("act=rounds&end_0_day=2023-06-30&end_0_time=17%3A00").await.status, 303);
    assert_eq!(press("act=publish").await.status, 303);
    let page = site.ask(&Method::GET, &manage, "", Some(&key)).await.body;
    assert!(page.contains("30 June 2023, 17:00"), "{page}");
    let page = site.ask(&Method::GET, &format!("/calls/{id}"), "", None).await.body;
    assert!(page.contains("Deadline of the outline") && page.contains("30 June 2023, 17:00"));
});

both_databases!(a_review_that_is_upheld_lets_a_proposal_go_on_after_all, async |app| {
    let (walk, all) = evaluated(app).await;
    walk.sign(app, 0, Some(900_000_000)).await;
    walk.release(app, 0).await.unwrap();
    let silk = &all[2];
    assert_eq!(walk.stage(app, silk).await, K::Declined);
    let (desk, lead, officer) = (&app.desk, &silk.parties[0].lead, &walk.office.officer);
    let text = "One of the reports speaks of another proposal, of fish and not of silk.";
    let review = letter::ask_redress(desk, lead, silk.id, "factual_error", text).await.unwrap();
    let anew = redress::Decision::UpholdAnew;
    redress::decide(desk, officer, review, 1, anew, "It was so.").await.unwrap();
    walk.evaluate_anew(app, silk, "5").await;
    let seen = store::redress::load(desk.database.reads(), review).await.unwrap().version;
    let place = redress::place_anew(desk, officer, review, seen, "With its new marks.").await;
    assert_eq!(place.unwrap(), redress::Anew::GoesOn);
    assert_eq!(walk.stage(app, silk).await, K::Invited);
    assert!(!answers(app, silk.id, 1).await.is_empty(), "what was answered is carried over");
    assert_eq!(walk.budget(app).await, (0, BUDGET));
    walk.write(app, silk).await;
    walk.submit(app, silk).await.unwrap();
});

both_databases!(the_second_stage_is_read_and_written_on_the_applicants_pages, async |app| {
    let (walk, all) = evaluated(app).await;
    walk.sign(app, 0, None).await;
    walk.release(app, 0).await.unwrap();
    let (sea, site) = (&all[0], Site::new(app));
    let lead = &sea.parties[0].lead;
    let key = sign_in(app, lead).await;
    let see = async |page: &str| {
        let path = format!("/proposals/{}{page}", sea.id);
        let reply = site.ask(&Method::GET, &path, "", Some(&key)).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.body
    };
    // Before the letter is opened no page says its result.
    let page = see("").await;
    assert!(page.contains("you open the letter") && !page.contains("goes on"), "{page}");
    letter::open(&app.desk, lead, sea.id).await.unwrap();
    assert!(see("/letter").await.contains("goes on to the next stage"));
    let page = see("").await;
    assert!(page.contains("you hand it in before 30 June 2023"), "{page}");
    let page = see("/edit").await;
    assert!(page.contains("Sensors of the sea") && page.contains("work_plan"), "{page}");
    walk.write(app, sea).await;
    let version = walk.seen(app, sea.id).await.0;
    let path = format!("/proposals/{}/submit", sea.id);
    let sent = site.ask(&Method::POST, &path, &format!("seen={version}"), Some(&key)).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let receipt = see("/receipt").await;
    assert!(receipt.contains("30 June 2023"), "{receipt}");
    // The office reads what was handed in, and beside it what was judged before.
    let office = sign_in(app, &walk.office.officer).await;
    let path = format!("/office/proposals/{}", sea.id);
    let page = site.ask(&Method::GET, &path, "", Some(&office)).await.body;
    assert!(page.contains("Work package 1") && page.contains("?round=1"), "{page}");
    let past = site.ask(&Method::GET, &format!("{path}?round=1"), "", Some(&office)).await;
    assert!(past.status == 200 && past.body.contains("Checks of this round"), "{}", past.body);
    assert!(!past.body.contains("Work package 1"), "that was not asked then");
});
