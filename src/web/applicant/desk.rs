//! "My work": what waits for the reader, then their files. The one rule: a fixed number of reads,
//! whatever there is; what waits longest or ends first stands on top.

use super::{desk_proposals, desk_work, profile_form};
use crate::{
    actions::ActionError,
    domain::{
        access::{Act, Subject},
        application::StageKind,
    },
    http::{Answer, Ctx},
    queries::{
        desk::{self as read, CallRow, FileRow, ProfileRow},
        proposal as proposals,
    },
    render::{Link, Page, Shell, Tone, day_text, moment_text, parts::WorkItem, words},
    web::finance::owed,
};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Desk {
    shell: Shell,
    waits: Vec<WorkItem>,
    visits: Vec<WorkItem>,
    hosted: Vec<WorkItem>,
    /// Proposals of scored calls.
    proposals: Vec<WorkItem>,
    office: Vec<OfficeLine>,
    /// Belongs to no organisation, has no post and nothing to evaluate: where to begin.
    is_new: bool,
    /// Belongs to one, and no file is there yet.
    begins: bool,
    calls: Link,
    organisations: Link,
    new_organisation: Link,
}

/// A call and where the reader works in it.
#[derive(Debug, Serialize)]
struct OfficeLine {
    title: String,
    href: Link,
    also: Vec<(String, Link)>,
    detail: String,
}

/// Shows it.
pub async fn show(ctx: Ctx) -> Answer {
    let person = ctx.person()?;
    let database = &ctx.state.desk.database;
    let files = read::files(database, person).await?;
    let is_coordinator = ctx.actor.coordinates().next().is_some();
    let led = if is_coordinator { read::coordinated(database, person).await? } else { Vec::new() };
    let signed = read::signed(database, person).await?;
    let profiles = read::profiles(database, person).await?;
    let written = proposals::of_person(database, person).await?;
    let invited = proposals::invited(database, person).await?;
    let panels = proposals::panels(database, person).await?;
    let staff = ctx.actor.reads_all();
    let calls = if staff || is_coordinator {
        read::calls(database, person, staff).await?
    } else {
        Vec::new()
    };
    let shell = ctx.shell("");
    let mut waits = desk_work::of_files(&ctx, &files, &led, &signed).map_err(ActionError::from)?;
    let work = desk_proposals::waits(&ctx, &written, &invited, &panels);
    waits.extend(work.map_err(ActionError::from)?);
    waits.extend(profiles.iter().filter(|p| p.stage != "submitted").map(|p| to_finish(&shell, p)));
    let as_expert = crate::web::expert::waits::load(&ctx).await?;
    let no_post = ctx.actor.roles.is_empty() && as_expert.is_empty();
    waits.extend(as_expert);
    waits.extend(owed::waits(&ctx, person).await?);
    let may_assess = |call: &CallRow| {
        call.profiles > 0 && (is_coordinator || ctx.may(Act::ManageCall, &Subject::Office))
    };
    waits.extend(calls.iter().filter(|call| may_assess(call)).map(to_assess));
    let title = match waits.len() {
        0 => "Nothing waits for you".to_owned(),
        1 => "1 thing waits for you".to_owned(),
        many => format!("{many} things wait for you"),
    };
    let mine = |row: &&FileRow| ctx.actor.role_in(row.visitor_id).is_some();
    let visits = files.iter().filter(mine).map(|row| item(&shell, row)).collect();
    let hosted = files.iter().filter(|row| !mine(row)).map(|row| item(&shell, row)).collect();
    let page = Desk {
        shell: ctx.shell(title),
        waits,
        visits,
        hosted,
        proposals: desk_proposals::list(&shell, &written).map_err(ActionError::from)?,
        office: if staff {
            calls.iter().map(|c| office(&ctx, &shell, c)).collect()
        } else {
            Vec::new()
        },
        begins: files.is_empty() && written.is_empty() && !ctx.actor.member_of.is_empty(),
        is_new: ctx.actor.member_of.is_empty() && no_post,
        calls: Link::Home,
        organisations: Link::Organisations,
        new_organisation: Link::OrganisationNew,
    };
    ctx.page(&page)
}

/// One file in a list.
fn item(shell: &Shell, row: &FileRow) -> WorkItem {
    let stay = match row.stay_from.zip(row.stay_to) {
        Some((from, to)) => format!("{} to {}", day_text(from), day_text(to)),
        None => "days not set".to_owned(),
    };
    let chip = StageKind::from_code(&row.stage).map(|kind| words::stage(kind).applicant_chip());
    WorkItem {
        label: format!("{} visits {}", row.visitor, row.host),
        href: Link::Application(row.id).into(),
        detail: format!(
            "{} · {stay} · last step {}",
            row.reference,
            moment_text(row.changed_at, shell.zone)
        ),
        chip,
    }
}

fn to_finish(shell: &Shell, row: &ProfileRow) -> WorkItem {
    let id = row.organisation_id.to_string();
    WorkItem {
        label: format!("Finish the profile of {}", row.organisation),
        href: Link::Profile(row.call_id).with(&[("organisation", &id)]),
        detail: format!("{} · before {}", row.call, moment_text(row.deadline, shell.zone)),
        chip: Some(profile_form::stage_chip(Some(&row.stage))),
    }
}

fn to_assess(row: &CallRow) -> WorkItem {
    let many = if row.profiles == 1 { "1 profile" } else { "the profiles" };
    WorkItem {
        label: format!("Look at {many} handed in"),
        href: Link::Profiles(row.id).into(),
        detail: row.title.clone(),
        chip: Some(words::Chip::new(Tone::Warn, format!("{} waiting", row.profiles))),
    }
}

fn office(ctx: &Ctx, shell: &Shell, row: &CallRow) -> OfficeLine {
    let mut also = vec![("Applications".to_owned(), Link::Queue(row.id))];
    if ctx.may(Act::SeePayments, &Subject::Office) {
        also.push(("Payments".to_owned(), Link::Payments(row.id)));
    }
    OfficeLine {
        title: row.title.clone(),
        href: Link::Overview(row.id),
        also,
        detail: format!("Deadline {}", moment_text(row.deadline, shell.zone)),
    }
}

impl Page for Desk {
    const TEMPLATE: &'static str = "pages/applicant/desk.html";
    fn samples() -> Vec<Self> {
        let line = || OfficeLine {
            title: "ClusterXchange 2027".to_owned(),
            href: Link::Home,
            also: vec![("Payments".to_owned(), Link::Home)],
            detail: "Deadline 31 January 2027".to_owned(),
        };
        let page = |title: &str, work: fn() -> Vec<WorkItem>, office, is_new| Self {
            shell: Shell::sample(title),
            waits: work(),
            visits: work(),
            hosted: work(),
            proposals: work(),
            office,
            is_new,
            begins: !is_new,
            calls: Link::Home,
            organisations: Link::Organisations,
            new_organisation: Link::OrganisationNew,
        };
        vec![
            page("2 things wait for you", super::samples::work, vec![line()], false),
            page("Nothing waits for you", Vec::new, Vec::new(), true),
        ]
    }
}
