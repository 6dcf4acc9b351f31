//! The screen: the organisations that apply in a call, names only, each answered before anything
//! else is seen. The one rule: no proposal, no number of proposals and no title stands here.

use super::invitation::panel;
use crate::{
    actions::panel::{self as verbs, ScreenAnswer},
    domain::{
        access::Act,
        conflict::Weight,
        country::Country,
        form::Fault,
        ids::CallId,
        refusal::{FieldRefusal, Refusal},
    },
    http::{Answer, Ctx, Fail, Id, Said, Typed},
    queries::evaluation::{self as read, Applying, Panel},
    render::{
        Link, Page, Shell,
        form::{FaultLink, FieldView, Input, fault_links},
    },
};
use axum::http::StatusCode;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Screen {
    shell: Shell,
    rows: Vec<Row>,
    answered: Vec<String>,
    faults: Vec<FaultLink>,
    unsigned: bool,
    send: Link,
    contract: Link,
    list: Link,
}

/// One organisation.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    choice: FieldView,
    note: FieldView,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>) -> Answer {
    let found = panel(&ctx, id, Act::WorkOnPanel).await?;
    let page = page(&ctx, &found, None, &[]).await?;
    ctx.page(&page)
}

async fn page(
    ctx: &Ctx,
    found: &Panel,
    typed: Option<&Typed>,
    faults: &[Fault],
) -> Result<Screen, Fail> {
    let id = found.call_id;
    let unsigned = found.contract_at.is_none();
    let all = if unsigned {
        Vec::new()
    } else {
        read::applying(ctx.state.desk.database.reads(), id).await?
    };
    let is_new = |one: &&Applying| found.screened_at.is_none_or(|at| one.since > at);
    let rows: Vec<Row> = all.iter().filter(is_new).map(|one| row(one, typed, faults)).collect();
    let answered = all.iter().filter(|one| !is_new(one)).map(named).collect();
    let title = match rows.len() {
        0 => "The organisations that apply".to_owned(),
        1 => "Do you have a conflict of interest with this organisation?".to_owned(),
        many => format!("Do you have a conflict of interest with any of {many} organisations?"),
    };
    let fields = rows.iter().flat_map(|row| [&row.choice, &row.note]);
    Ok(Screen {
        shell: ctx.shell(title).back("My work", Link::Desk).crumb(found.call.clone()),
        faults: fault_links(fields),
        rows,
        answered,
        unsigned,
        send: Link::Screen(id),
        contract: Link::ExpertContract(id),
        list: Link::Evaluation(id),
    })
}

fn named(one: &Applying) -> String {
    let country = one.country.parse().map_or("", Country::name);
    format!("{}, {country}", one.name)
}

const NONE: &str = "none";
const POTENTIAL: &str = "potential";
const DISQUALIFYING: &str = "disqualifying";

fn row(one: &Applying, typed: Option<&Typed>, faults: &[Fault]) -> Row {
    let (choice, note) =
        (format!("org.{}", one.organisation_id), format!("note.{}", one.organisation_id));
    let said = |name: &str| typed.map_or("", |typed| typed.get(name)).to_owned();
    let why = |name: &str| faults.iter().find(|f| f.field == name).map(|f| &f.why);
    let options = [
        (NONE, "No conflict"),
        (POTENTIAL, "Something others could take for one"),
        (DISQUALIFYING, "Yes: I can't judge them"),
    ];
    Row {
        name: named(one),
        choice: FieldView::new(Input::Choice, choice.clone(), named(one))
            .options(options)
            .value(said(&choice))
            .fault(why(&choice)),
        note: FieldView::new(Input::Line, note.clone(), format!("In a few words: {}", one.name))
            .hint("Needed where there is a conflict.")
            .optional()
            .value(said(&note))
            .fault(why(&note)),
    }
}

/// Keeps the answers.
pub async fn answer(ctx: Ctx, Id(id): Id<CallId>, typed: Typed) -> Answer {
    let found = panel(&ctx, id, Act::WorkOnPanel).await?;
    let desk = &ctx.state.desk;
    let all = read::applying(desk.database.reads(), id).await?;
    let given: Vec<ScreenAnswer> = all
        .iter()
        .filter_map(|one| {
            let conflict = match typed.get(&format!("org.{}", one.organisation_id)) {
                NONE => None,
                POTENTIAL => Some(Weight::Potential),
                DISQUALIFYING => Some(Weight::Disqualifying),
                _unanswered => return None,
            };
            let note = typed.get(&format!("note.{}", one.organisation_id)).to_owned();
            Some(ScreenAnswer { organisation: one.organisation_id, conflict, note })
        })
        .collect();
    match verbs::answer_screen(desk, &ctx.actor, id, &given).await {
        Ok(()) => Ok(ctx.go(&Link::Evaluation(id), Said::ScreenAnswered)),
        Err(err) => {
            if let Some(Refusal::FormIncomplete { faults }) = err.refusal() {
                let page = page(&ctx, &found, Some(&typed), faults).await?;
                return ctx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
            }
            Err(Fail::from_action(err, Link::Screen(id)))
        }
    }
}

impl Page for Screen {
    const TEMPLATE: &'static str = "pages/expert/screen.html";
    fn samples() -> Vec<Self> {
        let one = Applying {
            organisation_id: crate::domain::ids::OrganisationId(uuid::Uuid::nil()),
            name: "Tecnotex Lda".to_owned(),
            country: "PT".to_owned(),
            since: crate::domain::moment::Moment::from_millis(0),
        };
        let field = format!("org.{}", one.organisation_id);
        let fault = Fault { field, label: "Tecnotex Lda".to_owned(), why: FieldRefusal::Missing };
        let page = |rows: Vec<Row>, unsigned| Self {
            shell: Shell::sample("The organisations that apply"),
            faults: fault_links(rows.iter().map(|row| &row.choice)),
            rows,
            answered: vec!["Dansk Farve A/S, Denmark".to_owned()],
            unsigned,
            send: Link::Home,
            contract: Link::Home,
            list: Link::Home,
        };
        vec![
            page(vec![row(&one, None, &[])], false),
            page(vec![row(&one, None, &[fault])], false),
            page(Vec::new(), true),
        ]
    }
}
