use super::{Cli, Common, lines};
use crate::{
    actions::ActionError,
    domain::{
        person::StaffRole,
        refusal::{MoneyRefusal, Refusal},
    },
    mail::tests::Scratch,
    store::{Database, chance::Chance},
};
use clap::{CommandFactory, Parser};

fn common(scratch: &Scratch) -> Common {
    let url = format!("sqlite:{}?mode=rwc", scratch.path().join("office.db").display());
    Common { database: Some(url), config: None }
}

#[test]
fn the_tree_of_commands_is_sound_and_each_has_a_sentence() {
    fn check(command: &clap::Command) {
        assert!(command.get_about().is_some(), "{} has no sentence", command.get_name());
        command.get_subcommands().for_each(check);
    }
    Cli::command().debug_assert();
    check(&Cli::command());
}

#[test]
fn the_command_line_wins_and_its_faults_name_the_option() {
    let common = Common { database: Some("sqlite:other.db".to_owned()), config: None };
    assert_eq!(common.settings(&[]).unwrap().database.url, "sqlite:other.db");
    let wrong = Common { database: Some("mysql:x".to_owned()), config: None };
    let error = anyhow::Error::from(wrong.settings(&[]).unwrap_err());
    let said = lines(&error);
    assert!(said[0].starts_with("--database: "), "{said:?}");
}

#[test]
fn a_refusal_is_told_in_the_words_of_the_pages() {
    let refused = ActionError::from(Refusal::from(MoneyRefusal::PayerMissing));
    let said = lines(&anyhow::Error::from(refused));
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("The office has not named the account it pays from."), "{said:?}");
}

#[test]
fn a_role_is_one_of_five() {
    let roles = |text: &str| {
        Cli::try_parse_from(["convoca", "user", "role", "a@b.example", "--give", text]).is_ok()
    };
    assert!(roles("officer") && roles("admin"));
    assert!(roles("coordinator:00000000000000000000000000000001"));
    assert!(!roles("coordinator") && !roles("owner") && !roles("officer:1"));
    let none = ["convoca", "user", "role", "a@b.example"];
    assert!(Cli::try_parse_from(none).is_err(), "nothing to give or to take");
}

#[tokio::test]
async fn looking_at_a_database_never_makes_one() {
    let scratch = Scratch::new();
    assert!(common(&scratch).desk().await.is_err());
    assert!(!scratch.path().join("office.db").exists());
}

#[tokio::test]
async fn a_schema_that_is_behind_is_refused_with_what_to_do() {
    let scratch = Scratch::new();
    let common = common(&scratch);
    Database::connect(common.database.as_deref().unwrap(), 1).await.unwrap();
    let error = common.desk().await.unwrap_err();
    assert!(lines(&error)[0].contains("convoca migrate"), "{error}");
}

#[tokio::test]
async fn people_are_added_given_posts_and_listed() {
    let scratch = Scratch::new();
    let common = common(&scratch);
    let run = async |words: &[&str]| {
        let words = ["convoca", "user"].iter().chain(words);
        let Cli { command, .. } = Cli::try_parse_from(words).unwrap();
        let super::Command::User(command) = command else { panic!("no user command") };
        super::user::run(&common, &command).await
    };
    let add = ["add", "ana@example.org", "--name", "Ana Sousa", "--role", "officer"];
    run(&add).await.unwrap();
    run(&["add", "rui@example.org", "--name", "Rui"]).await.unwrap();
    let change = ["role", "ANA@example.org", "--give", "finance", "--take", "officer"];
    run(&change).await.unwrap();
    let unknown = run(&["role", "eva@example.org", "--give", "finance"]).await.unwrap_err();
    assert_eq!(lines(&unknown), ["nobody has this address"]);
    let desk = common.desk().await.unwrap();
    let list = crate::queries::user_list::people(desk.database.reads(), "", 1).await.unwrap();
    assert_eq!(list[0].address, "ana@example.org");
    assert_eq!(list[0].posts, [StaffRole::Finance]);
    let rest = crate::queries::user_list::people(desk.database.reads(), &list[0].address, 5);
    let rest = rest.await.unwrap();
    assert_eq!((rest.len(), rest[0].posts.len(), rest[0].verified), (1, 0, true));
    assert_eq!(super::audit::verify(&common).await.unwrap(), 0);
}

#[tokio::test]
async fn the_audit_command_finds_a_line_that_was_changed() {
    use sea_orm::ConnectionTrait;
    let scratch = Scratch::new();
    let settings = common(&scratch).settings(&[]).unwrap();
    let clock = crate::actions::Clock::Machine;
    let desk = crate::app::desk(settings, clock, Chance::seeded(1)).await.unwrap();
    desk.database.migrate().await.unwrap();
    crate::actions::account::add_person(&desk, "ana@example.org", "Ana", None).await.unwrap();
    assert_eq!(super::audit::verify(&common(&scratch)).await.unwrap(), 0);
    let conn = desk.database.reads();
    conn.execute_unprepared("drop trigger audit_no_update").await.unwrap();
    conn.execute_unprepared("update audit set at = at - 1").await.unwrap();
    assert_eq!(super::audit::verify(&common(&scratch)).await.unwrap(), 1);
}
