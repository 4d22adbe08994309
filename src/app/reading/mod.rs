//! The page: the document's text in blocks, with its claims, its caret and its selection.
