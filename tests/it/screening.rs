//! Screening by the real verbs: what is clear goes on, what is like an entry waits for two people,
//! what is the same is stopped, and nobody outside the office can tell.

mod exchange;
mod grant;
mod lists;
mod pages;

use crate::support::app::TestApp;
use convoca::{
    actions::{ActionError, Desk, sanctions, screening},
    domain::{access::Actor, ids::OrganisationId, screening::Screened},
    store::{self, screening::Candidate},
};

/// The code of a refusal, the innermost where one holds another.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(result: Result<T, ActionError>) -> String {
    let why = match result.unwrap_err() {
        ActionError::Refused(why) => why,
        ActionError::Forbidden => return "forbidden".to_owned(),
        ActionError::Unseen => return "unseen".to_owned(),
        ActionError::Broken(why) => panic!("broken: {why:?}"),
    };
    let mut why = serde_json::to_value(why).unwrap();
    while why["why"]["code"].is_string() {
        why = why["why"].take();
    }
    why["code"].as_str().unwrap().to_owned()
}

/// A list of one day with enterprises of these names, a made-up one among them; the number on the
/// list is the place, from 1. Names of one enterprise are parted by a slash.
pub fn list(day: &str, names: &[&str]) -> Vec<u8> {
    let head = "fileGenerationDate;Entity_LogicalId;Entity_SubjectType;NameAlias_WholeName\n";
    let mut text = format!("{head}{day};900;P;Zebulon Quorblat\n");
    for (place, name) in (1..).zip(names) {
        for alias in name.split('/') {
            text.push_str(&format!("{day};{place};E;{alias}\n"));
        }
    }
    text.into_bytes()
}

/// Takes a list in.
pub async fn import(desk: &Desk, day: &str, names: &[&str]) -> sanctions::Imported {
    let actor = Actor::system("screening import");
    sanctions::import(desk, &actor, &list(day, names)).await.unwrap()
}

/// All finds about an organisation.
pub async fn finds(app: &TestApp, id: impl Into<Screened>) -> Vec<Candidate> {
    let these = [id.into()];
    let scope = store::screening::Scope::These(&these);
    store::screening::candidates(app.desk.database.reads(), scope).await.unwrap()
}

/// The states of all finds about an organisation, in the order of the alphabet.
pub async fn states(app: &TestApp, id: impl Into<Screened>) -> Vec<&'static str> {
    let mut all: Vec<_> = finds(app, id).await.iter().map(|one| one.state.kind().code()).collect();
    all.sort_unstable();
    all
}

/// The open find about an organisation.
pub async fn open(app: &TestApp, id: impl Into<Screened>) -> Candidate {
    let all = finds(app, id).await;
    all.into_iter().find(|one| one.state.kind().code() == "open").unwrap()
}

/// Two people decide that it is somebody else.
pub async fn clear(app: &TestApp, id: impl Into<Screened>, one: &Actor, other: &Actor) {
    let find = open(app, id).await;
    let why = "registered in another country";
    screening::not_same(&app.desk, one, find.id, find.version, why).await.unwrap();
    screening::agree(&app.desk, other, find.id, find.version + 1).await.unwrap();
}

/// What was told since the last look went to the office alone: one mail a find to each of these.
pub async fn only_office_told(app: &TestApp, finds: usize) {
    let told = app.told().await;
    let office = |line: &&String| {
        let (notice, to) = line.split_once(" > ").unwrap();
        notice == "find_waits" && (to.starts_with("officer") || to.starts_with("finance"))
    };
    assert_eq!(told.iter().filter(office).count(), told.len(), "{told:?}");
    let officer = told.iter().filter(|line| *line == "find_waits > officer").count();
    let finance = told.iter().filter(|line| *line == "find_waits > finance").count();
    assert_eq!((officer, finance), (finds, finds), "{told:?}");
}

/// Occasion and outcome of all checks of an organisation, the newest first.
pub async fn checks(app: &TestApp, id: OrganisationId) -> Vec<String> {
    let made = convoca::queries::screening::made(app.desk.database.reads(), id).await.unwrap();
    let line = |one: &convoca::queries::screening::Made| {
        let list = one.number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        format!("{} {} {list}", one.occasion, one.outcome)
    };
    made.iter().map(line).collect()
}
