//! Digests by which a build knows that something is as it was (XXH3, 128 bits).

use std::fs::File;
use std::io::Read;

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use camino::Utf8Path;

use crate::config::Config;
use crate::library::Library;
use crate::load::{Sources, Theme};

/// A digest under construction, of parts that cannot run into one another.
struct Digest(Xxh3);

impl Digest {
    fn new() -> Self {
        Digest(Xxh3::new())
    }

    fn number(&mut self, number: u64) {
        self.0.update(&number.to_le_bytes());
    }

    fn add(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    fn finish(&self) -> u128 {
        self.0.digest128()
    }
}

/// Digest of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program(u128);

impl Program {
    /// Reads the program itself; none if it cannot be read.
    pub fn digest() -> Option<Program> {
        let mut program = File::open(std::env::current_exe().ok()?).ok()?;
        let mut digest = Xxh3::new();
        let mut piece = vec![0; 1 << 16];
        loop {
            match program.read(&mut piece).ok()? {
                0 => return Some(Program(digest.digest128())),
                length => digest.update(&piece[..length]),
            }
        }
    }

    /// Digest of all that shapes how front matter is read.
    pub fn front_matter_key(self, config: &Config) -> u128 {
        let mut digest = Digest::new();
        digest.add(self.0.to_le_bytes());
        digest.add(config.content.as_str());
        digest.finish()
    }

    /// Digest of all that shapes a site beside its content: the program, the configuration, the theme, and where the
    /// site goes.
    pub fn site_key(self, config: &Config, theme: &Theme, output: &Utf8Path) -> u128 {
        let mut digest = Digest::new();
        digest.add(self.0.to_le_bytes());
        digest.add(output.as_str());
        digest.add(format!("{config:?}"));
        digest.add(format!("{:?}{:?}{:?}", theme.words, theme.manifest, theme.settings));
        for (name, file) in theme.templates.iter().chain(&theme.assets) {
            digest.add(name);
            digest.add(&file.bytes);
            digest.add(file.shown.as_str());
        }
        digest.finish()
    }
}

/// Digest of a file's text.
pub fn text(text: &str) -> u128 {
    xxh3_128(text.as_bytes())
}

/// Digest of everything that was read but the Markdown behind front matter: where it is the same, the same files stand
/// in the same order and declare the same, on the same lines.
pub fn headers(read: &Sources) -> u128 {
    let mut digest = Digest::new();
    for source in &read.sources {
        digest.add(source.file.as_bytes());
        digest.add(source.header());
    }
    digest.number(read.sources.len() as u64);
    for asset in read.assets.iter() {
        digest.add(asset.path.as_str());
        digest.add(asset.file.as_str());
    }
    digest.number(read.assets.len() as u64);
    read.drafts.iter().for_each(|draft| digest.add(draft));
    digest.finish()
}

/// Digest of what linking may make of the same front matter: the entries, and where each is named first, which prose
/// takes part in.
pub fn linked(library: &Library) -> u128 {
    let mut digest = Digest::new();
    for id in library.ids() {
        let entry = library.entry(id);
        digest.number(entry.kind as u64);
        digest.add(&entry.key);
        digest.add(&entry.title);
        digest.add(&entry.url);
        let (source, line) = library.first_named(id);
        digest.number(u64::from(source.0) << 32 | u64::from(line));
    }
    digest.number(library.entries.len() as u64);
    digest.finish()
}
