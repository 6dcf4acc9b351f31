//! The pages of a proposal, asked as a browser without JavaScript asks.

use crate::support::{
    app::TestApp,
    both_databases,
    proposals::Consortium,
    site::{Reply, Site, sign_in},
};
use axum::http::Method;
use convoca::{
    actions::part,
    domain::{access::Actor, ids::ApplicationId, proposal::ProposalStageKind},
    render::Link,
};

/// One person at a browser.
struct Browser {
    site: Site,
    key: String,
}

impl Browser {
    async fn of(app: &TestApp, actor: &Actor) -> Self {
        Self { site: Site::new(app), key: sign_in(app, actor).await }
    }
    async fn get(&self, link: &Link) -> Reply {
        self.site.ask(&Method::GET, &link.path(), "", Some(&self.key)).await
    }
    async fn post(&self, link: &Link, fields: &[(&str, &str)]) -> Reply {
        // A query is written the way a form is.
        let body = Link::Home.with(fields).split_once('?').map_or("", |(_, q)| q).to_owned();
        self.site.ask(&Method::POST, &link.path(), &body, Some(&self.key)).await
    }
}

fn to(reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{}", reply.body);
    reply.headers["location"].to_str().unwrap().to_owned()
}

/// The value of a hidden field.
fn hidden(reply: &Reply, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let from = reply.body.find(&mark).unwrap_or_else(|| panic!("no {name}: {}", reply.body));
    let rest = &reply.body[from + mark.len()..];
    rest[..rest.find('"').unwrap()].to_owned()
}

fn pages(id: ApplicationId, c: &Consortium) -> Vec<Link> {
    vec![
        Link::Proposal(id),
        Link::ProposalPartners(id),
        Link::Part(id, c.lead.id),
        Link::Part(id, c.partners[0].id),
    ]
}

both_databases!(a_consortium_goes_through_its_pages_by_hand, async |app| {
    let c = Consortium::new(app).await;
    let lead = Browser::of(app, &c.lead.lead).await;
    let begin = Link::ProposalNew(c.office.call);
    let shown = lead.get(&begin).await;
    assert!(shown.body.contains("Demonstration voucher"), "{}", shown.body);
    assert!(shown.body.contains("up to €\u{a0}60,000"), "{}", shown.body);
    let organisation = c.lead.id.to_string();
    let fields = [("organisation", organisation.as_str()), ("type", "demonstration")];
    let there = to(&lead.post(&begin, &fields).await);
    let id: ApplicationId = there.rsplit('/').next().unwrap().parse().unwrap();
    // A second click continues the same draft.
    assert_eq!(to(&lead.post(&begin, &fields).await), there);
    let partners = Link::ProposalPartners(id);
    let bad = lead.post(&partners, &[("do", "invite"), ("address", "nobody")]).await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("value=\"nobody\""), "what was typed stays: {}", bad.body);
    let invite = [("do", "invite"), ("address", "one@example.org"), ("name", "One")];
    assert_eq!(to(&lead.post(&partners, &invite).await), partners.path());
    let one = Browser::of(app, &c.partners[0].lead).await;
    let invited = one.get(&Link::Invitations).await;
    assert!(invited.body.contains("lead Ltd asks you to take part"), "{}", invited.body);
    let invitation = hidden(&invited, "invitation");
    let mine = c.partners[0].id.to_string();
    let answer =
        [("invitation", invitation.as_str()), ("organisation", mine.as_str()), ("do", "accept")];
    let part = Link::Part(id, c.partners[0].id);
    assert_eq!(to(&one.post(&Link::Invitations, &answer).await), part.path());
    // The declaration: gaps are kept and named, and the arithmetic stands beside.
    let declaration = Link::Declaration(id, c.partners[0].id);
    let seen = hidden(&one.get(&declaration).await, "seen");
    let figures = [
        ("seen", seen.as_str()),
        ("do", "save"),
        ("books", "one_year"),
        ("last_closed_on", "2022-12-31"),
        ("own.headcount", "9.5"),
        ("own.turnover", "1,900,000"),
        ("own.balance", "many"),
        ("public_control", "0"),
    ];
    let wrong = one.post(&declaration, &figures).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("value=\"many\"") && wrong.body.contains("value=\"9.5\""));
    let mut figures = figures;
    figures[6] = ("own.balance", "400000");
    // A year that closes in the future is none.
    let mut ahead = figures;
    ahead[3] = ("last_closed_on", "2031-12-31");
    let ahead = one.post(&declaration, &ahead).await;
    assert_eq!(ahead.status, 422);
    for text in ["has not come yet", "value=\"2031-12-31\"", "value=\"9.5\""] {
        assert!(ahead.body.contains(text), "{text}: {}", ahead.body);
    }
    assert_eq!(to(&one.post(&declaration, &figures).await), declaration.path());
    let worked = one.get(&declaration).await;
    assert!(worked.body.contains("micro enterprise"), "{}", worked.body);
    let own = c.part(app, id, c.partners[0].id).await;
    assert_eq!(own.size, "micro");
    // The share, and a confirmation that comes too early.
    let was = hidden(&one.get(&part).await, "was");
    let share = [("do", "share"), ("was", was.as_str()), ("share", "20000")];
    assert_eq!(to(&one.post(&part, &share).await), part.path());
    let early = one.get(&part).await;
    let seen = hidden(&early, "seen");
    let confirm = Link::PartConfirm(id, c.partners[0].id);
    let early = one.post(&confirm, &[("seen", seen.as_str())]).await;
    assert_eq!(early.status, 422);
    assert!(early.body.contains("#f-role"), "{}", early.body);
    // The rest through the verbs; then check and hand in by hand.
    c.write(app, id).await;
    c.confirm(app, id, &c.partners[0], 2_000_000).await;
    let submit = Link::ProposalSubmit(id);
    let missing = lead.get(&submit).await;
    assert!(missing.body.contains("It has not confirmed its part"), "{}", missing.body);
    assert_eq!(lead.post(&submit, &[("seen", "1")]).await.status, 409);
    c.confirm(app, id, &c.lead, 4_000_000).await;
    let ready = lead.get(&submit).await;
    assert!(ready.body.contains("Ready to hand in"), "{}", ready.body);
    let seen = hidden(&ready, "seen");
    let receipt = Link::ProposalReceipt(id);
    assert_eq!(to(&lead.post(&submit, &[("seen", seen.as_str())]).await), receipt.path());
    assert_eq!(c.stage(app, id).await, ProposalStageKind::Submitted);
    for browser in [&lead, &one] {
        assert!(browser.get(&receipt).await.body.contains("INV-2023-0001"));
        let overview = browser.get(&Link::Proposal(id)).await;
        assert!(overview.body.contains("Next: the programme office checks"), "{}", overview.body);
        let desk = browser.get(&Link::Desk).await;
        assert!(desk.body.contains("Our proposals"), "{}", desk.body);
    }
});

both_databases!(a_draft_answers_everybody_else_like_nothing, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    c.join(app, id, &c.partners[0], "one").await;
    for inside in [&c.lead.lead, &c.partners[0].lead] {
        let browser = Browser::of(app, inside).await;
        for page in pages(id, &c) {
            let got = browser.get(&page).await;
            assert_eq!(got.status, 200, "{}: {}", page.path(), got.body);
        }
    }
    let others = [&c.partners[1].lead, &c.office.officer, &c.office.auditor, &c.office.stranger];
    for outside in others {
        let browser = Browser::of(app, outside).await;
        for page in pages(id, &c) {
            assert_eq!(browser.get(&page).await.status, 404, "{}", page.path());
        }
    }
    // The lead reads a partner's declaration, another partner does not.
    c.join(app, id, &c.partners[1], "two").await;
    let of_one = Link::Declaration(id, c.partners[0].id);
    assert_eq!(Browser::of(app, &c.lead.lead).await.get(&of_one).await.status, 200);
    assert_eq!(Browser::of(app, &c.partners[1].lead).await.get(&of_one).await.status, 404);
});

both_databases!(two_tabs_get_both_texts_side_by_side, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    let lead = Browser::of(app, &c.lead.lead).await;
    let edit = Link::ProposalEdit(id);
    let first = [("seen.title", "0"), ("title", "Text of the first tab")];
    assert_eq!(to(&lead.post(&edit, &first).await), edit.path());
    let second = [("seen.title", "0"), ("title", "Text of the second tab")];
    let clash = lead.post(&edit, &second).await;
    assert_eq!(clash.status, 409);
    for text in ["Text of the first tab", "Text of the second tab"] {
        assert!(clash.body.contains(text), "{}", clash.body);
    }
    // The same over the script's way.
    let field = Link::ProposalField(id);
    let typed = [("field", "title"), ("value", "Third"), ("seen", "0")];
    assert_eq!(lead.post(&field, &typed).await.status, 409);
    let typed = [("field", "title"), ("value", "Third"), ("seen", "1")];
    assert_eq!(lead.post(&field, &typed).await.status, 200);
    // The same limits on both sides: the page counts to what the check counts to.
    let shown = lead.get(&edit).await;
    assert!(shown.body.contains("data-min=\"10\" data-max=\"150\""), "{}", shown.body);
});

both_databases!(a_related_enterprise_has_as_many_ties_as_there_are, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    let lead = Browser::of(app, &c.lead.lead).await;
    let page = Link::Declaration(id, c.lead.id);
    let ties = async || {
        let text = c.part(app, id, c.lead.id).await;
        part::declared(&text).unwrap().map_or_else(Vec::new, |d| d.related[0].ties.clone())
    };
    let seen = hidden(&lead.get(&page).await, "seen");
    // An enterprise just added has nothing wrong with it yet.
    let own = ["own.headcount", "own.turnover", "own.balance"].map(|name| (name, "1"));
    let mut begun = vec![("seen", seen.as_str()), ("books", "estimate"), ("do", "add")];
    begun.extend(own);
    begun.push(("public_control", "0"));
    assert_eq!(to(&lead.post(&page, &begun).await), page.path());
    let added = lead.get(&page).await;
    assert!(added.body.contains("name=\"r1.name\""), "{}", added.body);
    assert!(!added.body.contains("Please answer this"), "{}", added.body);
    let seen = hidden(&added, "seen");
    let mut form = vec![
        ("seen", seen.as_str()),
        ("books", "two_years"),
        ("row", "1"),
        ("r1.name", "Holding Lda"),
        ("r1.country", "PT"),
        ("r1.tie", "1"),
        ("r1.to", "0"),
        ("r1.direction", "up"),
        ("r1.share", "30"),
    ];
    let mut more = form.clone();
    more.push(("add_tie", "1"));
    assert_eq!(to(&lead.post(&page, &more).await), page.path());
    let shown = lead.get(&page).await;
    assert!(shown.body.contains("name=\"r1.2.share\""), "{}", shown.body);
    let seen = hidden(&shown, "seen");
    form[0].1 = &seen;
    form.extend([("r1.tie", "2"), ("r1.2.to", "0"), ("r1.2.direction", "down")]);
    let mut unread = form.clone();
    unread.push(("r1.2.share", "half"));
    let unread = lead.post(&page, &unread).await;
    assert_eq!(unread.status, 422);
    assert!(unread.body.contains("value=\"half\""), "what was typed is lost");
    form.push(("r1.2.share", "26"));
    assert_eq!(to(&lead.post(&page, &form).await), page.path());
    let shares = async || {
        let all = ties().await;
        all.iter().map(|tie| tie.share.unwrap().hundredths()).collect::<Vec<_>>()
    };
    assert_eq!(shares().await, [3_000, 2_600]);
    // The first goes, the second stays as it is.
    let seen = hidden(&lead.get(&page).await, "seen");
    form[0].1 = &seen;
    form.push(("drop_tie", "1.1"));
    assert_eq!(to(&lead.post(&page, &form).await), page.path());
    assert_eq!(shares().await, [2_600]);
});
