//! The world behind one lock, its log and its clock. The only module that reads the system clock.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;

use crate::Options;
use crate::google::state::GoogleChange;
use crate::log::Log;
use crate::microsoft::state::MicrosoftChange;
use crate::quota::Quota;
use crate::world::{Change, World};

#[derive(Clone)]
pub struct Sim(Arc<Inner>);

struct Inner {
    desk: Mutex<Desk>,
    options: Options,
    url: String,
}

impl Sim {
    pub fn open(url: String, options: Options) -> anyhow::Result<Self> {
        let mut world = World::default();
        world.google.reset();
        world.microsoft.reset();
        let log = match &options.data_dir {
            Some(directory) => Some(Log::open(directory, &mut world).context("opening the state")?),
            None => None,
        };
        let mut desk = Desk {
            world,
            log,
            quota: Quota::default(),
            busy: HashMap::new(),
        };
        let client = crate::google::state::Client::standard(&options.app_url);
        desk.commit(Change::Google(GoogleChange::Client(client)));
        let client = crate::microsoft::seed::client(&options.app_url);
        desk.commit(Change::Microsoft(MicrosoftChange::Client(client)));
        Ok(Self(Arc::new(Inner {
            desk: Mutex::new(desk),
            options,
            url,
        })))
    }

    /// Takes the lock. Never hold it across an await.
    pub fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0
            .desk
            .lock()
            .expect("no handler panics while it holds the lock")
    }

    pub fn product(&self) -> &str {
        &self.0.options.product_name
    }

    pub fn app_url(&self) -> &str {
        &self.0.options.app_url
    }

    pub fn url(&self) -> &str {
        &self.0.url
    }
}

/// The world, open for reading; [`Desk::commit`] is the only way to change it.
pub struct Desk {
    world: World,
    log: Option<Log>,
    pub quota: Quota,
    /// Requests under way, by account.
    busy: HashMap<String, u32>,
}

impl Deref for Desk {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Desk {
    /// Writes the change down, then makes it.
    pub fn commit(&mut self, change: Change) {
        if let Some(log) = &mut self.log {
            log.append(&change)
                .expect("the state file takes a line; nothing may be answered that is not kept");
        }
        self.world.apply(change);
        if let Some(log) = &mut self.log {
            log.tidy(&self.world)
                .expect("the state file can be written anew");
        }
    }

    pub fn google(&mut self, change: GoogleChange) {
        self.commit(Change::Google(change));
    }

    pub fn microsoft(&mut self, change: MicrosoftChange) {
        self.commit(Change::Microsoft(change));
    }

    /// How many requests of an account are under way.
    pub fn busy(&self, account: &str) -> u32 {
        self.busy.get(account).copied().unwrap_or_default()
    }

    pub fn begin(&mut self, account: &str) {
        *self.busy.entry(account.to_owned()).or_default() += 1;
    }

    pub fn finish(&mut self, account: &str) {
        if let Some(busy) = self.busy.get_mut(account) {
            *busy = busy.saturating_sub(1);
        }
    }

    /// The simulator's time in milliseconds: the system's plus the offset.
    pub fn now(&self) -> i64 {
        let system = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("the clock stands after 1970");
        let system = i64::try_from(system.as_millis()).expect("milliseconds fit for ages");
        system + self.world.settings.clock_offset_ms
    }
}
