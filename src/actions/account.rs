//! Accounts: register, verify, sign in and out, forgotten password. The one rule: no answer tells
//! a stranger whether an address has an account; what differs goes by mail to its owner.

use super::{ActionError, Desk};
use crate::{
    domain::{
        access::{Act, Actor, Subject, Who, permit},
        event::{Event, Happened},
        ids::PersonId,
        moment::Moment,
        paper::digest,
        person::{EmailAddress, Person},
        refusal::{FieldRefusal, Refusal},
    },
    store::{
        Tx,
        person::{self, Purpose},
        session, tries,
    },
};
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use chrono::TimeDelta;

/// Fewest characters of a password.
pub const PASSWORD_MIN: u32 = 12;
/// Most bytes of a password; longer ones only cost time.
const PASSWORD_MAX_BYTES: usize = 512;
/// How long a confirmation link is good.
pub const CONFIRM_LIFE: TimeDelta = TimeDelta::hours(48);
/// How long a reset link is good.
pub const RESET_LIFE: TimeDelta = TimeDelta::hours(1);

/// What a person fills in to register.
#[derive(Debug, Clone)]
pub struct Registration {
    /// E-mail address as typed.
    pub address: String,
    /// Full name.
    pub name: String,
    /// Password.
    pub password: String,
}

/// Registers, or tells the owner of an existing account by mail; the answer is the same.
pub async fn register(desk: &Desk, from: &str, form: Registration) -> Result<(), ActionError> {
    let address = parse_address(&form.address)?;
    let name = parse_name(&form.name)?;
    check_password(&form.password)?;
    limit(desk, &format!("register:{from}"), desk.settings.limits.sign_in_tries_per_address)
        .await?;
    let hash = hash_password(desk, form.password).await?;
    let tx = desk.begin().await?;
    let there = person::by_address(tx.conn(), &address).await?;
    let token = desk.chance.secret();
    match there {
        Some(account) if account.person.verified => {
            let id = account.person.id;
            let tx = tx.permit(enter(id)?);
            tx.commit(Happened::one(Event::RegistrationRepeated { person: id })).await?;
        }
        unverified => {
            let known = unverified.map(|account| account.person.id);
            let id = known.unwrap_or_else(|| desk.chance.id(desk.now()));
            let mut tx = tx.permit(enter(id)?);
            if known.is_some() {
                // Whoever confirms the address decides: the newest registration counts.
                person::set_password(&tx, id, hash).await?;
                person::rename(&tx, id, &name).await?;
            } else {
                let new = Person { id, address, name, verified: false };
                match person::insert(&tx, &new, Some(hash)).await {
                    // The same form sent twice at once: the other one has told the owner.
                    Err(e) if e.is_constraint("persons_address_once") => return Ok(()),
                    done => done?,
                }
            }
            let expires = tx.now().plus(CONFIRM_LIFE);
            person::put_token(&tx, &digest(&token), id, Purpose::Confirm, expires).await?;
            tx.give_secret("confirm_address", token);
            tx.commit(Happened::one(Event::PersonRegistered { person: id })).await?;
        }
    }
    desk.bell.notify_one();
    Ok(())
}

/// Confirms an address by its mailed token.
pub async fn verify(desk: &Desk, token: &str) -> Result<PersonId, ActionError> {
    let tx = desk.begin().await?;
    let owner =
        person::token_owner(tx.conn(), &digest(token), Purpose::Confirm, desk.now()).await?;
    let Some(id) = owner else { return Err(Refusal::LinkSpent.into()) };
    let tx = tx.permit(enter(id)?);
    person::verify(&tx, id).await?;
    person::spend_tokens(&tx, id, Purpose::Confirm).await?;
    tx.commit(Happened::one(Event::AddressVerified { person: id })).await?;
    Ok(id)
}

/// A fresh session: its key goes into the cookie, only its digest is kept.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// The cookie's value.
    pub key: String,
    /// When it ends unless renewed.
    pub expires_at: Moment,
}

/// Signs in. Every way to fail gives the same answer and takes the same work.
pub async fn sign_in(
    desk: &Desk,
    from: &str,
    address: &str,
    password: &str,
) -> Result<SignedIn, ActionError> {
    let limits = &desk.settings.limits;
    let account_key = format!("sign-in:{}", address.trim().to_lowercase());
    limit(desk, &format!("sign-in-from:{from}"), limits.sign_in_tries_per_address).await?;
    limit(desk, &account_key, limits.sign_in_tries_per_account).await?;
    let account = match EmailAddress::parse(address) {
        Some(address) => person::by_address(desk.database.reads(), &address).await?,
        None => None,
    };
    let hash = account.as_ref().and_then(|a| a.password_hash.clone());
    let fits = verify_password(desk, password.to_owned(), hash).await?;
    let Some(account) = account.filter(|a| fits && a.person.verified) else {
        return Err(Refusal::SignInFailed.into());
    };
    let id = account.person.id;
    let key = desk.chance.secret();
    let tx = desk.begin().await?.permit(enter(id)?);
    tries::forget(&tx, &account_key).await?;
    let expires_at = tx.now().plus(TimeDelta::minutes(desk.settings.session.idle_minutes.into()));
    session::open(&tx, &digest(&key), id, expires_at).await?;
    tx.commit(Happened::one(Event::SignedIn { person: id })).await?;
    Ok(SignedIn { person: id, key, expires_at })
}

/// Ends the session with this key.
pub async fn sign_out(desk: &Desk, actor: &Actor, key: &str) -> Result<(), ActionError> {
    let Some(id) = actor.person() else { return Ok(()) };
    let permit = permit(actor, Act::KeepAccount, &Subject::Account(id))?;
    let tx = desk.begin().await?.permit(permit);
    session::close(&tx, &digest(key)).await?;
    tx.commit(Happened::one(Event::SignedOut { person: id })).await?;
    Ok(())
}

/// Who stands behind a cookie, if the session is good; renews it at most every five minutes.
pub async fn whose(
    desk: &Desk,
    key: &str,
) -> Result<Option<(session::Session, Actor)>, ActionError> {
    let now = desk.now();
    let digest = digest(key);
    let Some(found) = session::find(desk.database.reads(), &digest, now).await? else {
        return Ok(None);
    };
    let actor = person::actor(desk.database.reads(), found.person_id).await?;
    if now.since(found.seen_at) > TimeDelta::minutes(5) {
        let idle = TimeDelta::minutes(desk.settings.session.idle_minutes.into());
        let life = TimeDelta::hours(desk.settings.session.absolute_hours.into());
        let permit = permit(&actor, Act::KeepAccount, &Subject::Account(found.person_id))?;
        let tx = desk.begin().await?.permit(permit);
        session::renew(&tx, &digest, idle.num_milliseconds(), life.num_milliseconds()).await?;
        tx.keep_quietly().await?;
    }
    Ok(Some((found, actor)))
}

/// Asks for a reset link; the answer never says whether there is an account.
pub async fn forgot(desk: &Desk, from: &str, address: &str) -> Result<(), ActionError> {
    let address = parse_address(address)?;
    let limits = &desk.settings.limits;
    limit(desk, &format!("forgot-from:{from}"), limits.sign_in_tries_per_address).await?;
    limit(desk, &format!("forgot:{}", address.as_str()), limits.sign_in_tries_per_account).await?;
    let tx = desk.begin().await?;
    let Some(account) = person::by_address(tx.conn(), &address).await? else { return Ok(()) };
    let id = account.person.id;
    let token = desk.chance.secret();
    let mut tx = tx.permit(enter(id)?);
    let expires = tx.now().plus(RESET_LIFE);
    person::put_token(&tx, &digest(&token), id, Purpose::Reset, expires).await?;
    tx.give_secret("reset_password", token);
    tx.commit(Happened::one(Event::ResetAsked { person: id })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Sets a new password by a mailed token; confirms the address too and ends all sessions.
pub async fn reset(desk: &Desk, token: &str, password: String) -> Result<(), ActionError> {
    check_password(&password)?;
    let hash = hash_password(desk, password).await?;
    let tx = desk.begin().await?;
    let owner = person::token_owner(tx.conn(), &digest(token), Purpose::Reset, desk.now()).await?;
    let Some(id) = owner else { return Err(Refusal::LinkSpent.into()) };
    let tx = tx.permit(enter(id)?);
    person::set_password(&tx, id, hash).await?;
    person::verify(&tx, id).await?;
    person::spend_tokens(&tx, id, Purpose::Reset).await?;
    session::close_others(&tx, id, "").await?;
    tx.commit(Happened::one(Event::PasswordChanged { person: id })).await?;
    desk.bell.notify_one();
    Ok(())
}

/// Adds a confirmed person, for `convoca user` and the demo. A person that is there is left as is,
/// but gets the password if one is given.
pub async fn add_person(
    desk: &Desk,
    address: &str,
    name: &str,
    password: Option<String>,
) -> Result<PersonId, ActionError> {
    let address = parse_address(address)?;
    let name = parse_name(name)?;
    let hash = match password {
        Some(password) => {
            check_password(&password)?;
            Some(hash_password(desk, password).await?)
        }
        None => None,
    };
    let actor = Actor::system("user command");
    let tx = desk.begin().await?;
    let there = person::by_address(tx.conn(), &address).await?.map(|a| a.person.id);
    let id = there.unwrap_or_else(|| desk.chance.id(desk.now()));
    let tx = tx.permit(permit(&actor, Act::KeepAccount, &Subject::Account(id))?);
    let event = match (there, hash) {
        (Some(_), Some(hash)) => {
            person::verify(&tx, id).await?;
            person::set_password(&tx, id, hash).await?;
            Event::PasswordChanged { person: id }
        }
        (Some(_), None) => {
            person::verify(&tx, id).await?;
            Event::AddressVerified { person: id }
        }
        (None, hash) => {
            let new = Person { id, address, name, verified: true };
            person::insert(&tx, &new, hash).await?;
            Event::AddressVerified { person: id }
        }
    };
    tx.commit(Happened::one(event)).await?;
    Ok(id)
}

/// The actor behind a person, for commands, the demo and tests.
pub async fn actor(desk: &Desk, id: PersonId) -> Result<Actor, ActionError> {
    Ok(person::actor(desk.database.reads(), id).await?)
}

/// Entering an account is open to anyone; the audit line names the account.
fn enter(id: PersonId) -> Result<crate::domain::access::Permit, ActionError> {
    let actor = Actor { who: Who::Person(id), roles: Vec::new(), member_of: Vec::new() };
    Ok(permit(&actor, Act::EnterAccount, &Subject::Account(id))?)
}

async fn limit(desk: &Desk, key: &str, most: u32) -> Result<(), ActionError> {
    let window = TimeDelta::minutes(desk.settings.limits.sign_in_window_minutes.into());
    let tx = desk.begin().await?;
    let again = tries::count(&tx, key, desk.now(), window, most).await?;
    let tx = tx.permit(permit(&Actor::nobody(), Act::EnterAccount, &Subject::Office)?);
    tx.keep_quietly().await?;
    again.map_or(Ok(()), |again_at| Err(Refusal::TooManyTries { again_at }.into()))
}

fn parse_address(text: &str) -> Result<EmailAddress, Refusal> {
    EmailAddress::parse(text).ok_or_else(|| field("address", FieldRefusal::NotAnAddress))
}

fn parse_name(text: &str) -> Result<String, Refusal> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let have = u32::try_from(name.chars().count()).unwrap_or(u32::MAX);
    if name.is_empty() {
        return Err(field("name", FieldRefusal::Missing));
    }
    if have > 200 {
        return Err(field("name", FieldRefusal::TooLong { have, most: 200 }));
    }
    Ok(name)
}

fn check_password(password: &str) -> Result<(), Refusal> {
    let have = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
    let plain = password.chars().collect::<std::collections::BTreeSet<_>>().len() < 5;
    if have < PASSWORD_MIN || plain {
        return Err(field("password", FieldRefusal::PasswordWeak { need: PASSWORD_MIN }));
    }
    if password.len() > PASSWORD_MAX_BYTES {
        return Err(field("password", FieldRefusal::TooLong { have, most: 512 }));
    }
    Ok(())
}

fn field(name: &str, why: FieldRefusal) -> Refusal {
    Refusal::FieldRefused { field: name.to_owned(), why }
}

/// argon2id off the async threads, with salt from the desk's chance.
async fn hash_password(desk: &Desk, password: String) -> Result<String, ActionError> {
    let salt = desk.chance.bytes::<16>();
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|e| ActionError::broken(anyhow::anyhow!("argon2: {e}")))
    })
    .await
    .map_err(ActionError::broken)?
}

/// Compares; without a stored hash it does the same work and says no.
async fn verify_password(
    desk: &Desk,
    password: String,
    hash: Option<String>,
) -> Result<bool, ActionError> {
    let Some(hash) = hash.filter(|_| password.len() <= PASSWORD_MAX_BYTES) else {
        hash_password(desk, "no such account".to_owned()).await?;
        return Ok(false);
    };
    tokio::task::spawn_blocking(move || {
        let parsed = PasswordHash::new(&hash)
            .map_err(|e| ActionError::broken(anyhow::anyhow!("argon2: {e}")))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await
    .map_err(ActionError::broken)?
}
