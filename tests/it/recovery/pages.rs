//! The pages of money claimed back: who finds them, what they say, and what they do when posted to.

use super::{claimed, load};
use crate::{
    grants::kit::{Grant, TWO},
    office::client::Client,
    support::{both_databases, kit::Kit},
};
use convoca::{domain::ids::RecoveryId, render::Link, store};

both_databases!(a_claim_goes_its_way_by_its_pages, async |app| {
    let kit = Kit::new(app).await;
    let file = kit.paid(app).await;
    let paid = super::newest(app, file).await.id;
    let office = &kit.office;
    let officer = Client::of(app, &office.officer).await;
    let finance = Client::of(app, &office.finance).await;
    let second = Client::of(app, &office.second_finance).await;
    let lead = Client::of(app, &kit.visitor.lead).await;
    let payment = officer.get(&Link::Payment(paid)).await.body;
    assert!(payment.contains(&Link::Claim(paid).path()), "{payment}");
    for outside in [&kit.visitor.lead, &office.stranger, &office.coordinator] {
        let client = Client::of(app, outside).await;
        assert_eq!(client.get(&Link::Claim(paid)).await.status, 404);
        assert_eq!(client.get(&Link::Recoveries).await.status, 404);
    }
    let auditor = Client::of(app, &office.auditor).await;
    assert_eq!(auditor.get(&Link::Claim(paid)).await.status, 403);
    let form = officer.get(&Link::Claim(paid)).await;
    assert!(form.status == 200 && form.body.contains("€\u{a0}1,100.00"), "{}", form.body);
    let mut fields = [
        ("seen", "0"),
        ("amount", "1200"),
        ("why", "stay_cut_short"),
        ("says", "The list of attendance ends on 4 March."),
        ("due_on", "2023-04-24"),
    ];
    let over = officer.post(&Link::Claim(paid), &fields).await;
    assert_eq!(over.status, 422);
    for part in ["value=\"1200\"", "ends on 4 March", "at most €\u{a0}1,100.00", "#f-amount"] {
        assert!(over.body.contains(part), "{part}: {}", over.body);
    }
    fields[1] = ("amount", "260.00");
    let made = officer.post(&Link::Claim(paid), &fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    assert_eq!(officer.post(&Link::Claim(paid), &fields).await.status, 409, "pressed twice");
    let to = made.to.unwrap();
    let id: RecoveryId = to.rsplit('/').next().unwrap().parse().unwrap();
    // Before approval it is not there for its debtor.
    assert_eq!(lead.get(&Link::Recovery(id)).await.status, 404);
    let mine = lead.get(&Link::Application(file)).await.body;
    assert!(!mine.contains("pay back"), "{mine}");
    let own = officer.get(&Link::Recovery(id)).await.body;
    assert!(!own.contains("value=\"approve\"") && own.contains("value=\"withdraw\""), "{own}");
    let asked = finance.get(&Link::Recovery(id)).await.body;
    assert!(asked.contains("value=\"approve\"") && asked.contains("2023-04-24"), "{asked}");
    let list = finance.get(&Link::Recoveries).await.body;
    assert!(list.contains("1 claim waits for approval") && list.contains(&to), "{list}");
    let past = [("act", "approve"), ("seen", "1"), ("due_on_approve", "2023-03-24")];
    assert_eq!(finance.post(&Link::Recovery(id), &past).await.status, 422);
    let yes = [("act", "approve"), ("seen", "1"), ("due_on_approve", "2023-04-28")];
    assert_eq!(officer.post(&Link::Recovery(id), &yes).await.status, 403);
    assert_eq!(lead.post(&Link::Recovery(id), &yes).await.status, 404);
    assert_eq!(finance.post(&Link::Recovery(id), &yes).await.status, 303);
    // Now its people read how much, why, until when and how; and press nothing.
    let mine = lead.get(&Link::Application(file)).await.body;
    assert!(mine.contains("Money to pay back") && mine.contains(&to), "{mine}");
    let theirs = lead.get(&Link::Recovery(id)).await;
    assert_eq!(theirs.status, 200);
    for part in ["€\u{a0}260.00", "ends on 4 March", "28 April 2023", "How to pay it back", "-R1"]
    {
        assert!(theirs.body.contains(part), "{part}: {}", theirs.body);
    }
    assert!(!theirs.body.contains("name=\"act\"") && !theirs.body.contains("/finance/"));
    assert_eq!(lead.post(&Link::Recovery(id), &yes).await.status, 404);
    let host = Client::of(app, &kit.host.lead).await;
    let coordinator = Client::of(app, &office.coordinator).await;
    for outside in [&host, &coordinator, &Client::of(app, &office.stranger).await] {
        assert_eq!(outside.get(&Link::Recovery(id)).await.status, 404);
        assert_eq!(outside.get(&Link::DebitNote(id)).await.status, 404);
        let page = outside.get(&Link::Application(file)).await.body;
        assert!(!page.contains("pay back"), "{page}");
    }
    let read = auditor.get(&Link::Recovery(id)).await;
    assert!(read.status == 200 && !read.body.contains("name=\"act\""), "{}", read.body);
    let part =
        [("act", "repay"), ("seen", "2"), ("amount_repay", "100"), ("on_repay", "2023-03-24")];
    assert_eq!(auditor.post(&Link::Recovery(id), &part).await.status, 403);
    assert_eq!(finance.post(&Link::Recovery(id), &part).await.status, 303);
    let waive =
        [("act", "waive"), ("seen", "3"), ("amount_waive", "160"), ("reason_waive", "Bankrupt.")];
    assert_eq!(officer.post(&Link::Recovery(id), &waive).await.status, 303);
    assert!(!lead.get(&Link::Recovery(id)).await.body.contains("Bankrupt"), "the office's own");
    let grant = [("act", "grant"), ("seen", "4")];
    assert_eq!(second.post(&Link::Recovery(id), &grant).await.status, 303);
    assert_eq!(second.post(&Link::Recovery(id), &grant).await.status, 409);
    let done = lead.get(&Link::Recovery(id)).await.body;
    assert!(done.contains("settled") && !done.contains("Bankrupt"), "{done}");
    assert!(!done.contains("How to pay it back"));
    let paged = Link::Recoveries.with(&[("stage", "settled"), ("after", "2023-01-01_x")]);
    assert!(finance.get_at(&paged).await.body.contains(&to));
    assert_eq!(load(app, id).await.tally.left().cents(), 0);
    // What was entered by mistake is taken back on the page of a settled claim, too.
    let page = finance.get(&Link::Recovery(id)).await.body;
    assert!(page.contains("value=\"undo\"") && page.contains("100.00 on 24 March 2023"), "{page}");
    assert!(!officer.get(&Link::Recovery(id)).await.body.contains("value=\"undo\""));
    let mut back = [("act", "undo"), ("seen", "5"), ("move_undo", "1"), ("reason_undo", " ")];
    let empty = finance.post(&Link::Recovery(id), &back).await;
    assert!(empty.status == 422 && empty.body.contains("f-reason-undo"), "{}", empty.body);
    back[3] = ("reason_undo", "Paid by another firm.");
    assert_eq!(lead.post(&Link::Recovery(id), &back).await.status, 404);
    assert_eq!(officer.post(&Link::Recovery(id), &back).await.status, 403);
    assert_eq!(finance.post(&Link::Recovery(id), &back).await.status, 303);
    assert_eq!(finance.post(&Link::Recovery(id), &back).await.status, 409, "pressed twice");
    let page = finance.get(&Link::Recovery(id)).await.body;
    assert!(page.contains("taken back") && page.contains("another firm"), "{page}");
    assert!(!page.contains("value=\"undo\""), "nothing is left to take back: {page}");
    let mine = lead.get(&Link::Recovery(id)).await.body;
    assert!(mine.contains("entered by mistake") && !mine.contains("another firm"), "{mine}");
    assert!(mine.contains("How to pay it back") && mine.contains("100.00"), "{mine}");
});

both_databases!(a_partner_of_a_project_finds_nothing_of_anothers_debt, async |app| {
    let grant = Grant::in_force(app, TWO, "half_half").await;
    app.on("2023-03-20");
    grant.pay_due(app, "2023-03-10").await;
    let conn = app.desk.database.reads();
    let lead = grant.firms[0].0;
    let paid = store::payment::of_application(conn, grant.id).await.unwrap();
    let paid = paid.iter().find(|one| one.payee == lead).unwrap();
    let office = &grant.kit.office;
    let id = claimed(app, (&office.officer, &office.finance), paid.id, 50_000).await;
    let (to, reference) = (Link::Recovery(id).path(), load(app, id).await.reference);
    let [mine, theirs] = [0, 1].map(|at: usize| grant.firms[at].1.clone());
    let mine = Client::of(app, &mine).await;
    let page = mine.get(&Link::Project(grant.id)).await.body;
    assert!(page.contains("Money to pay back") && page.contains(&to), "{page}");
    assert_eq!(mine.get(&Link::Recovery(id)).await.status, 200);
    let theirs = Client::of(app, &theirs).await;
    let page = theirs.get(&Link::Project(grant.id)).await;
    assert!(page.status == 200 && !page.body.contains(&reference), "{}", page.body);
    assert_eq!(theirs.get(&Link::Recovery(id)).await.status, 404);
    let signer = Client::of(app, &grant.signer).await;
    assert_eq!(signer.get(&Link::Recovery(id)).await.status, 404);
    let file = Client::of(app, &office.officer).await.get(&Link::Recovery(id)).await.body;
    assert!(file.contains(&Link::ProposalFile(grant.id).path()), "{file}");
});
