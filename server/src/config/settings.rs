//! The settings as text: the file's keys, overridden by the environment.
//!
//! A key is `section.key`. Each is taken out once; [`Settings::finish`] refuses what nobody took, so
//! that a misspelled key is an error and not a silent default. Meaning is `load`'s business.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, bail};
use secrecy::SecretString;
use url::Url;

pub struct Settings(BTreeMap<String, String>);

/// Short names for what is set on every start.
const SHORT: [(&str, &str); 3] = [
    ("DATABASE_URL", "database.url"),
    ("DATA_DIR", "server.data_dir"),
    ("SIMULATOR_ADDR", "demo.simulator_addr"),
];

impl Settings {
    /// `file` is the text of `Leptos.toml`; the framework's own table is left to the framework.
    pub fn read(
        file: &str,
        environment: impl Iterator<Item = (String, String)>,
    ) -> anyhow::Result<Settings> {
        let table: toml::Table = file.parse().context("Leptos.toml is not valid TOML")?;
        let mut values = BTreeMap::new();
        for (section, value) in table.iter().filter(|(name, _)| *name != "workspace") {
            match value {
                toml::Value::Table(keys) => {
                    for (key, value) in keys {
                        values.insert(format!("{section}.{key}"), text(section, key, value)?);
                    }
                }
                value => {
                    values.insert(section.clone(), text(section, "", value)?);
                }
            }
        }
        for (name, value) in environment {
            if let Some((_, key)) = SHORT.iter().find(|(short, _)| *short == name) {
                values.insert((*key).to_owned(), value);
            } else if let Some(path) = name.strip_prefix("APP__") {
                values.insert(path.to_lowercase().replace("__", "."), value);
            }
        }
        Ok(Settings(values))
    }

    /// An empty value is the same as none.
    pub fn optional(&mut self, key: &str) -> Option<String> {
        self.0.remove(key).filter(|value| !value.trim().is_empty())
    }

    pub fn text(&mut self, key: &str, default: &str) -> String {
        self.optional(key).unwrap_or_else(|| default.to_owned())
    }

    pub fn path(&mut self, key: &str) -> Option<PathBuf> {
        self.optional(key).map(PathBuf::from)
    }

    pub fn number(&mut self, key: &str, default: i64) -> anyhow::Result<i64> {
        match self.optional(key) {
            None => Ok(default),
            Some(text) => match text.trim().parse::<i64>() {
                Ok(number) if number > 0 => Ok(number),
                _ => bail!("{key} must be a whole number above 0, not `{text}`"),
            },
        }
    }

    pub fn url(&mut self, key: &str, default: &str) -> anyhow::Result<Url> {
        let text = self.text(key, default);
        Url::parse(&text).with_context(|| format!("{key} must be a full URL, not `{text}`"))
    }

    /// Separated by commas or spaces in the environment, an array in the file.
    pub fn list(&mut self, key: &str) -> Vec<String> {
        self.optional(key)
            .unwrap_or_default()
            .split([',', ' '])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The value itself, or the first line of the file that `key_file` names; the file wins, so
    /// that a secret need not stand in the environment.
    pub fn secret(&mut self, key: &str) -> anyhow::Result<Option<SecretString>> {
        let value = self.optional(key);
        match self.path(&format!("{key}_file")) {
            None => Ok(value.map(SecretString::from)),
            Some(path) => {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("reading {key} from {}", path.display()))?;
                Ok(Some(SecretString::from(text.trim().to_owned())))
            }
        }
    }

    /// Refuses every key that nobody took.
    pub fn finish(self) -> anyhow::Result<()> {
        match self.0.into_keys().next() {
            None => Ok(()),
            Some(key) => bail!("the setting {key} does not exist; Leptos.toml lists all of them"),
        }
    }
}

fn text(section: &str, key: &str, value: &toml::Value) -> anyhow::Result<String> {
    Ok(match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(flag) => flag.to_string(),
        toml::Value::Array(items) => items
            .iter()
            .map(|item| text(section, key, item))
            .collect::<anyhow::Result<Vec<_>>>()?
            .join(" "),
        _ => bail!("{section}.{key} must be text, a whole number or a list of texts"),
    })
}
