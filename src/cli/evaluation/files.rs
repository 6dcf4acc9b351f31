//! Reading the input of a command, and telling what is wrong with it.

use anyhow::Context;
use std::{
    fs::File,
    io::{Read, Write, stdin},
    path::Path,
};

/// The whole input: a file, or standard input for `-`.
pub(super) fn read(input: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    if input == Path::new("-") {
        stdin().read_to_string(&mut text).context("standard input can't be read")?;
    } else {
        File::open(input)
            .and_then(|mut file| file.read_to_string(&mut text))
            .with_context(|| format!("{} can't be read", input.display()))?;
    }
    Ok(text)
}

/// Says what is wrong, a line each, and gives the exit code.
pub(super) fn tell(faults: &[String], err: &mut dyn Write) -> anyhow::Result<u8> {
    for fault in faults {
        writeln!(err, "{fault}")?;
    }
    Ok(1)
}
