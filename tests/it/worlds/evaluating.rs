//! What experts and the office do with proposals, and who may know of it. The one rule: who
//! evaluates a proposal, and how, is known to them and the office; an administrator, finance, the
//! applicants and the other experts find nothing.

use super::look::{Ids, Look};
use crate::{
    evaluation::world::{World, employer, one, save_page},
    support::{
        app::TestApp,
        both_databases,
        people::{again, staff},
        site::{Site, sign_in},
    },
};
use axum::http::Method;
use convoca::{
    actions::{
        assignment, conflict,
        consensus::{self, PanelLine},
        evaluation, panel,
    },
    domain::{access::Actor, conflict::Weight, ids::ApplicationId, person::StaffRole},
    store,
};

/// The office that reads the panel.
const OFFICE: [&str; 3] = ["officer", "second", "auditor"];

/// Documents that come with a secret.
const DOCUMENTS: [&str; 2] =
    ["00000000-0000-7000-8000-00000000d0c1", "00000000-0000-7000-8000-00000000d0c2"];

fn with<'n>(more: &[&'n str]) -> Vec<&'n str> {
    OFFICE.iter().chain(more).copied().collect()
}

/// Two proposals, six experts and the rest of the world.
struct Place {
    world: World,
    finance: Actor,
    admin: Actor,
    /// Of two organisations; Anna and Bob evaluate it, Dora is one more.
    file: ApplicationId,
    /// Carl's and Bob's.
    other: ApplicationId,
    anna: Actor,
    bob: Actor,
    carl: Actor,
    dora: Actor,
    emil: Actor,
    fred: Actor,
}

async fn place(app: &TestApp) -> Place {
    let world = World::new(app).await;
    let file = world.proposal(app, 1, &[&world.mill, &world.dairy]).await;
    let other = world.proposal(app, 2, &[&world.yard]).await;
    let expert = async |name| world.expert(app, name).await;
    let place = Place {
        finance: staff(app, "finance", StaffRole::Finance).await,
        admin: staff(app, "admin", StaffRole::Admin).await,
        anna: expert("anna").await,
        bob: expert("bob").await,
        carl: expert("carl").await,
        dora: expert("dora").await,
        emil: expert("emil").await,
        fred: world.somebody(app, "fred").await,
        file,
        other,
        world,
    };
    place.world.assign(app, file, &place.anna).await;
    place.world.assign(app, file, &place.bob).await;
    place.world.assign(app, other, &place.bob).await;
    place.world.assign(app, other, &place.carl).await;
    place
}

impl Place {
    async fn look<'w>(&self, app: &'w TestApp) -> Look<'w> {
        let w = &self.world;
        // Organisations came after the people.
        let (mill, dairy) = (again(app, &w.mill.lead).await, again(app, &w.dairy.lead).await);
        let who = [
            ("stranger", &w.stranger),
            ("lead", &mill),
            ("partner", &dairy),
            ("competitor", &w.yard.lead),
            ("officer", &w.officer),
            ("second", &w.second),
            ("auditor", &w.auditor),
            ("finance", &self.finance),
            ("admin", &self.admin),
            ("anna", &self.anna),
            ("bob", &self.bob),
            ("carl", &self.carl),
            ("dora", &self.dora),
            ("emil", &self.emil),
            ("fred", &self.fred),
        ];
        let people = [&self.anna, &self.dora].map(|who| who.person().unwrap().to_string());
        let ids = Ids {
            calls: vec![w.call.to_string()],
            proposals: vec![self.file.to_string(), self.other.to_string()],
            organisations: vec![w.mill.id.to_string(), w.dairy.id.to_string()],
            people: people.to_vec(),
            others: DOCUMENTS.map(|id| ("/attachments/", id.to_owned())).to_vec(),
        };
        Look::new(app, &who, &ids).await
    }
    async fn room(&self, app: &TestApp) -> store::consensus::Consensus {
        let conn = app.desk.database.reads();
        store::consensus::find(conn, self.file, 0).await.unwrap().unwrap()
    }
    async fn draft(&self, app: &TestApp, marks: [&str; 3], seen: i64) {
        let mut typed = Vec::new();
        for (criterion, mark) in ["excellence", "impact", "implementation"].iter().zip(marks) {
            typed.push(one(&format!("mark.{criterion}"), mark, seen));
            typed.push(one(&format!("comment.{criterion}"), "Sound and measured.", seen));
        }
        consensus::draft(&app.desk, &self.anna, self.file, &typed).await.unwrap();
    }
}

both_databases!(who_evaluates_and_how_is_told_to_nobody_else, async |app| {
    let at = place(app).await;
    let (w, desk) = (&at.world, &app.desk);
    let (officer, file) = (&w.officer, at.file);
    let id = |who: &Actor| who.person().unwrap();
    let mut look = at.look(app).await;

    let readers = ["anna", "bob", "lead", "partner", "officer", "second", "auditor", "finance"];
    let annex = w.document(app, file, (DOCUMENTS[0], "annex"), None);
    look.secret("a document the experts read", &readers, annex).await;
    let accounts = w.document(app, file, (DOCUMENTS[1], "accounts"), Some(&w.dairy));
    let readers = ["partner", "lead", "officer", "second", "auditor", "finance"];
    look.secret("a document no expert reads", &readers, accounts).await;
    let change = async { _ = w.invite(app, "fred", (0, 3)).await };
    look.secret("an invitation to the panel", &with(&["fred"]), change).await;
    let change = async { panel::decline(desk, &at.fred, w.call, "No time.").await.unwrap() };
    look.secret("that it was declined", &with(&["fred"]), change).await;
    let member = store::panel::find(desk.database.reads(), w.call, id(&at.emil)).await.unwrap();
    let (emil, seen) = (id(&at.emil), member.unwrap().version);
    let change =
        async { panel::set_load(desk, officer, w.call, emil, (1, 4), seen).await.unwrap() };
    look.secret("how many an expert takes", &with(&["emil"]), change).await;

    look.secret("an assignment", &with(&["dora"]), w.assign(app, file, &at.dora)).await;
    let off = assignment::take_off(desk, officer, file, id(&at.dora), "Too many.");
    look.secret("that it ended", &with(&["dora"]), async { off.await.unwrap() }).await;
    let weight = Weight::Disqualifying;
    let entered = conflict::enter(desk, officer, file, emil, weight, "A cousin.");
    look.secret("a conflict", &with(&[]), async { entered.await.unwrap() }).await;
    let page = save_page(app, &at.carl, vec![employer("Mill Tools AG", "AT", "2021-01-01", "")]);
    look.secret("whom an expert works for", &["carl", "officer", "second", "auditor"], page).await;
    at.reports(app, &mut look).await;
    at.consensus(app, &mut look).await;
    look.kept(21);
});

both_databases!(an_evaluator_reads_on_pages_of_their_own_alone, async |app| {
    let at = place(app).await;
    let site = Site::new(app);
    let key = sign_in(app, &at.anna).await;
    let (file, mill) = (at.file, at.world.mill.id);
    let own = format!("/evaluation/proposals/{file}");
    assert_eq!(site.ask(&Method::GET, &own, "", Some(&key)).await.status, 200);
    let parts = format!("parts/{mill}");
    let declaration = format!("parts/{mill}/declaration");
    for page in ["", "partners", "receipt", "clarification", "documents/receipt", "letter"]
        .into_iter()
        .chain([parts.as_str(), declaration.as_str()])
    {
        let path = format!("/proposals/{file}/{page}");
        let reply = site.ask(&Method::GET, path.trim_end_matches('/'), "", Some(&key)).await;
        // 403: of the letter and the clarification nothing is said, not even whether there is one.
        assert!([403, 404].contains(&reply.status), "{path}: {}", reply.status);
    }
});

impl Place {
    /// From the first word of a report to the last one delivered.
    async fn reports(&self, app: &TestApp, look: &mut Look<'_>) {
        let (w, desk, file) = (&self.world, &app.desk, self.file);
        let own = ["anna", "officer", "second", "auditor"];
        let score = w.score(app, file, &self.anna, ["4", "4", "4"]);
        look.secret("a report being written", &own, score).await;
        let typed = [one("mark.impact", "2", 1)];
        let change = async {
            evaluation::save(desk, &self.anna, file, &typed).await.unwrap();
        };
        look.secret("a mark in it", &own, change).await;
        let change = async { drop(evaluation::deliver(desk, &self.anna, file).await.unwrap()) };
        look.secret("a report delivered", &own, change).await;
        let typed = [one("mark.impact", "3", 2)];
        let change = async {
            evaluation::revise(desk, &self.anna, file, &typed, "Read again.").await.unwrap();
        };
        look.secret("a mark changed after", &own, change).await;
        let report = w.deliver(app, file, &self.bob, ["3", "3.5", "4"]);
        look.secret("another's report", &with(&["bob"]), report).await;
        let change = async {
            w.assign(app, file, &self.dora).await;
            w.deliver(app, file, &self.dora, ["3", "3", "3"]).await;
        };
        look.secret("the third report", &with(&["dora"]), change).await;
    }
    /// From the open room to what the panel changes.
    async fn consensus(&self, app: &TestApp, look: &mut Look<'_>) {
        let (desk, officer, file) = (&app.desk, &self.world.officer, self.file);
        let room = with(&["anna", "bob", "dora"]);
        let id = self.anna.person().unwrap();
        let open = async { consensus::open(desk, officer, file, id).await.unwrap() };
        look.secret("an open consensus", &room, open).await;
        look.secret("a draft of it", &room, self.draft(app, ["4", "3", "4"], 0)).await;
        let seen = self.room(app).await.version;
        let says = async |who, dissent| {
            consensus::take_position(desk, who, file, seen, dissent).await.unwrap();
        };
        let change = says(&self.bob, Some("The market is smaller."));
        look.secret("a dissent", &room, change).await;
        let change = async {
            says(&self.anna, None).await;
            says(&self.dora, None).await;
        };
        look.secret("two who agree", &room, change).await;
        let close = async { _ = consensus::close(desk, officer, file, seen).await.unwrap() };
        look.secret("final marks", &room, close).await;
        let seen = self.room(app).await.version;
        let line = |criterion: &str| PanelLine {
            criterion: criterion.to_owned(),
            mark: "3".to_owned(),
            comment: String::new(),
        };
        let lines = ["excellence", "impact", "implementation"].map(line);
        let change = consensus::change(desk, officer, file, seen, &lines, "For consistency.");
        look.secret("marks changed by the panel", &room, async { change.await.unwrap() }).await;
    }
}
