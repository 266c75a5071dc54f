//! Files that the old site holds already: they are kept, not written again.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use camino::Utf8Path;
use rayon::prelude::*;

use crate::render::Patch;

/// Bytes that are read and compared at once.
const PIECE: usize = 64 * 1024;
/// Bytes of an old file that are copied at once.
const COPIED: usize = 16 << 20;

/// Writes a file, unless the old one holds the same bytes; returns the bytes, and whether it was written.
pub fn write<P: AsRef<[u8]>>(
    old: &Utf8Path,
    file: &Utf8Path,
    mut pieces: impl Iterator<Item = P>,
) -> io::Result<(u64, bool)> {
    let mut before: u64 = 0;
    let Some(mut reader) = open(old) else {
        return Ok((write_all(create(file)?, pieces)?, true));
    };
    let mut buffer = Vec::new();
    let different = loop {
        match pieces.next() {
            Some(piece) => {
                let bytes = piece.as_ref();
                buffer.resize(bytes.len(), 0);
                if reader.read_exact(&mut buffer).is_err() || buffer != bytes {
                    break Some(piece);
                }
                before += bytes.len() as u64;
            }
            // The old file may be longer.
            None if reader.read(&mut [0])? == 0 => return Ok((before, false)),
            None => break None,
        }
    };
    // What was compared so far is the same in the old file, and is not made a second time.
    let mut target = create(file)?;
    io::copy(&mut File::open(old)?.take(before), &mut target)?;
    let rest = write_all(target, different.into_iter().chain(pieces))?;
    Ok((before + rest, true))
}

/// Copies a file, unless the old copy is the same.
pub fn copy(old: &Utf8Path, file: &Utf8Path, from: &Utf8Path) -> io::Result<(u64, bool)> {
    let source = File::open(from)?;
    let mut failed = None;
    let pieces = std::iter::from_fn(|| {
        let mut piece = Vec::with_capacity(PIECE);
        match (&source).take(PIECE as u64).read_to_end(&mut piece) {
            Ok(0) => None,
            Ok(_) => Some(piece),
            Err(error) => {
                failed = Some(error);
                None
            }
        }
    });
    let written = write(old, file, pieces)?;
    failed.map_or(Ok(written), Err)
}

/// Writes a file that is the old one but for some stretches, which come in order and cover it whole; nothing if those
/// hold what they held. Returns the bytes, and whether it was written.
pub fn patch(old: &Utf8Path, file: &Utf8Path, patches: &[Patch]) -> io::Result<(u64, bool)> {
    let mut before = File::open(old)?;
    let length = |patch: &Patch| patch.new.as_ref().map_or(patch.old.end - patch.old.start, |new| new.len() as u64);
    let bytes = patches.iter().map(length).sum();
    let mut is_same = true;
    for (stretch, new) in patches.iter().filter_map(|patch| Some((&patch.old, patch.new.as_ref()?))) {
        is_same &= new.len() as u64 == stretch.end - stretch.start;
        if !is_same {
            break;
        }
        let mut held = vec![0; new.len()];
        before.seek(SeekFrom::Start(stretch.start))?;
        before.read_exact(&mut held)?;
        is_same = held == *new;
    }
    if is_same {
        return Ok((bytes, false));
    }
    create(file)?.set_len(bytes)?;
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut at = 0;
    for patch in patches {
        match &patch.new {
            Some(new) => pieces.push(Piece::New(at, new)),
            None => pieces.extend(patch.old.clone().step_by(COPIED).map(|start| {
                let end = patch.old.end.min(start + COPIED as u64);
                Piece::Old(at + start - patch.old.start, start..end)
            })),
        }
        at += length(patch);
    }
    pieces.into_par_iter().try_for_each(|piece| piece.write(old, file))?;
    Ok((bytes, true))
}

/// A piece of a patched file, with its first byte there. Each goes to its place by itself, on all cores.
enum Piece<'a> {
    /// What is new.
    New(u64, &'a [u8]),
    /// Bytes of the old file.
    Old(u64, Range<u64>),
}

impl Piece<'_> {
    fn write(self, old: &Utf8Path, file: &Utf8Path) -> io::Result<()> {
        let mut target = File::options().write(true).open(file)?;
        match self {
            Piece::New(at, new) => {
                target.seek(SeekFrom::Start(at))?;
                target.write_all(new)
            }
            Piece::Old(at, held) => {
                target.seek(SeekFrom::Start(at))?;
                let mut before = File::open(old)?;
                before.seek(SeekFrom::Start(held.start))?;
                let length = held.end - held.start;
                match io::copy(&mut before.take(length), &mut target)? {
                    copied if copied == length => Ok(()),
                    _ => Err(io::ErrorKind::UnexpectedEof.into()),
                }
            }
        }
    }
}

/// The old file, if it is one: a link or folder in its place is none of ours.
fn open(old: &Utf8Path) -> Option<BufReader<File>> {
    let is_file = fs::symlink_metadata(old).is_ok_and(|metadata| metadata.is_file());
    let file = File::open(old).ok().filter(|_| is_file)?;
    Some(BufReader::with_capacity(PIECE, file))
}

fn write_all<P: AsRef<[u8]>>(mut file: File, pieces: impl Iterator<Item = P>) -> io::Result<u64> {
    let mut bytes = 0;
    for piece in pieces {
        file.write_all(piece.as_ref())?;
        bytes += piece.as_ref().len() as u64;
    }
    Ok(bytes)
}

/// A new file, in a folder that may have to be made.
fn create(file: &Utf8Path) -> io::Result<File> {
    match (File::create(file), file.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            File::create(file)
        }
        (made, _) => made,
    }
}

/// The same file under the new site's name; a copy with its time where the disk has no second names.
pub fn keep(old: &Utf8Path, file: &Utf8Path) -> io::Result<()> {
    if fs::hard_link(old, file).is_ok() {
        return Ok(());
    }
    fs::copy(old, file)?;
    File::options().write(true).open(file)?.set_modified(fs::metadata(old)?.modified()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, camino::Utf8PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = camino::Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
        (folder, path)
    }

    #[test]
    fn a_file_is_what_its_pieces_are_whatever_was_there() {
        let pieces = ["one ", "two ", "three"];
        for old in
            [None, Some("one two three"), Some("one two four!"), Some("one two"), Some("one two three four"), Some("")]
        {
            let (_folder, path) = folder();
            if let Some(old) = old {
                fs::write(path.join("old"), old).unwrap();
            }
            let new = path.join("folder/new");
            let (bytes, is_new) = write(&path.join("old"), &new, pieces.into_iter()).unwrap();
            assert_eq!((bytes, is_new), (13, old != Some("one two three")), "{old:?}");
            let written = fs::read_to_string(new);
            assert_eq!(written.ok().as_deref(), is_new.then_some("one two three"), "{old:?}");
        }
    }

    #[test]
    fn a_patched_file_is_the_old_one_but_for_its_patches() {
        let (_folder, path) = folder();
        fs::write(path.join("old"), "one two three").unwrap();
        let patched = |new: &str| {
            let stretch = |old, new: Option<&str>| Patch { old, new: new.map(|new| new.as_bytes().to_vec()) };
            let patches = [stretch(0..4, None), stretch(4..7, Some(new)), stretch(7..13, None)];
            let _ = fs::remove_file(path.join("new"));
            let (bytes, is_new) = patch(&path.join("old"), &path.join("new"), &patches).unwrap();
            (bytes, is_new.then(|| fs::read_to_string(path.join("new")).unwrap()))
        };
        assert_eq!(patched("two"), (13, None));
        assert_eq!(patched("2"), (11, Some("one 2 three".to_owned())));
        assert_eq!(patched("TWO"), (13, Some("one TWO three".to_owned())));
        assert_eq!(patched(""), (10, Some("one  three".to_owned())));
    }

    #[test]
    fn a_kept_file_keeps_its_time() {
        let (_folder, path) = folder();
        fs::write(path.join("old"), "text").unwrap();
        let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        File::options().write(true).open(path.join("old")).unwrap().set_modified(time).unwrap();
        keep(&path.join("old"), &path.join("new")).unwrap();
        assert_eq!(fs::metadata(path.join("new")).unwrap().modified().unwrap(), time);
    }
}
