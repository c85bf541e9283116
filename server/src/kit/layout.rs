//! Where every word of the document stands: A4, one column, tables of two columns.
//!
//! The result is pages of runs in reading order. Each run names its [`Owner`], the piece of the
//! document it belongs to, so that the structure can be told from the place: a paragraph over two
//! pages is one paragraph. Rows and headings are not torn apart.

use app::kit::{Block, Kit, Line, Part};

use super::font::{Face, Fonts};

pub const PAGE_WIDTH: f32 = 595.0;
pub const PAGE_HEIGHT: f32 = 842.0;
pub const MARGIN: f32 = 56.0;
const BOTTOM: f32 = PAGE_HEIGHT - 64.0;
const WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
/// The names of a table's rows.
const NAMES: f32 = 132.0;
const GAP: f32 = 14.0;
const INDENT: f32 = 20.0;

const TITLE: f32 = 22.0;
const HEADING: f32 = 13.5;
const LEAD: f32 = 11.5;
const BODY: f32 = 10.0;
/// Line height to letter height.
const LEADING: f32 = 1.42;

/// A part of one line of the document, counted in reading order.
pub type Owner = usize;

/// Words in one face on one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub owner: Owner,
    pub x: f32,
    /// The base line.
    pub y: f32,
    pub width: f32,
    pub size: f32,
    pub face: Face,
    pub text: String,
    pub href: Option<String>,
}

#[derive(Debug, Default)]
pub struct Page {
    pub runs: Vec<Run>,
    /// Hairlines, by their height.
    pub rules: Vec<f32>,
    /// Headings that begin here: the section and its height.
    pub headings: Vec<(usize, f32)>,
}

/// Lays the whole document out. Owners are counted as [`super::draw`] counts them.
pub fn lay_out(kit: &Kit, fonts: &Fonts) -> Vec<Page> {
    let mut flow = Flow {
        fonts,
        pages: vec![Page::default()],
        y: MARGIN,
        owner: 0,
    };
    flow.words(&kit.prepared, Face::Regular, 9.0);
    flow.space(10.0);
    flow.words(&kit.title, Face::Bold, TITLE);
    flow.space(4.0);
    flow.words(&kit.lead, Face::Regular, LEAD);
    for (n, section) in kit.sections.iter().enumerate() {
        flow.space(16.0);
        // A heading alone at the foot of a page helps nobody.
        flow.keep_together(HEADING * LEADING + 16.0 + 3.0 * BODY * LEADING);
        let y = flow.y;
        flow.rule(y - 6.0);
        flow.space(6.0);
        let y = flow.y;
        flow.page().headings.push((n, y));
        flow.words(&section.title, Face::Bold, HEADING);
        flow.space(4.0);
        for block in &section.blocks {
            flow.block(block);
        }
    }
    flow.pages
}

struct Flow<'a> {
    fonts: &'a Fonts,
    pages: Vec<Page>,
    /// The top of what comes next.
    y: f32,
    owner: Owner,
}

impl Flow<'_> {
    fn page(&mut self) -> &mut Page {
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    fn rule(&mut self, y: f32) {
        if y > MARGIN {
            self.page().rules.push(y);
        }
    }

    fn space(&mut self, height: f32) {
        if self.y > MARGIN {
            self.y += height;
        }
    }

    fn keep_together(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.pages.push(Page::default());
            self.y = MARGIN;
        }
    }

    fn words(&mut self, text: &str, face: Face, size: f32) {
        let line = vec![Part::Plain(text.to_owned())];
        let set = self.set(&line, face, size, WIDTH);
        self.put(set, MARGIN, size);
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Text(line) => {
                let set = self.set(line, Face::Regular, BODY, WIDTH);
                self.put(set, MARGIN, BODY);
                self.space(5.0);
            }
            Block::Facts(rows) => {
                for (n, row) in rows.iter().enumerate() {
                    if n > 0 {
                        self.space(3.0);
                    }
                    let name = vec![Part::Plain(row.name.clone())];
                    let name = self.set(&name, Face::Bold, BODY, NAMES);
                    let value = self.set(&row.value, Face::Regular, BODY, WIDTH - NAMES - GAP);
                    let height = name.len().max(value.len()) as f32 * BODY * LEADING;
                    self.keep_together(height + 4.0);
                    let top = self.y;
                    self.put(name, MARGIN, BODY);
                    self.y = top;
                    self.put(value, MARGIN + NAMES + GAP, BODY);
                    self.y = top + height + 2.0;
                    if n + 1 < rows.len() {
                        let y = self.y;
                        self.rule(y);
                    }
                }
                self.space(5.0);
            }
            Block::Steps(steps) => {
                for (n, step) in steps.iter().enumerate() {
                    let number = vec![Part::Plain(format!("{}.", n + 1))];
                    let number = self.set(&number, Face::Bold, BODY, INDENT);
                    let text = self.set(step, Face::Regular, BODY, WIDTH - INDENT);
                    self.keep_together(text.len() as f32 * BODY * LEADING);
                    let top = self.y;
                    self.put(number, MARGIN, BODY);
                    self.y = top;
                    self.put(text, MARGIN + INDENT, BODY);
                    self.space(3.0);
                }
                self.space(3.0);
            }
            Block::Questions(pairs) => {
                for (question, answer) in pairs {
                    let question = vec![Part::Strong(question.clone())];
                    let question = self.set(&question, Face::Regular, BODY, WIDTH);
                    let answer = vec![Part::Plain(answer.clone())];
                    let answer = self.set(&answer, Face::Regular, BODY, WIDTH);
                    self.keep_together((question.len() + answer.len()) as f32 * BODY * LEADING);
                    self.put(question, MARGIN, BODY);
                    self.put(answer, MARGIN, BODY);
                    self.space(5.0);
                }
            }
        }
    }

    /// Puts lines down, one under the other, over as many pages as they need.
    fn put(&mut self, lines: Vec<Vec<Run>>, x: f32, size: f32) {
        for line in lines {
            self.keep_together(size * LEADING);
            let base = self.y + size;
            self.page().runs.extend(line.into_iter().map(|run| Run {
                x: run.x + x,
                y: base,
                ..run
            }));
            self.y += size * LEADING;
        }
    }

    /// Breaks a line of the document into lines of at most `width`. Each part is an owner.
    fn set(&mut self, line: &Line, face: Face, size: f32, width: f32) -> Vec<Vec<Run>> {
        let mut lines = vec![Vec::<Run>::new()];
        let mut x = 0.0;
        for part in line {
            let owner = self.owner;
            self.owner += 1;
            let (face, size) = match part {
                Part::Strong(_) => (Face::Bold, size),
                Part::Code(_) => (Face::Mono, size - 1.0),
                Part::Plain(_) | Part::Link { .. } => (face, size),
            };
            let href = match part {
                Part::Link { href, .. } => Some(href.clone()),
                _ => None,
            };
            for word in words(part.text()) {
                for piece in self.pieces(word, face, size, width) {
                    let bare = self.fonts.width(face, size, piece.trim_end());
                    if x > 0.0 && x + bare > width {
                        lines.push(Vec::new());
                        x = 0.0;
                    }
                    let full = self.fonts.width(face, size, piece);
                    let last = lines.len() - 1;
                    match lines[last].last_mut() {
                        Some(run) if run.owner == owner => {
                            run.text.push_str(piece);
                            run.width += full;
                        }
                        _ => lines[last].push(Run {
                            owner,
                            x,
                            y: 0.0,
                            width: full,
                            size,
                            face,
                            text: piece.to_owned(),
                            href: href.clone(),
                        }),
                    }
                    x += full;
                }
            }
        }
        lines
    }

    /// A word that is longer than a line (an address) in pieces that are not.
    fn pieces<'w>(&self, word: &'w str, face: Face, size: f32, width: f32) -> Vec<&'w str> {
        let mut pieces = Vec::new();
        let mut rest = word;
        while self.fonts.width(face, size, rest.trim_end()) > width {
            let fits = rest
                .char_indices()
                .map(|(at, _)| at)
                .skip(1)
                .take_while(|at| self.fonts.width(face, size, &rest[..*at]) <= width)
                .last();
            let Some(at) = fits else { break };
            pieces.push(&rest[..at]);
            rest = &rest[at..];
        }
        pieces.push(rest);
        pieces
    }
}

/// Words with the spaces behind them: a line is broken after a space, which stays in the text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kit(blocks: Vec<Block>) -> Kit {
        Kit {
            title: "Title".to_owned(),
            prepared: "Prepared".to_owned(),
            lead: "Lead".to_owned(),
            sections: vec![app::kit::Section {
                id: "one",
                title: "One".to_owned(),
                blocks,
            }],
        }
    }

    #[test]
    fn no_line_is_wider_than_its_column_and_no_word_is_lost() {
        let fonts = Fonts::load().unwrap();
        let long = format!("{} https://{}", "word ".repeat(400), "a".repeat(300));
        let pages = lay_out(
            &kit(vec![Block::Text(vec![Part::Plain(long.clone())])]),
            &fonts,
        );
        assert!(pages.len() > 1 || pages[0].runs.len() > 10);
        let mut text = String::new();
        for run in pages.iter().flat_map(|page| &page.runs) {
            let bare = fonts.width(run.face, run.size, run.text.trim_end());
            assert!(run.x + bare <= PAGE_WIDTH - MARGIN + 0.01, "{run:?}");
            assert!(run.y <= BOTTOM + 0.01, "{run:?}");
            text.push_str(&run.text);
        }
        assert!(text.ends_with(&long));
    }

    #[test]
    fn a_row_is_not_torn_apart() {
        let fonts = Fonts::load().unwrap();
        let row = |n: usize| app::kit::Fact {
            name: format!("Name {n}"),
            value: vec![Part::Plain("word ".repeat(60))],
            copy: false,
        };
        let pages = lay_out(&kit(vec![Block::Facts((0..40).map(row).collect())]), &fonts);
        assert!(pages.len() > 2);
        for page in &pages {
            let names = page.runs.iter().filter(|run| run.face == Face::Bold);
            for name in names.filter(|run| run.text.starts_with("Name")) {
                let beside = page
                    .runs
                    .iter()
                    .any(|run| run.y == name.y && run.owner == name.owner + 1);
                assert!(beside, "{name:?}");
            }
        }
    }
}
