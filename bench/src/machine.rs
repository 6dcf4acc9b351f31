//! What the machine says: processor time of processes, load of others, the disk's speed. The one
//! rule: these are Linux's own counters, read before and after, never guessed.

use anyhow::Context;
use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

/// Milliseconds of one tick of the counters below: 100 a second on every Linux of today.
const TICK_MILLIS: f64 = 10.0;

/// Milliseconds of processor time, user and system, that a process has used; 0 once it is gone.
pub fn process_millis(pid: u32) -> f64 {
    let Ok(text) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return 0.0 };
    // The name in brackets may hold blanks: what counts comes after the last bracket.
    let rest = text.rsplit(')').next().unwrap_or_default();
    let ticks = rest.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() * TICK_MILLIS
}

/// Milliseconds that all processors together were busy since the machine started.
pub fn busy_millis() -> anyhow::Result<f64> {
    let text = fs::read_to_string("/proc/stat").context("only Linux has /proc/stat")?;
    let line = text.lines().next().unwrap_or_default();
    let times: Vec<f64> = line.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    // user, nice, system; then idle and waiting, which are not work; then interrupts.
    let work = |at: usize| times.get(at).copied().unwrap_or_default();
    Ok([0, 1, 2, 5, 6].map(work).iter().sum::<f64>() * TICK_MILLIS)
}

/// How often 4 KB can be appended and brought to the disk, one after the other, a second.
pub fn syncs_per_second(folder: &Path) -> anyhow::Result<f64> {
    let path = folder.join("convoca-bench-fsync");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let (start, mut count) = (Instant::now(), 0.0);
    while start.elapsed() < Duration::from_millis(500) {
        file.write_all(&[7; 4096])?;
        file.sync_all()?;
        count += 1.0;
    }
    let rate = count / start.elapsed().as_secs_f64();
    fs::remove_file(&path)?;
    Ok(rate)
}
