//! The names of sidecars, and finding those that stand beside a document.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use crate::model::LayerName;

/// What every sidecar's name ends with.
pub const ENDING: &str = ".obelus.ron";

/// Returns the name of the sidecar that keeps `layer` of `document`: `rift.md.maria.obelus.ron`.
pub fn file_name(document: &str, layer: &LayerName) -> String {
    format!("{document}.{layer}{ENDING}")
}

/// Returns the document's name and the layer's that a sidecar's name has, or `None` for other files.
pub fn parse_file_name(name: &str) -> Option<(String, LayerName)> {
    let (document, layer) = name.strip_suffix(ENDING)?.rsplit_once('.')?;
    let layer = LayerName::parse(layer).ok().filter(|_| !document.is_empty())?;
    Some((document.to_owned(), layer))
}

/// Returns the path of the sidecar that keeps `layer` of the document at `document`; also where that name is not UTF-8.
pub fn path_beside(document: &Path, layer: &LayerName) -> PathBuf {
    let mut name = document.file_name().map_or_else(OsString::new, OsString::from);
    name.push(format!(".{layer}{ENDING}"));
    document.with_file_name(name)
}

/// Returns the sidecars that stand beside the document at `document`, by layer name. Names are compared byte for byte
/// after NFC; of two that differ only in that, the one spelled like the document comes first.
pub fn beside(document: &Path) -> io::Result<Vec<(LayerName, PathBuf)>> {
    let Some(wanted) = document.file_name() else {
        return Ok(Vec::new());
    };
    let folder = match document.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let wanted = wanted.as_encoded_bytes();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some((of, layer)) = parts(name.as_encoded_bytes()) else {
            continue;
        };
        let is_spelled_alike = of == wanted;
        let path = document.with_file_name(&name);
        if (is_spelled_alike || is_same_after_nfc(of, wanted)) && !path.is_dir() {
            found.push((layer, !is_spelled_alike, path));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(layer, _, path)| (layer, path)).collect())
}

/// Returns the document's bytes and the layer of a sidecar's name.
fn parts(name: &[u8]) -> Option<(&[u8], LayerName)> {
    let name = name.strip_suffix(ENDING.as_bytes())?;
    let dot = memchr::memrchr(b'.', name).filter(|dot| *dot > 0)?;
    let layer = std::str::from_utf8(name.get(dot + 1..)?).ok()?;
    Some((name.get(..dot)?, LayerName::parse(layer).ok()?))
}

fn is_same_after_nfc(one: &[u8], other: &[u8]) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one == other;
    }
    match (std::str::from_utf8(one), std::str::from_utf8(other)) {
        (Ok(one), Ok(other)) => one.nfc().eq(other.nfc()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, parts: Option<(&str, &str)>) {
        let found = parse_file_name(name);
        let found = found.as_ref().map(|(document, layer)| (document.as_str(), layer.to_string()));
        assert_eq!(found, parts.map(|(document, layer)| (document, layer.to_owned())));
        if let Some((document, layer)) = parts {
            assert_eq!(file_name(document, &LayerName::parse(layer).unwrap()), name);
        }
    }

    #[test]
    fn names_say_document_and_layer() {
        check("rift.md.maria.obelus.ron", Some(("rift.md", "maria")));
        check("rift.md.maria--gold.obelus.ron", Some(("rift.md", "maria--gold")));
        check("a b.v2.txt.maria-2--attempt-2.obelus.ron", Some(("a b.v2.txt", "maria-2--attempt-2")));
        check("rift.md.Maria.obelus.ron", None);
        check("rift.md.maria (1).obelus.ron", None);
        check("maria.obelus.ron", None);
        check(".maria.obelus.ron", None);
        check("rift.md", None);
    }

    #[test]
    fn sidecars_of_a_document_are_found_whatever_the_normal_form() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "naïve.md",
            "nai\u{308}ve.md.omar.obelus.ron",
            "naïve.md.maria.obelus.ron",
            "naïve.md.maria--gold.obelus.ron",
            "naive.md.maria.obelus.ron",
            "naïve.md.maria.obelus.ron.bak",
        ] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        std::fs::create_dir(folder.path().join("naïve.md.dir.obelus.ron")).unwrap();
        let document = folder.path().join("naïve.md");
        let found = beside(&document).unwrap();
        let layers: Vec<String> = found.iter().map(|(layer, _)| layer.to_string()).collect();
        assert_eq!(layers, ["maria", "maria--gold", "omar"]);
        assert_eq!(found[0].1, path_beside(&document, &LayerName::parse("maria").unwrap()));
    }
}
