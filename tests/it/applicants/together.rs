//! The consortium: start, invite, accept, hand in, take back.

use crate::support::{
    app::{TestApp, morning},
    both_databases,
    people::{again, party, person},
    proposals::{Consortium, refused},
};
use convoca::{
    actions::{
        account::{self, Registration},
        application::Typed,
        call, hand_in, partner, proposal,
    },
    domain::{access::Act, ids::ApplicationId, proposal::ProposalStageKind},
    store::{self, answers::ProposalForm, answers::Saved, application::last_snapshot},
};

both_databases!(a_lead_and_two_partners_hand_in_together, async |app| {
    let c = Consortium::new(app).await;
    let id = c.ready(app).await;
    assert_eq!(c.start(app).await.map_err(|e| e.refusal().cloned()).unwrap_err().unwrap(), {
        convoca::domain::refusal::Refusal::DraftExists { application: id }
    });
    app.new_mails().await;
    let receipt = c.submit(app, id).await.unwrap();
    assert_eq!(receipt.reference, "INV-2023-0001");
    let told = app.told().await;
    let wanted = [
        "proposal_receipt > lead",
        "proposal_receipt > one",
        "proposal_receipt > two",
        "proposal_to_check > officer",
    ];
    assert_eq!(told, wanted);
    let stored = c.stored(app, id).await.proposal;
    assert_eq!(stored.requested.cents(), 8_000_000);
    assert!(stored.title.starts_with("Visits to members"), "{}", stored.title);
    let snapshot = last_snapshot(app.desk.database.reads(), id).await.unwrap().unwrap();
    assert_eq!(snapshot.digest, receipt.digest);
    let text: serde_json::Value = serde_json::from_str(&snapshot.text).unwrap();
    assert_eq!(text["partners"][1]["declaration"]["shape"], "sme-1");
    assert_eq!(text["partners"][2]["size"], "micro");
    // Handed in, nothing changes any more.
    let typed = [Typed { field: "title".into(), value: "Another".into(), seen: 1 }];
    let late =
        proposal::save_answers(&app.desk, &c.lead.lead, id, ProposalForm::Round(0), &typed).await;
    assert_eq!(refused(late), "wrong_proposal_stage");
    assert_eq!(refused(c.submit(app, id).await), "already_done");
    // Until the deadline it can be taken back into writing, and every confirmation still stands.
    proposal::reopen(&app.desk, &c.lead.lead, id).await.unwrap();
    c.submit(app, id).await.unwrap();
    app.on("2023-03-01");
    assert_eq!(refused(proposal::reopen(&app.desk, &c.lead.lead, id).await), "deadline_passed");
});

both_databases!(a_partner_that_has_not_confirmed_keeps_it_from_being_handed_in, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    c.write(app, id).await;
    c.join(app, id, &c.partners[0], "one").await;
    c.confirm(app, id, &c.lead, 4_000_000).await;
    assert_eq!(refused(c.submit(app, id).await), "partners_not_confirmed");
    c.confirm(app, id, &c.partners[0], 2_000_000).await;
    c.submit(app, id).await.unwrap();
    assert_eq!(c.stage(app, id).await, ProposalStageKind::Submitted);
});

both_databases!(one_organisation_alone_is_no_consortium, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    c.write(app, id).await;
    c.confirm(app, id, &c.lead, 4_000_000).await;
    assert_eq!(refused(c.submit(app, id).await), "partner_number");
});

both_databases!(after_the_deadline_nothing_is_handed_in_and_no_text_is_lost, async |app| {
    let c = Consortium::new(app).await;
    let id = c.ready(app).await;
    app.on("2023-03-01");
    assert_eq!(refused(c.submit(app, id).await), "deadline_passed");
    let typed = [Typed { field: "title".into(), value: "Kept after all".into(), seen: 1 }];
    let form = ProposalForm::Round(0);
    let saved = proposal::save_answers(&app.desk, &c.lead.lead, id, form, &typed).await.unwrap();
    assert_eq!(saved[0].1, Saved::Now(2));
    assert_eq!(c.stored(app, id).await.proposal.title, "Kept after all");
});

both_databases!(two_tabs_never_lose_a_text, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    let form = ProposalForm::Round(0);
    let type_in = async |text: &str, seen| {
        let typed = [Typed { field: "title".into(), value: text.into(), seen }];
        proposal::save_answers(&app.desk, &c.lead.lead, id, form, &typed).await.unwrap()
    };
    assert_eq!(type_in("From the first tab", 0).await[0].1, Saved::Now(1));
    let second = type_in("From the second tab", 0).await;
    let Saved::Conflict(theirs) = &second[0].1 else { panic!("{second:?}") };
    assert_eq!(theirs.value, "From the first tab");
    assert_eq!(type_in("From the second tab", theirs.version).await[0].1, Saved::Now(2));
});

both_databases!(pressed_twice_at_once_it_is_handed_in_once, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.ready(app).await;
    let seen = c.seen(app, id).await;
    let both = tokio::join!(
        hand_in::submit(&app.desk, &c.lead.lead, id, seen),
        hand_in::submit(&app.desk, &c.lead.lead, id, seen)
    );
    let (well, mut no): (Vec<_>, Vec<_>) = [both.0, both.1].into_iter().partition(Result::is_ok);
    assert_eq!(well.len(), 1);
    assert_eq!(refused(no.remove(0)), "already_done");
});

both_databases!(a_draft_is_there_for_its_consortium_alone, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    c.join(app, id, &c.partners[0], "one").await;
    let sees = async |actor: &convoca::domain::access::Actor, id: ApplicationId| {
        let conn = app.desk.database.reads();
        let stored = store::proposal::load(conn, id).await.unwrap();
        let tie = store::proposal::tie(conn, actor, &stored).await.unwrap();
        convoca::domain::access::may(actor, Act::SeeProposal, &stored.subject(tie))
    };
    assert!(sees(&c.lead.lead, id).await);
    assert!(sees(&c.partners[0].lead, id).await);
    for other in [&c.partners[1].lead, &c.office.officer, &c.office.auditor, &c.office.stranger] {
        assert!(!sees(other, id).await, "{other:?}");
    }
    // Someone who takes part in another proposal is a stranger here.
    let elsewhere = proposal::start(
        &app.desk,
        &c.partners[1].lead,
        c.office.call,
        c.partners[1].id,
        "feasibility",
    );
    let elsewhere = elsewhere.await.unwrap();
    for id in [id, elsewhere] {
        let stranger = &c.office.stranger;
        assert_eq!(refused(proposal::reopen(&app.desk, stranger, id).await), "unseen");
    }
    assert_eq!(refused(proposal::reopen(&app.desk, &c.partners[1].lead, id).await), "unseen");
    let seen = c.seen(app, id).await;
    proposal::withdraw(&app.desk, &c.lead.lead, id, seen).await.unwrap();
    assert!(!sees(&c.office.officer, id).await, "a draft that was withdrawn was never handed in");
});

both_databases!(an_unknown_address_registers_and_finds_its_invitation, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    app.new_mails().await;
    let invitation = c.invite(app, id, "newcomer").await.unwrap();
    assert_eq!(app.told().await, ["partner_invitation > newcomer"]);
    assert_eq!(refused(c.invite(app, id, "newcomer").await), "invited_already");
    let form = Registration {
        address: "newcomer@example.org".into(),
        name: "New Comer".into(),
        password: "a long enough password".into(),
    };
    account::register(&app.desk, "127.0.0.1", form).await.unwrap();
    let mail = app.new_mails().await.remove(0);
    let person = account::verify(&app.desk, &mail.secret.unwrap()).await.unwrap();
    let actor = account::actor(&app.desk, person).await.unwrap();
    let open = store::partner::invitations_to(app.desk.database.reads(), person).await.unwrap();
    assert_eq!(open.iter().map(|one| one.id).collect::<Vec<_>>(), [invitation]);
    // Nobody else can answer it, and nobody brings in an organisation that is not theirs.
    let other = partner::accept(&app.desk, &c.partners[0].lead, invitation, c.partners[0].id).await;
    assert_eq!(refused(other), "unseen");
    let theirs = partner::accept(&app.desk, &actor, invitation, c.partners[0].id).await;
    assert_eq!(refused(theirs), "unseen");
    let form = crate::support::people::organisation_form("newcomer", "sme", "DK");
    let own = convoca::actions::organisation::create(&app.desk, &actor, &form).await.unwrap();
    let actor = again(app, &actor).await;
    assert_eq!(partner::accept(&app.desk, &actor, invitation, own).await.unwrap(), id);
    assert_eq!(app.told().await, ["partner_joined > lead"]);
    let twice = partner::accept(&app.desk, &actor, invitation, own).await;
    assert_eq!(refused(twice), "partner_already");
});

both_databases!(an_invitation_can_be_declined_or_taken_back, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    let no = c.invite(app, id, "one").await.unwrap();
    let back = c.invite(app, id, "two").await.unwrap();
    app.new_mails().await;
    partner::decline(&app.desk, &c.partners[0].lead, no).await.unwrap();
    assert_eq!(app.told().await, ["partner_declined > lead"]);
    partner::revoke(&app.desk, &c.lead.lead, id, back).await.unwrap();
    let late = partner::accept(&app.desk, &c.partners[1].lead, back, c.partners[1].id).await;
    assert_eq!(refused(late), "stale");
    // The place is free again.
    c.join(app, id, &c.partners[0], "one").await;
    partner::remove(&app.desk, &c.partners[0].lead, id, c.partners[0].id).await.unwrap();
    let gone = partner::remove(&app.desk, &c.lead.lead, id, c.partners[0].id).await;
    assert_eq!(refused(gone), "unseen");
});

both_databases!(no_more_are_invited_than_the_voucher_takes, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.start(app).await.unwrap();
    assert_eq!(refused(c.invite(app, id, "one").await), "partner_number");
    let outsider = person(app, "outsider").await;
    let form = partner::InviteForm::default();
    assert_eq!(refused(partner::invite(&app.desk, &outsider, id, &form).await), "unseen");
    assert_eq!(
        refused(partner::invite(&app.desk, &c.lead.lead, id, &form).await),
        "form_incomplete"
    );
});

both_databases!(a_call_of_exchanges_takes_no_proposal, async |app: &TestApp| {
    let kit = crate::support::kit::Kit::new(app).await;
    let lead = party(app, "lead", "sme", "PT").await;
    let begun = proposal::start(&app.desk, &lead.lead, kit.office.call, lead.id, "small").await;
    assert_eq!(refused(begun), "unseen");
});

both_databases!(who_writes_is_told_that_a_partner_left_or_a_date_moved, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    c.join(app, id, &c.partners[0], "one").await;
    app.told().await;
    let (desk, officer, call) = (&app.desk, &c.office.officer, c.office.call);
    call::move_deadline(desk, officer, call, morning("2023-03-10"), "A storm.").await.unwrap();
    assert_eq!(app.told().await, ["dates_moved > lead", "dates_moved > one"]);
    // Of a draft the office knows nothing.
    partner::remove(desk, &c.partners[0].lead, id, c.partners[0].id).await.unwrap();
    assert_eq!(app.told().await, ["partner_left > lead", "partner_left > one"]);
    call::move_deadline(desk, officer, call, morning("2023-03-12"), "Once more.").await.unwrap();
    assert_eq!(app.told().await, ["dates_moved > lead"]);
});
