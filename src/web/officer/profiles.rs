//! The profiles of a call that wait to be assessed. The one rule: the oldest stands first.

use super::parts::{self, OfficeCall};
use crate::{
    domain::{
        country::Country,
        ids::{CallId, ProfileId},
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
    let office = OfficeCall::load(&ctx, id).await?;
    if !parts::sees_profiles(&ctx) {
        return Err(Fail::not_found());
    }
    let asked = Typed(asked);
    let wanted = STAGES.iter().find(|(code, _)| *code == asked.get("stage")).unwrap_or(&STAGES[0]);
    let after = asked.get("after").split_once('-').and_then(|(at, id)| {
        Some((Moment::from_millis(at.parse().ok()?), id.parse::<ProfileId>().ok()?))
    });
    let conn = ctx.state.desk.database.reads();
    let mut lines = query::list(conn, id, wanted.0, after).await?;
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
        shell: office.shell(&ctx, format!("{count} {noun} {}", wanted.1)),
        tabs: parts::tabs(&ctx, id, &Link::Profiles(id)),
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
