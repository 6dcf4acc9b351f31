//! The release. The one rule: all of it or nothing, once, and as it was shown.

use crate::support::{
    both_databases,
    decided::{Decided, Given, given, no, stage_of},
};
use convoca::{
    actions::release,
    domain::{
        evaluation::{letter::LetterBody, line},
        money::Money,
        proposal::event::Outcome,
    },
    store,
};
use std::time::Duration;

const ONE: &[i64] = &[2_000_000];

fn four() -> [Given; 4] {
    [
        given([45, 45, 45], &[1_500_000, 500_000]),
        given([40, 40, 40], ONE),
        given([35, 35, 35], ONE),
        given([20, 45, 45], ONE),
    ]
}

/// Rows a release makes, in all tables it touches.
async fn made(
    kit: &Decided,
    app: &crate::support::app::TestApp,
) -> (i64, i64, i64, Vec<&'static str>) {
    let letters = kit.count(app, "letters").await;
    let releases = kit.count(app, "releases").await;
    (letters, releases, kit.budget(app).await.0, kit.stages(app).await)
}

both_databases!(a_release_makes_everything_together, async |app| {
    let kit = Decided::new(app, 4_000_000, &four()).await;
    kit.signed(app).await;
    app.told().await;
    assert_eq!(made(&kit, app).await, (0, 0, 0, vec!["admitted"; 4]));
    kit.release(app).await.unwrap();
    let stages = vec!["awarded", "awarded", "reserve", "declined"];
    assert_eq!(made(&kit, app).await, (4, 1, 4_000_000, stages));
    // One pending transfer for each partner.
    let reserved = store::ledger::reservations(app.desk.database.reads(), kit.proposals[0]).await;
    let mut money: Vec<i64> = reserved
        .unwrap()
        .iter()
        .filter(|one| one.debit.to_string() == "budget")
        .map(|one| one.amount.get())
        .collect();
    money.sort_unstable();
    assert_eq!(money, [500_000, 1_500_000]);
    let counted = store::ledger::overview(app.desk.database.reads(), kit.office.call).await;
    let smes = counted.unwrap().into_iter().find(|account| account.name == "taken:is:smes");
    assert_eq!(smes.unwrap().credits_pending, 3, "three SMEs in two proposals");
    // Each lead and the partner of the first are told, once, and nobody else.
    let told = app.told().await;
    let letters: Vec<_> = told.iter().filter(|m| m.starts_with("result_letter")).collect();
    assert_eq!(letters.len(), 5, "{told:?}");
    assert_eq!(letters.len(), told.len(), "{told:?}");
});

both_databases!(a_release_can_not_be_done_twice, async |app| {
    let kit = Decided::released(app, 4_000_000, &four()).await;
    let (officer, call) = (&kit.office.officer, kit.office.call);
    assert_eq!(no(release::release(&app.desk, officer, call, 0, 5).await), "released_already");
    assert_eq!(no(release::preview(&app.desk, officer, call, 0).await), "released_already");
    let dropped = kit.count(app, "scenarios").await;
    assert_eq!(dropped, 1);
    assert_eq!(kit.count(app, "releases").await, 1);
});

both_databases!(two_releases_at_once_release_once, async |app| {
    let kit = Decided::new(app, 4_000_000, &four()).await;
    kit.signed(app).await;
    let shown = kit.recipients(app).await;
    let press = |who: &convoca::domain::access::Actor| {
        let (desk, who, call) = (app.desk.clone(), who.clone(), kit.office.call);
        async move { release::release(&desk, &who, call, 0, shown).await }
    };
    let mut tasks = tokio::task::JoinSet::new();
    for who in [&kit.office.officer, &kit.second, &kit.office.officer, &kit.second] {
        tasks.spawn(press(who));
    }
    let (well, refused): (Vec<_>, Vec<_>) =
        tasks.join_all().await.into_iter().partition(Result::is_ok);
    assert_eq!(well.len(), 1);
    for one in refused {
        assert_eq!(no(one), "released_already");
    }
    assert_eq!(made(&kit, app).await.0, 4);
    assert_eq!(kit.budget(app).await.0, 4_000_000);
});

both_databases!(a_release_that_is_cut_off_leaves_nothing_or_all, async |app| {
    let kit = Decided::new(app, 4_000_000, &four()).await;
    kit.signed(app).await;
    let shown = kit.recipients(app).await;
    let (officer, call) = (&kit.office.officer, kit.office.call);
    let (mut nothing, mut all) = (0, 0);
    for micros in [0, 500, 1_000, 2_000, 4_000, 8_000, 12_000, 16_000, 24_000, 10_000_000] {
        let cut = release::release(&app.desk, officer, call, 0, shown);
        if micros == 0 {
            // Looked at once and dropped: no machine is so slow or so fast that it is done then.
            tokio::select! {
                biased;
                _done = cut => {}
                () = std::future::ready(()) => {}
            }
        } else {
            drop(tokio::time::timeout(Duration::from_micros(micros), cut).await);
        }
        // A commit that was under way may end between two of the questions.
        let mut seen = made(&kit, app).await;
        loop {
            let again = made(&kit, app).await;
            if again == seen {
                break;
            }
            seen = again;
        }
        match seen {
            (0, 0, 0, stages) if stages == ["admitted"; 4] => nothing += 1,
            (4, 1, 4_000_000, stages)
                if stages == ["awarded", "awarded", "reserve", "declined"] =>
            {
                all += 1;
            }
            part => panic!("after {micros} microseconds: {part:?}"),
        }
    }
    assert!(nothing > 0 && all > 0, "{nothing} {all}");
});

both_databases!(recipients_are_counted_again_before_they_are_told, async |app| {
    let kit = Decided::new(app, 4_000_000, &four()).await;
    kit.signed(app).await;
    let shown = kit.recipients(app).await;
    kit.colleague(app, 2).await;
    let (officer, call) = (&kit.office.officer, kit.office.call);
    let other = release::release(&app.desk, officer, call, 0, shown).await;
    assert_eq!(no(other), "recipients_differ");
    assert_eq!(made(&kit, app).await, (0, 0, 0, vec!["admitted"; 4]));
    release::release(&app.desk, officer, call, 0, shown + 1).await.unwrap();
});

both_databases!(nothing_is_released_without_a_signature, async |app| {
    let kit = Decided::new(app, 4_000_000, &four()).await;
    let settings = kit.settings(app).await;
    let id = kit.keep(app, settings).await;
    kit.propose(app, id).await.unwrap();
    let (officer, call) = (&kit.office.officer, kit.office.call);
    assert_eq!(no(release::release(&app.desk, officer, call, 0, 5).await), "not_signed");
    for who in [&kit.office.finance, &kit.office.auditor] {
        assert_eq!(no(release::release(&app.desk, who, call, 0, 5).await), "forbidden");
    }
    let outside = release::release(&app.desk, &kit.office.stranger, call, 0, 5).await;
    assert_eq!(no(outside), "unseen");
});

both_databases!(every_letter_says_what_was_decided, async |app| {
    let kit = Decided::new(app, 4_000_000, &four()).await;
    let signed = kit.signed(app).await;
    let preview =
        release::preview(&app.desk, &kit.office.officer, kit.office.call, 0).await.unwrap();
    kit.release(app).await.unwrap();
    let drawn = kit.scenario(app, signed).await.drawn;
    let letters = kit.letters(app).await;
    assert_eq!(letters.len(), drawn.line.rows.len());
    for row in &drawn.line.rows {
        let letter = letters.iter().find(|letter| letter.proposal == row.id).unwrap();
        let shown = preview.drafts.iter().find(|draft| draft.proposal == row.id).unwrap();
        assert_eq!(letter.body, shown.body, "as it was previewed");
        assert_eq!(letter.digest, letter.body.digest());
        assert_eq!(LetterBody::from_text(&letter.body.to_text()).as_ref(), Some(&letter.body));
        let outcome = match &row.outcome {
            line::Outcome::Funded { .. } => Outcome::Award,
            line::Outcome::Reserve { .. } => Outcome::Reserve,
            line::Outcome::BelowLine => Outcome::BelowLine,
            line::Outcome::BelowThreshold => Outcome::BelowThreshold,
        };
        assert_eq!(letter.outcome, outcome);
        assert_eq!(letter.place, row.place);
        let amount = if outcome == Outcome::Award { row.requested } else { Money::ZERO };
        assert_eq!(letter.amount, amount);
        let number = kit.proposals.iter().position(|id| *id == row.id).unwrap();
        let stage = kit.stored(app, number).await.proposal.stage.kind();
        assert_eq!(stage, stage_of(outcome));
        let text = letter.body.opening.join("\n");
        assert!(text.contains(&letter.reference), "{text}");
        assert!(!text.contains("{{"), "a place was not filled: {text}");
        assert!(!letter.body.redress.join("\n").contains("{{"));
        assert_eq!(letter.body.marks.len(), 3);
        for mark in &letter.body.marks {
            assert_eq!(mark.comments, [format!("What the experts say of {}.", mark.criterion)]);
        }
    }
    let below = letters.iter().find(|l| l.outcome == Outcome::BelowThreshold).unwrap();
    assert_eq!(below.body.missed.len(), 1, "{:?}", below.body.missed);
    assert!(below.body.missed[0].contains('2'), "{:?}", below.body.missed);
});
