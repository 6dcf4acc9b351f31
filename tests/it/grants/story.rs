//! A grant from the letter to the end, and what it refuses on the way.

use super::kit::{Grant, ONE, TWO};
use crate::support::{both_databases, decided::no, people};
use convoca::{
    actions::{agreement, certificate, milestone, project, schedule},
    domain::{agreement::SignPlace, money::Money},
};

both_databases!(a_grant_is_signed_reported_paid_and_closed, async |app| {
    let grant = Grant::funded(app, TWO).await;
    let (free, given) = grant.kit.budget(app).await;
    grant.issued(app, "forty_forty_twenty", 12).await;
    assert_eq!(
        app.told().await,
        [
            "agreement_to_sign > lead-1",
            "agreement_to_sign > partner-1-1",
            "agreement_to_sign > project-signer",
        ]
    );
    let text = grant.newest(app).await.text;
    for said in ["EUR 45,000.01", "1 May 2023", "30 April 2024", "Cluster Têxtil (Portugal)"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("{{"), "{text}");
    for (organisation, actor) in &grant.firms {
        grant.sign(app, actor, SignPlace::Partner(*organisation)).await.unwrap();
    }
    assert!(grant.lines(app).await.is_empty(), "not before the last signature");
    grant.sign(app, &grant.signer, SignPlace::Contracting).await.unwrap();
    // Exact to the cent for each organisation, and nothing due without the consortium agreement.
    let planned = |stage: [&'static str; 3]| {
        [
            (1, 0, 1_200_000, stage[0]),
            (1, 1, 600_000, stage[0]),
            (2, 0, 1_200_001, stage[1]),
            (2, 1, 600_000, stage[1]),
            (3, 0, 600_000, stage[2]),
            (3, 1, 300_000, stage[2]),
        ]
    };
    assert_eq!(grant.lines(app).await, planned(["planned", "planned", "planned"]));
    assert_eq!(
        grant.kit.budget(app).await,
        (free, given),
        "a promise in parts is the same promise"
    );
    assert!(app.told().await.contains(&"agreement_in_force > lead-1".to_owned()));
    grant.bring_consortium(app).await.unwrap();
    assert_eq!(no(grant.bring_consortium(app).await), "already_done");
    assert_eq!(grant.lines(app).await, planned(["due", "planned", "planned"]));
    assert!(app.told().await.contains(&"instalment_due > partner-1-1".to_owned()));
    grant.pay_due(app, "2023-03-10").await;
    // The interim report.
    assert_eq!(no(grant.submit(app, "interim").await), "form_incomplete");
    grant.write(app, "interim").await;
    grant.submit(app, "interim").await.unwrap();
    assert_eq!(no(grant.submit(app, "interim").await), "report_stage");
    let which = grant.report(app, "interim").await;
    let (desk, officer) = (&app.desk, grant.officer());
    project::send_back(desk, officer, grant.id, which, "No milestone is named.").await.unwrap();
    grant.submit(app, "interim").await.unwrap();
    assert_eq!(grant.accept(app, "interim").await.unwrap(), 1_800_001);
    assert_eq!(grant.lines(app).await, planned(["paid", "due", "planned"]));
    grant.pay_due(app, "2023-03-10").await;
    // The final one closes it, once all is paid.
    grant.write(app, "final").await;
    grant.submit(app, "final").await.unwrap();
    grant.accept(app, "final").await.unwrap();
    assert_eq!(schedule::close_grants(desk).await.unwrap(), 0, "something is still due");
    grant.pay_due(app, "2023-03-10").await;
    assert_eq!(schedule::close_grants(desk).await.unwrap(), 1);
    assert_eq!(grant.newest(app).await.stage.code(), "closed");
    assert_eq!(schedule::close_grants(desk).await.unwrap(), 0);
    assert_eq!(grant.lines(app).await, planned(["paid", "paid", "paid"]));
});

both_databases!(an_agreement_waits_for_what_it_needs, async |app| {
    let grant = Grant::funded(app, TWO).await;
    let (desk, officer, id) = (&app.desk, grant.officer(), grant.id);
    let unknown = grant.prepare(app, &Grant::draft("by_the_moon", 12)).await;
    assert_eq!(no(unknown), "no_plan");
    let endless = grant.prepare(app, &Grant::draft("half_half", 0)).await;
    assert_eq!(no(endless), "field_refused");
    grant.prepare(app, &Grant::draft("half_half", 12)).await.unwrap();
    assert_eq!(no(grant.issue(app).await), "contract_open");
    grant.answer_contract(app).await;
    let mut wrong = Grant::draft("half_half", 12);
    "We pay {{ amount }} on {{ moon_day }}.".clone_into(&mut wrong.template);
    grant.prepare(app, &wrong).await.unwrap();
    assert_eq!(no(grant.issue(app).await), "text_unfilled");
    grant.prepare(app, &Grant::draft("half_half", 12)).await.unwrap();
    let stale = agreement::issue(desk, officer, id, 7).await;
    assert_eq!(no(stale), "stale");
    grant.issue(app).await.unwrap();
    let twice = grant.prepare(app, &Grant::draft("half_half", 12)).await;
    assert_eq!(no(twice), "agreement_waits");
    // Signatures: the very text, the declaration, one person for one party, nobody else.
    let digest = grant.newest(app).await.digest;
    let (lead, partner) = (&grant.firms[0], &grant.firms[1]);
    let place = SignPlace::Partner(lead.0);
    let other = agreement::sign(desk, &lead.1, id, place, "another text", true).await;
    assert_eq!(no(other), "text_changed");
    let silent = agreement::sign(desk, &lead.1, id, place, &digest, false).await;
    assert_eq!(no(silent), "field_refused");
    assert_eq!(no(grant.sign(app, &partner.1, place).await), "forbidden");
    assert_eq!(no(grant.sign(app, officer, SignPlace::Contracting).await), "forbidden");
    let stranger = people::person(app, "somebody-else").await;
    assert_eq!(no(grant.sign(app, &stranger, place).await), "unseen");
    grant.sign(app, &lead.1, place).await.unwrap();
    assert_eq!(no(grant.sign(app, &lead.1, place).await), "already_done");
    // Not all have signed: nothing of the project begins.
    assert_eq!(grant.reports(app).await.len(), 0);
    // Called back, the next version starts without signatures.
    let seen = grant.newest(app).await.version;
    assert_eq!(no(agreement::recall(desk, officer, id, seen, " ").await), "reason_missing");
    agreement::recall(desk, officer, id, seen, "The sum was wrong.").await.unwrap();
    grant.prepare(app, &Grant::draft("half_half", 12)).await.unwrap();
    grant.issue(app).await.unwrap();
    assert_eq!(grant.newest(app).await.number, 2);
    grant.sign_all(app).await;
    assert_eq!(grant.newest(app).await.stage.code(), "in_force");
});

both_databases!(an_amendment_takes_the_place_of_what_was_signed, async |app| {
    let grant = Grant::in_force(app, ONE, "half_half").await;
    let before = grant.lines(app).await;
    assert_eq!(before, [(1, 0, 1_000_000, "due"), (2, 0, 1_000_000, "planned")]);
    let mut draft = Grant::draft("lump_sum", 14);
    assert_eq!(no(grant.prepare(app, &draft).await), "reason_missing");
    "The machine comes two months late.".clone_into(&mut draft.reason);
    grant.prepare(app, &draft).await.unwrap();
    grant.issue(app).await.unwrap();
    let newest = grant.newest(app).await;
    assert!(newest.is_amendment && newest.text.contains("two months late"), "{newest:?}");
    assert_eq!((newest.plan.as_str(), newest.changes.len()), ("half_half", 1));
    let all = convoca::store::agreement::of_file(app.desk.database.reads(), grant.id).await;
    assert_eq!(all.unwrap()[1].stage.code(), "in_force", "until all have signed");
    grant.sign_all(app).await;
    let all = convoca::store::agreement::of_file(app.desk.database.reads(), grant.id).await;
    let stages: Vec<_> = all.unwrap().iter().map(|one| one.stage.code()).collect();
    assert_eq!(stages, ["in_force", "superseded"]);
    assert_eq!(grant.lines(app).await, before, "the money stays as it was divided");
    let last = grant.reports(app).await.pop().unwrap();
    assert_eq!(last.due_on.to_string(), "2024-07-30");
});

both_databases!(a_report_gets_more_time_and_reminders, async |app| {
    let grant = Grant::in_force(app, ONE, "forty_thirty_thirty").await;
    let (desk, officer, id) = (&app.desk, grant.officer(), grant.id);
    app.told().await;
    // Due on 1 November: reminded two weeks before and on the day, once each.
    let reminded = async |day: &str| {
        app.on(day);
        schedule::remind_projects(desk).await.unwrap()
    };
    assert_eq!(reminded("2023-10-17").await, 0);
    assert_eq!(reminded("2023-10-18").await, 1);
    assert_eq!(reminded("2023-10-19").await, 0);
    assert_eq!(app.told().await, ["grant_report_due > lead-1"]);
    let which = grant.report(app, "interim").await;
    let on = |day: &str| day.parse().unwrap();
    let early = project::extend(desk, officer, id, which, on("2023-11-01"), "late").await;
    assert_eq!(no(early), "day_not_later");
    let silent = project::extend(desk, officer, id, which, on("2023-11-20"), " ").await;
    assert_eq!(no(silent), "reason_missing");
    let lead = grant.lead();
    let own = project::extend(desk, lead, id, which, on("2023-11-20"), "late").await;
    assert_eq!(no(own), "forbidden");
    project::extend(desk, officer, id, which, on("2023-11-20"), "late").await.unwrap();
    assert_eq!(reminded("2023-11-05").await, 0);
    assert_eq!(reminded("2023-11-06").await, 1);
    assert_eq!(reminded("2023-11-20").await, 1);
    assert_eq!(reminded("2023-11-21").await, 0);
});

both_databases!(an_invoice_is_paid_back_up_to_what_was_promised, async |app| {
    let grant = Grant::small(app).await;
    let (desk, officer, id) = (&app.desk, grant.officer(), grant.id);
    let (firm, lead) = (&grant.firms[0].0, grant.lead());
    grant.issued(app, "reimbursement", 2).await;
    let invoice = |euro: i64| certificate::NewInvoice {
        provider: "Test bench GmbH".to_owned(),
        amount: Money::from_cents(euro * 100),
        upload: crate::support::kit::pdf("invoice"),
    };
    let early = certificate::send_invoice(desk, lead, id, *firm, invoice(100)).await;
    assert_eq!(no(early), "no_agreement");
    grant.sign_all(app).await;
    assert_eq!(grant.lines(app).await, [(1, 0, 400_000, "planned")]);
    let certify = async |cents| {
        certificate::certify(desk, officer, id, *firm, Money::from_cents(cents)).await
    };
    assert_eq!(no(certify(1).await), "over_invoices");
    certificate::send_invoice(desk, lead, id, *firm, invoice(5_000)).await.unwrap();
    assert_eq!(no(certify(400_001).await), "instalment_over");
    assert_eq!(no(certify(0).await), "instalment_over");
    certify(350_000).await.unwrap();
    assert_eq!(no(certify(1).await), "nothing_due");
    let one = grant.instalments(app).await.remove(0).instalment;
    assert_eq!(one.stage.amount(), Some(Money::from_cents(350_000)));
    assert_eq!(one.stage.due_on().unwrap().to_string(), "2023-03-24", "fourteen days");
    // The rest of the promise is free again.
    assert_eq!(grant.kit.budget(app).await, (0, 650_000));
});

both_databases!(milestones_and_services_in_kind_stand_beside_the_money, async |app| {
    let grant = Grant::in_force(app, ONE, "half_half").await;
    let (desk, officer, id, lead) = (&app.desk, grant.officer(), grant.id, grant.lead());
    let on = "2023-08-01".parse().unwrap();
    assert_eq!(no(milestone::add(desk, officer, id, "First trial", on).await), "forbidden");
    assert_eq!(no(milestone::add(desk, lead, id, " ", on).await), "field_refused");
    let first = milestone::add(desk, lead, id, "First trial", on).await.unwrap();
    assert_eq!(no(milestone::reach(desk, lead, id, first, "").await), "field_refused");
    milestone::reach(desk, lead, id, first, "Ten samples, measured.").await.unwrap();
    assert_eq!(no(milestone::reach(desk, lead, id, first, "Again.").await), "already_done");
    let firm = grant.firms[0].0;
    let before = grant.kit.budget(app).await;
    let worth =
        async |cents| milestone::service(desk, officer, id, firm, Money::from_cents(cents)).await;
    assert_eq!(no(worth(0).await), "field_refused");
    worth(150_000).await.unwrap();
    worth(50_000).await.unwrap();
    assert_eq!(grant.kit.budget(app).await, before, "a unit of its own");
    let whole = convoca::queries::grant::whole(&desk.database, id).await.unwrap();
    let had: Vec<_> = whole.services.iter().map(|one| (one.organisation, one.cents)).collect();
    assert_eq!(had, [(firm, 200_000)]);
    assert_eq!(whole.milestones[0].shown_by, "Ten samples, measured.");
});
