//! The folder beside the site in which the next one is made.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::{PublishError, kept};

/// A site in the making. Dropping it before [`Staging::swap_in`] removes it and leaves the old site alone.
pub struct Staging {
    output: Utf8PathBuf,
    workspace: Utf8PathBuf,
    site: Utf8PathBuf,
    /// Held while the site is made; the system releases it even when the process is killed.
    _lock: File,
}

impl Staging {
    /// Makes an empty staging folder beside `output`, removing what a killed build left behind.
    pub fn open(output: &Utf8Path) -> Result<Staging, PublishError> {
        let parent = output.parent().filter(|parent| !parent.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
        let workspace = parent.join(format!(".acupress-{}", output.file_name().unwrap_or("site")));
        fs::create_dir_all(&workspace).map_err(PublishError::io(format!("cannot make `{workspace}`")))?;
        let lock_path = workspace.join("lock");
        let lock = File::create(&lock_path).map_err(PublishError::io(format!("cannot make `{lock_path}`")))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(PublishError::Busy(output.to_owned())),
            Err(TryLockError::Error(error)) => {
                return Err(PublishError::Io(format!("cannot lock `{lock_path}`"), error));
            }
        }
        let staging = Staging { output: output.to_owned(), site: workspace.join("site"), workspace, _lock: lock };
        let old = staging.workspace.join("old");
        if !output.exists() && old.exists() {
            fs::rename(&old, output)
                .map_err(PublishError::io(format!("cannot put the old site back at `{output}`")))?;
        }
        for leftover in [&staging.site, &old] {
            remove(leftover)?;
        }
        fs::create_dir(&staging.site).map_err(PublishError::io(format!("cannot make `{}`", staging.site)))?;
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

    /// Makes the folders of all files.
    pub fn make_folders(&self, paths: &[String]) -> Result<(), PublishError> {
        let folders: BTreeSet<&str> =
            paths.iter().filter_map(|path| path.rsplit_once('/').map(|(folder, _)| folder)).collect();
        folders.into_par_iter().try_for_each(|folder| {
            let folder = self.inside(folder)?;
            fs::create_dir_all(&folder).map_err(PublishError::io(format!("cannot make `{folder}`")))
        })
    }

    /// Puts a file in place, piece by piece; returns its bytes, and whether the site that is there now lacks it.
    ///
    /// A file that the old site holds with the same bytes is that file, with its time of modification: whoever copies
    /// the site elsewhere sees a small change as a small one. Only bytes decide, so nothing has to be trusted.
    pub fn write<P: AsRef<[u8]>>(
        &self,
        path: &str,
        pieces: impl Iterator<Item = P>,
    ) -> Result<(u64, bool), PublishError> {
        let file = self.inside(path)?;
        let failed = PublishError::io(format!("cannot write `{file}`"));
        kept::write(&self.output.join(path), &file, pieces).map_err(failed)
    }

    /// Copies a file of the library, in the same way.
    pub fn copy(&self, path: &str, from: &Utf8Path) -> Result<(u64, bool), PublishError> {
        let file = self.inside(path)?;
        let failed = PublishError::io(format!("cannot copy `{from}` to `{file}`"));
        kept::copy(&self.output.join(path), &file, from).map_err(failed)
    }

    /// Puts the finished site in the old one's place.
    pub fn swap_in(self) -> Result<(), PublishError> {
        let failed = |error| PublishError::Io(format!("cannot put the new site at `{}`", self.output), error);
        if !self.output.exists() {
            return fs::rename(&self.site, &self.output).map_err(failed);
        }
        if exchange(&self.site, &self.output).is_ok() {
            return Ok(());
        }
        // Systems that cannot exchange two names have a moment without a site; a kill in it is mended by `open`.
        let old = self.workspace.join("old");
        fs::rename(&self.output, &old).map_err(failed)?;
        fs::rename(&self.site, &self.output).map_err(|error| {
            // The old site comes back; if even that fails, the next build finds it in the workspace.
            let _ = fs::rename(&old, &self.output);
            failed(error)
        })
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
