//! How a verb changes a sidecar: lock, read, change, compare before renaming; when another program wrote meanwhile,
//! the same change is made to what it wrote, for up to two seconds.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::durable::{self, DurableError, Outcome};
use crate::keep::Keep;
use crate::model::{Annotator, AnnotatorId};
use crate::settings;
use crate::sidecar;
use crate::workspace::{self, Around, LayerKind, Open};

use super::report::{NEEDS_A_PERSON, Report};

/// How long another of our programs may hold the sidecar.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// How long a change is tried again when others keep writing.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// How long a sidecar that cannot be read and was written a moment ago is read again: another program may be half-way.
const HALF_WRITTEN: Duration = Duration::from_secs(1);

/// Returns who writes: `--annotator`, else the person of the settings, else nobody.
pub(super) fn annotator(asked: Option<&str>) -> Result<Annotator, Report> {
    let home = settings::home();
    let (settings, _) = settings::load(&home);
    let Some(asked) = asked else {
        return settings.annotator.ok_or_else(|| {
            Report::refused(
                format!("nobody said yet who tags: {}", home.join(settings::FILE).display()),
                "give --annotator ID, or start the window once and enter your name",
            )
        });
    };
    let id = AnnotatorId::parse(asked).map_err(|error| {
        Report::refused(format!("{error}: {asked:?}"), "give an id such as --annotator maria-keller")
    })?;
    match settings.annotator {
        Some(own) if own.id == id => Ok(own),
        _ => Ok(Annotator::new(id.clone(), id.as_str())),
    }
}

/// Returns what is at hand for a verb that writes: all of app data.
pub(super) fn around() -> Around {
    let (settings, _) = settings::load(&settings::home());
    Around::of(Keep::new(settings::data_home(), &settings))
}

/// Makes `change` to the own layer of the document at `path`, and saves it. Returns the document as saved, and what
/// `change` gave; what is to be said of the saving goes to `report`.
pub(super) fn change<T>(
    path: &Path,
    who: &Annotator,
    around: &Around,
    report: &mut Report,
    mut change: impl FnMut(&mut Open) -> Result<T, Report>,
) -> Result<(Open, T), Report> {
    let begun = Instant::now();
    // Whose layer it will be is known after reading; nearly always it is the one under the id.
    let home = around.keep.place_of_path(path).map(|place| place.join(path.file_name().unwrap_or_default()));
    let home = home.as_deref().unwrap_or(path);
    let mut sidecar = sidecar::name::path_beside(home, &crate::model::LayerName::of(who.id.clone()));
    let mut lock = take_lock(&sidecar)?;
    if let Some(folder) = sidecar.parent() {
        durable::sweep(folder, SystemTime::now());
    }
    loop {
        let mut open = Open::load_with(path, Some(who), None, around)
            .map_err(|error| Report::refused(&error, error.hint()))?;
        if is_being_written(&open) && begun.elapsed() < HALF_WRITTEN {
            std::thread::sleep(Duration::from_millis(100));
            continue;
        }
        may_write(&open, who)?;
        let made = change(&mut open)?;
        let Some(job) = open.snapshot() else { return Ok((open, made)) };
        if job.path != sidecar {
            // Read again under the right lock.
            drop(lock);
            sidecar.clone_from(&job.path);
            lock = take_lock(&sidecar)?;
            continue;
        }
        match written(workspace::save(&around.keep, &job, now().0), report)? {
            Written::InPlace => return Ok((open, made)),
            Written::Changed(_) if begun.elapsed() < PATIENCE => {}
            Written::Changed(_) => {
                return Err(Report::refused(
                    format!("another program keeps writing the sidecar: {}", job.path.display()),
                    "close it, or try again later",
                ));
            }
        }
    }
}

/// What a write came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// The file holds what it was to hold.
    InPlace,
    /// Another program wrote these bytes meanwhile, and they stand.
    Changed(Vec<u8>),
}

/// Returns what a write came to; the error says why nothing was written. Where the disk did not confirm what stands in
/// the file, nobody knows whether it outlives a loss of power: that is said in `report`.
pub(super) fn written(
    outcome: Result<Outcome, DurableError>,
    report: &mut Report,
) -> Result<Written, Report> {
    match outcome {
        Ok(Outcome::Saved(_)) => Ok(Written::InPlace),
        Ok(Outcome::Changed(bytes)) => Ok(Written::Changed(bytes)),
        Err(error) if error.is_in_place() => {
            let message = format!("the change stands in the file, but the disk did not confirm it: {error}");
            report.say("warning", &message, "look after the disk, then run `obelus check`");
            report.status = report.status.max(NEEDS_A_PERSON);
            Ok(Written::InPlace)
        }
        Err(error) => Err(Report::refused(&error, error.hint())),
    }
}

/// Keeps other runs of Obelus from writing the sidecar.
pub(super) fn take_lock(sidecar: &Path) -> Result<Option<durable::Lock>, Report> {
    workspace::lock(&settings::data_home().join("locks"), sidecar, LOCK_PATIENCE)
        .map_err(|error| Report::refused(&error, error.hint()))
}

/// Returns whether the own sidecar cannot be read and was touched a moment ago.
fn is_being_written(open: &Open) -> bool {
    let blocked = open.blocked_own().filter(|own| matches!(own.kind, LayerKind::Unreadable { .. }));
    let modified = blocked.and_then(|own| own.path.metadata().ok()?.modified().ok());
    let age = modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
    age.is_some_and(|age| age < 2 * HALF_WRITTEN)
}

/// Refuses where the sidecar under the annotator's id is not theirs to write.
pub(super) fn may_write(open: &Open, who: &Annotator) -> Result<(), Report> {
    if open.own().is_some() {
        return Ok(());
    }
    if let Some(blocked) = open.blocked_own() {
        return Err(match &blocked.kind {
            LayerKind::Unreadable { error, hint } => {
                Report::refused(format!("{error}: {}", blocked.path.display()), hint)
            }
            LayerKind::Unmerged { .. } => Report::refused(
                format!("the sidecar has the markers of an unfinished merge: {}", blocked.path.display()),
                "merge both sides with `obelus merge FILE`",
            ),
            _ => Report::refused(
                format!("the sidecar was made by a newer Obelus: {}", blocked.path.display()),
                "install a newer version; the file was not touched",
            ),
        });
    }
    let under_id =
        open.layers().iter().find(|layer| *layer.name.annotator() == who.id && layer.name.suffix().is_none());
    let Some((layer, head)) = under_id.and_then(|layer| Some((layer, layer.head.as_ref()?))) else {
        return Ok(());
    };
    let refused = |message: String, hint: &str| {
        Err(Report::refused(format!("{message}: {}", layer.path.display()), hint))
    };
    if head.annotator.id != who.id {
        return refused(
            format!("the sidecar belongs to {}, whatever its name says", head.annotator.id),
            "rename the file, or mend `annotator.id`",
        );
    }
    if let Some(extractor) = head.document.extractor.as_ref().filter(|_| !layer.has_places()) {
        return refused(
            format!("the text was made by {extractor:?}, which this version does not have"),
            "install a version that has it; the file was not touched",
        );
    }
    match (&head.annotator.key, &who.key) {
        // Somebody else with the same name: one's own goes under the next id.
        (Some(theirs), Some(mine)) if theirs != mine => Ok(()),
        (Some(_), None) => refused(
            format!(
                "the sidecar belongs to the person with the key in it, not to whoever is called {}",
                who.id
            ),
            "give another --annotator ID",
        ),
        _ => refused(
            "the sidecar under this id is no analyst's layer".to_owned(),
            "give another --annotator ID",
        ),
    }
}

/// Returns the present moment, in whole seconds and in milliseconds.
pub(super) fn now() -> (crate::model::Timestamp, u64) {
    let now = jiff::Timestamp::now();
    (crate::model::Timestamp(now.as_second()), u64::try_from(now.as_millisecond()).unwrap_or(0))
}

/// Returns the sidecar of the own layer.
pub(super) fn own_path(open: &Open) -> PathBuf {
    open.own().map(|own| own.path.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::durable::{Act, Fingerprint};

    #[test]
    fn what_stands_in_the_file_unconfirmed_is_written_and_said() {
        let failed = |act: Act| DurableError::failed(act, Path::new("rift.md"), std::io::Error::other("EIO"));
        let mut report = Report::default();
        assert_eq!(written(Err(failed(Act::SyncFolder)), &mut report), Ok(Written::InPlace));
        assert_eq!(report.status, NEEDS_A_PERSON);
        assert!(report.err.starts_with("obelus: warning: the change stands in the file"), "{}", report.err);
        let mut report = Report::default();
        assert_eq!(written(Ok(Outcome::Saved(Fingerprint::Absent)), &mut report), Ok(Written::InPlace));
        assert_eq!(written(Err(failed(Act::Write)), &mut report).map_err(|refused| refused.status), Err(2));
        assert_eq!(report, Report::default());
    }
}
