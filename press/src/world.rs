//! What a template can see while it is set: the templates, the pictures, its data as `data.json`,
//! the fonts in this program and the day it was given. The one rule: nothing else can be reached.

use crate::{Fault, Press};
use serde_json::Value;
use std::sync::LazyLock;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

/// The file a template reads its data from, so that it can be tried out in any Typst editor.
const DATA: &str = "data.json";

/// Typst's own functions and the fonts: the same for all presses, made at the first use.
static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let fonts: Vec<Font> =
        typst_assets::fonts().flat_map(|bytes| Font::iter(Bytes::new(bytes))).collect();
    Shelf {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

/// One paper being set.
pub(crate) struct Desk<'a> {
    press: &'a Press,
    main: FileId,
    data: Bytes,
    today: Datetime,
}

impl<'a> Desk<'a> {
    /// A desk with everything for one paper on it.
    pub(crate) fn new(
        press: &'a Press,
        file: &str,
        data: &Value,
        today: Datetime,
    ) -> Result<Self, Fault> {
        Ok(Self { press, main: id(file)?, data: Bytes::from_string(data.to_string()), today })
    }
}

/// Whether one of the fonts has a glyph for it.
pub(crate) fn has_glyph(sign: char) -> bool {
    SHELF.fonts.iter().any(|font| font.info().coverage.contains(u32::from(sign)))
}

/// Typst's number for a file of ours.
pub(crate) fn id(file: &str) -> Result<FileId, Fault> {
    let path = VirtualPath::new(file).map_err(|_| Fault::unknown(file))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

/// The name of a file of ours; `None` for one of a package, which we don't have.
fn name(id: FileId) -> Option<&'static str> {
    let path = id.get();
    (*path.root() == VirtualRoot::Project).then(|| path.vpath().get_without_slash())
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &SHELF.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
    }
    fn main(&self) -> FileId {
        self.main
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = name(id).and_then(|name| self.press.sources.get(name));
        found.cloned().ok_or_else(|| missing(id))
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match name(id) {
            Some(DATA) => Ok(self.data.clone()),
            Some(name) => self.press.pictures.get(name).cloned().ok_or_else(|| missing(id)),
            None => Err(missing(id)),
        }
    }
    fn font(&self, index: usize) -> Option<Font> {
        SHELF.fonts.get(index).cloned()
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}
