//! A file of comma-separated values as lines with named cells: shared by everything that is imported.
//!
//! The first line names the columns, in any order and however they are capitalised; a semicolon or a
//! tabulator between cells will do. It knows no kind of import.

use app::error::Problem;

/// A longer file is split.
const MOST_LINES: usize = 2_000;

/// One line below the column names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// In the file, the column names being line 1.
    pub number: i64,
    cells: Vec<(&'static str, String)>,
}

impl Line {
    /// A cell without its outer spaces; empty when there is none.
    pub fn get(&self, column: &str) -> &str {
        self.cells
            .iter()
            .find(|(name, _)| *name == column)
            .map_or("", |(_, value)| value.as_str())
    }

    /// Whether the file has this column at all.
    pub fn has(&self, column: &str) -> bool {
        self.cells.iter().any(|(name, _)| *name == column)
    }
}

/// Reads a file with these columns, each with whether it must be there.
pub fn read(text: &str, columns: &[(&'static str, bool)]) -> Result<Vec<Line>, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().find(|line| !line.trim().is_empty());
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(head.unwrap_or_default()))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let head = reader.headers().map_err(|_| Problem::NotATable)?.clone();
    let mut names = Vec::new();
    for name in &head {
        let plain = name.to_lowercase().replace([' ', '-'], "_");
        match columns.iter().find(|(known, _)| *known == plain) {
            Some((known, _)) if !names.contains(known) => names.push(*known),
            _ => {
                return Err(Problem::ColumnUnknown {
                    name: name.to_owned(),
                });
            }
        }
    }
    if let Some((name, _)) = columns
        .iter()
        .find(|(name, must)| *must && !names.contains(name))
    {
        return Err(Problem::ColumnMissing {
            name: (*name).to_owned(),
        });
    }
    let mut lines = Vec::new();
    let (mut number, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record.map_err(|_| Problem::NotATable)?;
        let begin = record.position().map_or(0, csv::Position::byte);
        let begin = first_byte(text, usize::try_from(begin).unwrap_or(counted));
        number += text.as_bytes()[counted..begin]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        counted = begin;
        if record.len() > names.len() {
            return Err(Problem::NotATable);
        }
        let cells = names
            .iter()
            .enumerate()
            .map(|(n, name)| (*name, plain(record.get(n).unwrap_or_default())))
            .collect();
        lines.push(Line {
            number: i64::try_from(number).unwrap_or(i64::MAX),
            cells,
        });
    }
    if lines.is_empty() {
        return Err(Problem::NotATable);
    }
    if lines.len() > MOST_LINES {
        return Err(Problem::TooManyLines {
            max: i64::try_from(MOST_LINES).unwrap_or(i64::MAX),
        });
    }
    Ok(lines)
}

/// Where a line really begins: the reader's own position may stand before the end of the line above,
/// and before empty ones.
fn first_byte(text: &str, from: usize) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    from + rest
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count()
}

/// The mark between the cells of the first line.
fn delimiter(head: &str) -> u8 {
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|mark| head.bytes().filter(|byte| byte == mark).count())
        .unwrap_or(b',')
}

/// A cell that an export kept from being a formula is what it was.
fn plain(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[(&str, bool)] = &[("external_id", true), ("name", true), ("contact", false)];

    fn check(text: &str, expect: Result<&[(i64, &str, &str, &str)], Problem>) {
        let got = read(text, COLUMNS);
        let got = got.as_ref().map(|lines| {
            lines
                .iter()
                .map(|line| {
                    (
                        line.number,
                        line.get("external_id"),
                        line.get("name"),
                        line.get("contact"),
                    )
                })
                .collect::<Vec<_>>()
        });
        let expect = expect.map(<[_]>::to_vec);
        assert_eq!(got.map_err(Clone::clone), expect, "{text:?}");
    }

    #[test]
    fn a_table_is_read_as_people_save_it() {
        check("external_id,name\nA1,Alma\n", Ok(&[(2, "A1", "Alma", "")]));
        // Excel in Europe, with its mark at the beginning and Windows' line ends.
        check(
            "\u{feff}Name;External ID;Contact\r\n\"Birch; Alma\";A1;x\r\n\r\nAmos;A2;\r\n",
            Ok(&[(2, "A1", "Birch; Alma", "x"), (4, "A2", "Amos", "")]),
        );
        check(
            "external-id\tname\nA1\tAlma\n",
            Ok(&[(2, "A1", "Alma", "")]),
        );
        // Quotes, line breaks inside them, and a line that ends early.
        check(
            "external_id,name,contact\nA1,\"Alma \"\"B\"\"\nBirch\"\nA2,Amos,'+1 312\n",
            Ok(&[
                (2, "A1", "Alma \"B\"\nBirch", ""),
                (4, "A2", "Amos", "+1 312"),
            ]),
        );
    }

    #[test]
    fn what_is_no_table_is_said() {
        check(
            "",
            Err(Problem::ColumnMissing {
                name: "external_id".to_owned(),
            }),
        );
        check("external_id,name\n", Err(Problem::NotATable));
        check("external_id,name\nA1,Alma,x,y\n", Err(Problem::NotATable));
        check(
            "external_id\nA1\n",
            Err(Problem::ColumnMissing {
                name: "name".to_owned(),
            }),
        );
        check(
            "external_id,nane,name\nA1,x,y\n",
            Err(Problem::ColumnUnknown {
                name: "nane".to_owned(),
            }),
        );
        check(
            "name,name,external_id\nA1,x,y\n",
            Err(Problem::ColumnUnknown {
                name: "name".to_owned(),
            }),
        );
        let long = format!("external_id,name\n{}", "A,B\n".repeat(2_001));
        check(&long, Err(Problem::TooManyLines { max: 2_000 }));
    }
}
