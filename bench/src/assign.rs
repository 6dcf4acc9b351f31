//! Assignment beside OR-tools: the same instances, in turns, in the same run. The one rule: each
//! solver is a process of its own, so its peak memory is its own; the least of the rounds counts.

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// What goes wrong here is told and ends the run.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// What is measured.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The program: `convoca`.
    pub program: PathBuf,
    /// Python with numpy and ortools; none leaves the comparison out.
    pub python: Option<PathBuf>,
    /// `bench/assign_ortools.py`.
    pub script: PathBuf,
    /// Folder of the real bids, `data/assignment`; none leaves them out.
    pub bids: Option<PathBuf>,
    /// Rounds of each; the least time counts.
    pub rounds: usize,
}

/// One instance.
struct Case {
    name: &'static str,
    /// What the program is told besides `--input`.
    ours: Vec<String>,
    /// What the script is told.
    theirs: Vec<String>,
    input: PathBuf,
}

/// What one solver did with one instance, least of all rounds.
#[derive(Debug, Clone, Default)]
struct Figures {
    total: String,
    gap: String,
    seconds: f64,
    /// With reading or building.
    whole: f64,
    peak_kib: u64,
}

/// Runs all of it; gives the table.
pub fn report(plan: &Plan) -> Outcome<String> {
    let folder = std::env::temp_dir().join(format!("convoca-bench-assign-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let told = table(plan, &folder);
    fs::remove_dir_all(&folder)?;
    told
}

fn table(plan: &Plan, folder: &Path) -> Outcome<String> {
    let mut table = String::from(
        "| instance | total | gap | seconds | process s | peak MiB | OR-tools total | seconds | \
         with building | peak MiB | ratio |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for case in cases(plan, folder)? {
        let (mut ours, mut theirs) = (None, None);
        for _ in 0..plan.rounds.max(1) {
            least(&mut ours, &run_ours(plan, &case, folder)?);
            if let Some(python) = &plan.python {
                least(&mut theirs, &run_theirs(plan, python, &case)?);
            }
        }
        let (ours, theirs) = (ours.unwrap_or_default(), theirs.unwrap_or_default());
        let mib = |kib: u64| kib / 1024;
        writeln!(
            table,
            "| {} | {} | {} | {:.4} | {:.3} | {} | {} | {:.4} | {:.3} | {} | {:.2} |",
            case.name,
            ours.total,
            ours.gap,
            ours.seconds,
            ours.whole,
            mib(ours.peak_kib),
            theirs.total,
            theirs.seconds,
            theirs.whole,
            mib(theirs.peak_kib),
            ours.seconds / theirs.seconds,
        )?;
    }
    Ok(table)
}

fn least(best: &mut Option<Figures>, next: &Figures) {
    let best = best.get_or_insert_with(|| next.clone());
    best.seconds = best.seconds.min(next.seconds);
    best.whole = best.whole.min(next.whole);
    best.peak_kib = best.peak_kib.max(next.peak_kib);
}

fn cases(plan: &Plan, folder: &Path) -> Outcome<Vec<Case>> {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut cases = Vec::new();
    for (name, most) in [("aamas2015", "12"), ("preflib1", "6"), ("preflib2", "7")] {
        let Some(bids) = &plan.bids else { continue };
        let input = bids.join(format!("{name}.in"));
        let file = input.to_string_lossy().into_owned();
        let ours = words(&["--format", "bids", "--per-proposal", "3", "--max-load", most]);
        cases.push(Case { name, ours, theirs: words(&["bids", &file, "3", most]), input });
    }
    let (middling, large) = (folder.join("middling.json"), folder.join("large.json"));
    write_made(1000, 100, &middling)?;
    write_made(10_000, 1000, &large)?;
    let none = Vec::new;
    for (name, ours, theirs, input) in [
        ("1,000 x 100", none(), words(&["made", "1000", "100"]), &middling),
        ("10,000 x 1,000, all pairs", none(), words(&["made", "10000", "1000"]), &large),
        (
            "10,000 x 1,000, best 40",
            words(&["--candidates", "40"]),
            words(&["made", "10000", "1000", "40"]),
            &large,
        ),
        (
            "10,000 x 1,000, worst first",
            words(&["--objective", "bottleneck"]),
            words(&["made", "10000", "1000"]),
            &large,
        ),
    ] {
        cases.push(Case { name, ours, theirs, input: input.clone() });
    }
    Ok(cases)
}

/// The largest resident memory of a process so far, as Linux counts it.
fn peak_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Waits for the end, looking at the memory all the while: the mark is a high-water mark, so the
/// last look is the one that counts.
fn watch(child: &mut Child) -> Outcome<u64> {
    let mut peak = 0;
    loop {
        peak = peak.max(peak_kib(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait()? {
            return if status.success() { Ok(peak) } else { Err("a solver failed".into()) };
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn run_ours(plan: &Plan, case: &Case, folder: &Path) -> Outcome<Figures> {
    let result = folder.join("result.json");
    let start = Instant::now();
    let mut child = Command::new(&plan.program)
        .args(["evaluation", "assign", "--input"])
        .arg(&case.input)
        .args(&case.ours)
        .stdout(Stdio::from(fs::File::create(&result)?))
        .spawn()?;
    let peak_kib = watch(&mut child)?;
    let whole = start.elapsed().as_secs_f64();
    let format = case.ours.iter().filter(|word| *word != "--candidates" && *word != "40");
    let format = format.filter(|word| *word != "--objective" && *word != "bottleneck");
    let mut verify = Command::new(&plan.program);
    verify.args(["evaluation", "verify", "--input"]).arg(&case.input).args(format);
    let verified = verify.arg("--result").arg(&result).output()?;
    if !verified.status.success() {
        return Err(format!("{}: {}", case.name, String::from_utf8_lossy(&verified.stderr)).into());
    }
    let text = fs::read_to_string(&result)?;
    let after = |key: &str| {
        let rest = text.rsplit_once(&format!("\"{key}\":")).map_or("", |(_, rest)| rest);
        rest.split([',', '}']).next().unwrap_or_default().to_owned()
    };
    let seconds = after("seconds").parse()?;
    Ok(Figures { total: after("total"), gap: after("gap"), seconds, whole, peak_kib })
}

fn run_theirs(plan: &Plan, python: &Path, case: &Case) -> Outcome<Figures> {
    let output = Command::new(python).arg(&plan.script).args(&case.theirs).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut words = text.split_whitespace();
    let mut next =
        || words.next().ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned());
    let total = next()?.to_owned();
    let (seconds, whole, peak_kib) = (next()?.parse()?, next()?.parse()?, next()?.parse()?);
    Ok(Figures { total, gap: String::new(), seconds, whole, peak_kib })
}

/// splitmix64.
fn hash(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Writes the made-up instance of `data/assignment/instance.py` as the command reads it.
fn write_made(proposals: u64, evaluators: u64, path: &Path) -> Outcome<()> {
    let far = 1_u64 << 32;
    let knows = |e: u64| [4, 5, 6].map(|k| hash((e * 8 + k).wrapping_add(far)) % 20);
    let people: Vec<_> = (0..evaluators).map(|e| (knows(e), hash(e * 8 + 7 + far) % 50)).collect();
    let mut out = BufWriter::new(fs::File::create(path)?);
    write!(out, "{{\"proposals\":{proposals},\"evaluators\":{evaluators},\"affinity\":[")?;
    let mut conflicts = Vec::new();
    for a in 0..proposals {
        let (first, second) = (hash(a * 8 + 1) % 20, hash(a * 8 + 2) % 20);
        let house = hash(a * 8 + 3) % 50;
        out.write_all(if a == 0 { b"[" } else { b",[" })?;
        for (e, (knows, of)) in people.iter().enumerate() {
            let p = hash((a << 20) + e as u64 + (1 << 50));
            let worth = |topic: u64, worth: u64| if knows.contains(&topic) { worth } else { 0 };
            let score = p % 10 + worth(first, 40) + worth(second, 20);
            write!(out, "{}{score}", if e == 0 { "" } else { "," })?;
            if (p >> 32) % 100 < 5 || house == *of {
                conflicts.push((a, e));
            }
        }
        out.write_all(b"]")?;
    }
    write!(out, "],\"conflicts\":[")?;
    for (at, (p, e)) in conflicts.iter().enumerate() {
        write!(out, "{}[{p},{e}]", if at == 0 { "" } else { "," })?;
    }
    let mean = 3 * proposals / evaluators;
    let (least, most) = (mean * 8 / 10, mean * 11 / 10);
    writeln!(out, "],\"per_proposal\":3,\"min_load\":{least},\"max_load\":{most}}}")?;
    Ok(out.flush()?)
}
