//! Which documents and sidecars the paths on the command line mean.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use crate::library::{self, Walk};
use crate::model::LayerName;
use crate::sidecar;
use crate::workspace::{sidecars_of, sidecars_with};

use super::reader::Reader;
use super::report::{NEEDS_A_PERSON, NOT_DONE, Report};

/// A document with the sidecars that are meant.
#[derive(Debug)]
pub(super) struct Target {
    /// The document; it may be missing.
    pub(super) document: PathBuf,
    /// The sidecars, by layer name.
    pub(super) sidecars: Vec<(LayerName, PathBuf)>,
    /// Copies of sidecars that a synchronising program left.
    pub(super) copies: Vec<PathBuf>,
    /// Whether nothing but sidecars was named.
    pub(super) is_sidecars_alone: bool,
}

impl Target {
    fn new(document: PathBuf) -> Self {
        Self { document, sidecars: Vec::new(), copies: Vec::new(), is_sidecars_alone: false }
    }

    /// Returns all sidecars of the document; `None` where only some were named.
    pub(super) fn beside(&self) -> Option<Vec<(LayerName, PathBuf)>> {
        (!self.is_sidecars_alone).then(|| self.sidecars.clone())
    }

    /// Returns whether the sidecar at `path` is among those that are meant.
    pub(super) fn means(&self, path: &Path) -> bool {
        self.sidecars.iter().any(|(_, sidecar)| shown(sidecar) == shown(path))
    }
}

/// Returns the documents that the paths mean, those of a folder sorted; a path that is missing is said in `report`.
pub(super) fn targets(paths: &[PathBuf], reader: &Reader, report: &mut Report) -> Vec<Target> {
    let mut targets = Joined::default();
    for path in paths {
        let found = match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => in_folder(path, reader, report).0,
            Ok(_) => vec![named(path, reader)],
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                report.fail(
                    NOT_DONE,
                    format!("there is nothing at this path: {}", path.display()),
                    "check the path",
                );
                Vec::new()
            }
            Err(error) => {
                let message = format!("the path cannot be read ({error}): {}", path.display());
                report.fail(NOT_DONE, message, "check who may read it");
                Vec::new()
            }
        };
        for target in found {
            targets.join(target);
        }
    }
    targets.targets
}

/// Targets in order, each once.
#[derive(Default)]
struct Joined {
    targets: Vec<Target>,
    /// The number of each, by its document's path as it is shown.
    numbers: HashMap<String, usize>,
}

impl Joined {
    /// Adds a target; what was named twice is listed once.
    fn join(&mut self, target: Target) {
        let next = self.targets.len();
        let number = *self.numbers.entry(shown(&target.document)).or_insert(next);
        let Some(other) = self.targets.get_mut(number) else {
            self.targets.push(target);
            return;
        };
        other.is_sidecars_alone &= target.is_sidecars_alone;
        for sidecar in target.sidecars {
            if !other.means(&sidecar.1) {
                other.sidecars.push(sidecar);
            }
        }
        for copy in target.copies {
            if !other.copies.iter().any(|present| shown(present) == shown(&copy)) {
                other.copies.push(copy);
            }
        }
        other.sidecars.sort();
    }
}

/// Returns the document at `path`, or that of the sidecar at `path`.
fn named(path: &Path, reader: &Reader) -> Target {
    let name = name_of(path);
    if let Some((document, layer)) = sidecar::name::parse_file_name(&name) {
        let mut target = Target::new(document_beside(path, &document));
        target.sidecars.push((layer, path.to_owned()));
        target.is_sidecars_alone = true;
        return target;
    }
    let mut target = Target::new(path.to_owned());
    target.sidecars = sidecars_of(path, reader.who.as_ref(), &reader.around);
    target.copies = library::copies_beside(path);
    target
}

/// Returns the document that a sidecar at `sidecar` belongs to, also where its name is composed otherwise.
pub(super) fn document_beside(sidecar: &Path, document: &str) -> PathBuf {
    let plain = sidecar.with_file_name(document);
    if document.is_ascii() || plain.exists() {
        return plain;
    }
    let folder = sidecar.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name())
        .find(|name| library::composed(&name.to_string_lossy()) == library::composed(document))
        .map_or(plain, |name| sidecar.with_file_name(name))
}

/// Returns the documents with sidecars below `folder`, and all files there.
pub(super) fn in_folder(folder: &Path, reader: &Reader, report: &mut Report) -> (Vec<Target>, Vec<PathBuf>) {
    let Walk { files, failures } = library::walk(folder, &AtomicBool::new(false));
    for (path, error) in failures {
        let message = format!("the folder cannot be listed ({error}): {}", path.display());
        report.fail(NEEDS_A_PERSON, message, "check who may read it");
    }
    type Key = (PathBuf, String);
    let key = |file: &Path, name: &str| {
        (file.parent().map(Path::to_owned).unwrap_or_default(), library::composed(name))
    };
    let mut documents: BTreeMap<Key, &PathBuf> = BTreeMap::new();
    let mut targets: BTreeMap<Key, Target> = BTreeMap::new();
    let mut copies: Vec<&PathBuf> = Vec::new();
    for file in &files {
        let name = name_of(file);
        if let Some((document, layer)) = sidecar::name::parse_file_name(&name) {
            let target = targets
                .entry(key(file, &document))
                .or_insert_with(|| Target::new(file.with_file_name(&document)));
            target.sidecars.push((layer, file.clone()));
        } else if library::is_like_sidecar(&name) {
            copies.push(file);
        } else {
            documents.insert(key(file, &name), file);
        }
    }
    for copy in copies.into_iter().filter(|copy| library::holds_layer(copy)) {
        // The document is what stands before the layer's name: the longest that is there.
        let name = name_of(copy);
        let document = name
            .match_indices('.')
            .rev()
            .filter_map(|(dot, _)| name.get(..dot))
            .find(|document| documents.contains_key(&key(copy, document)))
            .unwrap_or(&name);
        let target =
            targets.entry(key(copy, document)).or_insert_with(|| Target::new(copy.with_file_name(document)));
        target.copies.push(copy.clone());
    }
    for (key, target) in &mut targets {
        if let Some(document) = documents.get(key) {
            target.document.clone_from(document);
        }
        target.sidecars.sort();
    }
    if reader.around.keep.has_places() {
        for (key, document) in documents {
            let beside = targets.get(&key).map(|target| target.sidecars.clone()).unwrap_or_default();
            let sidecars = sidecars_with(document, reader.who.as_ref(), &reader.around, beside);
            if !sidecars.is_empty() {
                targets.entry(key).or_insert_with(|| Target::new(document.clone())).sidecars = sidecars;
            }
        }
    }
    // In the order of the walk: sorted as people sort.
    let order: BTreeMap<&PathBuf, usize> =
        files.iter().enumerate().map(|(number, file)| (file, number)).collect();
    let mut targets: Vec<Target> = targets.into_values().collect();
    targets.sort_by_key(|target| {
        let first = order.get(&target.document).or_else(|| order.get(&target.sidecars.first()?.1));
        first.copied().unwrap_or(usize::MAX)
    });
    (targets, files)
}

/// Returns the plain name of a file.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Returns whether both paths lead to one file.
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Returns the path as JSON and lists have it: with `/`, without a leading `./`.
pub(super) fn shown(path: &Path) -> String {
    let shown = path.to_string_lossy();
    let shown = if std::path::MAIN_SEPARATOR == '\\' { shown.replace('\\', "/") } else { shown.into_owned() };
    let mut shown = shown.as_str();
    while let Some(rest) = shown.strip_prefix("./") {
        shown = rest.trim_start_matches('/');
    }
    shown.to_owned()
}
