//! `convoca user`: adds people and gives them their posts, for an instance that has nobody yet. The
//! one rule: a password comes in on standard input, never on the command line, where others see it.

use super::common::Common;
use crate::{
    actions::{Clock, Desk, account, roles},
    app::{self, StartError},
    domain::{
        access::Actor,
        ids::{PartnershipId, PersonId},
        moment::BRUSSELS,
        person::{EmailAddress, StaffRole},
    },
    queries::user_list,
    render::words,
    store::{self, chance::Chance},
};
use anyhow::Context;
use std::io::{Write, stdin, stdout};

/// Adds people and gives them their posts.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum UserCommand {
    /// Adds a person whose address counts as confirmed; one who is there may get a new password.
    Add {
        /// E-mail address.
        address: String,
        /// Full name, as it stands under signatures.
        #[arg(long)]
        name: String,
        /// Gives this post as well; may be named several times.
        #[arg(long, value_name = "ROLE", value_parser = parse_role)]
        role: Vec<StaffRole>,
        /// Reads the password from the first line of standard input. Without it the person asks
        /// for a link with "forgotten password".
        #[arg(long)]
        password_stdin: bool,
    },
    /// Gives and takes posts.
    #[command(arg_required_else_help = true)]
    Role {
        /// E-mail address.
        address: String,
        /// Gives this post: officer, finance, auditor, admin, or coordinator:PARTNERSHIP-ID.
        #[arg(long, value_name = "ROLE", value_parser = parse_role, required_unless_present = "take")]
        give: Vec<StaffRole>,
        /// Takes this post.
        #[arg(long, value_name = "ROLE", value_parser = parse_role)]
        take: Vec<StaffRole>,
    },
    /// Lists all people with their posts.
    List,
}

fn parse_role(text: &str) -> Result<StaffRole, String> {
    let (code, partnership) = match text.split_once(':') {
        Some((code, id)) => {
            let id = id.parse::<PartnershipId>();
            (code, Some(id.map_err(|_| format!("`{text}` does not name a partnership by its id"))?))
        }
        None => (text, None),
    };
    StaffRole::from_code(code, partnership).ok_or_else(|| {
        "a role is officer, finance, auditor, admin, or coordinator:PARTNERSHIP-ID".to_owned()
    })
}

/// Runs the command.
pub async fn run(common: &Common, command: &UserCommand) -> anyhow::Result<u8> {
    match command {
        UserCommand::Add { address, name, role, password_stdin } => {
            let password = if *password_stdin { Some(read_password()?) } else { None };
            add(common, address, name, role, password).await
        }
        UserCommand::Role { address, give, take } => change(common, address, give, take).await,
        UserCommand::List => list(common).await,
    }
}

async fn add(
    common: &Common,
    address: &str,
    name: &str,
    posts: &[StaffRole],
    password: Option<String>,
) -> anyhow::Result<u8> {
    // The first command of a new instance: it makes the database if there is none.
    let desk = app::desk(common.settings(&[])?, Clock::Machine, Chance::from_machine()).await?;
    desk.database.migrate().await.map_err(StartError::from)?;
    let person = account::add_person(&desk, address, name, password).await.map_err(said)?;
    let actor = Actor::system("user command");
    for role in posts {
        roles::give(&desk, &actor, person, *role).await?;
    }
    writeln!(stdout(), "{person}")?;
    Ok(0)
}

async fn change(
    common: &Common,
    address: &str,
    give: &[StaffRole],
    take: &[StaffRole],
) -> anyhow::Result<u8> {
    let desk = common.desk().await?;
    let person = find(&desk, address).await?;
    let actor = Actor::system("user command");
    for role in give {
        roles::give(&desk, &actor, person, *role).await?;
    }
    for role in take {
        roles::take(&desk, &actor, person, *role).await?;
    }
    let now = account::actor(&desk, person).await?;
    writeln!(stdout(), "{}", posts(&now.roles))?;
    Ok(0)
}

async fn find(desk: &Desk, address: &str) -> anyhow::Result<PersonId> {
    let address = EmailAddress::parse(address).context("this is no e-mail address")?;
    let account = store::person::by_address(desk.database.reads(), &address).await?;
    Ok(account.context("nobody has this address")?.person.id)
}

async fn list(common: &Common) -> anyhow::Result<u8> {
    let desk = common.desk().await?;
    let mut out = stdout();
    let mut after = String::new();
    loop {
        let page = user_list::people(desk.database.reads(), &after, 200).await?;
        let Some(last) = page.last() else { return Ok(0) };
        after.clone_from(&last.address);
        for person in &page {
            let confirmed = if person.verified { "" } else { "  (not confirmed)" };
            let posts = posts(&person.posts);
            writeln!(out, "{}  {}  {posts}{confirmed}", person.address, person.name)?;
        }
    }
}

fn posts(roles: &[StaffRole]) -> String {
    let post = |role: &StaffRole| match role.partnership() {
        Some(partnership) => format!("{}:{partnership}", role.code()),
        None => role.code().to_owned(),
    };
    let all: Vec<String> = roles.iter().map(post).collect();
    if all.is_empty() { "-".to_owned() } else { all.join(" ") }
}

fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    stdin().read_line(&mut line).context("no password could be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A refusal in the words people get.
fn said(error: crate::actions::ActionError) -> anyhow::Error {
    match error.refusal() {
        Some(refusal) => anyhow::anyhow!("{}", words::refusal(refusal, BRUSSELS)),
        None => error.into(),
    }
}
