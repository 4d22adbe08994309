//! Repairs that need the text: only where the layer's hash is the text's.

use crate::model::Layer;
use crate::problem::Problem;
use crate::text::Text;

/// Repairs a layer against its own text, and says what was repaired. Does nothing when the hash is another's.
pub fn fit(layer: &mut Layer, text: &Text) -> Vec<Problem> {
    if layer.document.text_blake3 != text.hash() {
        return Vec::new();
    }
    layer.document.chars = text.char_count();
    Vec::new()
}
