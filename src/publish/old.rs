//! What the folder holds before a site is published into it.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::stamp::Stamp;

/// The old site, beside the files of the new one.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct OldSite {
    /// Files that the new site has no more, by their paths.
    pub files: Vec<Utf8PathBuf>,
    /// Folders that it has no more, each before the folder that holds it.
    pub folders: Vec<Utf8PathBuf>,
    /// Whether something stands there that no build makes, or a folder where the new site has a file, or the reverse.
    pub is_odd: bool,
}

/// A folder or file that was met.
enum Met {
    File(Utf8PathBuf, Option<Stamp>),
    Folder(Utf8PathBuf),
    Odd,
}

/// All that stands in the folder.
pub struct OldFiles(Vec<Met>);

impl OldFiles {
    /// Looks into the folder.
    pub fn look(output: &Utf8Path) -> io::Result<OldFiles> {
        walk(output, Utf8Path::new("")).map(OldFiles)
    }

    /// By what each file is known to be the same still, by its path.
    pub fn stamps(&self) -> FxHashMap<&str, Stamp> {
        let files = self.0.iter().filter_map(|met| match met {
            Met::File(path, stamp) => Some((path.as_str(), (*stamp)?)),
            Met::Folder(_) | Met::Odd => None,
        });
        files.collect()
    }

    /// What they are beside a new site that has the files at `paths`.
    pub fn beside(self, paths: &[&str]) -> OldSite {
        let kept: FxHashSet<&str> = paths.iter().copied().collect();
        let mut folders: FxHashSet<&str> = FxHashSet::default();
        for path in paths {
            let mut rest = *path;
            while let Some((folder, _)) = rest.rsplit_once('/') {
                if !folders.insert(folder) {
                    break;
                }
                rest = folder;
            }
        }
        let mut old = OldSite::default();
        for met in self.0 {
            match met {
                Met::Odd => old.is_odd = true,
                Met::File(path, _) if folders.contains(path.as_str()) => old.is_odd = true,
                Met::File(path, _) if !kept.contains(path.as_str()) => old.files.push(path),
                Met::Folder(path) if kept.contains(path.as_str()) => old.is_odd = true,
                Met::Folder(path) if !folders.contains(path.as_str()) => old.folders.push(path),
                Met::File(..) | Met::Folder(_) => {}
            }
        }
        old
    }
}

/// All that a folder holds, itself not counted; what is deeper comes first.
fn walk(output: &Utf8Path, folder: &Utf8Path) -> io::Result<Vec<Met>> {
    let (mut met, mut deeper) = (Vec::new(), Vec::new());
    for entry in output.join(folder).read_dir_utf8()? {
        let entry = match entry {
            Ok(entry) => entry,
            // A name that is no UTF-8 is none of ours.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                met.push(Met::Odd);
                continue;
            }
            Err(error) => return Err(error),
        };
        let path = folder.join(entry.file_name());
        let kind: fs::FileType = entry.file_type()?;
        match (kind.is_dir(), kind.is_file()) {
            (true, _) => deeper.push(path),
            (_, true) => met.push(Met::File(path, entry.metadata().ok().and_then(|metadata| Stamp::new(&metadata)))),
            _ => met.push(Met::Odd),
        }
    }
    let below: Vec<Vec<Met>> = deeper.par_iter().map(|folder| walk(output, folder)).collect::<io::Result<_>>()?;
    let mut all: Vec<Met> = below.into_iter().flatten().collect();
    all.extend(deeper.into_iter().map(Met::Folder));
    all.extend(met);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_new_site_lacks_is_told_folders_behind_what_they_hold() {
        let folder = tempfile::tempdir().unwrap();
        let output = Utf8Path::from_path(folder.path()).unwrap();
        for path in ["a/b/c.html", "a/d.html", "e/f/g.html", "index.html"] {
            fs::create_dir_all(output.join(path).parent().unwrap()).unwrap();
            fs::write(output.join(path), "").unwrap();
        }
        let look = |paths: &[&str]| OldFiles::look(output).unwrap().beside(paths);
        let old = look(&["a/d.html", "index.html", "new/h.html"]);
        assert_eq!((old.files.len(), old.is_odd), (2, false));
        assert_eq!(old.folders.len(), 3);
        let place = |path: &str| old.folders.iter().position(|folder| folder == path).unwrap();
        assert!(place("e/f") < place("e"));
        assert!(look(&["a/b"]).is_odd, "a file where a folder is");
        assert!(look(&["index.html/x"]).is_odd, "a folder where a file is");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("index.html", output.join("link")).unwrap();
            assert!(look(&[]).is_odd);
        }
    }
}
