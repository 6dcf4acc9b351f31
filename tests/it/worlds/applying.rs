//! What a consortium writes, and what is asked and flagged about it. The one rule: a draft is its
//! consortium's, an enterprise's figures its own and the lead's, an answer that was not sent yet is
//! not there for the office, and what officers note is told to no applicant.

use super::look::{Ids, Look};
use crate::{
    checking::verbs::cleared,
    evaluation::world::one,
    support::{
        app::{TestApp, morning},
        both_databases,
        pdf::pdf,
        people::{Party, again, party},
        proposals::Consortium,
    },
};
use convoca::{
    actions::{
        clarify, hand_in,
        partner::{self, InviteForm},
        proposal,
        proposal_check::{self, Question},
        proposal_document,
        report::Upload,
    },
    domain::{access::Actor, ids::ApplicationId},
    store::{answers::ProposalForm, sql},
};

/// The office that reads proposals.
const READS: [&str; 3] = ["officer", "auditor", "finance"];

fn and<'n>(office: &[&'n str], more: &[&'n str]) -> Vec<&'n str> {
    office.iter().chain(more).copied().collect()
}

/// A world that differs in a value alone, without a trace of who changed it.
async fn set(app: &TestApp, statement: &str, id: ApplicationId) {
    let changed = sql::run(app.desk.database.reads(), statement, vec![id.into()]).await.unwrap();
    assert!(changed > 0, "{statement}");
}

/// A draft of three organisations, and a rival with a draft of its own.
struct Place {
    c: Consortium,
    rival: Party,
    file: ApplicationId,
    other: ApplicationId,
}

impl Place {
    async fn new(app: &TestApp) -> Self {
        let c = Consortium::new(app).await;
        let rival = party(app, "rival", "sme", "PT").await;
        let file = c.ready(app).await;
        let (desk, call) = (&app.desk, c.office.call);
        let start = proposal::start(desk, &rival.lead, call, rival.id, "demonstration");
        Self { other: start.await.unwrap(), c, rival, file }
    }
    async fn look<'w>(&self, app: &'w TestApp) -> Look<'w> {
        let (c, o) = (&self.c, &self.c.office);
        let again = async |who: &Actor| again(app, who).await;
        let (lead, rival) = (again(&c.lead.lead).await, again(&self.rival.lead).await);
        let partners = [again(&c.partners[0].lead).await, again(&c.partners[1].lead).await];
        let who = [
            ("stranger", &o.stranger),
            ("lead", &lead),
            ("one", &partners[0]),
            ("two", &partners[1]),
            ("rival", &rival),
            ("officer", &o.officer),
            ("auditor", &o.auditor),
            ("finance", &o.finance),
            ("admin", &o.admin),
        ];
        let ids = Ids {
            calls: vec![o.call.to_string()],
            proposals: vec![self.file.to_string(), self.other.to_string()],
            organisations: [&c.lead, &c.partners[0]].map(|party| party.id.to_string()).to_vec(),
            ..Ids::default()
        };
        Look::new(app, &who, &ids).await
    }
    /// A figure of the first partner's enterprise, which stays as small as it is.
    async fn figure(&self, app: &TestApp, from: u32, to: u32) {
        let partner = self.c.partners[0].id;
        let statement = format!(
            "update partners set declaration = replace(declaration, '{from}', '{to}') \
             where proposal_id = $1 and position = 1"
        );
        assert_eq!(self.c.part(app, self.file, partner).await.position, 1);
        set(app, &statement, self.file).await;
    }
}

both_databases!(what_is_written_is_told_to_its_consortium_alone, async |app| {
    let at = Place::new(app).await;
    let (c, desk, rival) = (&at.c, &app.desk, &at.rival.lead);
    let mut look = at.look(app).await;
    let typed = async {
        let typed = [one("title", "A title that Q alone knows", 0)];
        let form = ProposalForm::Round(0);
        proposal::save_answers(desk, rival, at.other, form, &typed).await.unwrap();
    };
    // The auditor's trail has it that somebody writes; an officer's has nothing of a draft.
    look.secret("an answer in a draft", &["rival", "auditor"], typed).await;
    let added = async {
        let bytes = pdf("A drawing that Q alone has", 1);
        let upload = Upload { kind: "annex".into(), name: "q.pdf".into(), bytes };
        proposal_document::add(desk, rival, at.other, None, upload).await.unwrap();
    };
    look.secret("a document in a draft", &["rival", "auditor"], added).await;
    let invited = async {
        let form = InviteForm {
            address: "one@example.org".to_owned(),
            name: "one".to_owned(),
            note: "Shall we?".to_owned(),
        };
        let id = partner::invite(desk, rival, at.other, &form).await.unwrap();
        partner::accept(desk, &c.partners[0].lead, id, c.partners[0].id).await.unwrap();
    };
    // Officers see how many mails wait, not whose.
    let concerned = ["rival", "one", "officer", "auditor"];
    look.secret("that a partner joins another's draft", &concerned, invited).await;
    let figure = at.figure(app, 50_000_000, 51_000_000);
    look.secret("a figure of a partner's enterprise", &["lead", "one"], figure).await;
    let consortium = ["lead", "one", "two"];
    let handed_in = async {
        let seen = c.seen(app, at.file).await;
        _ = hand_in::submit(desk, &c.lead.lead, at.file, seen).await.unwrap();
    };
    look.secret("that it is handed in", &and(&READS, &consortium), handed_in).await;
    let figure = at.figure(app, 51_000_000, 52_000_000);
    look.secret("the figure, handed in", &and(&READS, &["lead", "one"]), figure).await;
    let statement = "update proposals set stage = 'submitted', submitted_at = 1, \
         stage_facts = '{\"stage\":\"submitted\",\"at\":1}' where id = $1";
    // Enough for a flag: nothing else reads the column alone.
    let flag = set(app, statement, at.other);
    // Neither the lead nor the other partner of the first proposal learns of the second.
    look.secret("a partner in two proposals", &and(&READS, &["one", "rival"]), flag).await;
    let statement = "update proposals set stage = 'draft', submitted_at = null, \
         stage_facts = '{\"stage\":\"draft\"}' where id = $1";
    look.step(set(app, statement, at.other)).await;
    let checked = cleared(app, c, at.file);
    look.secret("what an officer checked", &READS, checked).await;
    at.clarified(app, &mut look).await;
    look.kept(12);
});

impl Place {
    /// A question, its answer while it is typed, and the admission.
    async fn clarified(&self, app: &TestApp, look: &mut Look<'_>) {
        let (c, desk, officer) = (&self.c, &app.desk, &self.c.office.officer);
        let consortium = ["lead", "one", "two"];
        let asked = async {
            let question = Question {
                text: "What does the work cost?".to_owned(),
                fields: vec!["budget".to_owned()],
                due_at: morning("2023-02-20"),
            };
            let seen = c.seen(app, self.file).await;
            proposal_check::ask(desk, officer, self.file, seen, &question).await.unwrap();
        };
        let all = and(&READS, &consortium);
        look.secret("a question of the office", &all, asked).await;
        let typed = async {
            let typed = [one("budget", "Between us: about half of it.", 1)];
            clarify::save(desk, &c.lead.lead, self.file, &typed).await.unwrap();
        };
        look.step(typed).await;
        let statement = "update answers set value = 'Rather a third of it.' \
             where application_id = $1 and form = 'round:0' and field = 'budget'";
        look.secret("an answer not sent", &consortium, set(app, statement, self.file)).await;
        let statement = "update answers set value = (select value from answers x where \
             x.application_id = answers.application_id and x.field = 'objective') \
             where application_id = $1 and form = 'round:0' and field = 'budget'";
        look.step(set(app, statement, self.file)).await;
        look.step(async { clarify::send(desk, &c.lead.lead, self.file).await.unwrap() }).await;
        let admitted = async {
            cleared(app, c, self.file).await;
            let seen = c.seen(app, self.file).await;
            proposal_check::admit(desk, officer, self.file, seen).await.unwrap();
        };
        look.secret("that it is admitted", &all, admitted).await;
        let withdrawn = async {
            let seen = c.seen(app, self.file).await;
            proposal::withdraw(desk, &c.lead.lead, self.file, seen).await.unwrap();
        };
        look.secret("that it is withdrawn", &all, withdrawn).await;
    }
}
