//! The faces that come with the program, and the system's for the scripts that they lack.
//!
//! The bundled faces bear their own family names, so that a face of the same name on the system cannot take their
//! place and every machine lays a Latin text out alike. The system's faces are looked for on a thread of their own;
//! until they are there, what the bundled faces lack is drawn as boxes.

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, LazyLock};

use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{FontContext, FontFamily, FontFamilyName, FontStyle, FontWeight, GenericFamily};

use super::Face;

/// A bundled face.
struct Bundled {
    family: &'static str,
    weight: FontWeight,
    style: FontStyle,
    bytes: &'static [u8],
}

const SERIF: &str = "Obelus Serif";
const SANS: &str = "Obelus Sans";

const BUNDLED: &[Bundled] = &[
    Bundled {
        family: SERIF,
        weight: FontWeight::NORMAL,
        style: FontStyle::Normal,
        bytes: include_bytes!("../../../assets/fonts/SourceSerif4_400Regular.ttf"),
    },
    Bundled {
        family: SERIF,
        weight: FontWeight::NORMAL,
        style: FontStyle::Italic,
        bytes: include_bytes!("../../../assets/fonts/SourceSerif4_400Regular_Italic.ttf"),
    },
    Bundled {
        family: SERIF,
        weight: FontWeight::SEMI_BOLD,
        style: FontStyle::Normal,
        bytes: include_bytes!("../../../assets/fonts/SourceSerif4_600SemiBold.ttf"),
    },
    Bundled {
        family: SERIF,
        weight: FontWeight::SEMI_BOLD,
        style: FontStyle::Italic,
        bytes: include_bytes!("../../../assets/fonts/SourceSerif4_600SemiBold_Italic.ttf"),
    },
    Bundled {
        family: SANS,
        weight: FontWeight::NORMAL,
        style: FontStyle::Normal,
        bytes: include_bytes!("../../../assets/fonts/Inter_400Regular.ttf"),
    },
    Bundled {
        family: SANS,
        weight: FontWeight::SEMI_BOLD,
        style: FontStyle::Normal,
        bytes: include_bytes!("../../../assets/fonts/Inter_600SemiBold.ttf"),
    },
];

/// The faces for the scripts that the bundled ones lack, as far as the system has them: of several that it has, the ones
/// that look well beside the serif. What is not among them the system chooses.
const SERIF_SCRIPTS: [&str; 19] = [
    "Noto Naskh Arabic",
    "Noto Serif Hebrew",
    "Noto Serif Devanagari",
    "Noto Serif Bengali",
    "Noto Serif Gurmukhi",
    "Noto Serif Gujarati",
    "Noto Serif Tamil",
    "Noto Serif Telugu",
    "Noto Serif Kannada",
    "Noto Serif Malayalam",
    "Noto Serif Sinhala",
    "Noto Serif Thai",
    "Noto Serif Lao",
    "Noto Serif Khmer",
    "Noto Serif Myanmar",
    "Noto Serif Armenian",
    "Noto Serif Georgian",
    "Noto Serif Ethiopic",
    "Noto Serif Tibetan",
];

/// The same beside the sans.
const SANS_SCRIPTS: [&str; 18] = [
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans Gujarati",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Kannada",
    "Noto Sans Malayalam",
    "Noto Sans Sinhala",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Armenian",
    "Noto Sans Georgian",
    "Noto Sans Ethiopic",
];

/// The faces with Chinese signs. They look otherwise in Japan and Korea, so the text's own letters decide.
const SERIF_HAN: [&str; 3] = ["Noto Serif CJK SC", "Noto Serif CJK JP", "Noto Serif CJK KR"];
const SANS_HAN: [&str; 3] = ["Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR"];

/// Whose signs the Chinese ones in a text are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Han {
    /// There is nothing that says otherwise.
    Chinese,
    /// There are kana beside them.
    Japanese,
    /// There is hangul beside them.
    Korean,
}

impl Han {
    /// Returns whose signs those of `text` are.
    pub fn of(text: &str) -> Self {
        // Kana and hangul take three bytes, the first of which is one of these.
        if !text.bytes().any(|byte| matches!(byte, 0xe3 | 0xea..=0xed)) {
            return Self::Chinese;
        }
        let own = text.chars().find_map(|character| match character {
            '\u{3040}'..='\u{30ff}' => Some(Self::Japanese),
            '\u{ac00}'..='\u{d7af}' => Some(Self::Korean),
            _ => None,
        });
        own.unwrap_or(Self::Chinese)
    }
}

impl Face {
    /// Returns the families to look for a glyph in, in order: the bundled ones, then those for other scripts, then what
    /// the system calls so, then its emoji.
    pub fn family(self, han: Han) -> FontFamily<'static> {
        static FAMILIES: LazyLock<Vec<Vec<FontFamilyName<'static>>>> = LazyLock::new(|| {
            let faces = [Face::Serif, Face::Sans, Face::Mono];
            let hans = [Han::Chinese, Han::Japanese, Han::Korean];
            faces.iter().flat_map(|face| hans.iter().map(|han| face.families(*han))).collect()
        });
        match FAMILIES.get(self as usize * 3 + han as usize) {
            Some(families) => FontFamily::List(families.as_slice().into()),
            None => FontFamily::named(SERIF),
        }
    }

    fn families(self, han: Han) -> Vec<FontFamilyName<'static>> {
        let scripts: &[&str] = if self == Self::Serif { &SERIF_SCRIPTS } else { &SANS_SCRIPTS };
        let han_faces = if self == Self::Serif { SERIF_HAN } else { SANS_HAN };
        let generic = match self {
            Self::Serif => GenericFamily::Serif,
            Self::Sans => GenericFamily::SansSerif,
            Self::Mono => GenericFamily::Monospace,
        };
        let mut families: Vec<FontFamilyName<'static>> = Vec::with_capacity(scripts.len() + 8);
        match self {
            Self::Serif => families.extend([SERIF, SANS].map(FontFamilyName::named)),
            Self::Sans => families.extend([SANS, SERIF].map(FontFamilyName::named)),
            // The bundled faces have none for code.
            Self::Mono => families.push(FontFamilyName::Generic(generic)),
        }
        families.extend(scripts.iter().copied().map(FontFamilyName::named));
        let first = han as usize;
        families.extend(
            (0..3).filter_map(|at| han_faces.get((first + at) % 3)).copied().map(FontFamilyName::named),
        );
        families.extend([FontFamilyName::Generic(generic), FontFamilyName::Generic(GenericFamily::Emoji)]);
        if self == Self::Mono {
            families.extend([SANS, SERIF].map(FontFamilyName::named));
        }
        families
    }
}

/// Returns the families to look for signs in that are emoji, and begin with a character that is none.
pub(super) fn emoji() -> FontFamily<'static> {
    static FAMILIES: LazyLock<[FontFamilyName<'static>; 3]> = LazyLock::new(|| {
        let [sans, serif] = [SANS, SERIF].map(FontFamilyName::named);
        [FontFamilyName::Generic(GenericFamily::Emoji), sans, serif]
    });
    FontFamily::List(FAMILIES.as_slice().into())
}

/// Returns a context with the bundled faces and nothing else.
pub(super) fn bundled() -> FontContext {
    context(false)
}

/// Returns a context with the system's faces too.
#[cfg(test)]
pub(super) fn with_system() -> FontContext {
    static FOUND: LazyLock<std::sync::Mutex<FontContext>> = LazyLock::new(|| context(true).into());
    FOUND.lock().unwrap().clone()
}

/// Looks for the system's faces on a thread of their own.
pub(super) fn with_system_later() -> Receiver<FontContext> {
    let (sender, receiver) = channel();
    // Without a thread the bundled faces have to do.
    let _ = std::thread::Builder::new().name("fonts".to_owned()).spawn(move || {
        let _ = sender.send(context(true));
    });
    receiver
}

/// Returns the context that `receiver` has brought, or `None` as long as there is none; drops a receiver that is done.
pub(super) fn arrived(receiver: &mut Option<Receiver<FontContext>>) -> Option<FontContext> {
    match receiver.as_ref()?.try_recv() {
        Ok(context) => {
            *receiver = None;
            Some(context)
        }
        Err(TryRecvError::Empty) => None,
        Err(TryRecvError::Disconnected) => {
            *receiver = None;
            None
        }
    }
}

fn context(has_system: bool) -> FontContext {
    let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: has_system });
    for face in BUNDLED {
        let bytes = Arc::new(face.bytes);
        collection.register_fonts(
            Blob::new(bytes),
            Some(FontInfoOverride {
                family_name: Some(face.family),
                style: Some(face.style),
                weight: Some(face.weight),
                ..FontInfoOverride::default()
            }),
        );
    }
    FontContext { collection, source_cache: SourceCache::default() }
}
