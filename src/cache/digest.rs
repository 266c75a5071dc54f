//! Digests by which a build knows that something is as it was (XXH3, 128 bits).

use std::fs::File;
use std::hash::Hash;
use std::io::Read;

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use camino::Utf8Path;

use super::DeclaredNote;
use crate::config::Config;
use crate::library::{Declared, EntryId, Facts, Library, PageOf, SourceId};
use crate::load::{PatternItem, Source, Sources, Theme};

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

    /// Adds a value by its own rule. Hashes of values hold for one program, as all that it leaves does.
    fn value(&mut self, value: impl Hash) {
        value.hash(&mut self.0);
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

/// Digest of which files stand in the content folder: where it is the same, the same files stand in the same order.
pub fn folder(read: &Sources) -> u128 {
    let mut digest = Digest::new();
    read.sources.iter().for_each(|source| digest.add(source.file.as_bytes()));
    digest.number(read.sources.len() as u64);
    for asset in read.assets.iter() {
        digest.add(asset.path.as_str());
        digest.add(asset.file.as_str());
    }
    digest.number(read.assets.len() as u64);
    read.drafts.iter().for_each(|draft| digest.add(draft));
    digest.finish()
}

/// Digest of the names that a file's front matter gives its entry, by which the prose of others may mean it.
pub fn names(source: &Source) -> u128 {
    let front = &source.front_matter;
    let mut digest = Digest::new();
    digest.value(front.title.as_ref().map(|title| &title.value));
    front.names.iter().for_each(|name| digest.value(&name.value));
    digest.finish()
}

/// Digest of what gives a file's entry its place in lists.
pub fn order(source: &Source) -> u128 {
    let front = &source.front_matter;
    let mut digest = Digest::new();
    digest.value((front.date, front.weight));
    digest.finish()
}

/// Digest of what linking made of the content: the entries with all by which they are known and their addresses. Titles
/// and names of articles and pages are left out, since no name in prose is taken for them.
pub fn linked(library: &Library) -> u128 {
    let mut digest = Digest::new();
    for (index, entry) in library.entries.iter().enumerate() {
        digest.value((entry.kind, &entry.key, &entry.url, entry.source));
        if entry.kind.is_entity() {
            digest.value((&entry.title, &entry.names));
        }
        if let Facts::Work(work) = &entry.facts {
            digest.value(work.said());
        }
        // Which points a condition warns of is said in the prose of others.
        digest.value(library.is_of_pregnancy(EntryId(index as u32)));
    }
    digest.number(library.entries.len() as u64);
    for page in &library.routes.pages {
        digest.add(&page.url);
        // Which entry has which address is told above; what leads on to one is not.
        if let PageOf::Redirect(id) = page.of {
            digest.number(u64::from(id.0));
        }
    }
    digest.number(library.routes.pages.len() as u64);
    library.routes.assets.iter().for_each(|(path, _)| digest.add(path));
    digest.finish()
}

/// What a file declares, wherever it stands there, and what it is the first to name.
pub fn declared(library: &Library, id: SourceId) -> DeclaredNote {
    let mut digest = Digest::new();
    let (mut ends, mut named_first) = (Vec::new(), Vec::new());
    for relation in library.declared_by(id) {
        if relation.provenance.declared == Declared::Registry {
            named_first.push(relation.from);
            continue;
        }
        ends.extend([relation.from, relation.to]);
        digest.value((relation.kind, relation.from, relation.to, relation.provenance.declared, &relation.also));
    }
    ends.sort_unstable();
    ends.dedup();
    for PatternItem { symptoms, tongue, pulse, .. } in &library.source(id).front_matter.patterns {
        digest.value((symptoms, tongue, pulse));
    }
    DeclaredNote { digest: digest.finish(), ends, named_first }
}
