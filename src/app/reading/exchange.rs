//! What the page is given to draw, and what it gives back.

use egui::{Pos2, Rect};

use crate::app::typeset::MissingScript;
use crate::model::{ClaimId, TagSet};
use crate::store::Store;
use crate::text::{ByteOffset, Span, Text};

use super::{Comparison, PageTheme};

/// A claim of one of the layers that are given to the page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimRef {
    /// The place of its layer in [`PageInput::layers`].
    pub layer: usize,
    /// The claim.
    pub id: ClaimId,
}

/// One of the two ends of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// Where it starts.
    Start,
    /// Where it ends.
    End,
}

/// A layer, for drawing.
#[derive(Clone, Copy)]
pub struct LayerView<'a> {
    /// Its claims.
    pub store: &'a Store,
    /// Whether it is the annotator's own.
    pub is_own: bool,
    /// The letter of another annotator.
    pub initial: &'a str,
    /// Whether its claims are drawn.
    pub is_visible: bool,
}

/// What the page draws.
#[derive(Clone, Copy)]
pub struct PageInput<'a> {
    /// The text.
    pub text: &'a Text,
    /// Whether its marks are Markdown's.
    pub is_markdown: bool,
    /// The layers.
    pub layers: &'a [LayerView<'a>],
    /// The tags.
    pub tags: &'a TagSet,
    /// The colours.
    pub theme: &'a PageTheme,
    /// The chosen claim.
    pub chosen: Option<&'a ClaimRef>,
    /// The claim to show as if the pointer were over it: that of a panel's row.
    pub hovered: Option<&'a ClaimRef>,
    /// What the search found, in order.
    pub found: &'a [Span],
    /// The text size as a factor of the designed one.
    pub text_size: f32,
    /// Whether the keyboard belongs to the page, so that the caret is drawn.
    pub has_keyboard: bool,
    /// Whether a claim is being picked as the target of a link.
    pub is_picking: bool,
    /// What lies over the page and hides it.
    pub occluded: Option<Rect>,
    /// How the layers are compared, when they are.
    pub compared: Option<Comparison<'a>>,
}

/// What was clicked.
#[derive(Clone, Debug, PartialEq)]
pub struct Click {
    /// The place in the text.
    pub offset: ByteOffset,
    /// The claim there; of several the innermost, and with every click at the same place the next one.
    pub claim: Option<ClaimRef>,
}

/// A border of the chosen claim that is being dragged.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderDrag {
    /// The claim.
    pub claim: ClaimRef,
    /// The passage's number.
    pub passage: usize,
    /// Which of its ends.
    pub end: End,
    /// Where the pointer has it.
    pub offset: ByteOffset,
    /// Whether the button was let go: only then the claim is to be changed.
    pub is_done: bool,
}

/// What came of a frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageOutput {
    /// What was clicked once.
    pub clicked: Option<Click>,
    /// The claim under the pointer.
    pub hovered: Option<ClaimRef>,
    /// Whether caret or selection are others than in the last frame.
    pub has_caret_moved: bool,
    /// The border that is being dragged.
    pub border: Option<BorderDrag>,
    /// Where the page was clicked with the secondary button.
    pub secondary: Option<Pos2>,
    /// Where the palette of tags goes, once a selection is made: its lower left corner is the place, 20 points below
    /// the baseline at the caret's end.
    pub palette_anchor: Option<Rect>,
    /// The caret, as high as its line, when it is in sight.
    pub caret: Option<Rect>,
    /// The first place that is in sight.
    pub first_visible: ByteOffset,
    /// How many blocks are in sight.
    pub shown_blocks: usize,
    /// By which factor the text is to be larger than in this frame.
    pub zoom: Option<f32>,
    /// A script in sight that no font on this computer has.
    pub missing: Option<MissingScript>,
}

/// A reader's place in a document, to come back to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Where the selection was begun.
    pub anchor: ByteOffset,
    /// Where the caret was.
    pub focus: ByteOffset,
    /// What was at the top.
    pub top: ByteOffset,
}
