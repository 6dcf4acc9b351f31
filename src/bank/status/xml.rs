//! A file as a tree of elements, each with its line. The one rule: whatever a stranger puts into a
//! file, reading it takes bounded room and time, and names from a foreign namespace are not seen.

use crate::bank::fault::BankFault;
use quick_xml::{
    NsReader, escape,
    events::{BytesRef, BytesStart, Event},
    name::ResolveResult,
};

/// The messages need 15.
const MOST_DEPTH: usize = 40;
/// On one element; the messages need one beside the namespaces.
const MOST_ATTRIBUTES: usize = 16;

/// How large a file may be; what an attribute or a depth may cost is bounded above.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// In the whole file.
    pub bytes: usize,
    /// In the whole file.
    pub elements: usize,
}

/// An element of the message's own namespace.
#[derive(Debug, Default)]
pub struct Node {
    /// Its name without prefix.
    pub name: String,
    /// Where it starts, counted from 1.
    pub line: u32,
    /// Its own text, all parts together.
    text: String,
    /// The attribute `Ccy`, the only one the messages use.
    pub currency: Option<String>,
    children: Vec<Node>,
}

/// The outermost element and the namespace it is in.
#[derive(Debug)]
pub struct Root {
    /// Which message it says it is.
    pub namespace: String,
    /// `Document`.
    pub node: Node,
}

impl Node {
    /// Its text without blanks around it.
    pub fn text(&self) -> &str {
        self.text.trim()
    }
    /// All children of this name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }
    /// The child of this name, which may be missing. Refused: two of them.
    pub fn find(&self, name: &'static str) -> Result<Option<&Self>, BankFault> {
        let mut found = self.all(name);
        let first = found.next();
        match found.next() {
            Some(second) => Err(BankFault::Twice { line: second.line, what: name }),
            None => Ok(first),
        }
    }
    /// The child of this name. Refused: none or two.
    pub fn need(&self, name: &'static str) -> Result<&Self, BankFault> {
        self.find(name)?.ok_or(BankFault::Missing { line: self.line, what: name })
    }
    /// The child at the end of these names, any of which may be missing. Refused: two anywhere.
    pub fn walk(&self, names: &[&'static str]) -> Result<Option<&Self>, BankFault> {
        let mut at = self;
        for name in names {
            match at.find(name)? {
                Some(child) => at = child,
                None => return Ok(None),
            }
        }
        Ok(Some(at))
    }
}

/// The tree while it grows: open elements, innermost last. `None` is one of a foreign namespace.
struct Growing {
    namespace: Option<String>,
    open: Vec<Option<Node>>,
    done: Option<Node>,
    elements: usize,
    most_elements: usize,
}

/// Reads the whole file. Refused: see `status::read`.
pub fn parse(bytes: &[u8], limits: Limits) -> Result<Root, BankFault> {
    if bytes.len() > limits.bytes {
        return Err(BankFault::TooLarge { bytes: bytes.len(), most: limits.bytes });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| BankFault::Encoding)?;
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut tree = Growing {
        namespace: None,
        open: Vec::new(),
        done: None,
        elements: 0,
        most_elements: limits.elements,
    };
    loop {
        let line = lines.at(reader.buffer_position());
        let (space, event) = reader.read_resolved_event().map_err(|_| BankFault::Xml { line })?;
        match event {
            Event::Start(start) => tree.start(line, &space, &start)?,
            Event::End(_) => tree.end(line)?,
            Event::Text(text) => {
                tree.text(line, &text.xml10_content().map_err(|_| BankFault::Xml { line })?)?;
            }
            Event::CData(text) => {
                tree.text(line, &text.xml10_content().map_err(|_| BankFault::Xml { line })?)?;
            }
            Event::GeneralRef(entity) => tree.text(line, &resolve(line, &entity)?)?,
            Event::Decl(declared) => {
                let named = declared.encoding().transpose().map_err(|_| BankFault::Xml { line })?;
                if named.is_some_and(|name| !is_ours(&name, bytes)) {
                    return Err(BankFault::Encoding);
                }
            }
            Event::DocType(_) => return Err(BankFault::Doctype { line }),
            Event::Comment(_) | Event::PI(_) => {}
            // Empty elements are told as start and end.
            Event::Empty(_) => return Err(BankFault::Xml { line }),
            Event::Eof => return tree.finish(line),
        }
    }
}

/// Whether the bytes may be read as UTF-8 though this name is declared. The older names are true
/// for it as long as all is plain ASCII.
fn is_ours(name: &[u8], bytes: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"utf-8") || bytes.is_ascii()
}

/// What a reference stands for; only signs by number and the five of XML itself.
fn resolve(line: u32, entity: &BytesRef<'_>) -> Result<String, BankFault> {
    if let Some(sign) = entity.resolve_char_ref().map_err(|_| BankFault::Entity { line })? {
        return Ok(sign.to_string());
    }
    let name = entity.decode().map_err(|_| BankFault::Entity { line })?;
    let known = escape::resolve_xml_entity(&name).ok_or(BankFault::Entity { line })?;
    Ok(known.to_owned())
}

impl Growing {
    fn start(
        &mut self,
        line: u32,
        space: &ResolveResult<'_>,
        start: &BytesStart<'_>,
    ) -> Result<(), BankFault> {
        self.elements += 1;
        if self.elements > self.most_elements {
            return Err(BankFault::TooMany { line, most: self.most_elements });
        }
        if self.open.len() >= MOST_DEPTH {
            return Err(BankFault::TooDeep { line, most: MOST_DEPTH });
        }
        let currency = currency(line, start)?;
        let ResolveResult::Bound(space) = space else {
            let name = String::new();
            return Err(BankFault::UnknownMessage { line, name });
        };
        let space = std::str::from_utf8(space.as_ref()).map_err(|_| BankFault::Xml { line })?;
        let name = start.local_name();
        let name = std::str::from_utf8(name.as_ref()).map_err(|_| BankFault::Xml { line })?;
        match &self.namespace {
            None if name == "Document" => self.namespace = Some(space.to_owned()),
            None => {
                return Err(BankFault::Missing { line, what: "Document" });
            }
            Some(_) if self.open.is_empty() => return Err(BankFault::Xml { line }),
            Some(_) => {}
        }
        let is_own = self.namespace.as_deref() == Some(space);
        let node = Node { name: name.to_owned(), line, currency, ..Node::default() };
        self.open.push(is_own.then_some(node));
        Ok(())
    }

    fn end(&mut self, line: u32) -> Result<(), BankFault> {
        let Some(ended) = self.open.pop() else { return Err(BankFault::Xml { line }) };
        match (self.open.last_mut(), ended) {
            (Some(Some(parent)), Some(node)) => parent.children.push(node),
            // What stands inside a foreign element is foreign, whatever it says.
            (Some(None), _) | (Some(Some(_)), None) => {}
            (None, ended) => self.done = ended,
        }
        Ok(())
    }

    fn text(&mut self, line: u32, text: &str) -> Result<(), BankFault> {
        match self.open.last_mut() {
            Some(Some(node)) => node.text.push_str(text),
            Some(None) => {}
            None if text.chars().all(|sign| sign.is_whitespace() || sign == '\u{feff}') => {}
            None => return Err(BankFault::Xml { line }),
        }
        Ok(())
    }

    fn finish(self, line: u32) -> Result<Root, BankFault> {
        match (self.namespace, self.done, self.open.is_empty()) {
            (Some(namespace), Some(node), true) => Ok(Root { namespace, node }),
            _ => Err(BankFault::Xml { line }),
        }
    }
}

/// The attribute `Ccy`, without prefix. Refused: too many attributes, two of that name.
fn currency(line: u32, start: &BytesStart<'_>) -> Result<Option<String>, BankFault> {
    let mut found = None;
    // The reader's own check for doubles compares each with each: our bound comes first.
    for (at, attribute) in start.attributes().with_checks(false).enumerate() {
        if at >= MOST_ATTRIBUTES {
            return Err(BankFault::TooMany { line, most: MOST_ATTRIBUTES });
        }
        let attribute = attribute.map_err(|_| BankFault::Xml { line })?;
        if attribute.key.as_ref() != b"Ccy" {
            continue;
        }
        if found.is_some() {
            return Err(BankFault::Twice { line, what: "Ccy" });
        }
        let value = std::str::from_utf8(&attribute.value).map_err(|_| BankFault::Xml { line })?;
        found = Some(value.to_owned());
    }
    Ok(found)
}

/// Counts lines up to places that only go forward.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, place: u64) -> u32 {
        let place = usize::try_from(place).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.get(self.at..place).unwrap_or_default();
        let breaks = passed.iter().map(|byte| u32::from(*byte == b'\n'));
        self.line = breaks.fold(self.line, u32::saturating_add);
        self.at = self.at.max(place);
        self.line
    }
}
