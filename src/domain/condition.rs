//! Conditions in CEL over documented facts, with three answers: yes, no, and "not known", which
//! the schemes read as "an officer must look". The one rule: what is unknown decides nothing, yet
//! the other side of `&&` and `||` still may.

use super::facts::{Dictionary, Fact, Facts};
use cel::{
    Context, IdedExpr, Program, Value,
    common::ast::{Expr, operators},
};
use std::{collections::HashMap, sync::Arc};

mod check;
#[cfg(test)]
mod tests;

/// A compiled condition. Compiling refuses unknown facts, so a typing error never reaches a call.
#[derive(Debug, Clone)]
pub struct Condition {
    source: Arc<str>,
    program: Arc<Program>,
    /// Dotted names of the facts it speaks of.
    names: Vec<String>,
}

/// The three answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// A fact it needs is not known.
    NotKnown,
}

/// Why a condition does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionFault {
    /// 1-based line inside the expression.
    pub line: u32,
    /// 1-based column inside the line.
    pub column: u32,
    /// What is wrong.
    pub says: String,
}

impl Answer {
    /// Yes or no as an answer.
    pub const fn from_bool(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
    /// Yes if both are, no if one is.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::NotKnown, Self::Yes | Self::NotKnown) | (Self::Yes, Self::NotKnown) => {
                Self::NotKnown
            }
        }
    }
    /// The opposite; what is not known stays so.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::NotKnown => Self::NotKnown,
        }
    }
    /// Yes if one is, no if both are.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

impl Condition {
    /// Compiles `source` over the names in `words`. Refused, each fault with its place: what is no
    /// CEL, names that are not in `words`, comparisons that never make sense (a country with a
    /// number, a kind that does not exist, a text that is no date), and what is not yes or no.
    pub fn compile(source: &str, words: &Dictionary) -> Result<Self, Vec<ConditionFault>> {
        let program = Program::compile(source).map_err(|errors| check::syntax(&errors))?;
        let names = check::check(&program, source, words)?;
        Ok(Self { source: source.into(), program: Arc::new(program), names })
    }
    /// The expression as written.
    pub fn source(&self) -> &str {
        &self.source
    }
    /// The facts it names, sorted.
    pub fn names(&self) -> &[String] {
        &self.names
    }
    /// Evaluates over `facts`. A fact that is unknown, or not of its documented type, is not known.
    pub fn answer(&self, facts: &Facts) -> Answer {
        let context = self.context(facts);
        answer(self.program.expression(), facts, &context)
    }
    /// The facts it names that `facts` does not know.
    pub fn missing<'s>(&'s self, facts: &'s Facts) -> impl Iterator<Item = &'s str> {
        self.names.iter().map(String::as_str).filter(|name| *facts.get(name) == Fact::Unknown)
    }

    /// The known facts as CEL sees them: the part before the dot is a map.
    fn context(&self, facts: &Facts) -> Context<'static, 'static> {
        let mut context = Context::default();
        let mut maps: HashMap<&str, HashMap<String, Value>> = HashMap::new();
        for name in &self.names {
            let Some(value) = value(facts.get(name)) else { continue };
            match name.split_once('.') {
                Some((map, key)) => {
                    maps.entry(map).or_default().insert(key.to_owned(), value);
                }
                None => context.add_variable_from_value(name.as_str(), value),
            }
        }
        for (name, map) in maps {
            context.add_variable_from_value(name, map);
        }
        context
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Condition {}

fn value(fact: &Fact) -> Option<Value> {
    Some(match fact {
        Fact::Text(text) => Value::from(text.as_str()),
        Fact::Bool(yes) => Value::Bool(*yes),
        Fact::Int(number) => Value::Int(*number),
        Fact::Date(day) => Value::from(day.to_string()),
        Fact::List(codes) => Value::from(codes.clone()),
        Fact::Unknown => return None,
    })
}

/// `&&`, `||`, `!` and `? :` are worked out here, three-valued; CEL works out what they join.
fn answer(expr: &IdedExpr, facts: &Facts, context: &Context<'_, '_>) -> Answer {
    if let Expr::Call(call) = &expr.expr {
        let mut sides = call.args.iter().map(|side| answer(side, facts, context));
        match call.func_name.as_str() {
            operators::LOGICAL_AND => return sides.fold(Answer::Yes, Answer::and),
            operators::LOGICAL_OR => return sides.fold(Answer::No, Answer::or),
            operators::LOGICAL_NOT => return sides.next().map_or(Answer::NotKnown, Answer::not),
            operators::CONDITIONAL => {
                let [when, then, otherwise] = call.args.as_slice() else { return Answer::NotKnown };
                let (then, otherwise) =
                    (answer(then, facts, context), answer(otherwise, facts, context));
                return match answer(when, facts, context) {
                    Answer::Yes => then,
                    Answer::No => otherwise,
                    Answer::NotKnown if then == otherwise => then,
                    Answer::NotKnown => Answer::NotKnown,
                };
            }
            _ => {}
        }
    }
    let mut names = Vec::new();
    check::names(expr, &mut names);
    if names.iter().any(|name| *facts.get(name) == Fact::Unknown) {
        return Answer::NotKnown;
    }
    // An overflow, or a fact of another type than documented, is nothing an answer can rest on.
    match context.resolve(expr) {
        Ok(Value::Bool(yes)) => Answer::from_bool(yes),
        Ok(_) | Err(_) => Answer::NotKnown,
    }
}
