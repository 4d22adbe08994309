//! The briefing as a table.

use std::fmt::Write;

use crate::export::briefing::{Briefing, Column, Line, TITLE};

use super::Page;

/// A row with more lines in a cell may be parted over two printed pages.
const MAX_LINES_KEPT_TOGETHER: usize = 5;

impl Page<'_> {
    pub(super) fn briefing(&mut self, briefing: &Briefing) {
        let _ = write!(self.out, "<section class=\"briefing\">\n<h2>{TITLE}</h2>\n<p class=\"summary\">");
        self.text(&briefing.summary);
        self.raw("</p>\n");
        if briefing.rows.is_empty() {
            self.raw("</section>\n");
            return;
        }
        let columns: Vec<(usize, &Column)> = briefing.columns().collect();
        self.raw("<table>\n<thead><tr><th></th>");
        for (_, column) in &columns {
            let _ = write!(self.out, "<th scope=\"col\">{}</th>", column.heading);
        }
        self.raw("</tr></thead>\n<tbody>\n");
        for row in &briefing.rows {
            let is_long = row.cells.iter().any(|cell| cell.len() > MAX_LINES_KEPT_TOGETHER);
            self.raw(if is_long { "<tr class=\"long\">" } else { "<tr>" });
            self.raw("<th scope=\"row\">");
            self.apart(&row.heading);
            self.raw("</th>");
            for (number, column) in &columns {
                let cell = row.cells.get(*number).map(Vec::as_slice).unwrap_or_default();
                self.cell(column, cell);
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n</section>\n");
    }

    fn cell(&mut self, column: &Column, lines: &[Line]) {
        if lines.is_empty() {
            self.raw("<td class=\"empty\"></td>");
            return;
        }
        let _ = write!(self.out, "<td data-column=\"{}\"><ul>", column.heading);
        for line in lines {
            self.line_of_cell(line);
        }
        self.raw("</ul></td>");
    }

    fn line_of_cell(&mut self, line: &Line) {
        self.raw("<li>");
        self.number(line.at, 'c');
        self.raw(" <span class=\"words\" dir=\"auto\">");
        if line.is_quote {
            self.raw("“");
        }
        self.text(&line.words);
        if line.is_quote {
            self.raw("”");
        }
        self.raw("</span> <span class=\"place\">");
        match line.paragraph {
            Some(paragraph) => {
                let document = line.at.document;
                let _ = write!(self.out, "<a href=\"#d{document}p{paragraph}\">¶&nbsp;{paragraph}</a>");
            }
            None => self.text(&line.place),
        }
        self.raw("</span>");
        if !line.details.is_empty() {
            self.raw("<p class=\"second\">");
            self.details(line);
            self.raw("</p>");
        }
        self.raw("</li>");
    }

    fn details(&mut self, line: &Line) {
        for (number, detail) in line.details.iter().enumerate() {
            if number > 0 {
                self.raw("; ");
            }
            let target = detail.to.and_then(|to| self.numbers.get(&to)).copied();
            match (target, detail.is_strong) {
                (Some(target), _) => {
                    let _ = write!(self.out, "<a href=\"#c{target}\">");
                    self.apart(&detail.words);
                    self.raw("</a>");
                }
                (None, true) => {
                    self.raw("<strong>");
                    self.apart(&detail.words);
                    self.raw("</strong>");
                }
                (None, false) => self.apart(&detail.words),
            }
        }
    }
}
