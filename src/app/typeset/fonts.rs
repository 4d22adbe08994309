//! The faces that come with the program, and the system's for the scripts that they lack.
//!
//! The bundled faces bear their own family names, so that a face of the same name on the system cannot take their
//! place and every machine lays a Latin text out alike. The system's faces are looked for on a thread of their own;
//! until they are there, what the bundled faces lack is drawn as boxes.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

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

/// Serif first, then what the system calls so, then its emoji.
const SERIF_FAMILIES: &[FontFamilyName<'static>] = &[
    FontFamilyName::named(SERIF),
    FontFamilyName::named(SANS),
    FontFamilyName::Generic(GenericFamily::Serif),
    FontFamilyName::Generic(GenericFamily::Emoji),
];

/// Sans first, then what the system calls so, then its emoji.
const SANS_FAMILIES: &[FontFamilyName<'static>] = &[
    FontFamilyName::named(SANS),
    FontFamilyName::named(SERIF),
    FontFamilyName::Generic(GenericFamily::SansSerif),
    FontFamilyName::Generic(GenericFamily::Emoji),
];

/// What the system has for code first; the bundled faces have none.
const MONO_FAMILIES: &[FontFamilyName<'static>] = &[
    FontFamilyName::Generic(GenericFamily::Monospace),
    FontFamilyName::named(SANS),
    FontFamilyName::named(SERIF),
    FontFamilyName::Generic(GenericFamily::Emoji),
];

impl Face {
    /// Returns the families to look for a glyph in, in order.
    pub fn family(self) -> FontFamily<'static> {
        FontFamily::List(
            match self {
                Self::Serif => SERIF_FAMILIES,
                Self::Sans => SANS_FAMILIES,
                Self::Mono => MONO_FAMILIES,
            }
            .into(),
        )
    }
}

/// Returns a context with the bundled faces and nothing else.
pub(super) fn bundled() -> FontContext {
    context(false)
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
