//! The rows: organisations with their leads, applications in all stages, drafts with answers, the
//! books, sessions. The one rule: stages stand in about the shares they have late in an edition.

use super::{Base, DAY, Filled, Size, bulk::Bulk};
use convoca::{
    domain::{
        application::{Stage, StageKind, stage::Award},
        ids::{ApplicationId, OrganisationId, PartnershipId, PersonId},
        ledger::{
            Unit,
            chart::{AccountName, GranteeKind},
        },
        moment::{BRUSSELS, Moment},
        money::Money,
        paper::digest,
        quota::PlaceKey,
    },
    store::chance::Chance,
};
use sea_orm::{Value, prelude::Uuid};

macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$(Value::from($value)),*] };
}

/// How many of a hundred applications stand at each stage.
const SHARES: [(StageKind, usize); 11] = [
    (StageKind::Draft, 8),
    (StageKind::Submitted, 12),
    (StageKind::Ineligible, 3),
    (StageKind::Awarded, 6),
    (StageKind::Agreed, 10),
    (StageKind::Reported, 5),
    (StageKind::Validated, 4),
    (StageKind::Feedback, 4),
    (StageKind::Closed, 38),
    (StageKind::Refused, 7),
    (StageKind::Withdrawn, 3),
];

/// Countries of visitors and of hosts: never the same, so that each exchange crosses a border.
const FROM: [&str; 6] = ["PT", "ES", "IT", "FR", "RO", "GR"];
const TO: [&str; 6] = ["DK", "SE", "PL", "DE", "NL", "AT"];

struct Party {
    id: OrganisationId,
    lead: PersonId,
    key: String,
}

/// Writes everything.
pub async fn write(
    bulk: &Bulk,
    chance: &Chance,
    base: &Base,
    size: Size,
    answers: &[(String, String)],
) -> anyhow::Result<Filled> {
    let all = size.applications;
    // An organisation visits about twice in this call, and a host receives twenty.
    let visitors = parties(bulk, chance, base, ("Visitor", &FROM, "sme"), all.div_ceil(2)).await?;
    let hosts = parties(bulk, chance, base, ("Host", &TO, "cluster"), all.div_ceil(20)).await?;
    let mut rows = Vec::with_capacity(all + size.drafts);
    let mut awarded = Vec::new();
    for n in 0..all {
        let visitor = &visitors[n % visitors.len()];
        let stage = stage(base, n);
        if stage.award().is_some() {
            awarded.push(visitor.id);
        }
        rows.push(application(chance, base, n, visitor, &hosts[n % hosts.len()], &stage).1);
    }
    let (mut drafts, mut texts) = (Vec::new(), Vec::new());
    for n in all..all + size.drafts {
        let visitor = &visitors[n % visitors.len()];
        let (id, row) =
            application(chance, base, n, visitor, &hosts[n % hosts.len()], &Stage::Draft);
        rows.push(row);
        drafts.push((id.to_string(), visitor.key.clone()));
        let answer = |(field, value): &(String, String)| {
            let (field, value) = (field.clone(), value.clone());
            row![id, "application", field, value, 1_i64, base.now, visitor.lead]
        };
        texts.extend(answers.iter().filter(|(_, value)| !value.is_empty()).map(answer));
    }
    let file = |row: &Vec<Value>| Some(row![row.first()?.clone(), base.call, "exchange"]);
    let files = rows.iter().filter_map(file).collect();
    bulk.insert("files", &["id", "call_id", "kind"], files).await?;
    bulk.insert("applications", &APPLICATION, rows).await?;
    let columns =
        ["application_id", "form", "field", "value", "version", "changed_at", "changed_by"];
    bulk.insert("answers", &columns, texts).await?;
    let next = i64::try_from(all + size.drafts)? + 1;
    bulk.run("update calls set next_number = $2 where id = $1", row![base.call, next]).await?;
    books(bulk, chance, base, &awarded).await?;
    let officer = chance.secret();
    bulk.insert("sessions", &SESSION, vec![session(base.now, &officer, base.officer)]).await?;
    Ok(Filled { call: base.call, reader: officer, drafts })
}

/// An organisation's columns.
pub(super) const ORGANISATION: [&str; 14] = [
    "id",
    "name",
    "kind",
    "country",
    "registration",
    "street",
    "post_code",
    "town",
    "lat",
    "lon",
    "cluster_membership",
    "host_preapproved",
    "version",
    "created_at",
];

pub(super) const SESSION: [&str; 5] =
    ["digest", "person_id", "created_at", "seen_at", "expires_at"];

/// A session that is seen for the last time a day from now, so that no page of the run renews it.
pub(super) fn session(now: Moment, key: &str, person: PersonId) -> Vec<Value> {
    let later = Moment::from_millis(now.millis() + DAY);
    row![digest(key), person, now, later, later]
}

async fn parties(
    bulk: &Bulk,
    chance: &Chance,
    base: &Base,
    (name, countries, kind): (&str, &[&str; 6], &str),
    many: usize,
) -> anyhow::Result<Vec<Party>> {
    let now = base.now;
    let (mut parties, mut persons, mut organisations) = (Vec::new(), Vec::new(), Vec::new());
    let (mut members, mut sessions) = (Vec::new(), Vec::new());
    for n in 0..many {
        let party = Party { id: chance.id(now), lead: chance.id(now), key: chance.secret() };
        let address = format!("{}-{n}@example.org", name.to_lowercase());
        persons.push(row![party.lead, address, format!("{name} Lead {n}"), now, now]);
        let country = countries[n % countries.len()];
        let (lat, lon) = (if name == "Host" { 556_761_i64 } else { 387_223 }, 125_683_i64);
        organisations.push(row![
            party.id,
            format!("{name} Organisation {n} of {country}"),
            kind,
            country,
            format!("REG{n:06}"),
            "Main Street 1",
            "1000",
            "Town",
            lat,
            lon,
            "Some Cluster",
            false,
            1_i64,
            now
        ]);
        members.push(row![party.id, party.lead, "lead"]);
        sessions.push(session(now, &party.key, party.lead));
        parties.push(party);
    }
    let columns = ["id", "address", "name", "verified_at", "created_at"];
    bulk.insert("persons", &columns, persons).await?;
    bulk.insert("organisations", &ORGANISATION, organisations).await?;
    bulk.insert("members", &["organisation_id", "person_id", "role"], members).await?;
    bulk.insert("sessions", &SESSION, sessions).await?;
    Ok(parties)
}

const APPLICATION: [&str; 18] = [
    "id",
    "call_id",
    "reference",
    "visitor_id",
    "host_id",
    "visitor_partnership_id",
    "host_partnership_id",
    "author_id",
    "virtual_exchange",
    "stay_from",
    "stay_to",
    "distance_km",
    "amount_cents",
    "stage",
    "stage_facts",
    "version",
    "started_at",
    "changed_at",
];

fn application(
    chance: &Chance,
    base: &Base,
    n: usize,
    visitor: &Party,
    host: &Party,
    stage: &Stage,
) -> (ApplicationId, Vec<Value>) {
    let changed = changed_at(base, n);
    let id: ApplicationId = chance.id(changed);
    let partnership = |n: usize| base.partnerships[n % base.partnerships.len()];
    let day = base.now.day_in(BRUSSELS);
    let amount = (*stage != Stage::Draft).then_some(90_000_i64);
    let row = row![
        id,
        base.call,
        format!("CXC-{}-{:06}", base.edition, n + 1),
        visitor.id,
        host.id,
        partnership(n),
        partnership(n + 3),
        visitor.lead,
        n % 20 == 19,
        day,
        day.iter_days().nth(11),
        None::<i64>,
        amount,
        stage.kind().code(),
        serde_json::to_string(stage).unwrap_or_default(),
        1_i64,
        Moment::from_millis(changed.millis() - DAY),
        changed
    ];
    (id, row)
}

/// Some time within the last month, no two in the order of their numbers.
fn changed_at(base: &Base, n: usize) -> Moment {
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    let back = n.wrapping_mul(7_919_000_003).rem_euclid(30 * DAY);
    Moment::from_millis(base.now.millis() - back)
}

fn stage(base: &Base, n: usize) -> Stage {
    // 37 and 100 have no common divisor: any hundred in a row has every share.
    let mut at = n * 37 % 100;
    let found = SHARES.iter().find(|(_, share)| {
        let here = at < *share;
        at = at.saturating_sub(*share);
        here
    });
    let (now, by) = (base.now, base.officer);
    let (on, at) = (now.day_in(BRUSSELS), now);
    let award = Award { amount: Money::from_cents(90_000), by, at };
    let reason = "The stay is shorter than three working days.".to_owned();
    match found.map_or(StageKind::Closed, |(kind, _)| *kind) {
        StageKind::Draft => Stage::Draft,
        StageKind::Submitted => {
            Stage::Submitted { at, visitor_confirmed: None, host_confirmed: None }
        }
        StageKind::Ineligible => Stage::Ineligible {
            at,
            by,
            reason,
            visitor_confirmed: None,
            host_confirmed: None,
            submitted_at: at,
        },
        StageKind::Awarded => Stage::Awarded(award),
        StageKind::Agreed => Stage::Agreed { award, at },
        StageKind::Reported => Stage::Reported { award, agreed_at: at, at },
        StageKind::Validated => Stage::Validated { award, by, at, due_on: on },
        StageKind::Feedback => Stage::Feedback { award, on },
        StageKind::Closed => Stage::Closed { award, on },
        StageKind::Refused => Stage::Refused { at, by, reason },
        StageKind::Withdrawn => Stage::Withdrawn { at, by, from: StageKind::Submitted },
    }
}

/// The accounts that awards would have opened: counters, partnerships, payees.
async fn books(
    bulk: &Bulk,
    chance: &Chance,
    base: &Base,
    awarded: &[OrganisationId],
) -> anyhow::Result<()> {
    let keys = ["exchanges", "sme", "outside", "sme_visitor", "outside_strict", "virtual"];
    let taken = keys.map(|key| AccountName::Taken(PlaceKey::from(key.to_owned())));
    let partnership = |id: &PartnershipId| AccountName::Partnership(*id);
    let names = taken
        .into_iter()
        .chain(base.partnerships.iter().map(partnership))
        .chain(awarded.iter().map(|id| AccountName::Payee(*id)));
    let row = |name: AccountName| {
        let unit = if name.unit() == Unit::Cents { "cents" } else { "pieces" };
        let id: Uuid = chance.id(base.now);
        let grantee = name.of_grantee().map(GranteeKind::code);
        row![id, base.call, name.to_string(), unit, grantee, false, 0_i64, 0_i64, 12_i64, 40_i64]
    };
    let columns = [
        "id",
        "call_id",
        "name",
        "unit",
        "grantee",
        "limited",
        "debits_pending",
        "debits_posted",
        "credits_pending",
        "credits_posted",
    ];
    bulk.insert("accounts", &columns, names.map(row).collect()).await
}
