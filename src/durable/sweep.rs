//! The names of temporary files, and removing those that a crash left behind.
//!
//! A name is `.NAME.PID.RANDOM.tmp`. The first four digits of RANDOM stand for the machine, so that on a shared drive
//! nobody takes another machine's file for a leftover because a program with that number does not run here.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

/// The most bytes the name of a temporary file may have; file systems allow 255.
pub(super) const MAX_NAME_BYTES: usize = 200;

/// From which age on a temporary file is a leftover, whoever made it.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);

/// Returns `.NAME.PID.RANDOM.tmp`, with a name that is cut where the whole would be too long.
pub(super) fn temporary_name(target: &Path) -> String {
    let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let random = uuid::Uuid::new_v4().simple().to_string();
    let tail = format!(".{}.{}{}.tmp", std::process::id(), machine(), random.get(..8).unwrap_or(&random));
    let room = name.floor_char_boundary(MAX_NAME_BYTES - 1 - tail.len());
    format!(".{}{tail}", name.get(..room).unwrap_or_default())
}

/// Returns four hexadecimal digits that stand for this machine.
fn machine() -> &'static str {
    static MACHINE: OnceLock<String> = OnceLock::new();
    MACHINE.get_or_init(|| {
        let of_file = |path: &str| std::fs::read(path).ok().filter(|bytes| !bytes.is_empty());
        let name = of_file("/etc/machine-id")
            .or_else(|| of_file("/proc/sys/kernel/hostname"))
            .or_else(|| Some(std::env::var_os("COMPUTERNAME")?.into_encoded_bytes()))
            .unwrap_or_default();
        blake3::hash(&name).to_hex().get(..4).unwrap_or_default().to_owned()
    })
}

/// The number of the program and the machine that a temporary file's name tells; `None` for other names.
fn parse(name: &str) -> Option<(u32, &str)> {
    let inner = name.strip_prefix('.')?.strip_suffix(".tmp")?;
    let (rest, random) = inner.rsplit_once('.')?;
    let (stem, number) = rest.rsplit_once('.')?;
    let is_random = random.len() == 12
        && random.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    if stem.is_empty() || !is_random || !is_number {
        return None;
    }
    Some((number.parse().ok()?, random.get(..4)?))
}

/// Returns whether a temporary file of that name and age was left behind: the program that made it no longer runs on
/// this machine, or it is a day old. Other names are never leftovers.
pub(super) fn sweep_name(name: &str, age: Option<Duration>, runs: impl Fn(u32) -> Option<bool>) -> bool {
    let Some((number, made_on)) = parse(name) else { return false };
    if number == std::process::id() && made_on == machine() {
        return false;
    }
    (made_on == machine() && runs(number) == Some(false)) || age.is_some_and(|age| age >= OLD)
}

/// Removes the temporary files that programs which no longer run left in `folder`; returns those that are gone.
pub fn sweep(folder: &Path, now: SystemTime) -> Vec<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let leftovers = entries.filter(|entry| {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| parse(name).is_some()) else { return false };
        let modified = entry.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| file.modified());
        let Some(modified) = modified else { return false };
        sweep_name(name, modified.ok().and_then(|modified| now.duration_since(modified).ok()), runs)
    });
    let paths: Vec<PathBuf> = leftovers.map(|entry| entry.path()).collect();
    paths.into_iter().filter(|path| std::fs::remove_file(path).is_ok()).collect()
}

/// Returns whether a program with that number runs here; `None` where that cannot be told.
fn runs(number: u32) -> Option<bool> {
    let all = Path::new("/proc");
    all.join("self").exists().then(|| all.join(number.to_string()).exists())
}
