//! The office's pages of a scored call, in process.

use super::verbs::cleared;
use crate::{
    office::client::Client,
    support::{app::TestApp, both_databases, kit::Kit, people, proposals::Consortium},
};
use convoca::{
    actions::budget,
    domain::{money::Money, proposal::ProposalStageKind},
    render::Link,
};

/// What a page had seen of the proposal.
async fn seen(app: &TestApp, c: &Consortium, id: convoca::domain::ids::ApplicationId) -> String {
    c.seen(app, id).await.0.to_string()
}

both_databases!(an_officer_checks_and_admits_with_pages_alone, async |app| {
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    let officer = Client::of(app, &c.office.officer).await;
    let overview = officer.get(&Link::Overview(c.office.call)).await;
    assert_eq!(overview.status, 200, "{}", overview.body);
    assert!(overview.body.contains("1 proposal waits for its checks"), "{}", overview.body);
    let list = officer.get(&Link::Proposals(c.office.call)).await.body;
    let reference = c.stored(app, id).await.proposal.reference;
    assert!(list.contains(&reference) && list.contains("with 2 partners"), "{list}");
    let file = officer.get(&Link::ProposalFile(id)).await;
    assert_eq!(file.status, 200, "{}", file.body);
    for says in ["lead Ltd", "one Ltd", "two Ltd", "How the size of", "of €\u{a0}60,000.00"] {
        assert!(file.body.contains(says), "{says}: {}", file.body);
    }
    let checks = officer.get(&Link::ProposalChecks(id)).await.body;
    assert!(checks.contains("Confirm 37 rules that hold"), "{checks}");
    let at = seen(app, &c, id).await;
    let confirm = [("act", "confirm"), ("seen", at.as_str())];
    let done = officer.post(&Link::ProposalChecks(id), &confirm).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let checks = officer.get(&Link::ProposalChecks(id)).await.body;
    assert!(checks.contains("The check-list is answered"), "{checks}");
    let no = [("holds.in_time", "no"), ("note.in_time", " "), ("seen", at.as_str())];
    let bare = officer.post(&Link::ProposalChecks(id), &no).await;
    assert_eq!(bare.status, 422, "a no against the rule needs its reason");
    assert!(bare.body.contains("href=\"#f-note-in-time\""), "{}", bare.body);
    let old = [("act", "admit"), ("seen", "1")];
    assert_eq!(officer.post(&Link::ProposalDecide(id), &old).await.status, 409, "a stale page");
    let admit = [("act", "admit"), ("seen", at.as_str())];
    let done = officer.post(&Link::ProposalDecide(id), &admit).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(c.stage(app, id).await, ProposalStageKind::Admitted);
    let list = officer.get_at(&Link::Proposals(c.office.call).with(&[("stage", "admitted")])).await;
    assert!(list.body.contains("Proposals: 1 in evaluation"), "{}", list.body);
});

both_databases!(ineligible_needs_a_reason_and_keeps_what_was_typed, async |app| {
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    let officer = Client::of(app, &c.office.officer).await;
    let at = seen(app, &c, id).await;
    let link = Link::ProposalDecide(id);
    let bare = [("act", "ineligible"), ("reason_ineligible", " "), ("seen", at.as_str())];
    let answer = officer.post(&link, &bare).await;
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(answer.body.contains("href=\"#f-reason-ineligible\""), "{}", answer.body);
    let said = [("act", "ineligible"), ("reason_ineligible", "No SME."), ("seen", at.as_str())];
    assert_eq!(officer.post(&link, &said).await.status, 303);
    let stale = officer.post(&link, &said).await;
    assert_eq!(stale.status, 409);
    assert!(stale.body.contains("No SME.") && stale.body.contains("Find ineligible"));
    let file = officer.get(&Link::ProposalFile(id)).await.body;
    assert!(file.contains("Found not eligible") && file.contains("Reinstate"), "{file}");
    let at = seen(app, &c, id).await;
    let back = [("act", "reinstate"), ("seen", at.as_str())];
    assert_eq!(officer.post(&link, &back).await.status, 303);
    assert_eq!(c.stage(app, id).await, ProposalStageKind::Submitted);
});

both_databases!(clarification_is_asked_with_a_page, async |app| {
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    let officer = Client::of(app, &c.office.officer).await;
    let link = Link::ProposalAsk(id);
    assert_eq!(officer.get(&link).await.status, 200);
    let at = seen(app, &c, id).await;
    let base = [("question", "What does it cost?"), ("due_time", "17:00"), ("seen", at.as_str())];
    let bare = officer.post(&link, &[&base[..], &[("due_day", "2023-02-20")]].concat()).await;
    assert_eq!(bare.status, 422);
    assert!(bare.body.contains("href=\"#f-fields\""), "{}", bare.body);
    let chosen = [("fields", "budget"), ("due_day", "2023-01-20")];
    let past = officer.post(&link, &[&base[..], &chosen[..]].concat()).await;
    assert_eq!(past.status, 422);
    assert!(past.body.contains("must lie ahead") && past.body.contains("What does it cost?"));
    let chosen = [("fields", "budget"), ("due_day", "2023-02-20")];
    let good = officer.post(&link, &[&base[..], &chosen[..]].concat()).await;
    assert_eq!(good.status, 303, "{}", good.body);
    let again = officer.post(&link, &[&base[..], &chosen[..]].concat()).await;
    assert_eq!(again.status, 409, "one at a time");
    let file = officer.get(&Link::ProposalFile(id)).await.body;
    assert!(file.contains("the applicants answer your question"), "{file}");
    assert!(file.contains("waits for the answer") && file.contains("What does it cost?"));
});

both_databases!(who_may_not_sees_nothing_and_who_reads_has_no_buttons, async |app| {
    let c = Consortium::new(app).await;
    let draft = c.ready(app).await;
    let office = &c.office;
    let all = |id| [Link::ProposalFile(id), Link::ProposalChecks(id), Link::ProposalAsk(id)];
    for actor in [&office.officer, &office.auditor, &office.finance, &office.stranger] {
        let client = Client::of(app, actor).await;
        for link in all(draft) {
            assert_eq!(client.get(&link).await.status, 404, "a draft: {}", link.path());
        }
    }
    let officer = Client::of(app, &office.officer).await;
    let list = officer.get(&Link::Proposals(office.call)).await.body;
    assert!(list.contains("No proposal fits"), "a draft is in no list");
    c.submit(app, draft).await.unwrap();
    for actor in [&office.stranger, &c.lead.lead, &c.partners[0].lead] {
        let client = Client::of(app, actor).await;
        for link in all(draft) {
            assert_eq!(client.get(&link).await.status, 404, "{}", link.path());
        }
        assert_eq!(client.get(&Link::Proposals(office.call)).await.status, 404);
    }
    let auditor = Client::of(app, &office.auditor).await;
    let file = auditor.get(&Link::ProposalFile(draft)).await;
    assert_eq!(file.status, 200);
    assert!(!file.body.contains("<h2 id=\"acts\">") && !file.body.contains("Good to know"));
    let checks = auditor.get(&Link::ProposalChecks(draft)).await;
    assert!(checks.status == 200 && !checks.body.contains("name=\"holds."), "{}", checks.body);
    assert!(!checks.body.contains("Save the check-list") && !checks.body.contains("Confirm 37"));
    assert_eq!(auditor.get(&Link::ProposalAsk(draft)).await.status, 403);
    let at = seen(app, &c, draft).await;
    let admit = [("act", "admit"), ("seen", at.as_str())];
    assert_eq!(auditor.post(&Link::ProposalDecide(draft), &admit).await.status, 403);
});

both_databases!(officers_are_told_of_the_same_organisation_and_number_elsewhere, async |app| {
    let c = Consortium::new(app).await;
    let first = c.submitted(app).await;
    c.granted(app, first).await;
    // Another organisation of Portugal with the number of the lead.
    let twin = people::party(app, "twin", "sme", "PT").await;
    let other = Consortium { lead: twin, ..c.clone() };
    let id = other.submitted(app).await;
    let officer = Client::of(app, &c.office.officer).await;
    let file = officer.get(&Link::ProposalFile(id)).await.body;
    assert!(file.contains("Good to know"), "{file}");
    assert!(file.contains("Earlier support") && file.contains("€\u{a0}20,000.00 used"), "{file}");
    assert!(file.contains("lead Ltd has the registration number of twin Ltd"), "{file}");
    assert!(file.contains("nearly the same title"), "{file}");
    // Nobody else reads a flag: not those it is about, not who may only read.
    for actor in [&c.office.auditor, &c.office.finance] {
        let page = Client::of(app, actor).await.get(&Link::ProposalFile(id)).await;
        assert!(page.status == 200 && !page.body.contains("Good to know"));
    }
});

both_databases!(a_scored_call_is_set_up_and_given_money_with_pages, async |app| {
    let kit = Kit::new(app).await;
    let officer = Client::of(app, &kit.office.officer).await;
    let list = officer.get(&Link::OfficerCalls).await.body;
    assert!(list.contains("programme=innosup_voucher"), "{list}");
    let choose = |slug: &str| Link::OfficerCalls.with(&[("programme", slug)]);
    let scored = officer.get_at(&choose("innosup_voucher")).await.body;
    assert!(scored.contains("f-edition") && !scored.contains("f-places"), "{scored}");
    assert!(officer.get_at(&choose("clusterxchange")).await.body.contains("f-places"));
    let new = [
        ("programme", "innosup_voucher"),
        ("title", "Vouchers 2023"),
        ("edition", "2023"),
        ("opens_day", "2023-01-15"),
        ("opens_time", "09:00"),
        ("deadline_day", "2023-04-30"),
        ("deadline_time", "17:00"),
    ];
    let made = officer.post(&Link::OfficerCalls, &new).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let to = made.to.unwrap();
    let call = to.trim_end_matches("/manage").rsplit('/').next().unwrap().parse().unwrap();
    let nobody = Client::nobody(app);
    assert_eq!(nobody.get(&Link::Call(call)).await.status, 404, "a draft is not public");
    assert_eq!(nobody.get(&Link::CallCheck(call)).await.status, 404);
    let set_up = Link::OfficerCall(call);
    let page = officer.get(&set_up).await.body;
    assert!(page.contains("Demonstration voucher") && !page.contains("Rate table"), "{page}");
    let rates = officer.post(&set_up, &[("act", "rates")]).await;
    assert_eq!(rates.status, 404, "a scored call has no rates");
    assert_eq!(officer.post(&set_up, &[("act", "publish")]).await.status, 303);
    let day = [("act", "deadline"), ("deadline_day", "2023-05-31"), ("deadline_time", "17:00")];
    assert_eq!(officer.post(&set_up, &day).await.status, 422, "moving it needs a reason");
    let moved = [&day[..], &[("reason", "The platform was down.")]].concat();
    assert_eq!(officer.post(&set_up, &moved).await.status, 303);
    let gave = Money::from_cents(40_000_000);
    budget::give(&app.desk, &kit.office.finance, call, gave, "the grant").await.unwrap();
    let finance = Client::of(app, &kit.office.finance).await;
    for link in [Link::Budget(call), Link::Ledger(call), Link::Overview(call)] {
        let page = finance.get(&link).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("400,000.00"), "{}", page.body);
    }
    // What only an exchange has is not there; payments are every call's.
    assert_eq!(officer.get(&Link::Queue(call)).await.status, 404);
    assert_eq!(officer.get(&Link::Proposals(kit.office.call)).await.status, 404);
    assert_eq!(officer.post(&set_up, &[("act", "close")]).await.status, 303);
});

both_databases!(old_and_new_stand_side_by_side, async |app| {
    use convoca::actions::{application::Typed, clarify};
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    cleared(app, &c, id).await;
    let officer = Client::of(app, &c.office.officer).await;
    let at = seen(app, &c, id).await;
    let asked = [
        ("question", "Which title?"),
        ("fields", "title"),
        ("due_day", "2023-02-20"),
        ("due_time", "17:00"),
        ("seen", at.as_str()),
    ];
    assert_eq!(officer.post(&Link::ProposalAsk(id), &asked).await.status, 303);
    let title = "A foil that keeps fire-fighters cool".to_owned();
    let typed = [Typed { field: "title".into(), value: title.clone(), seen: 1 }];
    clarify::save(&app.desk, &c.lead.lead, id, &typed).await.unwrap();
    let file = officer.get(&Link::ProposalFile(id)).await.body;
    let (_, answers) = file.split_once("What was handed in").unwrap();
    assert!(!answers.contains("keeps fire-fighters cool"), "not sent, so not the office's");
    clarify::send(&app.desk, &c.lead.lead, id).await.unwrap();
    let file = officer.get(&Link::ProposalFile(id)).await.body;
    assert!(file.contains("keeps fire-fighters cool") && file.contains("Visits to members"));
    assert!(file.contains(">Before<") && file.contains(">Now<"), "{file}");
});
