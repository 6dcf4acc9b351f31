//! What a condition may say, checked before it is ever asked: names, types, codes and dates. The
//! one rule: whatever passes here answers yes, no or "not known" for any facts of the right types.

use super::ConditionFault;
use crate::domain::{
    country::Country,
    facts::{Codes, Dictionary, FactType, day},
    suggest::did_you_mean,
};
use cel::{
    IdedExpr, ParseErrors, Program,
    common::ast::{CallExpr, Expr, LiteralValue, operators as op},
};
use std::collections::BTreeSet;

/// The type of a part of an expression.
#[derive(Debug, Clone, PartialEq)]
enum Ty {
    Fact(FactType),
    /// A text written in the expression: a code, a date or plain text, as its neighbour needs.
    Written(String),
    /// A list written in the expression.
    Several(Vec<Ty>),
    /// Faulty, already reported.
    Any,
}

impl Ty {
    fn says(&self) -> String {
        match self {
            Self::Fact(FactType::Bool) => "yes or no".to_owned(),
            Self::Fact(kind) => format!("a {}", kind.says()),
            Self::Written(_) => "a text".to_owned(),
            Self::Several(_) => "a list".to_owned(),
            Self::Any => "a value".to_owned(),
        }
    }
}

const BOOL: Ty = Ty::Fact(FactType::Bool);
const INT: Ty = Ty::Fact(FactType::Int);

/// Syntax faults, each with its place.
pub(super) fn syntax(errors: &ParseErrors) -> Vec<ConditionFault> {
    errors
        .errors
        .iter()
        .map(|error| ConditionFault {
            line: u32::try_from(error.pos.0).unwrap_or(1).max(1),
            column: u32::try_from(error.pos.1).unwrap_or(1).max(1),
            says: format!("this is not a condition: {}", error.msg.trim().trim_end_matches('.')),
        })
        .collect()
}

/// Checks the whole; gives the names it uses, sorted.
pub(super) fn check(
    program: &Program,
    source: &str,
    words: &Dictionary,
) -> Result<Vec<String>, Vec<ConditionFault>> {
    let mut checker = Checker { program, source, words, faults: Vec::new() };
    let root = program.expression();
    let ty = checker.ty(root);
    checker.expect(root, &ty, &BOOL, "the whole condition");
    if !checker.faults.is_empty() {
        return Err(checker.faults);
    }
    let mut found = Vec::new();
    names(root, &mut found);
    Ok(found.into_iter().collect::<BTreeSet<_>>().into_iter().collect())
}

/// Adds the names of the facts in `expr`.
pub(super) fn names(expr: &IdedExpr, found: &mut Vec<String>) {
    match &expr.expr {
        Expr::Ident(_) | Expr::Select(_) => found.extend(dotted(expr)),
        Expr::Call(call) => {
            call.target.iter().for_each(|target| names(target, found));
            call.args.iter().for_each(|arg| names(arg, found));
        }
        Expr::List(list) => list.elements.iter().for_each(|element| names(element, found)),
        // The checker lets none of these through with a fact inside.
        Expr::Literal(_)
        | Expr::Unspecified
        | Expr::Comprehension(_)
        | Expr::Map(_)
        | Expr::Struct(_) => {}
    }
}

/// `visitor.country` as one name, when the expression is one.
fn dotted(expr: &IdedExpr) -> Option<String> {
    match &expr.expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) if !select.test => {
            Some(format!("{}.{}", dotted(&select.operand)?, select.field))
        }
        Expr::Select(_)
        | Expr::Call(_)
        | Expr::List(_)
        | Expr::Literal(_)
        | Expr::Unspecified
        | Expr::Comprehension(_)
        | Expr::Map(_)
        | Expr::Struct(_) => None,
    }
}

struct Checker<'c> {
    program: &'c Program,
    source: &'c str,
    words: &'c Dictionary,
    faults: Vec<ConditionFault>,
}

impl Checker<'_> {
    fn fault(&mut self, mut at: &IdedExpr, says: String) {
        // A dotted name is found at its dot; its beginning reads better.
        while let Expr::Select(select) = &at.expr {
            at = &select.operand;
        }
        let byte = self.program.source_info().offset_for(at.id).map_or(0, |(start, _)| start);
        let before = self.source.get(..byte as usize).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.faults.push(ConditionFault {
            line: u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX),
            column: u32::try_from(before[line_start..].chars().count() + 1).unwrap_or(u32::MAX),
            says,
        });
    }

    fn ty(&mut self, expr: &IdedExpr) -> Ty {
        match &expr.expr {
            Expr::Literal(LiteralValue::Boolean(_)) => BOOL,
            Expr::Literal(LiteralValue::Int(_)) => INT,
            Expr::Literal(LiteralValue::String(text)) => Ty::Written(text.inner().to_owned()),
            Expr::Ident(_) | Expr::Select(_) => self.name(expr),
            Expr::Call(call) => self.call(expr, call),
            Expr::List(list) => {
                Ty::Several(list.elements.iter().map(|element| self.ty(element)).collect())
            }
            Expr::Literal(_)
            | Expr::Unspecified
            | Expr::Comprehension(_)
            | Expr::Map(_)
            | Expr::Struct(_) => {
                self.fault(
                    expr,
                    "a condition has only facts, text, whole numbers, true, false, lists, \
                     comparisons, `in`, `&&`, `||`, `!` and `? :`"
                        .to_owned(),
                );
                Ty::Any
            }
        }
    }

    fn name(&mut self, expr: &IdedExpr) -> Ty {
        let Some(name) = dotted(expr) else {
            self.fault(expr, "only facts have a dot in their name".to_owned());
            return Ty::Any;
        };
        if let Some(kind) = self.words.get(&name) {
            // An amount counts, compares and adds up like any whole number.
            return if *kind == FactType::Cents { INT } else { Ty::Fact(kind.clone()) };
        }
        let near = did_you_mean(&name, self.words.names());
        self.fault(expr, format!("there is no fact `{name}`{near}"));
        Ty::Any
    }

    fn call(&mut self, expr: &IdedExpr, call: &CallExpr) -> Ty {
        let args: Vec<Ty> = call.args.iter().map(|arg| self.ty(arg)).collect();
        match (call.func_name.as_str(), args.as_slice()) {
            (op::LOGICAL_AND | op::LOGICAL_OR | op::LOGICAL_NOT, sides) => {
                for (side, ty) in call.args.iter().zip(sides) {
                    self.expect(side, ty, &BOOL, "each side of `&&`, `||` and `!`");
                }
                BOOL
            }
            (op::CONDITIONAL, [when, then, otherwise]) => {
                self.expect(&call.args[0], when, &BOOL, "what stands before `?`");
                self.same(expr, then, otherwise);
                then.clone()
            }
            (op::EQUALS | op::NOT_EQUALS, [left, right]) => {
                self.same(expr, left, right);
                BOOL
            }
            (op::LESS | op::LESS_EQUALS | op::GREATER | op::GREATER_EQUALS, [left, right]) => {
                self.same(expr, left, right);
                self.ordered(expr, left, right);
                BOOL
            }
            (op::IN, [one, several]) => {
                self.within(expr, one, several);
                BOOL
            }
            (op::ADD | op::SUBSTRACT | op::MULTIPLY | op::NEGATE, sides) => {
                for (side, ty) in call.args.iter().zip(sides) {
                    self.expect(side, ty, &INT, "each side of `+`, `-` and `*`");
                }
                INT
            }
            (name, _) => {
                self.fault(expr, format!("conditions do not know `{}`", name.trim_matches('_')));
                Ty::Any
            }
        }
    }

    fn expect(&mut self, at: &IdedExpr, have: &Ty, want: &Ty, what: &str) {
        if have != want && *have != Ty::Any {
            self.fault(at, format!("{what} must be {}, but this is {}", want.says(), have.says()));
        }
    }

    fn ordered(&mut self, at: &IdedExpr, left: &Ty, right: &Ty) {
        let orders = |ty: &Ty| {
            matches!(ty, Ty::Fact(FactType::Int | FactType::Date) | Ty::Any | Ty::Written(_))
        };
        let both_written = matches!((left, right), (Ty::Written(_), Ty::Written(_)));
        if !orders(left) || !orders(right) || both_written {
            self.fault(at, "only numbers and dates have an order".to_owned());
        }
    }

    fn within(&mut self, at: &IdedExpr, one: &Ty, several: &Ty) {
        match several {
            Ty::Several(all) => all.iter().for_each(|ty| self.same(at, one, ty)),
            Ty::Fact(FactType::List(codes)) => {
                self.same(at, one, &Ty::Fact(FactType::Code(codes.clone())));
            }
            Ty::Fact(FactType::Texts) => self.same(at, one, &Ty::Fact(FactType::Text)),
            Ty::Any => {}
            Ty::Fact(_) | Ty::Written(_) => {
                self.fault(
                    at,
                    format!("`in` needs a list on its right, but this is {}", several.says()),
                );
            }
        }
    }

    /// Both sides can be compared, and a written text is a value the other side can have.
    fn same(&mut self, at: &IdedExpr, left: &Ty, right: &Ty) {
        match (left, right) {
            (Ty::Any, _) | (_, Ty::Any) | (Ty::Written(_), Ty::Written(_)) => {}
            (Ty::Written(text), Ty::Fact(kind)) | (Ty::Fact(kind), Ty::Written(text)) => {
                self.written(at, text, kind);
            }
            (Ty::Fact(left), Ty::Fact(right)) if comparable(left, right) => {}
            (left, right) => {
                let (left, right) = (left.says(), right.says());
                self.fault(at, format!("{left} is never equal to {right}"));
            }
        }
    }

    fn written(&mut self, at: &IdedExpr, text: &str, kind: &FactType) {
        let says = match kind {
            FactType::Text => return,
            FactType::Date if day(text).is_some() => return,
            FactType::Date => format!("\"{text}\" is not a date of the form 2027-03-01"),
            FactType::Code(codes) => {
                let all = codes.all();
                if all.contains(&text) {
                    return;
                }
                let near = match (codes, text.parse::<Country>()) {
                    (Codes::Countries, Ok(country)) => format!("; did you mean `{country}`?"),
                    (Codes::Countries, Err(_)) => String::new(),
                    (Codes::OrganisationKinds | Codes::Fixed(_) | Codes::Of(_), _) => {
                        did_you_mean(text, all)
                    }
                };
                format!("there is no {} \"{text}\"{near}", kind.says())
            }
            FactType::Bool
            | FactType::Int
            | FactType::Cents
            | FactType::Texts
            | FactType::List(_) => {
                format!("{} is never equal to a text", Ty::Fact(kind.clone()).says())
            }
        };
        self.fault(at, says);
    }
}

fn comparable(left: &FactType, right: &FactType) -> bool {
    let text = |kind: &FactType| matches!(kind, FactType::Text | FactType::Code(Codes::Of(_)));
    let several = |kind: &FactType| matches!(kind, FactType::List(_) | FactType::Texts);
    left == right && !several(left) || text(left) && text(right)
}
