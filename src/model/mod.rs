//! Claims, layers and all that belongs to them: plain data, as format 1 of the sidecar has it.
//!
//! A [`Layer`] is true without its document: its selectors count code points, so a layer can be read, written and
//! merged when the document is not at hand. Where its passages stand in a text at hand is known to the `store`.
//! Deliberately absent: reading and writing (`sidecar`), and everything on the screen.

mod claim;
mod date;
mod forecast;
mod id;
mod layer;
mod rare;
mod scale;
mod selector;
mod tag;
mod words;

pub use claim::{
    Claim, Confidence, Conflict, Credibility, Link, Passage, Rating, Rel, Reliability, State, Voice,
};
pub use date::{PartialDate, Timestamp};
pub use forecast::{Forecast, Outcome, OwnEstimate, Resolution, percent};
pub use id::{AnnotatorId, ClaimId, LayerName, TagId};
pub use layer::{
    About, Annotator, Attempt, Decision, Deleted, DocumentInfo, Ext, Layer, RawClaim, Role, Unknown, Verdict,
    is_markdown,
};
pub use rare::{Blank, Rare};
pub use scale::{Band, Scale};
pub use selector::{CONTEXT_CHARS, Selector, context_after, context_before, occurrence_places, occurrences};
pub use tag::{Tag, TagColor, TagSet, Underline};
pub use words::{CONFIDENCE, CREDIBILITY, OUTCOMES, RELIABILITY, VOICES};
