//! Writes what was laid out as PDF, and what it means as its structure.

use std::num::NonZeroU16;

use anyhow::anyhow;
use app::kit::{Block, Kit, Line, Part};
use app::text::Texts;
use krilla::Document;
use krilla::SerializeSettings;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope,
    Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::TextDirection;

use super::font::{Face, Fonts};
use super::layout::{MARGIN, Owner, PAGE_HEIGHT, PAGE_WIDTH, Page, Run};

const INK: (u8, u8, u8) = (16, 36, 41);
const LINK: (u8, u8, u8) = (2, 88, 103);
const FAINT: (u8, u8, u8) = (81, 102, 107);
const HAIRLINE: (u8, u8, u8) = (212, 223, 224);

/// The PDF of laid out pages.
pub fn draw(t: &Texts, kit: &Kit, fonts: &Fonts, pages: &[Page]) -> anyhow::Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| anyhow!("PDF/UA: {error:?}"))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let mut drawn = Drawn::default();
    for (n, page) in pages.iter().enumerate() {
        draw_page(
            t,
            &mut document,
            &mut drawn,
            fonts,
            page,
            n + 1,
            pages.len(),
        )?;
    }
    document.set_metadata(
        Metadata::new()
            .title(kit.title.clone())
            .language(t.lang.to_owned()),
    );
    document.set_outline(outline(kit, pages));
    document.set_tag_tree(structure(t, kit, drawn));
    document
        .finish()
        .map_err(|error| anyhow!("writing the PDF: {error:?}"))
}

/// What stands on the pages, by owner, in reading order.
#[derive(Default)]
struct Drawn(Vec<Vec<Identifier>>);

impl Drawn {
    fn add(&mut self, owner: Owner, identifier: Identifier) {
        if self.0.len() <= owner {
            self.0.resize_with(owner + 1, Vec::new);
        }
        self.0[owner].push(identifier);
    }
}

fn fill((r, g, b): (u8, u8, u8)) -> Fill {
    Fill {
        paint: rgb::Color::new(r, g, b).into(),
        opacity: NormalizedF32::ONE,
        ..Fill::default()
    }
}

fn draw_page(
    t: &Texts,
    document: &mut Document,
    drawn: &mut Drawn,
    fonts: &Fonts,
    laid_out: &Page,
    number: usize,
    of: usize,
) -> anyhow::Result<()> {
    let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT)
        .ok_or_else(|| anyhow!("a page has a size"))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    draw_rules(&mut surface, &laid_out.rules);
    for run in &laid_out.runs {
        surface.set_fill(Some(fill(if run.href.is_some() { LINK } else { INK })));
        let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        draw_words(
            &mut surface,
            fonts,
            run.x,
            run.y,
            run.face,
            run.size,
            &run.text,
        );
        surface.end_tagged();
        drawn.add(run.owner, identifier);
    }
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::Footer,
    )));
    surface.set_fill(Some(fill(FAINT)));
    let foot = (t.it.page_of)(
        i64::try_from(number).unwrap_or(0),
        i64::try_from(of).unwrap_or(0),
    );
    draw_words(
        &mut surface,
        fonts,
        MARGIN,
        PAGE_HEIGHT - 36.0,
        Face::Regular,
        8.5,
        &foot,
    );
    surface.end_tagged();
    surface.finish();
    for run in &laid_out.runs {
        if let Some(href) = &run.href {
            let identifier = page.add_tagged_annotation(link(run, href)?);
            drawn.add(run.owner, identifier);
        }
    }
    page.finish();
    Ok(())
}

fn draw_words(
    surface: &mut Surface<'_>,
    fonts: &Fonts,
    x: f32,
    y: f32,
    face: Face,
    size: f32,
    text: &str,
) {
    surface.draw_text(
        Point::from_xy(x, y),
        fonts.drawn(face),
        size,
        text,
        false,
        TextDirection::Auto,
    );
}

fn draw_rules(surface: &mut Surface<'_>, rules: &[f32]) {
    if rules.is_empty() {
        return;
    }
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::Layout,
    )));
    surface.set_fill(None);
    let (r, g, b) = HAIRLINE;
    surface.set_stroke(Some(Stroke {
        paint: rgb::Color::new(r, g, b).into(),
        width: 0.6,
        ..Stroke::default()
    }));
    for y in rules {
        let mut path = PathBuilder::new();
        path.move_to(MARGIN, *y);
        path.line_to(PAGE_WIDTH - MARGIN, *y);
        if let Some(path) = path.finish() {
            surface.draw_path(&path);
        }
    }
    surface.set_stroke(None);
    surface.end_tagged();
}

fn link(run: &Run, href: &str) -> anyhow::Result<Annotation> {
    let area = Rect::from_xywh(run.x, run.y - run.size, run.width, run.size * 1.3)
        .ok_or_else(|| anyhow!("a link has an area"))?;
    let target = Target::Action(Action::from(LinkAction::new(href.to_owned())));
    Ok(Annotation::new_link(
        LinkAnnotation::new(area, target),
        Some(run.text.trim().to_owned()),
    ))
}

fn outline(kit: &Kit, pages: &[Page]) -> Outline {
    let mut outline = Outline::new();
    for (n, page) in pages.iter().enumerate() {
        for (section, y) in &page.headings {
            if let Some(section) = kit.sections.get(*section) {
                let place = XyzDestination::new(n, Point::from_xy(MARGIN, *y));
                outline.push_child(OutlineNode::new(section.title.clone(), place));
            }
        }
    }
    outline
}

/// The structure, walked in the order in which [`super::layout`] counted the owners.
fn structure(t: &Texts, kit: &Kit, drawn: Drawn) -> TagTree {
    let mut leaves = drawn.0.into_iter();
    let mut tree = TagTree::new().with_lang(Some(t.lang.to_owned()));
    let mut words = |tag: TagKind| TagGroup {
        tag,
        children: leaves
            .next()
            .unwrap_or_default()
            .into_iter()
            .map(Node::from)
            .collect(),
    };
    tree.push(words(Tag::P.into()));
    tree.push(words(heading(1, &kit.title)));
    tree.push(words(Tag::P.into()));
    for section in &kit.sections {
        let mut group = TagGroup::new(Tag::Section);
        group.push(words(heading(2, &section.title)));
        for block in &section.blocks {
            match block {
                Block::Text(text) => group.push(line(Tag::P.into(), text, &mut words)),
                Block::Facts(rows) => {
                    let mut table = TagGroup::new(Tag::Table);
                    for row in rows {
                        let mut tr = TagGroup::new(Tag::TR);
                        tr.push(words(Tag::TH(TableHeaderScope::Row).into()));
                        tr.push(line(Tag::TD.into(), &row.value, &mut words));
                        table.push(tr);
                    }
                    group.push(table);
                }
                Block::Steps(steps) => {
                    let mut list = TagGroup::new(Tag::L(ListNumbering::Decimal));
                    for step in steps {
                        let mut item = TagGroup::new(Tag::LI);
                        item.push(words(Tag::Lbl.into()));
                        item.push(line(Tag::LBody.into(), step, &mut words));
                        list.push(item);
                    }
                    group.push(list);
                }
                Block::Questions(pairs) => {
                    for (question, _) in pairs {
                        group.push(words(heading(3, question)));
                        group.push(words(Tag::P.into()));
                    }
                }
            }
        }
        tree.push(group);
    }
    tree
}

fn heading(level: u16, title: &str) -> TagKind {
    let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    Tag::Hn(level, Some(title.to_owned())).into()
}

/// A line of several parts: what is a link or to be typed says so.
fn line(tag: TagKind, parts: &Line, words: &mut impl FnMut(TagKind) -> TagGroup) -> TagGroup {
    let mut group = TagGroup::new(tag);
    for part in parts {
        match part {
            Part::Plain(_) => group.children.extend(words(Tag::Span.into()).children),
            Part::Strong(_) => group.push(words(Tag::Span.into())),
            Part::Code(_) => group.push(words(Tag::Code.into())),
            Part::Link { .. } => group.push(words(Tag::Link.into())),
        }
    }
    group
}
