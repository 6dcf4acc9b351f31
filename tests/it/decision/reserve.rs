//! The reserve list and reviews. The one rule: money is never given twice, and never more than
//! there is.

use crate::support::{
    app::TestApp,
    both_databases,
    decided::{Decided, Given, given, no},
};
use convoca::{
    actions::{
        budget, redress,
        redress::{Anew, Decision},
        reserve,
    },
    domain::{evaluation::line::LineName, money::Money},
    store,
};

const ONE: &[i64] = &[2_000_000];

fn five() -> [Given; 5] {
    [
        given([45, 45, 45], ONE),
        given([40, 45, 40], ONE),
        given([40, 40, 40], &[1_000_000]),
        given([40, 35, 40], ONE),
        given([35, 35, 35], ONE),
    ]
}

both_databases!(freed_money_goes_to_the_next_that_takes_it, async |app| {
    let kit = Decided::released(app, 4_000_000, &five()).await;
    assert_eq!(kit.stages(app).await, ["awarded", "awarded", "reserve", "reserve", "reserve"]);
    assert_eq!(kit.offered(app).await, Vec::<usize>::new());
    app.told().await;
    assert_eq!(kit.withdraw(app, 0).await.unwrap(), Money::from_cents(2_000_000));
    // Two million came free: one million is offered to the third; the fourth asks for two.
    assert_eq!(kit.offered(app).await, [2]);
    assert_eq!(app.told().await.iter().filter(|m| m.starts_with("reserve_offer")).count(), 1);
    assert_eq!(kit.budget(app).await, (2_000_000, 4_000_000));
    // Somebody else may not answer for it.
    let seen = kit.seen(app, 2).await;
    let other = reserve::accept(&app.desk, &kit.leads[1].lead, kit.proposals[2], seen).await;
    assert_eq!(no(other), "unseen");
    kit.accept(app, 2).await.unwrap();
    assert_eq!(kit.budget(app).await, (3_000_000, 4_000_000));
    assert_eq!(kit.stages(app).await[2], "awarded");
    assert_eq!(no(kit.accept(app, 2).await), "wrong_proposal_stage");
    // Nothing the second time.
    assert_eq!(reserve::settle(&app.desk, kit.office.call, 0).await.unwrap(), 0);
});

both_databases!(a_declined_and_a_lapsed_offer_go_to_the_next, async |app| {
    let all = [
        given([45, 45, 45], ONE),
        given([40, 40, 40], ONE),
        given([35, 40, 40], ONE),
        given([35, 35, 35], ONE),
    ];
    let kit = Decided::released(app, 2_000_000, &all).await;
    kit.withdraw(app, 0).await.unwrap();
    assert_eq!(kit.offered(app).await, [1]);
    kit.decline(app, 1).await.unwrap();
    assert_eq!(kit.offered(app).await, [2]);
    assert_eq!(kit.stages(app).await, ["withdrawn", "declined", "reserve", "reserve"]);
    // Three months to sign, and no answer.
    app.on("2023-06-11");
    assert_eq!(no(kit.accept(app, 2).await), "deadline_passed");
    reserve::settle(&app.desk, kit.office.call, 0).await.unwrap();
    assert_eq!(kit.offered(app).await, [3]);
    kit.accept(app, 3).await.unwrap();
    assert_eq!(kit.stages(app).await, ["withdrawn", "declined", "declined", "awarded"]);
    assert_eq!(kit.budget(app).await, (2_000_000, 2_000_000));
});

both_databases!(the_list_ends_on_its_day, async |app| {
    let kit = Decided::released(app, 4_000_000, &five()).await;
    app.told().await;
    app.on("2023-09-30");
    convoca::actions::schedule::settle_reserves(&app.desk).await.unwrap();
    assert_eq!(kit.stages(app).await, ["awarded", "awarded", "declined", "declined", "declined"]);
    assert_eq!(app.told().await.iter().filter(|m| m.starts_with("reserve_ended")).count(), 3);
    kit.withdraw(app, 0).await.unwrap();
    assert_eq!(kit.offered(app).await, Vec::<usize>::new());
    assert_eq!(convoca::actions::schedule::settle_reserves(&app.desk).await.unwrap(), 0);
});

both_databases!(added_money_is_offered_and_never_more_than_the_books_have, async |app| {
    let kit = Decided::released(app, 4_000_000, &five()).await;
    let (desk, officer, call) = (&app.desk, &kit.office.officer, kit.office.call);
    let add = |cents| {
        let amount = Money::from_cents(cents);
        reserve::add_money(desk, officer, (call, 0), LineName::Common, amount)
    };
    assert_eq!(no(add(1_000_000).await), "budget_short");
    budget::give(desk, &kit.office.finance, call, Money::from_cents(1_500_000), "more")
        .await
        .unwrap();
    assert_eq!(no(add(1_500_001).await), "budget_short");
    add(1_000_000).await.unwrap();
    assert_eq!(kit.offered(app).await, [2]);
    assert_eq!(no(add(500_001).await), "budget_short", "what an offer holds is not free");
});

async fn decide(kit: &Decided, app: &TestApp, id: convoca::domain::ids::RedressId, what: Decision) {
    let seen = store::redress::load(app.desk.database.reads(), id).await.unwrap().version;
    let reason = "The report was about another proposal.";
    redress::decide(&app.desk, &kit.office.officer, id, seen, what, reason).await.unwrap();
}

both_databases!(an_open_review_stops_the_list, async |app| {
    let kit = Decided::released(app, 4_000_000, &five()).await;
    let id = kit.ask_redress(app, 3).await;
    assert!(
        store::redress::is_contested(app.desk.database.reads(), kit.proposals[3]).await.unwrap()
    );
    kit.withdraw(app, 0).await.unwrap();
    assert_eq!(kit.offered(app).await, Vec::<usize>::new());
    let seen = store::redress::load(app.desk.database.reads(), id).await.unwrap().version;
    let (desk, officer) = (&app.desk, &kit.office.officer);
    let silent = redress::decide(desk, officer, id, seen, Decision::Reject, " ").await;
    assert_eq!(no(silent), "reason_missing");
    let lead = &kit.leads[3].lead;
    let own = redress::decide(desk, lead, id, seen, Decision::UpholdAnew, "mine").await;
    assert_eq!(no(own), "unseen");
    decide(&kit, app, id, Decision::Reject).await;
    assert_eq!(kit.offered(app).await, [2]);
    let again = redress::decide(desk, officer, id, seen + 1, Decision::Reject, "once more").await;
    assert_eq!(no(again), "already_done");
});

both_databases!(an_upheld_review_puts_first_who_would_have_been_funded, async |app| {
    let kit = Decided::released(app, 4_000_000, &five()).await;
    let id = kit.ask_redress(app, 4).await;
    kit.withdraw(app, 0).await.unwrap();
    decide(&kit, app, id, Decision::UpholdAnew).await;
    assert_eq!(kit.offered(app).await, Vec::<usize>::new(), "until the new marks are there");
    let (desk, officer) = (&app.desk, &kit.office.officer);
    let seen = store::redress::load(app.desk.database.reads(), id).await.unwrap().version;
    let early = redress::place_anew(desk, officer, id, seen, "better").await;
    assert_eq!(no(early), "marks_missing");
    kit.mark(app, kit.proposals[4], [50, 50, 50]).await;
    let anew = redress::place_anew(desk, officer, id, seen, "It would have been the first.").await;
    assert_eq!(anew.unwrap(), Anew::First);
    assert_eq!(kit.offered(app).await, [4]);
    kit.accept(app, 4).await.unwrap();
    assert_eq!(kit.budget(app).await, (4_000_000, 4_000_000));
    let twice = redress::place_anew(desk, officer, id, seen, "again").await;
    assert_eq!(no(twice), "already_done");
});

both_databases!(a_review_of_one_below_the_thresholds_may_win_a_place, async |app| {
    let all = [given([45, 45, 45], ONE), given([40, 40, 40], ONE), given([20, 40, 40], ONE)];
    let kit = Decided::released(app, 2_000_000, &all).await;
    assert_eq!(kit.stages(app).await, ["awarded", "reserve", "declined"]);
    let id = kit.ask_redress(app, 2).await;
    decide(&kit, app, id, Decision::UpholdAnew).await;
    kit.mark(app, kit.proposals[2], [40, 42, 40]).await;
    kit.mark(app, kit.proposals[2], [40, 45, 40]).await;
    let seen = store::redress::load(app.desk.database.reads(), id).await.unwrap().version;
    let (desk, officer) = (&app.desk, &kit.office.officer);
    let anew = redress::place_anew(desk, officer, id, seen, "A place.").await.unwrap();
    assert_eq!(anew, Anew::Waits);
    assert_eq!(kit.stages(app).await, ["awarded", "reserve", "reserve"]);
    kit.withdraw(app, 0).await.unwrap();
    assert_eq!(kit.offered(app).await, [2], "its new rank is the better one");
});

/// A small generator; a run is the same for the same seed.
struct Walk(u64);

impl Walk {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

both_databases!(whatever_happens_the_money_is_never_given_twice, async |app| {
    let all: Vec<Given> = (0_u8..9)
        .map(|number| {
            let shares: &[i64] = match number % 3 {
                0 => &[1_000_000],
                1 => &[1_500_000, 500_000],
                _two => &[3_000_000],
            };
            given([45, 45 - 5 * i32::from(number % 3), 40 - 5 * i32::from(number / 5)], shares)
        })
        .collect();
    let kit = Decided::new(app, 6_500_000, &all).await;
    if no_draw(&kit, app).await {
        kit.signed(app).await;
    }
    kit.release(app).await.unwrap();
    let mut walk = Walk(11);
    let mut open = Vec::new();
    for _turn in 0..40 {
        let number = walk.below(9);
        match walk.below(5) {
            0 => drop(kit.withdraw(app, number).await),
            1 => drop(kit.decline(app, number).await),
            2 if open.len() < 2 && kit.stages(app).await[number] == "reserve" => {
                let proposal = kit.proposals[number];
                let reads = app.desk.database.reads();
                if !store::redress::is_contested(reads, proposal).await.unwrap() {
                    open.push(kit.ask_redress(app, number).await);
                }
            }
            3 if !open.is_empty() => {
                let id = open.remove(0);
                decide(&kit, app, id, Decision::Reject).await;
            }
            _other => drop(kit.accept(app, number).await),
        }
        let (committed, had) = kit.budget(app).await;
        assert!(committed <= had, "{committed} of {had}");
        let stages = kit.stages(app).await;
        let mut given = 0;
        for (number, stage) in stages.iter().enumerate() {
            if *stage == "awarded" {
                given += kit.stored(app, number).await.proposal.requested.cents();
            }
        }
        assert_eq!(given, committed, "the books hold what was awarded, no more and no less");
        let list = reserve::standing(&app.desk, &kit.office.officer, kit.office.call, 0).await;
        assert!(list.unwrap().state.committed() <= Money::from_cents(had));
    }
});

/// Nothing is undecided; otherwise draws first.
async fn no_draw(kit: &Decided, app: &TestApp) -> bool {
    let (officer, call) = (&kit.office.officer, kit.office.call);
    let desk = &app.desk;
    if convoca::actions::draw::commit(desk, officer, call, 0, "lottery of Saturday").await.is_ok() {
        convoca::actions::draw::reveal(desk, officer, call, 0, "7 12 33").await.unwrap();
    }
    true
}
