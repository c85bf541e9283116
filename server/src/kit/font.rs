//! The three faces of the document, and how wide words are in them.
//!
//! Liberation Sans and Mono (SIL OFL 1.1, `server/assets/fonts`): embedded, so that the document looks
//! the same everywhere, and metrically what office machines have.

use anyhow::Context;
use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/LiberationSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/LiberationSans-Bold.ttf");
const MONO: &[u8] = include_bytes!("../../assets/fonts/LiberationMono-Regular.ttf");

/// A face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Regular,
    Bold,
    Mono,
}

/// All faces, for drawing and for measuring.
pub struct Fonts {
    faces: [(Font, FontRef<'static>); 3],
}

impl Fonts {
    pub fn load() -> anyhow::Result<Fonts> {
        let face = |bytes: &'static [u8]| -> anyhow::Result<_> {
            let drawn = Font::new(bytes.into(), 0).context("a face of ours is no font")?;
            Ok((drawn, FontRef::new(bytes)?))
        };
        Ok(Fonts {
            faces: [face(REGULAR)?, face(BOLD)?, face(MONO)?],
        })
    }

    pub fn drawn(&self, face: Face) -> Font {
        self.face(face).0.clone()
    }

    /// How wide `text` is, in points. Kerning is left out: it only makes a line shorter.
    pub fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        let font = &self.face(face).1;
        let metrics = font.glyph_metrics(Size::new(size), LocationRef::default());
        let characters = font.charmap();
        text.chars()
            .map(|c| {
                characters
                    .map(c)
                    .and_then(|glyph| metrics.advance_width(glyph))
                    .unwrap_or(size)
            })
            .sum()
    }

    fn face(&self, face: Face) -> &(Font, FontRef<'static>) {
        match face {
            Face::Regular => &self.faces[0],
            Face::Bold => &self.faces[1],
            Face::Mono => &self.faces[2],
        }
    }
}
