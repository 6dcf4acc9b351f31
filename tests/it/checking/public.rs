//! The public side of a scored call: the call's page, the self-check, the list of calls.

use crate::{
    office::client::Client,
    support::{app::TestApp, both_databases, proposals::Consortium},
};
use convoca::render::Link;

/// The self-check with these answers.
async fn checked(app: &TestApp, c: &Consortium, answers: &[(&str, &str)]) -> (u16, String) {
    let got = Client::nobody(app).get_at(&Link::CallCheck(c.office.call).with(answers)).await;
    (got.status, got.body)
}

both_databases!(anyone_reads_what_the_call_is_and_how_it_is_judged, async |app| {
    let c = Consortium::new(app).await;
    let nobody = Client::nobody(app);
    let page = nobody.get(&Link::Call(c.office.call)).await;
    assert_eq!(page.status, 200, "{}", page.body);
    for says in [
        "Feasibility voucher",
        "Demonstration voucher",
        "2 to 6 organisations",
        "€\u{a0}20,000.00 to €\u{a0}250,000.00",
        "Excellence",
        "Everyone is informed by",
        "within 30 days after the letter was opened",
        "Countries that take part",
        "Each organisation: its size",
        "/propose",
    ] {
        assert!(page.body.contains(says), "{says}: {}", page.body);
    }
    let home = nobody.get(&Link::Home).await.body;
    assert!(home.contains(&Link::CallCheck(c.office.call).path()), "{home}");
    // What belongs to exchanges only is not there.
    let officer = Client::of(app, &c.office.officer).await;
    assert_eq!(officer.get(&Link::Hosts(c.office.call)).await.status, 404);
});

both_databases!(the_self_check_prints_every_rule_and_guesses_nothing, async |app| {
    let c = Consortium::new(app).await;
    let (status, empty) = checked(app, &c, &[]).await;
    assert!(status == 200 && empty.contains("What you will see here"), "{empty}");
    let alone = [
        ("type", "small"),
        ("country", "PT"),
        ("kind", "sme"),
        ("sme", "yes"),
        ("months", "2"),
        ("requested", "4000"),
        ("used", "0"),
    ];
    let (_, good) = checked(app, &c, &alone).await;
    assert!(good.contains("You could apply and get up to €\u{a0}4,000.00"), "{good}");
    assert!(good.contains("asked later"), "declarations come with the application");
    let mut abroad = alone;
    abroad[1] = ("country", "XK");
    let (_, bad) = checked(app, &c, &abroad).await;
    assert!(bad.contains("Not eligible like this"), "{bad}");
    assert!(bad.contains("which does not take part in this call"), "{bad}");
    let mut much = alone;
    much[5] = ("requested", "5000.01");
    let (_, over) = checked(app, &c, &much).await;
    assert!(over.contains("Not eligible like this"), "a cent too much is too much: {over}");
    let mut before = alone;
    before[6] = ("used", "58000");
    let (_, cap) = checked(app, &c, &before).await;
    assert!(cap.contains("Not eligible like this") && cap.contains("€\u{a0}2,000.00"), "{cap}");
    let (_, open) = checked(app, &c, &[("type", "small")]).await;
    assert!(open.contains("Nothing speaks against it so far"), "{open}");
    assert!(open.contains("href=\"#f-country\""), "an open rule leads to its question");
    let (status, wrong) = checked(app, &c, &[("type", "small"), ("requested", "much")]).await;
    assert_eq!(status, 422);
    assert!(!wrong.contains("Each rule</h2>"), "no verdict over what can't be read");
});

both_databases!(partners_are_asked_about_and_counted_together, async |app| {
    let c = Consortium::new(app).await;
    let two = [
        ("type", "demonstration"),
        ("partners", "2"),
        ("months", "10"),
        ("country", "PT"),
        ("kind", "sme"),
        ("sme", "yes"),
        ("sector", "c13"),
        ("requested", "55000"),
        ("used", "0"),
        ("p1_country", "PT"),
        ("p1_kind", "sme"),
        ("p1_sme", "yes"),
        ("p1_sector", "c30"),
        ("p1_requested", "60000"),
        ("p1_used", "0"),
    ];
    let (_, good) = checked(app, &c, &two).await;
    assert!(good.contains("You could apply and get up to €\u{a0}115,000.00"), "{good}");
    assert!(good.contains("Partner 1"), "{good}");
    let mut same = two;
    same[12] = ("p1_sector", "c13");
    let (_, bad) = checked(app, &c, &same).await;
    assert!(bad.contains("Not eligible like this"), "one sector, one country: {bad}");
    let mut large = two;
    large[11] = ("p1_sme", "no");
    let (_, bad) = checked(app, &c, &large).await;
    assert!(bad.contains("Not eligible like this"), "one partner that is no SME: {bad}");
});
