//! How large a tree is, for what will walk it.

use dom_query::{Document, NodeRef};

/// The size of a tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Measure {
    /// How many elements lie one inside the other at most.
    pub(super) levels: usize,
    /// Every byte of text and every node, once for each level above it.
    pub(super) steps: usize,
}

impl Measure {
    /// Measures a tree in one walk.
    pub(super) fn of(document: &Document) -> Self {
        let mut measure = Self::default();
        let root = document.root();
        let mut node = root;
        let mut depth = 0_usize;
        loop {
            let size = 1 + text_len(&node);
            measure.steps = measure.steps.saturating_add(size.saturating_mul(depth));
            if let Some(child) = node.first_child() {
                depth += 1;
                measure.levels = measure.levels.max(depth);
                node = child;
                continue;
            }
            loop {
                if node.id == root.id {
                    return measure;
                }
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                let Some(parent) = node.parent() else { return measure };
                node = parent;
                depth = depth.saturating_sub(1);
            }
        }
    }
}

fn text_len(node: &NodeRef<'_>) -> usize {
    node.query_or(0, |node| match &node.data {
        dom_query::NodeData::Text { contents } => contents.len(),
        _ => 0,
    })
}
