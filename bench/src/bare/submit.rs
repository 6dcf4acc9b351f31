//! A submission as bare SQL: what has to be locked, read and written so that an application is
//! handed in with its snapshot, audit line and mails. The one rule: one transaction, and nothing
//! of it may be left out; values that the rules would work out are fixed ones.

use super::{Broken, actor, application as id_of};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use convoca::{
    actions::Desk,
    domain::{
        access::{Act, permit},
        application::Stage,
        event::{Event, FileRef},
        ids::{OrganisationId, OutboxId},
        notice::Notice,
    },
    store::{Tx, WriteTx, answers, answers::FormKind, application, call, organisation},
};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value, prelude::Uuid};
use std::sync::LazyLock;

/// As long as a snapshot of answers of middling length.
static SNAPSHOT: LazyLock<String> = LazyLock::new(|| "x".repeat(2500));
const DIGEST: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Hands a draft in.
pub(super) async fn hand_in(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Broken> {
    let id = id_of(&id)?;
    let actor = actor(&desk, &headers).await?;
    let tx = desk.begin().await.map_err(|_| Broken)?;
    let stored = application::lock(&tx, id).await?;
    let permit = permit(&actor, Act::WriteFile, &stored.subject()).map_err(|_| Broken)?;
    let call = call::load(tx.conn(), stored.application.call).await?;
    let given = answers::load(tx.conn(), id, FormKind::Application).await?;
    let (visitor, host) = (stored.application.visitor, stored.application.host);
    let (visitor, host) = organisation::load_two(tx.conn(), visitor, host).await?;
    let links = call::beneficiary_links(tx.conn(), call.call.id, &visitor, &host).await?;
    let counts = application::visit_counts(tx.conn(), &stored.application).await?;
    std::hint::black_box((given, links, counts));
    let tx = tx.permit(permit);
    write(&tx, &stored).await?;
    tx.keep_quietly().await?;
    Ok(Redirect::to(&format!("/applications/{id}/receipt")).into_response())
}

fn statement(tx: &WriteTx, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(tx.conn().get_database_backend(), sql, values)
}

async fn run(tx: &WriteTx, sql: &str, values: Vec<Value>) -> Result<(), Broken> {
    tx.conn().execute_raw(statement(tx, sql, values)).await.map(|_| ()).map_err(|_| Broken)
}

async fn rows(tx: &WriteTx, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, Broken> {
    tx.conn().query_all_raw(statement(tx, sql, values)).await.map_err(|_| Broken)
}

fn json(value: &impl serde::Serialize) -> Result<String, Broken> {
    serde_json::to_string(value).map_err(|_| Broken)
}

async fn write(tx: &WriteTx, stored: &application::Stored) -> Result<(), Broken> {
    let a = &stored.application;
    let (id, now) = (a.id, tx.now());
    let stage = Stage::Submitted { at: now, visitor_confirmed: None, host_confirmed: None };
    run(
        tx,
        "update applications set amount_cents = $2, stage = 'submitted', stage_facts = $3, \
         version = version + 1, changed_at = $4 where id = $1 and version = $5",
        vec![id.into(), 90_000_i64.into(), json(&stage)?.into(), now.into(), a.version.into()],
    )
    .await?;
    run(
        tx,
        "insert into snapshots (application_id, number, at, digest, text) \
         select $1, coalesce(max(number), 0) + 1, $2, $3, $4 from snapshots \
         where application_id = $1",
        vec![id.into(), now.into(), DIGEST.into(), SNAPSHOT.as_str().into()],
    )
    .await?;
    let event = Event::ApplicationSubmitted { file: stored.file(), digest: DIGEST.into(), at: now };
    audit(tx, id.0, &json(&event)?).await?;
    mails(tx, stored.file()).await
}

async fn audit(tx: &WriteTx, id: Uuid, event: &str) -> Result<(), Broken> {
    let lock = convoca::store::sql::for_update(tx.conn());
    let head = rows(
        tx,
        &format!(
            "select seq, hash from audit_heads where subject_kind = 'application' \
             and subject_id = $1{lock}"
        ),
        vec![id.into()],
    )
    .await?;
    let seq = match head.first() {
        Some(head) => head.try_get_by_index::<i64>(0).map_err(|_| Broken)? + 1,
        None => 1,
    };
    run(
        tx,
        "insert into audit (subject_kind, subject_id, seq, at, by_whom, event, prev, hash) \
         values ('application', $1, $2, $3, 'person', $4, '', $5)",
        vec![id.into(), seq.into(), tx.now().into(), event.into(), DIGEST.into()],
    )
    .await?;
    run(
        tx,
        "insert into audit_heads (subject_kind, subject_id, seq, hash) \
         values ('application', $1, $2, $3) on conflict (subject_kind, subject_id) \
         do update set seq = excluded.seq, hash = excluded.hash",
        vec![id.into(), seq.into(), DIGEST.into()],
    )
    .await
}

async fn mails(tx: &WriteTx, file: FileRef) -> Result<(), Broken> {
    let receipt = Notice::SubmissionReceipt { file, digest: DIGEST.into(), at: tx.now() };
    for (organisation, notice) in
        [(file.visitor, receipt), (file.host, Notice::MatchAsked { file })]
    {
        let payload = json(&notice)?;
        for person in people(tx, organisation).await? {
            let id: OutboxId = tx.id();
            run(
                tx,
                "insert into outbox (id, notice, payload, person_id, message_id, secret, state, \
                 attempts, next_at, error, created_at, sent_at) \
                 values ($1, $2, $3, $4, $5, null, 'waiting', 0, $6, '', $6, null)",
                vec![
                    id.into(),
                    notice.name().into(),
                    payload.clone().into(),
                    person.into(),
                    id.to_string().into(),
                    tx.now().into(),
                ],
            )
            .await?;
        }
    }
    Ok(())
}

async fn people(tx: &WriteTx, organisation: OrganisationId) -> Result<Vec<Uuid>, Broken> {
    let found = rows(
        tx,
        "select person_id from members where organisation_id = $1 and role <> 'viewer' \
         order by person_id",
        vec![organisation.into()],
    )
    .await?;
    found.iter().map(|row| row.try_get_by_index(0).map_err(|_| Broken)).collect()
}
