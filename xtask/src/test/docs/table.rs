//! Tables in Markdown whose last column names tests.

use super::tests_list::TestsList;

/// A row of a table: its line and its cells.
pub(super) struct Row<'a> {
    /// In the page, counted from 1.
    pub(super) line: usize,
    /// Without the blanks around them.
    pub(super) cells: Vec<&'a str>,
}

/// The rows of all tables with this header.
pub(super) fn rows<'a>(page: &'a str, header: &[&str]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let mut in_table = false;
    for (index, line) in page.lines().enumerate() {
        let Some(inner) = line.strip_prefix('|') else {
            in_table = false;
            continue;
        };
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        let cells: Vec<_> = inner.split('|').map(str::trim).collect();
        if cells == header {
            in_table = true;
        } else if in_table && !cells.iter().all(|cell| *cell == "---") {
            rows.push(Row { line: index + 1, cells });
        }
    }
    rows
}

/// The names in a cell: what is between backticks.
pub(super) fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// What is wrong with the tests that a row names as its proof; `row` is how to call it.
pub(super) fn proof_violations(row: &str, cell: &str, tests: &TestsList) -> Vec<String> {
    if names(cell).next().is_none() {
        return vec![format!("`{row}` names no test")];
    }
    names(cell).filter_map(|name| tests.violation(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_below_the_header_with_their_lines() {
        let page = "\
# Title

| a | b |
| --- | --- |
| 1 | `x::y`, and `z` |

| c | d |
| --- | --- |
| 2 | 3 |
";
        let rows = rows(page, &["a", "b"]);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].line, rows[0].cells.as_slice()), (5, &["1", "`x::y`, and `z`"][..]));
        assert!(names(rows[0].cells[1]).eq(["x::y", "z"]));
    }

    #[test]
    fn a_proof_names_a_test_and_each_one_exists() {
        let tests = TestsList::with(&["a::b"], &[]);
        assert!(proof_violations("1", "`a::b`", &tests).is_empty());
        assert_eq!(proof_violations("1", "a::b", &tests), ["`1` names no test"]);
        assert_eq!(proof_violations("1", "`a::b`, `a::c`", &tests), ["there is no test a::c"]);
    }
}
