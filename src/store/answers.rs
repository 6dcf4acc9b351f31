//! Answers as typed, field by field. The one rule: a field is only overwritten by someone who saw
//! its newest text; the old text goes to the history, so nothing typed is ever lost.

use super::{StoreError, Tx, WriteTx, sql};
use crate::domain::{
    form::Answers,
    ids::{ApplicationId, DeliveryId, OrganisationId, PersonId},
    moment::Moment,
};
use crate::store::sql::values;
use sea_orm::{ConnectionTrait, FromQueryResult};
use std::collections::BTreeMap;

/// Which form of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormKind {
    /// The application itself.
    Application,
    /// The visitor's closing report.
    Report,
    /// The host's feedback.
    HostReport,
}

impl FormKind {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Report => "report",
            Self::HostReport => "host_report",
        }
    }
}

/// Which form of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalForm {
    /// The proposal itself, in this round (from nought).
    Round(u32),
    /// A partner's own answers.
    Part(OrganisationId),
    /// What those awarded answer before the agreement.
    Contract,
}

/// A form of a funded project: one report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryForm(pub DeliveryId);

impl From<DeliveryForm> for FormCode {
    fn from(form: DeliveryForm) -> Self {
        Self(format!("delivery:{}", form.0))
    }
}

/// A form as the column names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormCode(String);

impl From<FormKind> for FormCode {
    fn from(form: FormKind) -> Self {
        Self(form.code().to_owned())
    }
}

impl From<ProposalForm> for FormCode {
    fn from(form: ProposalForm) -> Self {
        Self(match form {
            ProposalForm::Round(number) => format!("round:{number}"),
            ProposalForm::Part(organisation) => format!("part:{organisation}"),
            ProposalForm::Contract => "contract".to_owned(),
        })
    }
}

/// One answer with its version.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Answer {
    /// The field's key.
    pub field: String,
    /// As typed.
    pub value: String,
    /// Raised with each change; 0 is "never answered".
    pub version: i64,
    /// When.
    pub changed_at: Moment,
    /// By whom.
    pub changed_by: PersonId,
    /// The name of that person.
    pub changed_by_name: String,
}

/// All answers of one form.
pub async fn load(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
    form: impl Into<FormCode>,
) -> Result<Vec<Answer>, StoreError> {
    sql::rows(
        conn,
        "select a.field, a.value, a.version, a.changed_at, a.changed_by, p.name as changed_by_name \
         from answers a join persons p on p.id = a.changed_by \
         where a.application_id = $1 and a.form = $2 order by a.field",
        values![id, form.into().0],
    )
    .await
}

/// The answers of all partners' own forms, by organisation.
pub async fn of_parts(
    conn: &impl ConnectionTrait,
    id: ApplicationId,
) -> Result<BTreeMap<OrganisationId, Answers>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        form: String,
        field: String,
        value: String,
    }
    let rows: Vec<Row> = sql::rows(
        conn,
        "select form, field, value from answers where application_id = $1 and form like 'part:%'",
        values![id],
    )
    .await?;
    let mut all: BTreeMap<OrganisationId, Answers> = BTreeMap::new();
    for row in rows {
        let of = row.form.strip_prefix("part:").and_then(|id| id.parse().ok());
        let of = of.ok_or_else(|| StoreError::corrupt("answers", "form"))?;
        all.entry(of).or_default().insert(row.field, row.value);
    }
    Ok(all)
}

/// As a plain map.
pub fn as_map(answers: &[Answer]) -> Answers {
    answers.iter().map(|a| (a.field.clone(), a.value.clone())).collect()
}

/// What saving one field came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// Written; the field's new version.
    Now(i64),
    /// The same text was there already.
    Unchanged(i64),
    /// Someone wrote another text since; nothing was overwritten.
    Conflict(Box<Answer>),
}

/// Copies these answers of one form of a proposal into another that has none of them yet.
pub async fn carry_over(
    tx: &WriteTx,
    id: ApplicationId,
    from: ProposalForm,
    to: ProposalForm,
    fields: &[&str],
) -> Result<(), StoreError> {
    if fields.is_empty() {
        return Ok(());
    }
    let mut values = values![id, FormCode::from(from).0, FormCode::from(to).0, tx.now()];
    values.extend(fields.iter().map(|field| sea_orm::Value::from(*field)));
    let places: Vec<String> = (5..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "insert into answers (application_id, form, field, value, version, changed_at, \
         changed_by) select application_id, $3, field, value, 1, $4, changed_by from answers \
         where application_id = $1 and form = $2 and field in ({}) on conflict do nothing",
        places.join(", ")
    );
    sql::run(tx.conn(), &sql, values).await.map(|_| ())
}

/// Saves one field that was seen at version `seen`. The caller holds the application's lock.
pub async fn save(
    tx: &WriteTx,
    id: ApplicationId,
    form: impl Into<FormCode>,
    field: &str,
    value: &str,
    seen: i64,
    by: PersonId,
) -> Result<Saved, StoreError> {
    let (conn, form) = (tx.conn(), form.into().0);
    let now: Option<Answer> = sql::row(
        conn,
        "select a.field, a.value, a.version, a.changed_at, a.changed_by, p.name as changed_by_name \
         from answers a join persons p on p.id = a.changed_by \
         where a.application_id = $1 and a.form = $2 and a.field = $3",
        values![id, form.clone(), field],
    )
    .await?;
    if let Some(there) = now {
        if there.value == value {
            return Ok(Saved::Unchanged(there.version));
        }
        if there.version != seen {
            return Ok(Saved::Conflict(Box::new(there)));
        }
        sql::run(
            conn,
            "insert into answer_history (application_id, form, field, version, value, changed_at, \
             changed_by) values ($1, $2, $3, $4, $5, $6, $7)",
            values![
                id,
                form.clone(),
                field,
                there.version,
                there.value,
                there.changed_at,
                there.changed_by
            ],
        )
        .await?;
        sql::run(
            conn,
            "update answers set value = $4, version = version + 1, changed_at = $5, changed_by = $6 \
             where application_id = $1 and form = $2 and field = $3",
            values![id, form, field, value, tx.now(), by],
        )
        .await?;
        return Ok(Saved::Now(there.version + 1));
    }
    if value.is_empty() {
        return Ok(Saved::Unchanged(0));
    }
    sql::run(
        conn,
        "insert into answers (application_id, form, field, value, version, changed_at, changed_by) \
         values ($1, $2, $3, $4, 1, $5, $6)",
        values![id, form, field, value, tx.now(), by],
    )
    .await?;
    Ok(Saved::Now(1))
}
