//! Charts as SVG in the page. What a chart shows stands in words beside it, so it is an image without text of its own.

use std::fmt::Write as _;

use super::Sheet;

/// Bars of a histogram of shares: 0–9 %, 10–19 % … 90–100 %.
const BINS: usize = 10;

/// One part of a bar: how much, and its class.
pub(super) type Part = (usize, &'static str);

impl Sheet<'_> {
    /// Draws a share as a bar.
    pub(super) fn bar(&mut self, share: f64, class: &str) {
        let _ = write!(
            self.page.out,
            "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
             <rect class=\"ground\" width=\"100\" height=\"8\"/><rect class=\"{class}\" width=\"{:.1}\" height=\"8\"/></svg>",
            share.clamp(0.0, 1.0) * 100.0
        );
    }

    /// Draws counts as one bar of several parts.
    pub(super) fn stacked(&mut self, parts: &[Part], label: &str) {
        let all: usize = parts.iter().map(|(count, _)| count).sum();
        let _ = write!(
            self.page.out,
            "<svg class=\"stack\" viewBox=\"0 0 {} 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{label}\">",
            all.max(1)
        );
        let mut at = 0;
        for (count, class) in parts.iter().filter(|(count, _)| *count > 0) {
            let _ =
                write!(self.page.out, "<rect class=\"{class}\" x=\"{at}\" width=\"{count}\" height=\"10\"/>");
            at += count;
        }
        self.page.raw("</svg>\n");
    }

    /// Draws how many grades lie in each tenth.
    pub(super) fn histogram(&mut self, grades: &[f64]) {
        let mut bins = [0_usize; BINS];
        for grade in grades {
            // Whole percents of a share: far from any rounding at the borders of the bins.
            let bin = ((grade * 100.0).round() / 10.0) as usize;
            if let Some(count) = bins.get_mut(bin.min(BINS - 1)) {
                *count += 1;
            }
        }
        let most = bins.iter().copied().max().unwrap_or(0).max(1);
        let words: Vec<String> = bins
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(bin, count)| format!("{} from {} %", count, bin * 10))
            .collect();
        let _ = write!(
            self.page.out,
            "<figure class=\"histogram\"><svg viewBox=\"0 0 400 120\" role=\"img\" aria-label=\"Grades: {}\">",
            words.join(", ")
        );
        for (bin, count) in bins.iter().enumerate() {
            let height = 88 * count / most;
            let (x, y) = (bin * 40, 100 - height);
            let _ = write!(
                self.page.out,
                "<rect class=\"count\" x=\"{}\" y=\"{y}\" width=\"34\" height=\"{height}\"/>",
                x + 3
            );
            if *count > 0 {
                let _ = write!(self.page.out, "<text x=\"{}\" y=\"{}\">{count}</text>", x + 20, y - 3);
            }
            let _ = write!(self.page.out, "<text class=\"axis\" x=\"{x}\" y=\"114\">{}</text>", bin * 10);
        }
        self.page.raw(
            "<line x1=\"0\" x2=\"400\" y1=\"100.5\" y2=\"100.5\"/></svg>\
             <figcaption>How many have which grade, in tenths of 100 %</figcaption></figure>\n",
        );
    }

    /// Draws where words were marked wrongly along the whole text, from its beginning at the left to its end.
    pub(super) fn strip(&mut self) {
        let chars = self.training.text.char_count().max(1);
        let _ = write!(
            self.page.out,
            "<figure class=\"strip\"><svg viewBox=\"0 0 {chars} 100\" preserveAspectRatio=\"none\" role=\"img\" \
             aria-label=\"Where words were marked wrongly along the text\"><rect class=\"ground\" width=\"{chars}\" height=\"100\"/>"
        );
        for wrong in &self.training.results.wrong {
            let height = (wrong.share * 100.0).max(4.0);
            let _ = write!(
                self.page.out,
                "<rect class=\"wrong\" x=\"{}\" y=\"{:.1}\" width=\"{}\" height=\"{height:.1}\"/>",
                wrong.stretch.start,
                100.0 - height,
                wrong.stretch.char_count()
            );
        }
        self.page.raw(
            "</svg><figcaption>From the first word of the article to the last: the higher, the more of the class \
             marked the words as what the key does not have there</figcaption></figure>\n",
        );
    }
}
