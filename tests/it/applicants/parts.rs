//! A partner's part: share, declaration, own answers, confirmation; caps.

use crate::support::{
    both_databases,
    people::{member, party},
    proposals::{Consortium, micro, refused},
};
use convoca::{
    actions::{application::Typed, part, proposal},
    domain::{
        money::Money,
        organisation::MemberRole,
        sme::{Books, Figures, Headcount},
    },
    store::answers::ProposalForm,
};

both_databases!(a_change_of_its_part_takes_a_partners_confirmation_away, async |app| {
    let c = Consortium::new(app).await;
    let id = c.ready(app).await;
    let one = &c.partners[0];
    let confirmed = async || c.part(app, id, one.id).await.confirmed_at.is_some();
    assert!(confirmed().await);
    // The common text is the lead's: it takes nothing away.
    let typed = [Typed { field: "title".into(), value: "A better title".into(), seen: 1 }];
    let form = ProposalForm::Round(0);
    proposal::save_answers(&app.desk, &c.lead.lead, id, form, &typed).await.unwrap();
    assert!(confirmed().await);
    let seen = c.part(app, id, one.id).await.version;
    let (desk, actor) = (&app.desk, &one.lead);
    part::share(desk, actor, id, one.id, seen, Money::from_cents(2_100_000)).await.unwrap();
    assert!(!confirmed().await);
    assert_eq!(c.stored(app, id).await.proposal.requested.cents(), 8_100_000);
    assert_eq!(refused(c.submit(app, id).await), "partners_not_confirmed");
    // What another page had seen is stale.
    let stale = part::confirm(desk, actor, id, one.id, seen).await;
    assert_eq!(refused(stale), "stale");
    let seen = c.part(app, id, one.id).await.version;
    part::confirm(desk, actor, id, one.id, seen).await.unwrap();
    let typed = [Typed { field: "role".into(), value: "Something else.".into(), seen: 1 }];
    let form = ProposalForm::Part(one.id);
    proposal::save_answers(desk, actor, id, form, &typed).await.unwrap();
    assert!(!confirmed().await);
});

both_databases!(only_a_signer_of_the_partner_confirms_its_part, async |app| {
    let c = Consortium::new(app).await;
    let id = c.start(app).await.unwrap();
    let one = &c.partners[0];
    c.join(app, id, one, "one").await;
    let editor = member(app, one, "editor", MemberRole::Editor).await;
    let seen = c.part(app, id, one.id).await.version;
    let by_editor = part::confirm(&app.desk, &editor, id, one.id, seen).await;
    assert_eq!(refused(by_editor), "forbidden");
    let by_lead = part::confirm(&app.desk, &c.lead.lead, id, one.id, seen).await;
    assert_eq!(refused(by_lead), "forbidden");
    let by_other = part::confirm(&app.desk, &c.partners[1].lead, id, one.id, seen).await;
    assert_eq!(refused(by_other), "unseen");
    let empty = part::confirm(&app.desk, &one.lead, id, one.id, seen).await;
    assert_eq!(refused(empty), "form_incomplete");
});

both_databases!(a_declaration_with_gaps_is_kept_and_not_confirmed, async |app| {
    let c = Consortium::new(app).await;
    let id = c.ready(app).await;
    let one = &c.partners[0];
    let mut gaps = micro();
    gaps.own = Books::OneYear { last: Figures::default() };
    let declare = async |declaration| {
        let seen = c.part(app, id, one.id).await.version;
        part::declare(&app.desk, &one.lead, id, one.id, seen, declaration).await.unwrap();
        c.part(app, id, one.id).await
    };
    let row = declare(&gaps).await;
    assert_eq!(row.size, "");
    assert_eq!(part::declared(&row).unwrap().as_ref(), Some(&gaps));
    let no = part::confirm(&app.desk, &one.lead, id, one.id, row.version).await;
    assert_eq!(refused(no), "declaration_incomplete");
    // A large enterprise is no SME, and the rule that says so stops the whole.
    let big = Figures {
        headcount: Some(Headcount::whole(900)),
        turnover: Some(Money::from_cents(90_000_000_000)),
        balance: Some(Money::from_cents(90_000_000_000)),
    };
    let mut large = micro();
    large.own = Books::TwoYears { last: big, before: big };
    let row = declare(&large).await;
    assert_eq!(row.size, "not_sme");
    part::confirm(&app.desk, &one.lead, id, one.id, row.version).await.unwrap();
    assert_eq!(refused(c.submit(app, id).await), "rules_broken");
});

both_databases!(what_was_granted_before_counts_for_the_cap, async |app| {
    let c = Consortium::new(app).await;
    let id = c.submitted(app).await;
    c.granted(app, id).await;
    // 60,000 over the life of the project, of which 40,000 is used.
    let again = c.start(app).await.unwrap();
    c.write(app, again).await;
    c.join(app, again, &c.partners[0], "one").await;
    c.confirm(app, again, &c.partners[0], 2_000_000).await;
    let share = async |cents| {
        let seen = c.part(app, again, c.lead.id).await.version;
        let money = Money::from_cents(cents);
        part::share(&app.desk, &c.lead.lead, again, c.lead.id, seen, money).await
    };
    c.confirm(app, again, &c.lead, 2_000_000).await;
    share(2_000_001).await.unwrap();
    let seen = c.part(app, again, c.lead.id).await.version;
    let over = part::confirm(&app.desk, &c.lead.lead, again, c.lead.id, seen).await;
    assert_eq!(refused(over), "cap_exceeded");
    assert_eq!(refused(share(-1).await), "field_refused");
    share(2_000_000).await.unwrap();
    let seen = c.part(app, again, c.lead.id).await.version;
    part::confirm(&app.desk, &c.lead.lead, again, c.lead.id, seen).await.unwrap();
    c.submit(app, again).await.unwrap();
    // A third one of the same type would be one too many.
    let third = c.start(app).await.unwrap();
    c.write(app, third).await;
    let newcomer = party(app, "newcomer", "sme", "AT").await;
    c.join(app, third, &newcomer, "newcomer").await;
    c.confirm(app, third, &newcomer, 2_000_000).await;
    c.confirm(app, third, &c.lead, 0).await;
    assert_eq!(refused(c.submit(app, third).await), "too_many_proposals");
});

both_databases!(the_lead_divides_a_lump_sum, async |app| {
    let c = Consortium::of(app, "feasibility").await;
    let id = c.start(app).await.unwrap();
    assert_eq!(c.part(app, id, c.lead.id).await.requested_cents.cents(), 1_000_000);
    assert_eq!(c.stored(app, id).await.proposal.requested.cents(), 1_000_000);
    let seen = c.part(app, id, c.lead.id).await.version;
    let less = Money::from_cents(900_000);
    part::share(&app.desk, &c.lead.lead, id, c.lead.id, seen, less).await.unwrap();
    c.write(app, id).await;
    c.confirm(app, id, &c.lead, 0).await;
    assert_eq!(refused(c.submit(app, id).await), "amount_outside");
});
