//! The IT department's document as a tagged, accessible PDF.
//!
//! What it says is `app::kit`'s business; this draws it. [`layout`] decides where words stand and
//! knows nothing of PDF; [`draw`] writes what was laid out, with its structure: title, language,
//! headings, tables, lists and links (PDF/UA-1, which the writer checks while it writes).
//! The result is kept by what it says: another policy, another count or another day is another
//! document.

mod draw;
mod font;
mod layout;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::kit::{Kit, KitFacts};
use app::text::Texts;

/// Documents kept at once; a handful per organization is in use.
const KEPT: usize = 64;

/// The PDFs that were drawn.
#[derive(Default)]
pub struct Kits(Mutex<HashMap<KitFacts, Arc<[u8]>>>);

impl Kits {
    /// The PDF of these facts; drawn once.
    pub fn pdf(&self, t: &Texts, facts: &KitFacts) -> anyhow::Result<Arc<[u8]>> {
        if let Some(kept) = self.lock().get(facts) {
            return Ok(kept.clone());
        }
        let pdf: Arc<[u8]> = pdf(t, &app::kit::document(t, facts))?.into();
        let mut kept = self.lock();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(facts.clone(), pdf.clone());
        Ok(pdf)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<KitFacts, Arc<[u8]>>> {
        // A panic while drawing leaves the map as it was.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Kits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kits")
    }
}

/// Draws one document.
pub fn pdf(t: &Texts, kit: &Kit) -> anyhow::Result<Vec<u8>> {
    let fonts = font::Fonts::load()?;
    let pages = layout::lay_out(kit, &fonts);
    draw::draw(t, kit, &fonts, &pages)
}
