//! Cells of tables: several values in one, and values that a spreadsheet would take for a formula.

use std::borrow::Cow;

/// What stands between two values of a cell.
const BETWEEN: &str = "; ";

/// Returns several values as one cell: `; ` between them. A value that holds `;`, a quotation mark, a line end, or
/// white space at an end, and one that is empty, stands in quotation marks, each mark in it doubled: so the cell is
/// itself a line of CSV with `;`, and every value comes out of it again.
pub(super) fn list<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> String {
    let mut cell = String::new();
    for (number, value) in values.into_iter().enumerate() {
        if number > 0 {
            cell.push_str(BETWEEN);
        }
        let value = value.as_ref();
        if value.trim() != value || value.is_empty() || value.contains([';', '"', '\n', '\r']) {
            cell.push('"');
            cell.push_str(&value.replace('"', "\"\""));
            cell.push('"');
        } else {
            cell.push_str(value);
        }
    }
    cell
}

/// Returns a cell that no spreadsheet takes for a formula: one that begins with `=`, `+`, `-`, `@` (white space before
/// them left aside; their wide forms too), with a tab or a line end, gets an apostrophe in front. So does one that
/// begins with an apostrophe: the way back is to take one off. NUL, which no spreadsheet can hold, becomes U+FFFD.
pub(super) fn safe(value: &str) -> Cow<'_, str> {
    let value =
        if value.contains('\0') { Cow::Owned(value.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(value) };
    let is_formula = value.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if is_formula || value.starts_with(['\t', '\r', '\n', '\'']) {
        return Cow::Owned(format!("'{value}"));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_list(values: &[&str], cell: &str) {
        assert_eq!(list(values), cell);
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(
            // What a reader with "skip the space behind the separator" sees.
            cell.replace("; ", ";").into_bytes().leak() as &[u8],
        );
        let read: Vec<String> = reader
            .records()
            .next()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .unwrap_or_default();
        if !values.iter().any(|value| value.contains("; ")) {
            assert_eq!(read, values);
        }
    }

    #[test]
    fn several_values_come_out_of_one_cell_again() {
        check_list(&[], "");
        check_list(&["Clear Wells"], "Clear Wells");
        check_list(&["Clear Wells", "Signe Marlow"], "Clear Wells; Signe Marlow");
        check_list(
            &["A;B", "the \"council\"", " spaced ", ""],
            r#""A;B"; "the ""council"""; " spaced "; """#,
        );
    }

    #[test]
    fn what_a_spreadsheet_would_run_gets_an_apostrophe() {
        for value in ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "'tis", "＝1"] {
            assert_eq!(safe(value), format!("'{value}"));
        }
        for value in ["", "1-2", "a=b", "“-”", "e@x.org", "–"] {
            assert_eq!(safe(value), value);
        }
        assert_eq!(safe("a\0b"), "a\u{fffd}b");
    }
}
