//! The profiles of a call that wait to be assessed. The one rule: the oldest stands first, and a
//! coordinator sees those of their own partnerships only.

use super::parts::{self, OfficeCall};
use crate::{
    domain::{
        access::{Act, Subject},
        country::Country,
        ids::{CallId, PersonId, ProfileId},
        moment::Moment,
        organisation::OrganisationKind,
    },
    http::{Answer, Ctx, Fail, Id, Typed},
    queries::profiles::{self as query, Line, PAGE},
    render::{Link, Page, Shell, parts::Pager, shell::NavItem, words},
};
use axum::extract::Query;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Profiles {
    shell: Shell,
    tabs: Vec<NavItem>,
    stages: Vec<NavItem>,
    rows: Vec<Row>,
    pager: Pager,
}

/// A profile.
#[derive(Debug, Serialize)]
struct Row {
    href: String,
    organisation: String,
    is: String,
    partnership: String,
    wants: &'static str,
    since: Moment,
}

const STAGES: [(&str, &str); 3] =
    [("submitted", "to assess"), ("accepted", "accepted"), ("rejected", "sent back")];

/// `GET /office/calls/{id}/profiles`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let (shell, tabs, of) = frame(&ctx, id).await?;
    let asked = Typed(asked);
    let wanted = STAGES.iter().find(|(code, _)| *code == asked.get("stage")).unwrap_or(&STAGES[0]);
    let after = asked.get("after").split_once('-').and_then(|(at, id)| {
        Some((Moment::from_millis(at.parse().ok()?), id.parse::<ProfileId>().ok()?))
    });
    let conn = ctx.state.desk.database.reads();
    let mut lines = query::list(conn, id, wanted.0, of, after).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let address = |after: &str| Link::Profiles(id).with(&[("stage", wanted.0), ("after", after)]);
    let next = lines.last().filter(|_| more);
    let next = next.map(|last| address(&format!("{}-{}", last.changed_at.millis(), last.id)));
    let stage = |(code, label): &(&str, &str)| NavItem {
        label: (*label).to_owned(),
        href: Link::Profiles(id).with(&[("stage", code)]),
        current: *code == wanted.0,
    };
    let shown = lines.len();
    let count = if more { format!("{PAGE} and more") } else { shown.to_string() };
    let noun = if shown == 1 { "profile" } else { "profiles" };
    let page = Profiles {
        shell: shell(format!("{count} {noun} {}", wanted.1)),
        tabs,
        stages: STAGES.iter().map(stage).collect(),
        rows: lines.into_iter().map(row).collect(),
        pager: Pager {
            says: format!("{shown} on this page, the oldest first"),
            first: after.is_some().then(|| address("")),
            next,
        },
    };
    ctx.page(&page)
}

/// Makes the page's frame from its title.
type Frame<'c> = Box<dyn FnOnce(String) -> Shell + Send + 'c>;

/// The frame, the tabs, and whose partnerships' profiles are listed (`None` for all). The office
/// stands in its call; a coordinator comes from their desk.
async fn frame(ctx: &Ctx, id: CallId) -> Result<(Frame<'_>, Vec<NavItem>, Option<PersonId>), Fail> {
    if ctx.may(Act::SeeOffice, &Subject::Office) && parts::sees_profiles(ctx) {
        let office = OfficeCall::load(ctx, id).await?;
        let tabs = parts::tabs(ctx, id, &Link::Profiles(id));
        return Ok((Box::new(move |title| office.shell(ctx, title)), tabs, None));
    }
    let person = ctx.person()?;
    if ctx.actor.coordinates().next().is_none() {
        return Err(Fail::not_found());
    }
    let frame: Frame<'_> = Box::new(|title| ctx.shell(title).back("My work", Link::Desk));
    Ok((frame, Vec::new(), Some(person)))
}

fn row(line: Line) -> Row {
    let kind = OrganisationKind::from_code(&line.kind).map(words::organisation_kind);
    Row {
        href: Link::ProfileDecide(line.id).into(),
        is: format!(
            "{}, {}",
            kind.unwrap_or_default(),
            line.country.parse().map_or("", Country::name)
        ),
        organisation: line.organisation,
        partnership: line.partnership,
        wants: wants(line.visits, line.hosts),
        since: line.changed_at,
    }
}

/// What a profile wants, in words.
pub const fn wants(visits: bool, hosts: bool) -> &'static str {
    match (visits, hosts) {
        (true, true) => "visit and host",
        (true, false) => "visit",
        (false, true) => "host",
        (false, false) => "nothing yet",
    }
}

impl Page for Profiles {
    const TEMPLATE: &'static str = "pages/officer/profiles.html";
    fn samples() -> Vec<Self> {
        let row = Row {
            href: "/".to_owned(),
            organisation: "Tecnotex Lda".to_owned(),
            is: "SME, Portugal".to_owned(),
            partnership: "CLOTH".to_owned(),
            wants: wants(true, false),
            since: parts::sample_now(),
        };
        let page = |rows| Self {
            shell: Shell::sample("1 profile to assess"),
            tabs: parts::sample_tabs(),
            stages: parts::sample_tabs(),
            rows,
            pager: Pager::default(),
        };
        vec![page(vec![row]), page(Vec::new())]
    }
}
