//! The applications of a call as a list. The one rule: the filter lives in the address, so a list
//! can be kept, sent and reloaded.

use super::parts::{self, OfficeCall};
use crate::{
    domain::{
        application::StageKind,
        country::Country,
        ids::{ApplicationId, CallId},
        moment::{BRUSSELS, Moment},
        organisation::OrganisationKind,
    },
    http::{Answer, Ctx, Id, Typed},
    queries::queue::{self as query, Filter, Line, PAGE, StageCount},
    render::{
        Link, Page, Shell, Tone, day_text,
        form::{FieldView, Input},
        parts::{Chip, Export, Pager},
        shell::NavItem,
        words,
    },
};
use axum::extract::Query;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct Queue {
    shell: Shell,
    tabs: Vec<NavItem>,
    action: String,
    fields: Vec<FieldView>,
    stages: Vec<StageLink>,
    clear: Option<String>,
    rows: Vec<Row>,
    export: Export,
    pager: Pager,
}

/// A stage with its count.
#[derive(Debug, Serialize)]
struct StageLink {
    label: String,
    count: String,
    href: String,
    current: bool,
}

/// A line.
#[derive(Debug, Serialize)]
struct Row {
    href: String,
    reference: String,
    visitor: String,
    visitor_is: String,
    host: String,
    host_is: String,
    stay: String,
    chip: Chip,
    since: Moment,
    cents: Option<i64>,
}

/// What stands in the address, read leniently: what can't be understood narrows nothing.
pub fn filter(typed: &Typed) -> Filter {
    let after = typed.get("after").split_once('-').and_then(|(at, id)| {
        Some((Moment::from_millis(at.parse().ok()?), id.parse::<ApplicationId>().ok()?))
    });
    Filter {
        stage: StageKind::from_code(typed.get("stage")).filter(|s| *s != StageKind::Draft),
        country: typed.get("country").parse().ok(),
        text: typed.get("q").trim().to_owned(),
        after,
    }
}

/// `GET /office/calls/{id}/applications`.
pub async fn get(
    ctx: Ctx,
    Id(id): Id<CallId>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let office = OfficeCall::load(&ctx, id).await?;
    let filter = filter(&Typed(asked));
    let conn = ctx.state.desk.database.reads();
    let counts = query::stage_counts(conn, id).await?;
    let mut lines = query::list(conn, id, &filter, PAGE).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let shown = lines.len();
    let today = ctx.now().day_in(BRUSSELS);
    let next = lines.last().filter(|_| more).map(|last| {
        let after = format!("{}-{}", last.changed_at.millis(), last.id);
        address(id, &filter, filter.stage, &after)
    });
    let all = address(id, &filter, filter.stage, "");
    let narrowed = filter.country.is_some() || !filter.text.is_empty();
    let page = Queue {
        shell: office.shell(&ctx, title(&filter, &counts)),
        tabs: parts::tabs(&ctx, id, &Link::Queue(id)),
        action: Link::Queue(id).into(),
        fields: fields(&filter),
        stages: stages(id, &filter, &counts),
        clear: narrowed.then(|| Link::Queue(id).into()),
        rows: lines.into_iter().map(|line| row(line, today)).collect(),
        export: export(id, &filter),
        pager: Pager {
            says: format!("{shown} on this page, the newest change first"),
            first: filter.after.is_some().then_some(all),
            next,
        },
    };
    ctx.page(&page)
}

fn address(id: CallId, filter: &Filter, stage: Option<StageKind>, after: &str) -> String {
    Link::Queue(id).with(&[
        ("stage", stage.map_or("", StageKind::code)),
        ("country", filter.country.map_or("", Country::code)),
        ("q", &filter.text),
        ("after", after),
    ])
}

fn export(id: CallId, filter: &Filter) -> Export {
    let filter = [
        ("call", &*id.to_string()),
        ("stage", filter.stage.map_or("", StageKind::code)),
        ("country", filter.country.map_or("", Country::code)),
        ("q", &filter.text),
    ];
    Export::of("applications", &filter)
}

fn title(filter: &Filter, counts: &[StageCount<StageKind>]) -> String {
    let of = |stage: StageKind| {
        let found = counts.iter().find(|count| count.stage == stage);
        found.map_or_else(|| parts::counted(0), |c| parts::counted_to(c.count, c.most))
    };
    match filter.stage {
        Some(stage) => {
            format!("Applications: {} {}", of(stage), words::stage(stage).staff)
        }
        None => format!("Applications: {} to decide", of(StageKind::Submitted)),
    }
}

fn stages(id: CallId, filter: &Filter, counts: &[StageCount<StageKind>]) -> Vec<StageLink> {
    let all = StageLink {
        label: "all".to_owned(),
        count: String::new(),
        href: address(id, filter, None, ""),
        current: filter.stage.is_none(),
    };
    let one = |count: &StageCount<StageKind>| StageLink {
        label: words::stage(count.stage).staff.to_owned(),
        count: parts::counted_to(count.count, count.most),
        href: address(id, filter, Some(count.stage), ""),
        current: filter.stage == Some(count.stage),
    };
    let worth =
        |count: &&StageCount<StageKind>| count.count > 0 || filter.stage == Some(count.stage);
    std::iter::once(all).chain(counts.iter().filter(worth).map(one)).collect()
}

fn fields(filter: &Filter) -> Vec<FieldView> {
    let stages = StageKind::ALL.into_iter().filter(|stage| *stage != StageKind::Draft);
    let mut countries: Vec<Country> = Country::all().collect();
    countries.sort_by_key(|country| country.name());
    vec![
        FieldView::new(Input::Line, "q", "Reference or organisation").value(&filter.text),
        FieldView::new(Input::Select, "stage", "Stage")
            .options(stages.map(|stage| (stage.code(), words::stage(stage).staff)))
            .blank("All stages")
            .value(filter.stage.map_or("", StageKind::code)),
        FieldView::new(Input::Select, "country", "Country of either side")
            .options(countries.into_iter().map(|country| (country.code(), country.name())))
            .blank("All countries")
            .value(filter.country.map_or("", Country::code)),
    ]
}

fn row(line: Line, today: NaiveDate) -> Row {
    let country = |code: &str| code.parse().map_or("", Country::name);
    let stay = line.stay_from.zip(line.stay_to);
    let stage = StageKind::from_code(&line.stage);
    let kind = OrganisationKind::from_code(&line.visitor_kind).map(words::organisation_kind);
    Row {
        href: Link::File(line.id).into(),
        reference: line.reference,
        visitor_is: format!("{} · {}", country(&line.visitor_country), kind.unwrap_or_default()),
        visitor: line.visitor,
        host_is: country(&line.host_country).to_owned(),
        host: line.host,
        stay: stay_text(line.virtual_exchange, stay),
        chip: match stage {
            Some(stage) => words::staff_chip_on(stage, stay, today),
            None => Chip::new(Tone::Quiet, line.stage),
        },
        since: line.changed_at,
        cents: line.amount_cents,
    }
}

/// "3 to 7 March 2027", as short as it can be said; online is said too.
pub fn stay_text(online: bool, stay: Option<(NaiveDate, NaiveDate)>) -> String {
    let days = match stay {
        None => "days not known".to_owned(),
        Some((from, to)) if from == to => day_text(from),
        Some((from, to)) if (from.year(), from.month()) == (to.year(), to.month()) => {
            format!("{} to {}", from.day(), day_text(to))
        }
        Some((from, to)) if from.year() == to.year() => {
            format!("{} to {}", from.format("%-d %B"), day_text(to))
        }
        Some((from, to)) => format!("{} to {}", day_text(from), day_text(to)),
    };
    if online { format!("online, {days}") } else { days }
}

impl Page for Queue {
    const TEMPLATE: &'static str = "pages/officer/queue.html";
    fn samples() -> Vec<Self> {
        let row = |cents| Row {
            href: "/".to_owned(),
            reference: "CXC-2026-0412".to_owned(),
            visitor: "Tecnotex Lda".to_owned(),
            visitor_is: "Portugal · SME".to_owned(),
            host: "Lodz Textile Cluster".to_owned(),
            host_is: "Poland".to_owned(),
            stay: "3 to 7 March 2027".to_owned(),
            chip: Chip::new(Tone::Info, "to decide"),
            since: Moment::from_millis(1_795_353_600_000),
            cents,
        };
        let page = |rows, pager, clear| Self {
            shell: Shell::sample("Applications: 8 to decide"),
            tabs: parts::sample_tabs(),
            action: "/office".to_owned(),
            fields: fields(&Filter::default()),
            stages: vec![StageLink {
                label: "to decide".to_owned(),
                count: "8".to_owned(),
                href: "/office".to_owned(),
                current: true,
            }],
            clear,
            rows,
            export: Export::default(),
            pager,
        };
        let pager = Pager { says: "50 on this page".into(), first: None, next: Some("/".into()) };
        vec![
            page(vec![row(Some(61_000)), row(None)], pager, None),
            page(Vec::new(), Pager::default(), Some("/office".to_owned())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::{filter, stay_text};
    use crate::{domain::application::StageKind, http::Typed};
    use chrono::NaiveDate;

    #[test]
    fn a_stay_is_said_as_short_as_it_can_be() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let said = |from, to| stay_text(false, Some((from, to)));
        assert_eq!(said(day(2027, 3, 3), day(2027, 3, 7)), "3 to 7 March 2027");
        assert_eq!(said(day(2027, 3, 29), day(2027, 4, 2)), "29 March to 2 April 2027");
        assert_eq!(said(day(2026, 12, 30), day(2027, 1, 3)), "30 December 2026 to 3 January 2027");
        assert_eq!(stay_text(true, None), "online, days not known");
    }

    #[test]
    fn what_can_not_be_understood_narrows_nothing() {
        let typed = |pairs: &[(&str, &str)]| {
            Typed(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
        };
        let odd = filter(&typed(&[("stage", "draft"), ("country", "Z9"), ("after", "1-x")]));
        assert_eq!(odd, super::Filter::default());
        let good = filter(&typed(&[("stage", "reported"), ("q", "  lodz ")]));
        assert_eq!((good.stage, good.text.as_str()), (Some(StageKind::Reported), "lodz"));
    }
}
