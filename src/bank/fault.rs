//! What can be wrong with a file to or from the bank: named values with the line to look at. The
//! one rule: a fault never repeats a name, an account number or a text of the file.

/// A file could not be written or read. Nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BankFault {
    // ── writing
    /// A field can't be written as the bank wants it; `reference` is the payment's, none when it
    /// is about the payer or the whole file. `field` is the format's own name for it.
    #[error("{field} can't be written: {why:?}")]
    Unwritable { reference: Option<String>, field: &'static str, why: Unwritable },
    // ── reading
    /// More bytes than the caller allows.
    #[error("the file has {bytes} bytes, more than {most}")]
    TooLarge { bytes: usize, most: usize },
    /// Not UTF-8, or it says it is something else.
    #[error("the file is not UTF-8")]
    Encoding,
    /// Not well-formed XML.
    #[error("line {line}: not well-formed XML")]
    Xml { line: u32 },
    /// A document type declaration, which no bank sends and which can hide much.
    #[error("line {line}: a document type declaration")]
    Doctype { line: u32 },
    /// An entity that XML itself doesn't define.
    #[error("line {line}: an unknown entity")]
    Entity { line: u32 },
    /// Elements inside elements beyond this depth.
    #[error("line {line}: deeper than {most} elements")]
    TooDeep { line: u32, most: usize },
    /// More elements in the file, or attributes in one, than any bank sends.
    #[error("line {line}: more than {most} elements or attributes")]
    TooMany { line: u32, most: usize },
    /// No message this program reads; `name` is the last part of what it says it is.
    #[error("line {line}: not a message this program reads: {name:?}")]
    UnknownMessage { line: u32, name: String },
    /// An element the message can't do without.
    #[error("line {line}: {what} is missing")]
    Missing { line: u32, what: &'static str },
    /// An element that may stand there only once.
    #[error("line {line}: {what} stands there twice")]
    Twice { line: u32, what: &'static str },
    /// A text longer than its element allows.
    #[error("line {line}: {what} is longer than {most} characters")]
    TooLong { line: u32, what: &'static str, most: usize },
    /// Not an amount: digits, at most two decimals that count, no sign.
    #[error("line {line}: not an amount")]
    Amount { line: u32 },
    /// Another currency than the euro, or none.
    #[error("line {line}: not in euro")]
    Currency { line: u32 },
    /// Not a day of the calendar.
    #[error("line {line}: not a date")]
    Day { line: u32 },
    /// Neither credit nor debit, or neither true nor false.
    #[error("line {line}: {what} has a value the format doesn't know")]
    Value { line: u32, what: &'static str },
}

/// Why one field can't be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritable {
    /// Nothing is there.
    Empty,
    /// Longer than the format allows, once written in its letters.
    TooLong { most: usize, have: usize },
    /// A letter or digit that has no counterpart in the SEPA set; dropping it would change a name.
    Letter,
    /// An account number or bank's code that this version of the format can't hold.
    Number,
    /// An amount or sum outside the format's range.
    Amount,
    /// A day outside the format's calendar.
    Day,
    /// Anything else the format's rules refuse.
    Rule,
}
