//! Opens a ZIP that someone else may have made. The one rule: only the plainest ZIP is taken (one
//! disk, no encryption, no extra fields, no comments, regular files alone, stored or deflated,
//! every byte accounted for), so that no two readers can see two different contents in it.

use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::collections::{BTreeMap, BTreeSet};

/// The most files taken.
pub(crate) const MOST_FILES: usize = 2_000;
/// The most bytes of one file.
pub(crate) const MOST_BYTES: usize = 256 << 20;
/// The most bytes of all files together.
pub(crate) const MOST_BYTES_IN_ALL: usize = 1 << 30;
/// How many times larger than its packed bytes a file may be.
pub(crate) const MOST_RATIO: usize = 200;
const MOST_PATH: usize = 200;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END_LENGTH: usize = 22;
const CENTRAL_LENGTH: usize = 46;
const LOCAL_LENGTH: usize = 30;
/// Bit 11: the name is UTF-8.
const UTF8_NAME: u16 = 1 << 11;
/// The system that wrote the entry, high byte: Unix.
const UNIX: u16 = 3;
/// The upper half of Unix attributes: kind of entry, and a regular file's.
const KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;

/// Why the archive is not opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveFault {
    /// No end of archive where it must be, or a directory that doesn't fit.
    #[error("this is not a ZIP, or it is cut off, or something is in front of or behind it")]
    NotZip,
    /// More files than are taken.
    #[error("there are {files} files in it, which is too many")]
    TooManyFiles { files: usize },
    /// An entry the plainest ZIP doesn't have: encrypted, split, with extra fields, compressed in
    /// another way, a folder or a link.
    #[error("{path} is stored in a way a pack never uses")]
    Unusual { path: String },
    /// A name that isn't UTF-8, leaves the folder, or that some file system can't hold.
    #[error("{path} is no name of a file in a pack")]
    UnsafePath { path: String },
    /// Two entries of one name, large and small letters counted as the same.
    #[error("{path} is there twice")]
    PathTwice { path: String },
    /// Names are not in order.
    #[error("{path} stands in the wrong place")]
    OutOfOrder { path: String },
    /// Larger than is taken, alone or with those before.
    #[error("{path} is too large")]
    TooLarge { path: String },
    /// It would grow too much when unpacked.
    #[error("{path} would grow out of all proportion")]
    TooDense { path: String },
    /// The two places that describe the entry don't say the same.
    #[error("{path} is described in two ways")]
    TwoTruths { path: String },
    /// Bytes that belong to no file, or to two.
    #[error("there are bytes around {path} that belong to no file, or to two")]
    Gap { path: String },
    /// The packed bytes don't give what was said.
    #[error("{path} can't be unpacked")]
    Damaged { path: String },
}

/// A file of the archive.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its date as ZIP has it: day in the upper half, time in the lower.
    pub dated: u32,
}

/// The files by path.
pub(crate) type Files = BTreeMap<String, Entry>;

/// What both descriptions of an entry say.
#[derive(PartialEq, Eq)]
struct Description<'a> {
    needs: u16,
    flags: u16,
    method: u16,
    dated: u32,
    crc: u32,
    packed: usize,
    size: usize,
    name: &'a [u8],
}

struct Central<'a> {
    said: Description<'a>,
    path: String,
    offset: usize,
    next: usize,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|two| u16::from_le_bytes(*two))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}

fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

fn slice(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

/// Everything in the archive, or why nothing of it is taken.
pub(super) fn open(bytes: &[u8]) -> Result<Files, ArchiveFault> {
    let (count, start) = end(bytes).ok_or(ArchiveFault::NotZip)?;
    if count > MOST_FILES {
        return Err(ArchiveFault::TooManyFiles { files: count });
    }
    let mut directory = Vec::with_capacity(count);
    let mut at = start;
    for _ in 0..count {
        let entry = central(bytes, at)?;
        at = entry.next;
        directory.push(entry);
    }
    if at + END_LENGTH != bytes.len() {
        return Err(ArchiveFault::NotZip);
    }
    names(&directory)?;
    sizes(&directory)?;
    let mut files = Files::new();
    let mut expected = 0;
    for entry in directory {
        if entry.offset != expected {
            return Err(ArchiveFault::Gap { path: entry.path });
        }
        let (content, next) = local(bytes, &entry)?;
        expected = next;
        files.insert(entry.path, Entry { bytes: content, dated: entry.said.dated });
    }
    if expected == start { Ok(files) } else { Err(ArchiveFault::NotZip) }
}

/// How many entries there are, and where the directory starts. The end must be the very end.
fn end(bytes: &[u8]) -> Option<(usize, usize)> {
    let at = bytes.len().checked_sub(END_LENGTH)?;
    let one_disk = u32_at(bytes, at + 4)? == 0;
    let (here, count) = (u16_at(bytes, at + 8)?, u16_at(bytes, at + 10)?);
    let (length, start) = (size_at(bytes, at + 12)?, size_at(bytes, at + 16)?);
    let no_comment = u16_at(bytes, at + 20)? == 0;
    let whole = u32_at(bytes, at)? == END
        && one_disk
        && here == count
        && no_comment
        && start.checked_add(length)? == at;
    whole.then_some((usize::from(count), start))
}

fn central(bytes: &[u8], at: usize) -> Result<Central<'_>, ArchiveFault> {
    let read = || {
        let head = slice(bytes, at, CENTRAL_LENGTH)?;
        let name_length = usize::from(u16_at(head, 28)?);
        let name = slice(bytes, at + CENTRAL_LENGTH, name_length)?;
        let said = Description {
            needs: u16_at(head, 6)?,
            flags: u16_at(head, 8)?,
            method: u16_at(head, 10)?,
            dated: u32_at(head, 12)?,
            crc: u32_at(head, 16)?,
            packed: size_at(head, 20)?,
            size: size_at(head, 24)?,
            name,
        };
        // Extra field, comment, disk, text mark.
        let none = u32_at(head, 30)? == 0 && u32_at(head, 34)? == 0;
        let regular = u16_at(head, 4)? >> 8 == UNIX
            && u32::from(u16_at(head, 40)?) & KIND == REGULAR
            && u16_at(head, 38)? == 0;
        let plain = u32_at(head, 0)? == CENTRAL && none && regular;
        Some((said, plain, size_at(head, 42)?, at + CENTRAL_LENGTH + name_length))
    };
    let (said, plain, offset, next) = read().ok_or(ArchiveFault::NotZip)?;
    let path = String::from_utf8_lossy(said.name).into_owned();
    let utf8 = if said.name.is_ascii() { 0 } else { UTF8_NAME };
    let method = matches!((said.method, said.packed == said.size), (0, true) | (8, _));
    if !plain || said.flags != utf8 || !method || said.needs > 20 {
        return Err(ArchiveFault::Unusual { path });
    }
    Ok(Central { said, path, offset, next })
}

fn names(directory: &[Central]) -> Result<(), ArchiveFault> {
    let mut seen = BTreeSet::new();
    for entry in directory {
        let path = || entry.path.clone();
        if str::from_utf8(entry.said.name).is_err() || !is_safe(&entry.path) {
            return Err(ArchiveFault::UnsafePath { path: path() });
        }
        if !seen.insert(entry.path.to_lowercase()) {
            return Err(ArchiveFault::PathTwice { path: path() });
        }
    }
    let unordered = directory.windows(2).find(|two| two[0].path >= two[1].path);
    match unordered {
        Some(two) => Err(ArchiveFault::OutOfOrder { path: two[1].path.clone() }),
        None => Ok(()),
    }
}

/// Relative, inside the folder, and a name every file system takes.
fn is_safe(path: &str) -> bool {
    let forbidden =
        |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    if path.len() > MOST_PATH || path.contains(forbidden) {
        return false;
    }
    path.split('/').all(|part| match part.chars().last() {
        None | Some('.' | ' ') => false,
        Some(_) => !part.starts_with(' '),
    })
}

fn sizes(directory: &[Central]) -> Result<(), ArchiveFault> {
    let mut in_all = 0_usize;
    for entry in directory {
        let path = || entry.path.clone();
        in_all = in_all.saturating_add(entry.said.size);
        if entry.said.size > MOST_BYTES || in_all > MOST_BYTES_IN_ALL {
            return Err(ArchiveFault::TooLarge { path: path() });
        }
        if entry.said.size > entry.said.packed.saturating_mul(MOST_RATIO) {
            return Err(ArchiveFault::TooDense { path: path() });
        }
    }
    Ok(())
}

/// The content of an entry, and where its bytes end.
fn local(bytes: &[u8], entry: &Central) -> Result<(Vec<u8>, usize), ArchiveFault> {
    let at = entry.offset;
    let read = || {
        let head = slice(bytes, at, LOCAL_LENGTH)?;
        let name_length = usize::from(u16_at(head, 26)?);
        let name = slice(bytes, at + LOCAL_LENGTH, name_length)?;
        let said = Description {
            needs: u16_at(head, 4)?,
            flags: u16_at(head, 6)?,
            method: u16_at(head, 8)?,
            dated: u32_at(head, 10)?,
            crc: u32_at(head, 14)?,
            packed: size_at(head, 18)?,
            size: size_at(head, 22)?,
            name,
        };
        let plain = u32_at(head, 0)? == LOCAL && u16_at(head, 28)? == 0;
        let data_at = at + LOCAL_LENGTH + name_length;
        Some((said, plain, slice(bytes, data_at, entry.said.packed)?, data_at))
    };
    let path = || entry.path.clone();
    let (said, plain, data, data_at) = read().ok_or(ArchiveFault::NotZip)?;
    if !plain || said != entry.said {
        return Err(ArchiveFault::TwoTruths { path: path() });
    }
    let content =
        unpack(data, &entry.said).ok_or_else(|| ArchiveFault::Damaged { path: path() })?;
    Ok((content, data_at + data.len()))
}

/// The bytes, when they are as many as said and have the sum said.
fn unpack(data: &[u8], said: &Description) -> Option<Vec<u8>> {
    let content = if said.method == 0 {
        data.to_vec()
    } else {
        let mut out = Vec::with_capacity(said.size + 1);
        let mut inflater = Decompress::new(false);
        let status = inflater.decompress_vec(data, &mut out, FlushDecompress::Finish).ok()?;
        let all_read = usize::try_from(inflater.total_in()).ok()? == data.len();
        (status == Status::StreamEnd && all_read).then_some(out)?
    };
    let mut crc = Crc::new();
    crc.update(&content);
    (content.len() == said.size && crc.sum() == said.crc).then_some(content)
}
