//! De minimis aid of a programme with national co-funding: who declares, who is stopped at the
//! ceiling, who sees what, what the register holds. The one rule: no award passes the ceiling,
//! whoever else awards at the same moment.

mod awards;
mod calls;
mod pages;

use crate::support::{
    app::TestApp,
    database::Engine,
    decided::{AFTER, Decided, Given},
    left_out,
    people::{self, Opening, Party},
    postgres_server,
};
use convoca::{
    actions::{ActionError, aid_declaration, budget, call},
    domain::{
        access::Actor,
        de_minimis::{Aid, Declaration, Enterprise},
        ids::{ApplicationId, OrganisationId},
        money::Money,
    },
    store::sql,
};
use std::{fs, path::PathBuf};

/// The vouchers' programme with Portuguese money in it. The ceiling and the years are those of
/// Reg. (EU) 2023/2831 (domain facts 4.1); the share is a made-up scheme's.
pub fn national(share: u32) -> String {
    let text = include_str!("../../config/programmes/innosup_voucher.toml");
    format!(
        "{text}\n[de_minimis]\nmember_state = \"PT\"\nauthority = \"Agency for Vouchers\"\n\
         instrument = \"Grant\"\n\
         regulation = \"Commission Regulation (EU) 2023/2831 of 13 December 2023\"\n\
         ceiling = \"300000.00\"\nyears = 3\nnational_share = {share}\n"
    )
}

fn folder(share: u32) -> PathBuf {
    let name = format!("convoca-de-minimis-{share}-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("innosup_voucher.toml"), national(share)).unwrap();
    folder
}

/// Runs a test on one engine, with that programme.
pub async fn on(engine: Engine, share: u32, test: impl AsyncFnOnce(&TestApp)) {
    if engine == Engine::Postgres {
        let missing = "CONVOCA_TEST_POSTGRES does not name a server";
        let missing = postgres_server().is_none().then_some(missing);
        if !left_out::may_run("postgresql", missing) {
            return;
        }
    }
    let app = TestApp::open_with(engine, Some(&folder(share))).await.unwrap();
    test(&app).await;
    app.finish().await;
}

macro_rules! both {
    ($name:ident, $share:literal, $test:path) => {
        mod $name {
            use crate::{de_minimis::on, support::database::Engine};
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                on(Engine::Sqlite, $share, $test).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                on(Engine::Postgres, $share, $test).await;
            }
        }
    };
}
pub(crate) use both;

/// Gives an organisation a number of its own: those of the tests share one, and so would be one
/// undertaking.
pub async fn number(app: &TestApp, id: OrganisationId, number: &str) {
    let values = vec![sea_orm::Value::from(id), sea_orm::Value::from(number)];
    let change = "update organisations set registration = $2 where id = $1";
    sql::run(app.desk.database.reads(), change, values).await.unwrap();
}

/// A call with these proposals, each lead an undertaking of its own.
pub async fn apart(app: &TestApp, budget: i64, all: &[Given]) -> Decided {
    let kit = Decided::new(app, budget, all).await;
    for (at, lead) in kit.leads.iter().enumerate() {
        number(app, lead.id, &format!("50000{at}")).await;
    }
    kit
}

/// Another call of the same office and programme with these proposals.
pub async fn beside(app: &TestApp, kit: &Decided, budget: i64, all: &[Given]) -> Decided {
    let (desk, office) = (&app.desk, &kit.office);
    app.on("2023-02-01");
    let opening = Opening { programme: "innosup_voucher".into(), ..Opening::default() };
    let new = call::NewCall { edition: "2024".to_owned(), ..people::new_call(&opening) };
    let id = call::create(desk, &office.officer, new).await.unwrap();
    call::publish(desk, &office.officer, id).await.unwrap();
    let given = Money::from_cents(budget);
    budget::give(desk, &office.finance, id, given, "grant of the year").await.unwrap();
    let office = people::Office { call: id, ..office.clone() };
    let before = kit.before + kit.proposals.len();
    let (leads, proposals) = (Vec::new(), Vec::new());
    let mut other = Decided { office, second: kit.second.clone(), before, leads, proposals };
    for given in all {
        other.add(app, given).await;
    }
    app.on(AFTER);
    other
}

/// Earlier aid of so many cents, granted in the year before; none when it is nought.
pub fn said(cents: i64) -> Declaration {
    let aid = Aid {
        granter: "Another agency".to_owned(),
        granted_on: "2022-06-01".parse().unwrap(),
        amount: Money::from_cents(cents),
        measure: "Digital vouchers".to_owned(),
    };
    let aid = if cents == 0 { Vec::new() } else { vec![aid] };
    Declaration { enterprises: Vec::new(), none: aid.is_empty(), aid }
}

/// Of the same undertaking as the number.
pub fn tied(number: &str) -> Enterprise {
    Enterprise {
        name: "Sister".to_owned(),
        country: "PT".to_owned(),
        registration: number.to_owned(),
    }
}

pub async fn declare(
    app: &TestApp,
    (actor, of): (&Actor, OrganisationId),
    proposal: ApplicationId,
    declared: &Declaration,
) -> Result<(), ActionError> {
    aid_declaration::declare(&app.desk, actor, proposal, of, declared).await
}

/// The lead of a proposal declares.
pub async fn lead_says(app: &TestApp, kit: &Decided, number: usize, declared: &Declaration) {
    let party: &Party = &kit.leads[number];
    declare(app, (&party.lead, party.id), kit.proposals[number], declared).await.unwrap();
}
