//! The CSV form: a row for each name, address, birth date or paper of an entry, with the entry's
//! own columns repeated. The one rule: columns are found by their names in the first row.

use super::{Gathered, ListFault, add, day, subject, whole};

/// The columns that are used, by the names of the first row.
struct Columns {
    id: usize,
    subject: usize,
    whole: Option<usize>,
    parts: [Option<usize>; 3],
    made_on: Option<usize>,
    programme: Option<usize>,
    births: [Option<usize>; 2],
    countries: [Option<usize>; 2],
}

impl Columns {
    fn of(head: &::csv::StringRecord) -> Result<Self, ListFault> {
        let find = |name: &str| head.iter().position(|one| one.trim() == name);
        let need = |name| find(name).ok_or(ListFault::Missing { line: 1, name });
        let class = find("Entity_SubjectType_ClassificationCode");
        let columns = Self {
            id: need("Entity_LogicalId")?,
            subject: class.map_or_else(|| need("Entity_SubjectType"), Ok)?,
            whole: find("NameAlias_WholeName"),
            parts: ["NameAlias_FirstName", "NameAlias_MiddleName", "NameAlias_LastName"].map(find),
            made_on: find("fileGenerationDate"),
            programme: find("Entity_Regulation_Programme"),
            births: ["BirthDate_BirthDate", "BirthDate_Year"].map(find),
            countries: ["Citizenship_CountryIso2Code", "Address_CountryIso2Code"].map(find),
        };
        if columns.whole.is_none() && columns.parts.iter().all(Option::is_none) {
            return Err(ListFault::Missing { line: 1, name: "NameAlias_WholeName" });
        }
        Ok(columns)
    }
}

pub(super) fn read(text: &str) -> Result<Gathered, ListFault> {
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .has_headers(true)
        .from_reader(text.as_bytes());
    let head = reader.headers().map_err(|_| ListFault::Form { line: 1 })?.clone();
    let columns = Columns::of(&head)?;
    let mut gathered = Gathered::default();
    let mut row = ::csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        if !reader.read_record(&mut row).map_err(|_| ListFault::Form { line })? {
            return Ok(gathered);
        }
        let cell = |at: usize| row.get(at).unwrap_or("").trim();
        let maybe = |at: Option<usize>| at.map_or("", cell);
        let id = cell(columns.id);
        if id.is_empty() {
            // Only blanks: an empty row at the end. Anything else has lost its number.
            if row.iter().all(|one| one.trim().is_empty()) {
                continue;
            }
            return Err(ListFault::Missing { line, name: "Entity_LogicalId" });
        }
        if gathered.made_on.is_none() {
            gathered.made_on = day(maybe(columns.made_on));
        }
        let kind = subject(line, cell(columns.subject))?;
        let entry = gathered.entry(line, id, kind, maybe(columns.programme));
        let name = whole(maybe(columns.whole), columns.parts.map(maybe));
        entry.aliases.extend(name);
        let birth = columns.births.map(maybe).into_iter().find(|one| !one.is_empty());
        add(&mut entry.births, birth.unwrap_or(""));
        for country in columns.countries.map(maybe) {
            add(&mut entry.countries, country);
        }
    }
}
