//! Former versions of a sidecar: the last ten, one a day for 30 days, and no more than 50 MB a layer.

use std::path::{Path, PathBuf};

use crate::durable::{Act, DurableError};
use crate::model::{LayerName, Timestamp};
use crate::sidecar;

use super::{Keep, files_in, name_of, pack, remove, unpack, unpacked_is, write_private};

/// How many of the newest are kept in any case.
const NEWEST: usize = 10;

/// For how many days one a day is kept.
const DAYS: i64 = 30;

/// The most bytes that the backups of one layer may take.
const MAX_BYTES: u64 = 50_000_000;

const SECONDS_A_DAY: i64 = 24 * 60 * 60;

const ENDING: &str = ".zst";

/// A former version of a sidecar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// When it was kept, which is when it was replaced.
    pub at: Timestamp,
    /// Its number among those of one second.
    number: u32,
    /// Its packed file.
    path: PathBuf,
    /// How many bytes that has.
    bytes: u64,
}

impl Backup {
    /// Returns the sidecar's bytes as they were.
    pub fn read(&self) -> Result<Vec<u8>, DurableError> {
        unpack(&self.path, sidecar::MAX_BYTES)
            .map_err(|error| DurableError::failed(Act::Read, &self.path, error))
    }

    /// Returns whether it has these bytes; it is unpacked piece by piece.
    fn holds(&self, mut bytes: &[u8]) -> bool {
        let is_alike = |piece: &[u8]| match bytes.split_at_checked(piece.len()) {
            Some((first, rest)) if first == piece => {
                bytes = rest;
                true
            }
            _ => false,
        };
        unpacked_is(&self.path, is_alike).is_ok_and(|is_same| is_same) && bytes.is_empty()
    }

    /// Returns how many claims it has; `None` where it cannot be read. Reads all of it: for a worker.
    pub fn claim_count(&self) -> Option<usize> {
        let read = sidecar::read(&self.read().ok()?).ok()?;
        Some(read.layer.claims.len())
    }
}

impl Keep {
    /// Keeps a former version of a sidecar, unless it is the same as the last that was kept or no copies are wanted.
    /// Called with the first save of a session.
    pub fn back_up(
        &self,
        document: &Path,
        layer: &LayerName,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<(), DurableError> {
        if !self.rules.keep_copies_of(document) {
            return Ok(());
        }
        let Some(folder) = self.note(document, None)? else { return Ok(()) };
        let last = self.backups(document, layer).into_iter().next();
        if last.as_ref().is_some_and(|last| last.holds(bytes)) {
            return Ok(());
        }
        let number = last.filter(|last| last.at >= now).map_or(0, |last| last.number.saturating_add(1));
        let file = layer_folder(&folder, layer).join(format!("{}-{number}{ENDING}", now.0));
        let packed = pack(bytes).map_err(|error| DurableError::failed(Act::Write, &file, error))?;
        write_private(&file, &packed)?;
        for backup in superfluous(&self.backups(document, layer), now) {
            remove(&backup.path)?;
        }
        Ok(())
    }

    /// Returns the former versions of a sidecar, the newest first.
    pub fn backups(&self, document: &Path, layer: &LayerName) -> Vec<Backup> {
        let Some(folder) = self.folder_of(document) else { return Vec::new() };
        let files = files_in(&layer_folder(&folder, layer)).into_iter();
        let mut backups: Vec<Backup> = files
            .filter_map(|path| {
                let (at, number) = name_of(&path)?.strip_suffix(ENDING)?.rsplit_once('-')?;
                let (at, number) = (Timestamp(at.parse().ok()?), number.parse().ok()?);
                let bytes = path.metadata().ok()?.len();
                Some(Backup { at, number, path, bytes })
            })
            .collect();
        backups.sort_by_key(|backup| std::cmp::Reverse((backup.at, backup.number)));
        backups
    }
}

fn layer_folder(folder: &Path, layer: &LayerName) -> PathBuf {
    folder.join("backups").join(layer.to_string())
}

/// Returns which of the backups (the newest first) go: all but the newest ten and the newest of each of the last 30 days,
/// and of those the oldest beyond 50 MB.
fn superfluous(backups: &[Backup], now: Timestamp) -> Vec<&Backup> {
    let day = |at: Timestamp| at.0.div_euclid(SECONDS_A_DAY);
    let mut last_day = None;
    let mut bytes = 0_u64;
    let mut superfluous = Vec::new();
    for (number, backup) in backups.iter().enumerate() {
        let is_newest_of_day = last_day != Some(day(backup.at));
        last_day = Some(day(backup.at));
        let is_daily = is_newest_of_day && day(now) - day(backup.at) < DAYS;
        let is_within = bytes.saturating_add(backup.bytes) <= MAX_BYTES;
        if (number < NEWEST || is_daily) && is_within {
            bytes += backup.bytes;
        } else {
            superfluous.push(backup);
        }
    }
    superfluous
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    /// Which of backups of these ages (in hours, the newest first) and sizes (in MB) stay.
    fn stay(backups: &[(i64, u64)]) -> Vec<i64> {
        let made: Vec<Backup> = backups
            .iter()
            .map(|(hours, size)| Backup {
                at: Timestamp(NOW.0 - hours * 3600),
                number: 0,
                path: PathBuf::new(),
                bytes: size * 1_000_000,
            })
            .collect();
        let gone: Vec<Timestamp> = superfluous(&made, NOW).iter().map(|backup| backup.at).collect();
        let stays = |hours: &i64| !gone.contains(&Timestamp(NOW.0 - hours * 3600));
        backups.iter().map(|(hours, _)| *hours).filter(stays).collect()
    }

    #[test]
    fn the_last_ten_stay_and_then_one_a_day_for_thirty_days() {
        let hourly: Vec<(i64, u64)> = (0..24 * 40).map(|hours| (hours, 0)).collect();
        let stay = stay(&hourly);
        assert_eq!(stay[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(stay.len(), 10 + 28, "the newest of today and yesterday are of the ten");
        assert!(stay.windows(2).skip(10).all(|pair| pair[1] - pair[0] == 24));
        assert_eq!(
            self::stay(&[(24 * 400, 0), (24 * 500, 0)]).len(),
            2,
            "old ones stay while they are the last"
        );
    }

    #[test]
    fn a_layer_takes_no_more_than_fifty_megabytes() {
        assert_eq!(stay(&[(1, 20), (2, 20), (3, 20), (4, 5)]), [1, 2, 4]);
        assert_eq!(stay(&[(1, 60)]), [0_i64; 0]);
    }
}
