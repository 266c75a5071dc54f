//! Front matter as it was decoded, so that what was not edited is not parsed again.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::ops::Range;

use camino::Utf8Path;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::{open, seal};
use crate::library::Kind;
use crate::load::{FrontMatter, Source};

/// Of so many files there may be one whose front matter is not written for the next build.
const FEW: usize = 256;

/// Decoded front matter, by file.
#[derive(Debug, Default)]
pub struct Fronts {
    bytes: Vec<u8>,
    /// By file, the digest of what is written there, and the bytes of what it says.
    places: FxHashMap<String, (u128, Range<usize>)>,
}

/// What stands in the file before the front matter itself: of each file its path, digest and length.
#[derive(Serialize, Deserialize)]
struct Index(Vec<(String, u128, u32)>);

impl Fronts {
    /// Reads what a build left; nothing if there is nothing of this `key`, or it is damaged.
    pub fn read(path: &Utf8Path, key: u128) -> Fronts {
        Fronts::open(path, key).unwrap_or_default()
    }

    fn open(path: &Utf8Path, key: u128) -> Option<Fronts> {
        let bytes = fs::read(path).ok()?;
        let content = open(&bytes, key)?;
        let (Index(index), rest) = postcard::take_from_bytes(content).ok()?;
        let mut start = bytes.len() - rest.len();
        let mut places = FxHashMap::default();
        for (file, digest, length) in index {
            let end = start + length as usize;
            places.insert(file, (digest, start..end));
            start = end;
        }
        (start == bytes.len()).then_some(Fronts { bytes, places })
    }

    /// What a file's front matter says, if it is known.
    pub fn find(&self, file: &str, written: &str) -> Option<(Kind, FrontMatter)> {
        let (digest, place) = self.places.get(file)?;
        if *digest != xxh3_128(written.as_bytes()) {
            return None;
        }
        postcard::from_bytes(&self.bytes[place.clone()]).ok()
    }

    /// Writes the front matter of files, each with the digest of what is written there, for the next build; nothing if
    /// nearly all is written already. Only of files in whose front matter nothing was found it is known what it says.
    pub fn leave(&self, path: &Utf8Path, key: u128, sources: &[(&Source, u128)]) -> io::Result<()> {
        let known = |source: &Source, digest: u128| {
            let (_, place) = self.places.get(&*source.file).filter(|(known, _)| *known == digest)?;
            Some(&self.bytes[place.clone()])
        };
        let unknown = sources.iter().filter(|(source, digest)| known(source, *digest).is_none()).count();
        // A few are decoded again sooner than all are written.
        if self.places.len() == sources.len() && unknown <= sources.len() / FEW {
            return Ok(());
        }
        let one = |(source, digest): &(&Source, u128)| match known(source, *digest) {
            Some(bytes) => Ok(Cow::Borrowed(bytes)),
            None => postcard::to_stdvec(&(source.kind, &source.front_matter)).map(Cow::Owned),
        };
        let all: Vec<Cow<'_, [u8]>> =
            sources.par_iter().map(one).collect::<Result<_, _>>().map_err(io::Error::other)?;
        // A front matter is far shorter than what 32 bits can count (`load::source`).
        let index = sources
            .iter()
            .zip(&all)
            .map(|((source, digest), bytes)| (source.file.to_string(), *digest, bytes.len() as u32));
        let mut content = postcard::to_stdvec(&Index(index.collect())).map_err(io::Error::other)?;
        content.reserve_exact(all.iter().map(|bytes| bytes.len()).sum());
        all.iter().for_each(|bytes| content.extend_from_slice(bytes));
        seal(path, key, &content)
    }
}
