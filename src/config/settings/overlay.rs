//! Lays a file and variables over the defaults. The one rule: the defaults are the pattern; a name
//! they don't have, or a value of another kind, is refused where it stands.

use super::{DEFAULT, Settings, SettingsFault};
use crate::{
    config::reader::{Source, integer, of_kind},
    domain::suggest::did_you_mean,
};
use std::collections::BTreeMap;
use toml::{Table, Value, de::DeValue};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// Settings that take one of a few words.
const WORDS: [(&str, &[&str]); 3] = [
    ("mail.transport", &["folder", "smtp"]),
    ("mail.smtp_tls", &["starttls", "tls", "none"]),
    ("screening.without_list", &["refuse", "note", "warn"]),
];

/// What variables of settings begin with.
const PREFIX: &str = "CONVOCA_";

struct Overlay {
    values: Table,
    /// Where each setting that is no default was set.
    origins: BTreeMap<String, String>,
    faults: Vec<SettingsFault>,
}

pub(super) fn load(
    file: Option<(&str, &str)>,
    env: impl IntoIterator<Item = (String, String)>,
) -> Result<Settings, Vec<SettingsFault>> {
    let values = DEFAULT.parse::<Table>().map_err(|error| {
        let origin = "config/default.toml".to_owned();
        vec![SettingsFault { origin, says: error.message().to_owned() }]
    })?;
    let mut overlay = Overlay { values, origins: BTreeMap::new(), faults: Vec::new() };
    if let Some((name, text)) = file {
        overlay.file(name, text);
    }
    let mut variables: Vec<_> = env.into_iter().filter(|(name, _)| is_ours(name)).collect();
    variables.sort();
    for (name, text) in variables {
        overlay.variable(&name, &text);
    }
    overlay.finish()
}

/// `CONVOCA_SECTION__NAME`; others that begin like it (`CONVOCA_TEST_POSTGRES`) are no settings.
fn is_ours(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|rest| rest.contains("__"))
}

impl Overlay {
    fn fault(&mut self, origin: &str, says: String) {
        self.faults.push(SettingsFault { origin: origin.to_owned(), says });
    }

    /// The names of all settings, dotted.
    fn names(&self) -> Vec<String> {
        let section = |(section, values): (&String, &Value)| {
            let names = values.as_table().map(|table| table.keys().cloned().collect::<Vec<_>>());
            names.unwrap_or_default().into_iter().map(|name| format!("{section}.{name}")).collect()
        };
        self.values.iter().flat_map(|entry| -> Vec<String> { section(entry) }).collect()
    }

    fn unknown(&mut self, origin: &str, name: &str) {
        let names = self.names();
        let near = did_you_mean(name, names.iter().map(String::as_str));
        self.fault(origin, format!("there is no setting `{name}`{near}"));
    }

    fn file(&mut self, file: &str, text: &str) {
        let source = Source::new(file, text);
        let document = source.parse();
        let origin = |byte: usize| format!("{file}:{}", source.place(byte).0);
        for (section, value) in document.get_ref() {
            let at = section.span().start;
            let section: &str = section.get_ref();
            let Some(settings) = value.get_ref().as_table() else {
                let near = did_you_mean(section, self.values.keys().map(String::as_str));
                let says = format!("`{section}` is no section of settings{near}");
                self.fault(&origin(at), says);
                continue;
            };
            if settings.is_empty() && !self.values.contains_key(section) {
                let near = did_you_mean(section, self.values.keys().map(String::as_str));
                self.fault(&origin(at), format!("there is no section `{section}`{near}"));
            }
            for (key, value) in settings {
                let name = format!("{section}.{}", key.get_ref());
                let origin = origin(key.span().start);
                let Some(default) = self.default(&name).cloned() else {
                    self.unknown(&origin, &name);
                    continue;
                };
                if let Some(new) = typed(value.get_ref(), &default) {
                    self.set(&name, new, origin);
                } else {
                    let (want, have) = (wanted(&default), of_kind(value.get_ref()));
                    // Of the right kind and refused all the same: a number too small or too large.
                    let but = if value.get_ref().is_integer() && default.is_integer() {
                        String::new()
                    } else {
                        format!(", but this is {have}")
                    };
                    self.fault(&origin, format!("`{name}` must be {want}{but}"));
                }
            }
        }
        let faults = source.faults().into_iter().map(|fault| SettingsFault {
            origin: format!("{}:{}", fault.file, fault.line),
            says: fault.says,
        });
        self.faults.extend(faults);
    }

    fn variable(&mut self, variable: &str, text: &str) {
        let rest = variable.strip_prefix(PREFIX).unwrap_or("");
        let name = rest.replacen("__", ".", 1).to_lowercase();
        let Some(default) = self.default(&name).cloned() else {
            return self.unknown(variable, &name);
        };
        if let Some(new) = read(text, &default) {
            self.set(&name, new, variable.to_owned());
        } else {
            self.fault(variable, format!("`{name}` must be {}", wanted(&default)));
        }
    }

    fn default(&self, name: &str) -> Option<&Value> {
        let (section, name) = name.split_once('.')?;
        self.values.get(section)?.as_table()?.get(name)
    }

    fn set(&mut self, name: &str, value: Value, origin: String) {
        let words = WORDS.iter().find(|(setting, _)| *setting == name).map(|(_, words)| *words);
        if let (Some(words), Some(word)) = (words, value.as_str())
            && !words.contains(&word)
        {
            let near = did_you_mean(word, words.iter().copied());
            let says = format!("`{name}` must be one of {}{near}", words.join(", "));
            return self.fault(&origin, says);
        }
        // Checked here, where the place is known; serde would only say that it can't.
        if name == "server.listen"
            && value.as_str().is_none_or(|text| text.parse::<std::net::SocketAddr>().is_err())
        {
            let says = format!("`{name}` must be an address and a port, like 127.0.0.1:8080");
            return self.fault(&origin, says);
        }
        if name == "server.trusted_proxy"
            && value.as_array().is_none_or(|all| !all.iter().all(is_ip))
        {
            let says = format!("`{name}` must be a list of addresses, like 127.0.0.1 or ::1");
            return self.fault(&origin, says);
        }
        if name == "mail.smtp_port" && value.as_integer().is_none_or(|port| port > 65_535) {
            return self.fault(&origin, format!("`{name}` must lie between 1 and 65535"));
        }
        if let Some((section, key)) = name.split_once('.')
            && let Some(table) = self.values.get_mut(section).and_then(Value::as_table_mut)
        {
            table.insert(key.to_owned(), value);
            self.origins.insert(name.to_owned(), origin);
        }
    }

    fn finish(mut self) -> Result<Settings, Vec<SettingsFault>> {
        let settings = match Value::Table(std::mem::take(&mut self.values)).try_into::<Settings>() {
            Ok(settings) => Some(settings),
            Err(error) => {
                self.fault("config/default.toml", error.message().to_owned());
                None
            }
        };
        if let Some(Err(errors)) = settings.as_ref().map(Validate::validate) {
            self.out_of_range("", &errors);
        }
        // In the order of lines, not of their digits; variables come after the file.
        self.faults.sort_by_key(|fault| {
            let line = fault.origin.rsplit_once(':').and_then(|(_, line)| line.parse::<u32>().ok());
            (line.is_none(), line, fault.origin.clone(), fault.says.clone())
        });
        self.faults.dedup();
        match settings {
            Some(settings) if self.faults.is_empty() => Ok(settings),
            Some(_) | None => Err(self.faults),
        }
    }

    fn out_of_range(&mut self, section: &str, errors: &ValidationErrors) {
        for (field, kind) in errors.errors() {
            match kind {
                ValidationErrorsKind::Struct(inner) => self.out_of_range(field, inner),
                ValidationErrorsKind::Field(found) => {
                    for error in found {
                        let says = error.message.as_deref().unwrap_or("is out of range");
                        let name = format!("{section}.{field}");
                        // A rule over several settings names them itself.
                        let (says, origin) = if field == "__all__" {
                            (says.to_owned(), self.origin_in(section))
                        } else {
                            let origin = self.origins.get(&name).cloned();
                            (format!("`{name}` {says}"), origin.unwrap_or_default())
                        };
                        self.fault(&origin, says);
                    }
                }
                // Settings have no lists of tables.
                ValidationErrorsKind::List(_) => {}
            }
        }
    }

    /// Where the last of the section's settings was set.
    fn origin_in(&self, section: &str) -> String {
        let inside = |name: &str| name.split_once('.').is_some_and(|(first, _)| first == section);
        let transport = self.origins.get(&format!("{section}.transport"));
        let any = || self.origins.iter().find(|(name, _)| inside(name)).map(|(_, origin)| origin);
        transport.or_else(any).cloned().unwrap_or_default()
    }
}

fn is_ip(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.parse::<std::net::IpAddr>().is_ok())
}

/// What the items of a list are like; of a list that is empty by default they are texts.
fn pattern(items: &[Value]) -> Value {
    items.first().cloned().unwrap_or_else(|| Value::String(String::new()))
}

/// The value of the file in the kind of the default; whole numbers are never negative, nor above
/// what 32 bits hold.
fn typed(value: &DeValue<'_>, default: &Value) -> Option<Value> {
    match default {
        Value::String(_) => value.as_str().map(|text| Value::String(text.to_owned())),
        Value::Integer(_) => number(integer(value)?),
        Value::Boolean(_) => value.as_bool().map(Value::Boolean),
        Value::Array(items) => {
            let pattern = pattern(items);
            let values = value.as_array()?.iter();
            let all = values.map(|item| typed(item.get_ref(), &pattern));
            Some(Value::Array(all.collect::<Option<_>>()?))
        }
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => None,
    }
}

/// The text of a variable in the kind of the default.
fn read(text: &str, default: &Value) -> Option<Value> {
    match default {
        Value::String(_) => Some(Value::String(text.to_owned())),
        Value::Integer(_) => number(text.trim().parse().ok()?),
        Value::Boolean(_) => text.trim().parse().ok().map(Value::Boolean),
        Value::Array(items) => {
            let pattern = pattern(items);
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Some(Value::Array(parts.map(|part| read(part, &pattern)).collect::<Option<_>>()?))
        }
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => None,
    }
}

fn number(number: i64) -> Option<Value> {
    u32::try_from(number).is_ok().then_some(Value::Integer(number))
}

fn wanted(default: &Value) -> &'static str {
    match default {
        Value::String(_) => "a text",
        Value::Integer(_) => "a whole number from 0 to 4294967295",
        Value::Boolean(_) => "true or false",
        Value::Array(items) if items.first().is_some_and(Value::is_integer) => {
            "a list of whole numbers"
        }
        Value::Array(_) => "a list of texts",
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => "of another kind",
    }
}
