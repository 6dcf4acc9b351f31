//! The office's pages of a decision, by hand and without a script. The one rule: each button does
//! what its verb does, and a page shows what was decided, no more.

use crate::support::{
    app::TestApp,
    both_databases,
    decided::{Decided, Given, given},
    site::{Reply, Site, sign_in},
};
use axum::http::Method;

const ONE: &[i64] = &[2_000_000];

struct Hand<'a> {
    site: &'a Site,
    key: String,
}

impl Hand<'_> {
    async fn see(&self, path: &str) -> String {
        let reply = self.site.ask(&Method::GET, path, "", Some(&self.key)).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.body
    }
    async fn press(&self, path: &str, form: &str) -> Reply {
        self.site.ask(&Method::POST, path, form, Some(&self.key)).await
    }
}

/// The value of a hidden field.
#[track_caller]
fn hidden(body: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let from = body.find(&mark).unwrap_or_else(|| panic!("no {name} in {body}")) + mark.len();
    body[from..].split('"').next().unwrap().to_owned()
}

async fn hands<'a>(app: &TestApp, kit: &Decided, site: &'a Site) -> (Hand<'a>, Hand<'a>) {
    let first = sign_in(app, &kit.office.officer).await;
    let second = sign_in(app, &kit.second).await;
    (Hand { site, key: first }, Hand { site, key: second })
}

both_databases!(two_officers_rank_sign_and_release_by_hand, async |app| {
    let all = [given([45, 45, 45], ONE), given([40, 40, 40], ONE), given([20, 40, 40], ONE)];
    let kit = Decided::new(app, 2_000_000, &all).await;
    let site = Site::new(app);
    let (first, second) = hands(app, &kit, &site).await;
    let call = kit.office.call;
    let ranking = format!("/office/calls/{call}/ranking");
    let body = first.see(&ranking).await;
    assert!(body.contains("1 proposal above the line of") && body.contains("INV-2023-0002"));
    assert!(body.contains("Weighted total") && body.contains("Below a threshold"), "{body}");
    // A what-if lives in the address and keeps nothing.
    let more = first.see(&format!("{ranking}?line=20000&added=20000&policy=skip")).await;
    assert!(more.contains("2 proposals above the line of"), "{more}");
    let nonsense = first.see(&format!("{ranking}?line=much")).await;
    assert!(nonsense.contains("class=\"sum\""), "a wrong amount is said");
    assert_eq!(kit.count(app, "scenarios").await, 0);
    let line = hidden(&body, "line");
    assert_eq!(first.press(&ranking, "act=keep&name=").await.status, 422);
    let kept = format!("act=keep&name=As+it+is&policy=stop&line={line}");
    assert_eq!(first.press(&ranking, &kept).await.status, 303);
    let body = first.see(&ranking).await;
    let (id, seen) = (hidden(&body, "scenario"), hidden(&body, "seen"));
    let compared = first.see(&format!("{ranking}?line=40000&compare={id}")).await;
    assert!(compared.contains("Would be funded") && compared.contains("place 2"), "{compared}");
    let act = |act: &str, seen: &str| format!("act={act}&scenario={id}&seen={seen}");
    assert_eq!(first.press(&ranking, &act("sign", &seen)).await.status, 409);
    assert_eq!(first.press(&ranking, &act("propose", &seen)).await.status, 303);
    let seen = hidden(&first.see(&ranking).await, "seen");
    assert!(!first.see(&ranking).await.contains("value=\"sign\""), "own proposals aren't signed");
    assert_eq!(first.press(&ranking, &act("sign", &seen)).await.status, 409);
    assert!(second.see(&ranking).await.contains("value=\"sign\""));
    assert_eq!(second.press(&ranking, &act("sign", &seen)).await.status, 303);
    let release = format!("/office/calls/{call}/release");
    let body = first.see(&release).await;
    assert!(body.contains("3 letters are ready to go out"), "{body}");
    let shown = hidden(&body, "shown");
    assert_eq!(first.press(&release, "shown=99").await.status, 409);
    assert_eq!(kit.count(app, "letters").await, 0);
    assert_eq!(first.press(&release, &format!("shown={shown}")).await.status, 303);
    assert_eq!(second.press(&release, &format!("shown={shown}")).await.status, 409);
    let results = first.see(&format!("/office/calls/{call}/results")).await;
    assert!(results.contains("Released on") && results.contains("not opened yet"));
    let public = site.ask(&Method::GET, &format!("/calls/{call}/results"), "", None).await;
    assert!(public.body.contains("lead-1 Ltd, Portugal"), "{}", public.body);
    assert!(public.body.contains("20,000"), "{}", public.body);
});

both_databases!(the_list_the_reviews_and_the_standing_have_their_pages, async |app| {
    let all = [given([45, 45, 45], ONE), given([40, 40, 40], ONE)];
    let kit = Decided::new(app, 2_000_000, &all).await;
    let site = Site::new(app);
    let (officer, _) = hands(app, &kit, &site).await;
    let base = format!("/office/calls/{}", kit.office.call);
    assert!(officer.see(&format!("{base}/reserve")).await.contains("There is no reserve list yet"));
    assert!(officer.see(&format!("{base}/results")).await.contains("Nothing is released yet"));
    assert!(officer.see(&format!("{base}/release")).await.contains("No ranking is signed yet"));
    assert!(officer.see(&format!("{base}/draw")).await.contains("No draw yet"));
    kit.signed(app).await;
    kit.release(app).await.unwrap();
    let reserve = format!("{base}/reserve");
    let body = officer.see(&reserve).await;
    assert!(body.contains("1 proposal waits") && body.contains("The next lacks"), "{body}");
    assert_eq!(officer.press(&reserve, "amount=much").await.status, 422);
    assert_eq!(officer.press(&reserve, "amount=1").await.status, 422);
    let id = kit.ask_redress(app, 1).await;
    let reviews = format!("{base}/redress");
    let body = officer.see(&reviews).await;
    assert!(body.contains("1 review is open") && body.contains("speaks of another proposal"));
    let decide = |decision: &str, reason: &str| {
        format!("redress={id}&seen=1&act=decide&decision={decision}&reason={reason}")
    };
    assert_eq!(officer.press(&reviews, &decide("reject", "")).await.status, 422);
    assert_eq!(officer.press(&reviews, &decide("", "why")).await.status, 422);
    assert_eq!(officer.press(&reviews, &decide("anew", "Right")).await.status, 303);
    let body = officer.see(&reviews).await;
    assert!(body.contains("upheld, evaluated anew") && body.contains("value=\"place\""), "{body}");
    // Marks are still the old ones, and final once more: nothing changes.
    kit.mark(app, kit.proposals[1], [40, 40, 40]).await;
    let place = format!("redress={id}&seen=2&act=place&reason=Same");
    assert_eq!(officer.press(&reviews, &place).await.status, 303);
    assert!(officer.see(&reserve).await.contains("was upheld"));
    let standing = officer.see(&format!("{base}/standing")).await;
    assert!(standing.contains("SMEs supported") && standing.contains("Euro to SMEs, cash alone"));
    assert!(standing.contains("done in time") && standing.contains("Portugal"), "{standing}");
});

both_databases!(a_small_voucher_is_decided_on_its_page, async |app| {
    let small =
        Given { kind: "small", marks: Some([40, 40, 40]), shares: &[400_000], topics: "health" };
    let kit = Decided::new(app, 1_000_000, &[small]).await;
    let site = Site::new(app);
    let (officer, _) = hands(app, &kit, &site).await;
    let page = format!("/office/proposals/{}/ruling", kit.proposals[0]);
    let body = officer.see(&page).await;
    assert!(body.contains("The letter that would go out"), "{body}");
    let outcome = hidden(&body, "outcome");
    assert_eq!(outcome, "award");
    assert_eq!(officer.press(&page, "outcome=below_line").await.status, 409);
    assert_eq!(officer.press(&page, &format!("outcome={outcome}")).await.status, 303);
    assert_eq!(kit.stages(app).await, ["awarded"]);
    let lead = sign_in(app, &kit.leads[0].lead).await;
    let outside = site.ask(&Method::GET, &page, "", Some(&lead)).await;
    assert_eq!(outside.status, 404);
});
