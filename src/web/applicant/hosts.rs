//! The catalogue of accepted hosts, with the way from my site and what five working days there
//! would give. The one rule: one statement for the list; the figures are worked out, not asked for.

use crate::{
    domain::{
        access::{Act, Subject},
        country::Country,
        geo::Site,
        ids::{CallId, OrganisationId},
        lump_sum::{StayFacts, lump_sum},
        moment::Moment,
        organisation::OrganisationKind,
        programme::Programme,
    },
    http::{Answer, Ctx, Fail, Id},
    queries::profile::{self as read, HOSTS_A_PAGE, HostFilter, HostRow, MineInCall},
    render::{
        Link, Page, Shell, euro_text,
        form::{FieldView, Input},
        number_text,
        parts::Pager,
        words,
    },
};
use axum::extract::Query;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Working days a stay is reckoned with here.
pub(super) const DAYS: u32 = 5;

/// The page.
#[derive(Debug, Serialize)]
pub struct Hosts {
    shell: Shell,
    filter: Vec<FieldView>,
    send: Link,
    rows: Vec<HostView>,
    pager: Pager,
    /// From where distances are measured, "from Guimarães"; empty when no site is known.
    from: String,
    profile: Link,
    /// The reader has an organisation that may apply.
    applies: bool,
    days: u32,
}

/// One host.
#[derive(Debug, Clone, Serialize)]
pub struct HostView {
    name: String,
    place: String,
    about: String,
    offers: String,
    sectors: String,
    languages: String,
    distance: String,
    sum: String,
    apply: Option<String>,
}

impl HostView {
    /// The host's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// Filter and page.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    country: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    after: String,
}

/// Shows it.
pub async fn show(ctx: Ctx, Id(id): Id<CallId>, Query(asked): Query<Asked>) -> Answer {
    let person = ctx.person()?;
    let desk = &ctx.state.desk;
    let call = read::call(&desk.database, id).await?;
    ctx.need(Act::SeeCall, &Subject::Call { public: call.call.is_public() })?;
    let programme = desk.programme(&call)?;
    let mine = read::mine_in_call(&desk.database, id, person).await?;
    let me = visitor(&mine, asked.organisation.parse().ok());
    let filter = HostFilter {
        country: asked.country.clone(),
        kind: asked.kind.clone(),
        text: asked.text.clone(),
        only: None,
        after: after(&asked.after),
    };
    let mut found = read::hosts(&desk.database, id, &filter).await?;
    let more = found.len() > HOSTS_A_PAGE;
    found.truncate(HOSTS_A_PAGE);
    let today = ctx.now().day_in(programme.zone);
    let is_open = call.call.takes(ctx.now()).is_ok();
    let view = |row: &HostRow| {
        let own = mine.iter().any(|o| o.id == row.organisation_id);
        let applies = is_open && !own && me.is_some_and(MineInCall::may_visit);
        let apply = applies.then(|| apply_link(id, row.organisation_id, me));
        host_view(&programme, row, me.and_then(MineInCall::site), today, apply)
    };
    let rows: Vec<HostView> = found.iter().map(view).collect();
    let page = Hosts {
        shell: ctx
            .shell(title(rows.len(), more, !asked.after.is_empty()))
            .back(call.call.title.clone(), Link::Call(id)),
        filter: fields(&programme, &asked),
        send: Link::Hosts(id),
        pager: pager(id, &asked, found.last().filter(|_| more)),
        rows,
        from: me.filter(|o| o.site().is_some()).map(|o| o.name.clone()).unwrap_or_default(),
        profile: Link::Profile(id),
        applies: me.is_some_and(MineInCall::may_visit),
        days: DAYS,
    };
    ctx.page(&page)
}

/// The organisation that would visit: the one asked for, else one that may, else any.
pub(super) fn visitor(mine: &[MineInCall], asked: Option<OrganisationId>) -> Option<&MineInCall> {
    mine.iter()
        .find(|o| Some(o.id) == asked)
        .or_else(|| mine.iter().find(|o| o.may_visit()))
        .or_else(|| mine.first())
}

fn apply_link(call: CallId, host: OrganisationId, me: Option<&MineInCall>) -> String {
    let me = me.map(|o| o.id.to_string()).unwrap_or_default();
    Link::ApplicationNew(call).with(&[("host", &host.to_string()), ("organisation", &me)])
}

/// A host with the way from `from` and what a stay of five working days would give today.
pub(super) fn host_view(
    programme: &Programme,
    row: &HostRow,
    from: Option<Site>,
    today: NaiveDate,
    apply: Option<String>,
) -> HostView {
    let country = row.country.parse::<Country>().ok();
    let kind = OrganisationKind::from_code(&row.kind).map(words::organisation_kind);
    let km = from.zip(row.site()).map(|(from, to)| from.distance_km(to));
    let sum = country.zip(km).and_then(|(country, km)| {
        let stay = StayFacts {
            host_country: country,
            host_region: row.region.clone().filter(|region| !region.is_empty()),
            working_days: DAYS,
            distance_km: km,
            distance_reason: None,
            on: today,
            virtual_exchange: false,
            partnership_ceiling: None,
        };
        lump_sum(&programme.lump_sum, &stay).ok()
    });
    HostView {
        name: row.name.clone(),
        place: format!(
            "{}, {} · {}",
            row.town,
            country.map_or_else(|| row.country.clone(), |c| c.name().to_owned()),
            kind.unwrap_or_default()
        ),
        about: row.about.clone(),
        offers: row.offers.clone(),
        sectors: row.sectors.clone(),
        languages: row.languages.clone(),
        distance: km.map(|km| format!("{} km", number_text(km.into()))).unwrap_or_default(),
        sum: sum.map(|sum| euro_text(sum.amount.cents())).unwrap_or_default(),
        apply,
    }
}

fn title(shown: usize, more: bool, later: bool) -> String {
    match (shown, more || later) {
        (0, false) => "No host fits".to_owned(),
        (1, false) => "1 host".to_owned(),
        (all, false) => format!("{all} hosts"),
        (_some, true) => "Hosts".to_owned(),
    }
}

fn fields(programme: &Programme, asked: &Asked) -> Vec<FieldView> {
    vec![
        FieldView::new(Input::Select, "country", "Country")
            .options(programme.countries.iter().map(|c| (c.code(), c.name())))
            .blank("All countries")
            .value(&asked.country),
        FieldView::new(Input::Select, "kind", "Kind")
            .options(programme.hosts.iter().map(|k| (k.code(), words::organisation_kind(*k))))
            .blank("All kinds")
            .value(&asked.kind),
        FieldView::new(Input::Line, "text", "Words in name, sectors, offer").value(&asked.text),
    ]
}

/// The key of the last row: milliseconds and profile, joined by a dash.
fn after(text: &str) -> Option<(Moment, crate::domain::ids::ProfileId)> {
    let (at, id) = text.split_once('-')?;
    Some((Moment::from_millis(at.parse().ok()?), id.parse().ok()?))
}

fn pager(call: CallId, asked: &Asked, last: Option<&HostRow>) -> Pager {
    let key = |after: &str| {
        Link::Hosts(call).with(&[
            ("country", &asked.country),
            ("kind", &asked.kind),
            ("text", &asked.text),
            ("organisation", &asked.organisation),
            ("after", after),
        ])
    };
    Pager {
        says: if last.is_none() && asked.after.is_empty() {
            String::new()
        } else {
            "Newest first".to_owned()
        },
        first: (!asked.after.is_empty()).then(|| key("")),
        next: last.map(|row| key(&format!("{}-{}", row.changed_at.millis(), row.id))),
    }
}

/// A call's host, for the page that starts an application.
pub(super) async fn one(
    ctx: &Ctx,
    call: CallId,
    host: OrganisationId,
) -> Result<Option<HostRow>, Fail> {
    let filter = HostFilter { only: Some(host), ..HostFilter::default() };
    Ok(read::hosts(&ctx.state.desk.database, call, &filter).await?.into_iter().next())
}

/// A host for samples.
pub(super) fn sample() -> HostView {
    HostView {
        name: "Lodz Textile Cluster".to_owned(),
        place: "Łódź, Poland · cluster organisation".to_owned(),
        about: "120 members from spinning to fashion.".to_owned(),
        offers: "A shared dyeing laboratory.".to_owned(),
        sectors: "textiles, dyeing".to_owned(),
        languages: "Polish, English".to_owned(),
        distance: "2,310 km".to_owned(),
        sum: euro_text(61_000),
        apply: Some("#x".to_owned()),
    }
}

impl Page for Hosts {
    const TEMPLATE: &'static str = "pages/applicant/hosts.html";
    fn samples() -> Vec<Self> {
        let bare = HostView {
            distance: String::new(),
            sum: String::new(),
            offers: String::new(),
            apply: None,
            ..sample()
        };
        let page = |rows: Vec<HostView>, from: &str| Self {
            shell: Shell::sample("2 hosts"),
            filter: vec![FieldView::new(Input::Line, "text", "Words")],
            send: Link::Home,
            rows,
            pager: Pager { says: "Newest first".to_owned(), ..Pager::default() },
            applies: !from.is_empty(),
            from: from.to_owned(),
            profile: Link::Home,
            days: DAYS,
        };
        vec![page(vec![sample(), bare], "Tecnotex Lda"), page(Vec::new(), "")]
    }
}
