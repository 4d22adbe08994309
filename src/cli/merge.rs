//! `obelus merge`: brings two versions of one person's layer together.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::durable::{self, Fingerprint, Outcome};
use crate::merge::{self, FieldConflict, Merged};
use crate::model::Layer;
use crate::problem::Severity;
use crate::sidecar::{self, ReadError};

use super::check::SETTLE_HEAD;
use super::paths::is_same_file;
use super::report::{NEEDS_A_PERSON, Report};
use super::write::{Written, written};
use super::{json as as_json, paths, write};

/// Merges two versions of a sidecar.
#[derive(Debug, Args)]
pub(super) struct Merge {
    /// The version that stands where both differ; or a file with the markers of git in it.
    ours: PathBuf,
    /// The other version.
    theirs: Option<PathBuf>,
    /// The version that both come from.
    #[arg(long)]
    base: Option<PathBuf>,
    /// Writes the result here instead of printing it; one of the two versions, or a file that is not there yet.
    #[arg(short, long)]
    out: Option<PathBuf>,
    /// Prints what was merged as JSON.
    #[arg(long, requires = "out")]
    json: bool,
}

/// The bytes of the versions.
struct Versions {
    ours: Vec<u8>,
    /// `None` where both sides stand in `ours`, between the markers of git.
    theirs: Option<Vec<u8>>,
    base: Option<Vec<u8>>,
}

/// The versions as layers.
struct Layers {
    ours: Layer,
    theirs: Layer,
    base: Option<Layer>,
}

impl Merge {
    pub(super) fn run(&self) -> Report {
        self.merge().unwrap_or_else(|refused| refused)
    }

    fn merge(&self) -> Result<Report, Report> {
        let mut report = Report::default();
        let versions = self.read()?;
        let Some(out) = &self.out else {
            let merged = self.merged(&versions, &mut report)?;
            report.file(&sidecar::write(&merged.layer));
            say(&merged, &mut report);
            return Ok(report);
        };
        let merged = self.write(out, versions, &mut report)?;
        if self.json {
            report.json(&row(out, &merged));
        } else {
            let count = merged.layer.claims.len();
            let claims = if count == 1 { "1 claim".to_owned() } else { format!("{count} claims") };
            report.line(&format!("{}: {claims}", paths::shown(out)));
        }
        say(&merged, &mut report);
        Ok(report)
    }

    fn read(&self) -> Result<Versions, Report> {
        Ok(Versions {
            ours: bytes(&self.ours)?,
            theirs: self.theirs.as_deref().map(bytes).transpose()?,
            base: self.base.as_deref().map(bytes).transpose()?,
        })
    }

    /// Merges, and puts the result at `out`; when another program writes that meanwhile, its version is merged.
    fn write(&self, out: &Path, mut versions: Versions, report: &mut Report) -> Result<Merged, Report> {
        let is_ours = is_same_file(out, &self.ours);
        let is_theirs = self.theirs.as_deref().is_some_and(|theirs| is_same_file(out, theirs));
        if !is_ours && !is_theirs && std::fs::symlink_metadata(out).is_ok() {
            return Err(Report::refused(
                format!("there is a file already: {}", out.display()),
                "give -o one of the two versions, or a name that is free",
            ));
        }
        let _lock = write::take_lock(out)?;
        let begun = Instant::now();
        loop {
            let expected = match (is_ours, &versions.theirs) {
                (true, _) => Fingerprint::of(&versions.ours),
                (false, Some(theirs)) if is_theirs => Fingerprint::of(theirs),
                _ => Fingerprint::Absent,
            };
            let mut said = Report::default();
            let merged = self.merged(&versions, &mut said)?;
            if is_ours || is_theirs {
                belongs(out, &merged.layer)?;
            }
            let ron = sidecar::write(&merged.layer);
            let outcome = if Fingerprint::of(ron.as_bytes()) == expected {
                Ok(Outcome::Saved(expected))
            } else {
                durable::replace(out, ron.as_bytes(), Some(expected))
            };
            match written(outcome, &mut said)? {
                Written::InPlace => {
                    report.take(said);
                    return Ok(merged);
                }
                Written::Changed(bytes) if begun.elapsed() < write::PATIENCE && is_ours => {
                    versions.ours = bytes;
                }
                Written::Changed(bytes) if begun.elapsed() < write::PATIENCE && is_theirs => {
                    versions.theirs = Some(bytes);
                }
                Written::Changed(_) => {
                    return Err(Report::refused(
                        format!("another program writes the file: {}", out.display()),
                        "close it, or try again later",
                    ));
                }
            }
        }
    }

    fn merged(&self, versions: &Versions, report: &mut Report) -> Result<Merged, Report> {
        let layers = match (&versions.theirs, &self.theirs) {
            (Some(theirs), Some(path)) => Layers {
                ours: layer(&self.ours, &versions.ours, report)?,
                theirs: layer(path, theirs, report)?,
                base: self.base_layer(versions, report)?,
            },
            _ => self.sides(versions, report)?,
        };
        merge::merge(&layers.ours, &layers.theirs, layers.base.as_ref())
            .map_err(|error| Report::refused(&error, error.hint()))
    }

    fn base_layer(&self, versions: &Versions, report: &mut Report) -> Result<Option<Layer>, Report> {
        let base = self.base.as_deref().zip(versions.base.as_deref());
        base.map(|(path, bytes)| layer(path, bytes, report)).transpose()
    }

    /// Returns the sides of git's markers in the file.
    fn sides(&self, versions: &Versions, report: &mut Report) -> Result<Layers, Report> {
        let path = &self.ours;
        let (ours, base, theirs) = match sidecar::read(&versions.ours) {
            Err(ReadError::Unmerged { ours, base, theirs, .. }) => (ours, base, theirs),
            Err(error) => return Err(unread(path, &error)),
            Ok(_) => {
                return Err(Report::refused(
                    format!("there are no markers of git in it: {}", path.display()),
                    "give both versions: `obelus merge OURS THEIRS`",
                ));
            }
        };
        let mut side = |name: &str, text: &str| {
            let read = sidecar::read(text.as_bytes());
            let read = read.map_err(|error| {
                let message = format!("{name} of the markers cannot be merged: {error}: {}", path.display());
                Report::refused(message, error.hint())
            })?;
            mention(path, &read, report);
            Ok(read.layer)
        };
        let (ours, theirs) = (side("our side", &ours)?, side("their side", &theirs)?);
        // A file that both sides made has nothing between the marker of the base and the next one.
        let base = base.filter(|base| !base.trim().is_empty());
        let base = match (self.base_layer(versions, &mut Report::default())?, base) {
            (Some(base), _) => Some(base),
            (None, Some(base)) => Some(side("the base", &base)?),
            (None, None) => None,
        };
        Ok(Layers { ours, theirs, base })
    }
}

/// Returns the bytes of a version that was named.
fn bytes(path: &Path) -> Result<Vec<u8>, Report> {
    sidecar::bytes_named(path).map_err(|error| {
        let message = match error.kind() {
            std::io::ErrorKind::NotFound => format!("there is no file: {}", path.display()),
            _ => format!("the file cannot be read ({error}): {}", path.display()),
        };
        Report::refused(message, "check the path, and who may read it")
    })
}

fn layer(path: &Path, bytes: &[u8], report: &mut Report) -> Result<Layer, Report> {
    let read = sidecar::read(bytes).map_err(|error| unread(path, &error))?;
    mention(path, &read, report);
    Ok(read.layer)
}

fn unread(path: &Path, error: &ReadError) -> Report {
    Report::refused(format!("{error}: {}", path.display()), error.hint())
}

/// Says what of a version is merged as bytes or not kept.
fn mention(path: &Path, read: &sidecar::Read, report: &mut Report) {
    let is_comment = |message: &str| read.had_comments && message.starts_with("comments");
    let problems = read.problems.iter();
    for problem in
        problems.filter(|problem| problem.severity == Severity::Error || is_comment(&problem.message))
    {
        report.mention(&paths::shown(path), problem);
    }
}

/// Refuses to put a layer into a sidecar whose name says that it belongs to somebody else.
fn belongs(out: &Path, layer: &Layer) -> Result<(), Report> {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match sidecar::name::parse_file_name(&name) {
        Some((_, named)) if *named.annotator() != layer.annotator.id => Err(Report::refused(
            format!(
                "the file name says {}, and the merged layer belongs to {}: {}",
                named.annotator(),
                layer.annotator.id,
                out.display()
            ),
            "rename the file, mend `annotator.id`, or give -o another name",
        )),
        _ => Ok(()),
    }
}

/// Says what needs a person, and sets the status.
pub(super) fn say(merged: &Merged, report: &mut Report) {
    let hint = "decide in the window, or mend the sidecar";
    for FieldConflict { id, field, .. } in &merged.conflicts {
        let what = match id {
            Some(id) => format!("both versions changed {field} of claim {id}; ours stands for now"),
            None => format!("both versions changed {field}; ours stands for now"),
        };
        report.say("warning", &what, if id.is_some() { hint } else { SETTLE_HEAD });
    }
    for id in &merged.deleted_elsewhere {
        report.say("warning", &format!("one version lacks claim {id}, which is kept"), hint);
    }
    if !merged.unplaced.is_empty() {
        let count = merged.unplaced.len();
        let claims = if count == 1 { "1 claim is".to_owned() } else { format!("{count} claims are") };
        let message = format!("{claims} to be found in the newer text");
        report.say("warning", &message, "open the document, or run `obelus anchor`");
    }
    if merged.needs_a_person() {
        report.status = report.status.max(NEEDS_A_PERSON);
    }
}

fn row(out: &Path, merged: &Merged) -> Value {
    let ids = |ids: &[crate::model::ClaimId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let conflicts = merged.conflicts.iter().map(|conflict| {
        let mut row = Map::new();
        let fields = [
            ("id", conflict.id.as_ref().map(ToString::to_string)),
            ("field", Some(conflict.field.clone())),
            ("ours", conflict.ours.clone()),
            ("theirs", conflict.theirs.clone()),
        ];
        for (name, value) in fields {
            as_json::some(&mut row, name, value);
        }
        Value::Object(row)
    });
    let links = merged.links_without_target.iter().map(|(id, link)| {
        let mut row = Map::new();
        as_json::some(&mut row, "id", Some(id.to_string()));
        as_json::some(&mut row, "rel", Some(link.rel.word()));
        as_json::some(&mut row, "to", link.to.as_ref().map(ToString::to_string));
        Value::Object(row)
    });
    json!({
        "out": paths::shown(out),
        "claims": merged.layer.claims.len(),
        "conflicts": conflicts.collect::<Vec<_>>(),
        "deleted": ids(&merged.deleted),
        "deleted_elsewhere": ids(&merged.deleted_elsewhere),
        "links_without_target": links.collect::<Vec<_>>(),
        "unplaced": ids(&merged.unplaced),
        "open": merged.open,
    })
}
