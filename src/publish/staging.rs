//! The folder beside the site in which the next one is made.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::time::{Duration, Instant};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::old::{OldFiles, OldSite};
use super::{PublishError, kept};
use crate::render::Patch;

/// Of so many files of a site one may change for the new ones to be moved to their places one by one.
const FEW: usize = 8;

/// Bytes of a long file: of what a site has, hardly anything but `library.json`.
const LONG: u64 = 16 << 20;

/// How long a build waits for another one to end, and how often it asks. One that was killed holds its site until the
/// system has its memory back.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(20);

/// How a site was put in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placing {
    /// New files were moved in, one by one; nobody touched the others.
    Moved,
    /// The whole site took the old one's place.
    Exchanged,
}

/// The new files of a site in the making. Dropping it before [`Staging::put_in_place`] removes them and leaves the old
/// site alone.
pub struct Staging {
    output: Utf8PathBuf,
    workspace: Utf8PathBuf,
    site: Utf8PathBuf,
    /// Whether there is an old site.
    is_followed: bool,
    /// Held while the site is made; the system releases it even when the process is killed.
    _lock: File,
}

impl Staging {
    /// Makes an empty staging folder beside `output`, removing what a killed build left behind.
    pub fn open(output: &Utf8Path) -> Result<Staging, PublishError> {
        let parent = output.parent().filter(|parent| !parent.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
        let workspace = parent.join(format!(".acupress-{}", output.file_name().unwrap_or("site")));
        let lock = lock(&workspace, output)?;
        let mut staging = Staging {
            output: output.to_owned(),
            site: workspace.join("site"),
            workspace,
            is_followed: false,
            _lock: lock,
        };
        let old = staging.workspace.join("old");
        if !output.exists() && old.exists() {
            fs::rename(&old, output)
                .map_err(PublishError::io(format!("cannot put the old site back at `{output}`")))?;
        }
        for leftover in [&staging.site, &old] {
            remove(leftover)?;
        }
        fs::create_dir(&staging.site).map_err(PublishError::io(format!("cannot make `{}`", staging.site)))?;
        staging.is_followed = output.exists();
        Ok(staging)
    }

    /// A path inside the staging folder; whatever would lead out of it is refused.
    fn inside(&self, path: &str) -> Result<Utf8PathBuf, PublishError> {
        let is_inside =
            !path.is_empty() && Utf8Path::new(path).components().all(|part| matches!(part, Utf8Component::Normal(_)));
        if is_inside {
            return Ok(self.site.join(path));
        }
        let error = std::io::Error::new(std::io::ErrorKind::InvalidInput, "the path leads out of the site");
        Err(PublishError::Io(format!("cannot write `{path}`"), error))
    }

    /// Makes the folders of all files, where there is no old site that may hold most of them.
    pub fn make_folders<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), PublishError> {
        if self.is_followed { Ok(()) } else { self.make_all_folders(paths) }
    }

    fn make_all_folders<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), PublishError> {
        let folders: BTreeSet<&str> =
            paths.filter_map(|path| path.rsplit_once('/').map(|(folder, _)| folder)).collect();
        folders.into_par_iter().try_for_each(|folder| {
            let folder = self.inside(folder)?;
            fs::create_dir_all(&folder).map_err(PublishError::io(format!("cannot make `{folder}`")))
        })
    }

    /// Makes a file, piece by piece; returns its bytes, and whether it is new.
    ///
    /// One that the old site holds with the same bytes is not made: it stays that file, with its time of modification,
    /// so that whoever copies the site elsewhere sees a small change as a small one. Only bytes decide.
    pub fn write<P: AsRef<[u8]>>(
        &self,
        path: &str,
        pieces: impl Iterator<Item = P>,
    ) -> Result<(u64, bool), PublishError> {
        let file = self.inside(path)?;
        let failed = PublishError::io(format!("cannot write `{file}`"));
        kept::write(&self.output.join(path), &file, pieces).map_err(failed)
    }

    /// Makes a file of the old one and what has changed of it, in the same way.
    pub fn patch(&self, path: &str, patches: &[Patch]) -> Result<(u64, bool), PublishError> {
        let file = self.inside(path)?;
        let failed = PublishError::io(format!("cannot write `{file}`"));
        kept::patch(&self.output.join(path), &file, patches).map_err(failed)
    }

    /// Copies a file of the library, in the same way.
    pub fn copy(&self, path: &str, from: &Utf8Path) -> Result<(u64, bool), PublishError> {
        let file = self.inside(path)?;
        let failed = PublishError::io(format!("cannot copy `{from}` to `{file}`"));
        kept::copy(&self.output.join(path), &file, from).map_err(failed)
    }

    /// Looks at what stands in the old site, if there is one.
    pub fn look(&self) -> Result<Option<OldFiles>, PublishError> {
        self.is_followed.then(|| self.old_files()).transpose()
    }

    fn old_files(&self) -> Result<OldFiles, PublishError> {
        OldFiles::look(&self.output).map_err(PublishError::io(format!("cannot look into `{}`", self.output)))
    }

    /// Puts the finished site in the old one's place: all its files by their paths, and whether each is new.
    ///
    /// Where much is new, or the old site holds what no build makes, the new site is completed here and the two change
    /// places at one stroke. Where little is, each new file takes its place in one: the work is that of the change.
    ///
    /// `old` is what stands in the old site, if anybody has looked.
    pub fn put_in_place(self, files: &[(&str, bool)], old: Option<OldFiles>) -> Result<Placing, PublishError> {
        let failed = |error| PublishError::Io(format!("cannot put the new site at `{}`", self.output), error);
        if !self.is_followed {
            fs::rename(&self.site, &self.output).map_err(failed)?;
            return Ok(Placing::Exchanged);
        }
        let new: Vec<&str> = files.iter().filter(|(_, is_new)| *is_new).map(|(path, _)| *path).collect();
        if new.len() > files.len() / FEW {
            return self.swap_in(files);
        }
        let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
        let old = old.map_or_else(|| self.old_files(), Ok)?.beside(&paths);
        if old.is_odd || new.len() + old.files.len() > files.len() / FEW {
            return self.swap_in(files);
        }
        self.move_in(&new, &old)?;
        Ok(Placing::Moved)
    }

    /// Moves the new files to their places, then removes what the new site has no more.
    fn move_in(&self, new: &[&str], old: &OldSite) -> Result<(), PublishError> {
        // What nobody refers to yet goes first: a reader in between finds whatever an old or a new page leads to.
        let (replacing, added): (Vec<&str>, Vec<&str>) =
            new.iter().copied().partition(|path| self.output.join(path).exists());
        // The system gives a long file back when the last that holds it lets it go; nobody has to wait for that.
        let is_long = |file: &File| file.metadata().is_ok_and(|metadata| metadata.len() > LONG);
        let long: Vec<File> =
            replacing.iter().filter_map(|path| File::open(self.output.join(path)).ok().filter(is_long)).collect();
        for path in added.into_iter().chain(replacing) {
            let (from, to) = (self.inside(path)?, self.output.join(path));
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder).map_err(PublishError::io(format!("cannot make `{folder}`")))?;
            }
            fs::rename(&from, &to).map_err(PublishError::io(format!("cannot put the new file at `{to}`")))?;
        }
        rayon::spawn(move || drop(long));
        for path in &old.files {
            let path = self.output.join(path);
            fs::remove_file(&path).map_err(PublishError::io(format!("cannot remove `{path}`")))?;
        }
        for path in &old.folders {
            let path = self.output.join(path);
            fs::remove_dir(&path).map_err(PublishError::io(format!("cannot remove `{path}`")))?;
        }
        Ok(())
    }

    /// Completes the new site with the files that the old one keeps, and exchanges the two.
    fn swap_in(&self, files: &[(&str, bool)]) -> Result<Placing, PublishError> {
        let kept = || files.iter().filter(|(_, is_new)| !is_new).map(|(path, _)| *path);
        self.make_all_folders(kept())?;
        let kept: Vec<&str> = kept().collect();
        kept.into_par_iter().try_for_each(|path| {
            let file = self.inside(path)?;
            kept::keep(&self.output.join(path), &file).map_err(PublishError::io(format!("cannot keep `{file}`")))
        })?;
        let failed = |error| PublishError::Io(format!("cannot put the new site at `{}`", self.output), error);
        if exchange(&self.site, &self.output).is_ok() {
            return Ok(Placing::Exchanged);
        }
        // Systems that cannot exchange two names have a moment without a site; a kill in it is mended by `open`.
        let old = self.workspace.join("old");
        fs::rename(&self.output, &old).map_err(failed)?;
        fs::rename(&self.site, &self.output).map_err(|error| {
            // The old site comes back; if even that fails, the next build finds it in the workspace.
            let _ = fs::rename(&old, &self.output);
            failed(error)
        })?;
        Ok(Placing::Exchanged)
    }
}

/// Makes the workspace of a site and holds it, as soon as no other build does.
fn lock(workspace: &Utf8Path, output: &Utf8Path) -> Result<File, PublishError> {
    let path = workspace.join("lock");
    let started = Instant::now();
    loop {
        fs::create_dir_all(workspace).map_err(PublishError::io(format!("cannot make `{workspace}`")))?;
        let is_last = started.elapsed() >= PATIENCE;
        let held = match File::create(&path) {
            Ok(lock) => match lock.try_lock() {
                Ok(()) if is_there(&lock) => return Ok(lock),
                Err(TryLockError::Error(error)) => {
                    return Err(PublishError::Io(format!("cannot lock `{path}`"), error));
                }
                Ok(()) | Err(TryLockError::WouldBlock) => PublishError::Busy(output.to_owned()),
            },
            // Another build ended just now and took the workspace with it.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => PublishError::Busy(output.to_owned()),
            Err(error) => return Err(PublishError::Io(format!("cannot make `{path}`"), error)),
        };
        if is_last {
            return Err(held);
        }
        std::thread::sleep(PAUSE);
    }
}

/// Whether a file still has a name: a build that ends removes its workspace, and with it the lock that others open.
fn is_there(file: &File) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        file.metadata().is_ok_and(|metadata| metadata.nlink() > 0)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        true
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Nothing depends on it: the next build clears what is left.
        let _ = fs::remove_dir_all(&self.workspace);
    }
}

/// Exchanges two folders' names at one stroke (Linux and Apple systems).
fn exchange(one: &Utf8Path, other: &Utf8Path) -> std::io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        Ok(renameat_with(CWD, one.as_std_path(), CWD, other.as_std_path(), RenameFlags::EXCHANGE)?)
    }
    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    {
        let _ = (one, other);
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

fn remove(path: &Utf8Path) -> Result<(), PublishError> {
    match fs::remove_dir_all(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(PublishError::Io(format!("cannot remove `{path}`"), error)),
    }
}
