//! Time and randomness, handed to whoever needs them.
//!
//! Nothing else in the workspace reads a clock or draws a random number (a lint and the tidy test
//! see to it), so a test moves time by hand and replays the same draws.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};

/// Now, in epoch milliseconds.
#[derive(Debug, Clone)]
pub enum Clock {
    System,
    /// Stands still until a test moves it.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    pub fn manual(now: i64) -> Clock {
        Clock::Manual(Arc::new(AtomicI64::new(now)))
    }

    pub fn now(&self) -> i64 {
        match self {
            Clock::System => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "the one place that reads the clock"
                )]
                let now = jiff::Timestamp::now();
                now.as_millisecond()
            }
            Clock::Manual(at) => at.load(Ordering::SeqCst),
        }
    }

    /// Moves a manual clock; the system's clock is nobody's to move.
    pub fn advance(&self, by_ms: i64) {
        if let Clock::Manual(at) = self {
            at.fetch_add(by_ms, Ordering::SeqCst);
        }
    }
}

/// Where random numbers come from.
#[derive(Debug, Clone)]
pub struct Entropy(Arc<Mutex<StdRng>>);

impl Entropy {
    /// Seeded by the operating system.
    pub fn system() -> Entropy {
        Entropy(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    pub fn seeded(seed: u64) -> Entropy {
        Entropy(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.with(|rng| rng.fill_bytes(&mut bytes));
        bytes
    }

    /// In `0.0..1.0`, for jitter.
    pub fn fraction(&self) -> f64 {
        self.with(|rng| rng.random())
    }

    /// A version 7 UUID for a new row: sorts by time.
    pub fn uuid(&self, now: i64) -> uuid::Uuid {
        uuid::Builder::from_unix_timestamp_millis(now.unsigned_abs(), &self.bytes()).into_uuid()
    }

    /// A 256-bit token as URL-safe text, for cookies, states and links.
    pub fn token(&self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&self.bytes::<32>())
    }

    fn with<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        let mut rng = self.0.lock().expect("drawing never panics");
        draw(&mut rng)
    }
}
