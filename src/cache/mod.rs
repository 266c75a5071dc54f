//! What a build leaves for the next one of the same site, so that an edit costs what it changes.
//!
//! It stands in two files. Each is believed only if it was made by this very program, with the same configuration, theme
//! and output folder (as far as they shape what it holds), and is whole, byte for byte; what it says of a file, only
//! while that file is the same; and what it says of the published site, only of files that nobody touched since. Whoever
//! deletes it loses time, nothing else.

mod digest;
mod fronts;
mod recall;
mod since;

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::library::{EntryId, Naming};
use crate::render::{Comparisons, Extents};
use crate::search;
use crate::stamp::Stamp;
use crate::weave::Brief;

pub use digest::{Program, declared, folder, linked, names, order, text};
pub use fronts::Fronts;
pub use recall::{Kept, Memory, Reading, Ready, Recalled};
pub use since::{Reach, Since};

/// The folder of caches in a library's root.
pub const FOLDER: &str = ".acupress-cache";

/// What a build leaves for the next; it is written in two parts, so the fields stand in their order ([`begin`], [`end`]).
#[derive(Debug, Deserialize)]
pub struct Cache {
    /// What the content folder was.
    pub notes: Notes<'static>,
    /// What the index of the search was made of.
    pub search: search::Memo,
    /// What the export is made of; none where it was not made whole.
    pub extents: Option<Extents>,
    /// What comparing articles and patterns gave; none where not all were compared.
    pub comparisons: Option<Comparisons>,
    /// The published files by their paths, in order, and by what each is known to be the same still.
    pub files: Vec<(String, Stamp)>,
}

/// What was read of the content folder.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Notes<'a> {
    /// Digest of which files stand there ([`folder`]).
    pub folder: u128,
    /// Digest of what linking made of them ([`linked`]).
    pub linked: u128,
    /// The Markdown files, in the library's order.
    pub files: Vec<FileNote<'a>>,
}

/// What was read of a Markdown file.
#[derive(Debug, Serialize, Deserialize)]
pub struct FileNote<'a> {
    /// Digest of its text.
    pub text: u128,
    /// Digest of its front matter, as it is written.
    pub header: u128,
    /// Digest of the names that it gives its entry ([`names`]).
    pub names: u128,
    /// Digest of what gives its entry a place in lists ([`order`]).
    pub order: u128,
    /// What it declares ([`declared`]).
    pub declared: Cow<'a, DeclaredNote>,
    /// What its prose names of which entries are made.
    pub namings: Cow<'a, [Naming]>,
    /// What other pages ask of its body.
    pub brief: Cow<'a, Brief>,
    /// Whether nothing was found wrong in its prose, and nothing in it has to be compared with other bodies: it needs
    /// no reading to say so again.
    pub is_settled: bool,
    /// Whether it links entries by their names.
    pub has_wikilinks: bool,
}

/// What a file declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredNote {
    /// Digest of its relations, without their lines, and of the signs that it gives patterns.
    pub digest: u128,
    /// The entries of which it tells, in order.
    pub ends: Vec<EntryId>,
    /// The points of channels that no file before it names, in order.
    pub named_first: Vec<EntryId>,
}

impl Cache {
    /// The stamp that a published file had, by its path.
    pub fn stamp(&self, path: &str) -> Option<Stamp> {
        let place = self.files.binary_search_by(|(other, _)| other.as_str().cmp(path)).ok()?;
        Some(self.files[place].1)
    }
}

/// The files that a build leaves for the next of the same site.
#[derive(Clone, Debug)]
pub struct Paths {
    /// A [`Cache`].
    pub cache: Utf8PathBuf,
    /// [`Fronts`].
    pub fronts: Utf8PathBuf,
}

impl Paths {
    /// Those of a library's site that is published into `output`.
    pub fn new(root: &Utf8Path, output: &Utf8Path) -> Paths {
        let name = format!("{:016x}", xxh3_64(output.as_str().as_bytes()));
        let folder = root.join(FOLDER);
        Paths { cache: folder.join(format!("{name}.site")), fronts: folder.join(format!("{name}.front-matter")) }
    }
}

/// Removes what builds left of a site, and the folder with the last of it.
pub fn remove(root: &Utf8Path, output: &Utf8Path) -> io::Result<()> {
    let Paths { cache, fronts } = Paths::new(root, output);
    for path in [cache, fronts] {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    match fs::remove_dir(root.join(FOLDER)) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotFound) => Err(error),
        _ => Ok(()),
    }
}

/// Reads a cache; none if there is none of this `key`, or it is damaged.
pub fn read(path: &Utf8Path, key: u128) -> Option<Cache> {
    postcard::from_bytes(open(&fs::read(path).ok()?, key)?).ok()
}

/// The beginning of a [`Cache`], as it is written.
fn begin(notes: &Notes<'_>, search: &search::Memo) -> io::Result<Vec<u8>> {
    // Nearly all of it are the terms.
    let content = Vec::with_capacity(search.length() + notes.files.len() * 512);
    postcard::to_extend(&(notes, search), content).map_err(io::Error::other)
}

/// Writes the rest of a cache behind its beginning.
fn end(
    path: &Utf8Path,
    key: u128,
    begun: Vec<u8>,
    published: &(Option<&Extents>, Option<Comparisons>, &[(String, Stamp)]),
) -> io::Result<()> {
    seal(path, key, &postcard::to_extend(published, begun).map_err(io::Error::other)?)
}

/// The content of a file that was sealed with a key; none if the key is another, or a byte of it.
fn open(bytes: &[u8], key: u128) -> Option<&[u8]> {
    let (own_key, rest) = bytes.split_first_chunk::<16>()?;
    let (digest, content) = rest.split_first_chunk::<16>()?;
    let is_ours = u128::from_le_bytes(*own_key) == key && u128::from_le_bytes(*digest) == xxh3_128(content);
    is_ours.then_some(content)
}

/// Writes a file with its key and the digest of its content; one that is there is replaced at one stroke.
fn seal(path: &Utf8Path, key: u128, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Utf8Path::new(".")))?;
    let new = Utf8PathBuf::from(format!("{path}.new"));
    let mut file = fs::File::create(&new)?;
    file.write_all(&key.to_le_bytes())?;
    file.write_all(&xxh3_128(content).to_le_bytes())?;
    file.write_all(content)?;
    fs::rename(&new, path)
}
