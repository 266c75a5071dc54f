//! Knowing a file again without reading it.

use std::fs;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

/// By what a file is known to be the one that was read or written: nobody touched it while its stamp is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    /// Nanoseconds since 1970 of its last modification and, where the system tells, of the last change of its entry.
    times: [i128; 2],
    inode: u64,
}

impl Stamp {
    /// The stamp of a file; none if there is no file, or only a link to one.
    pub fn of(path: &Utf8Path) -> Option<Stamp> {
        Stamp::new(&fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?)
    }

    /// The stamp of a file, or of the one that a link leads to.
    pub fn behind(path: &Utf8Path) -> Option<Stamp> {
        Stamp::new(&fs::metadata(path).ok()?)
    }

    /// The stamp of a file by what the system says of it; none if it does not say enough.
    pub fn new(metadata: &fs::Metadata) -> Option<Stamp> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let time = |seconds: i64, nanoseconds: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
            Some(Stamp {
                bytes: metadata.len(),
                times: [time(metadata.mtime(), metadata.mtime_nsec()), time(metadata.ctime(), metadata.ctime_nsec())],
                inode: metadata.ino(),
            })
        }
        #[cfg(not(unix))]
        {
            let modified = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
            Some(Stamp { bytes: metadata.len(), times: [modified.as_nanos() as i128, 0], inode: 0 })
        }
    }

    /// The file's length in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}
