//! CSV that a spreadsheet opens and cannot be made to run: a cell that would be taken for a formula
//! gets an apostrophe in front (OWASP, "CSV injection").

/// Comma-separated lines with CRLF, as RFC 4180 has them.
#[derive(Debug, Default)]
pub struct Csv(String);

impl Csv {
    pub fn with_head(cells: &[&str]) -> Csv {
        let mut csv = Csv::default();
        csv.row(cells);
        csv
    }

    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        for (n, text) in cells.iter().enumerate() {
            if n > 0 {
                self.0.push(',');
            }
            self.0.push_str(&cell(text.as_ref()));
        }
        self.0.push_str("\r\n");
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

fn cell(text: &str) -> String {
    let text = text.replace('\u{a0}', " ");
    let runs = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\t', '\r'])
        || text.starts_with(['\t', '\r', '\n']);
    let text = if runs { format!("'{text}") } else { text };
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, written) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"so\"", "\"say \"\"so\"\"\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =HYPERLINK(\"x\")", "\"'  =HYPERLINK(\"\"x\"\")\""),
            ("\tx", "'\tx"),
            ("9:00\u{a0}am", "9:00 am"),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(cell(text), written);
        }
        let mut csv = Csv::with_head(&["a", "b"]);
        csv.row(&["1", "=2"]);
        assert_eq!(csv.into_text(), "a,b\r\n1,'=2\r\n");
    }
}
