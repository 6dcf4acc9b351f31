//! How domain values sit in columns: the only place. Ids are UUIDs, instants milliseconds, money
//! cents, all as the plain column types both databases have.

use crate::domain::{
    application::Version,
    ids::{
        AccountId, AgreementId, ApplicationId, AttachmentId, BankAccountId, BankFileId, BankLineId,
        BatchId, CallId, ClarificationId, ConflictId, ContractingPartnerId, DeliveryId, DocumentId,
        EmployerId, ExportTemplateId, InstalmentId, InvitationId, InvoiceId, LetterId, MilestoneId,
        OrganisationId, OutboxId, PartnershipId, PaymentId, PersonId, ProfileId, RecoveryId,
        RedressId, ReportId, RunId, ScenarioId, ScreeningId, SignedCopyId, TransferId,
    },
    moment::Moment,
    money::Money,
};
use sea_orm::{
    ColIdx, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{Nullable, ValueType, ValueTypeErr},
};
use uuid::Uuid;

macro_rules! column {
    ($($name:ty : $raw:ty, $to:expr, $from:expr);+ $(;)?) => {$(
        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                let to: fn($name) -> $raw = $to;
                Value::from(to(value))
            }
        }
        impl TryGetable for $name {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
                let from: fn($raw) -> $name = $from;
                <$raw>::try_get_by(row, index).map(from)
            }
        }
        impl ValueType for $name {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                let from: fn($raw) -> $name = $from;
                <$raw as ValueType>::try_from(value).map(from)
            }
            fn type_name() -> String {
                stringify!($name).to_owned()
            }
            fn array_type() -> sea_orm::sea_query::ArrayType {
                <$raw as ValueType>::array_type()
            }
            fn column_type() -> sea_orm::sea_query::ColumnType {
                <$raw as ValueType>::column_type()
            }
        }
        impl Nullable for $name {
            fn null() -> Value {
                <$raw as Nullable>::null()
            }
        }
    )+};
}

column! {
    PersonId: Uuid, |v| v.0, PersonId;
    OrganisationId: Uuid, |v| v.0, OrganisationId;
    CallId: Uuid, |v| v.0, CallId;
    PartnershipId: Uuid, |v| v.0, PartnershipId;
    ProfileId: Uuid, |v| v.0, ProfileId;
    ApplicationId: Uuid, |v| v.0, ApplicationId;
    AttachmentId: Uuid, |v| v.0, AttachmentId;
    PaymentId: Uuid, |v| v.0, PaymentId;
    AccountId: Uuid, |v| v.0, AccountId;
    TransferId: Uuid, |v| v.0, TransferId;
    OutboxId: Uuid, |v| v.0, OutboxId;
    InvitationId: Uuid, |v| v.0, InvitationId;
    ClarificationId: Uuid, |v| v.0, ClarificationId;
    EmployerId: Uuid, |v| v.0, EmployerId;
    ConflictId: Uuid, |v| v.0, ConflictId;
    RunId: Uuid, |v| v.0, RunId;
    ReportId: Uuid, |v| v.0, ReportId;
    ScenarioId: Uuid, |v| v.0, ScenarioId;
    LetterId: Uuid, |v| v.0, LetterId;
    RedressId: Uuid, |v| v.0, RedressId;
    InstalmentId: Uuid, |v| v.0, InstalmentId;
    BankAccountId: Uuid, |v| v.0, BankAccountId;
    BatchId: Uuid, |v| v.0, BatchId;
    BankFileId: Uuid, |v| v.0, BankFileId;
    BankLineId: Uuid, |v| v.0, BankLineId;
    RecoveryId: Uuid, |v| v.0, RecoveryId;
    AgreementId: Uuid, |v| v.0, AgreementId;
    DeliveryId: Uuid, |v| v.0, DeliveryId;
    ContractingPartnerId: Uuid, |v| v.0, ContractingPartnerId;
    InvoiceId: Uuid, |v| v.0, InvoiceId;
    MilestoneId: Uuid, |v| v.0, MilestoneId;
    ScreeningId: Uuid, |v| v.0, ScreeningId;
    DocumentId: Uuid, |v| v.0, DocumentId;
    SignedCopyId: Uuid, |v| v.0, SignedCopyId;
    ExportTemplateId: Uuid, |v| v.0, ExportTemplateId;
    Moment: i64, |v| v.millis(), Moment::from_millis;
    Money: i64, |v| v.cents(), Money::from_cents;
    Version: i64, |v| v.0, Version;
}
