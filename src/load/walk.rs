//! Walking the content folder, in one order on every machine.

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use super::Asset;
use crate::diagnostics::{Diagnostic, Place, RuleId};

/// What the walk met.
#[derive(Debug, Default)]
pub struct Walk {
    /// Markdown files, as paths from the library's root.
    pub markdown: Vec<Utf8PathBuf>,
    /// All other files.
    pub assets: Vec<Asset>,
    /// Folders and files that could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Walks the content folder of the library at `root`, following links; a loop of links is an error.
///
/// Hidden files and editors' backups are passed over.
pub fn walk(root: &Utf8Path, content: &Utf8Path) -> Walk {
    let mut walk = Walk::default();
    let base = root.join(content);
    if !base.is_dir() {
        let hint = "make the folder, or start a new library with `acupress init`";
        let message = format!("there is no content folder `{content}` here");
        walk.diagnostics
            .push(Diagnostic::new(RuleId::UnreadableFile, Place::file(content.as_str()), message).hint(hint));
        return walk;
    }
    let entries = WalkDir::new(&base).follow_links(true).sort_by_file_name().into_iter();
    for entry in
        entries.filter_entry(|entry| entry.depth() == 0 || !is_passed_over(&entry.file_name().to_string_lossy()))
    {
        match entry {
            Err(error) => walk.diagnostics.push(unwalkable(root, &error)),
            Ok(entry) if entry.file_type().is_file() => match Utf8Path::from_path(entry.path()) {
                None => {
                    let shown = entry.path().to_string_lossy();
                    let place = Place::file(relative(root, Utf8Path::new(&*shown)).to_string());
                    let hint = "rename it; addresses and links can only hold UTF-8";
                    walk.diagnostics.push(
                        Diagnostic::new(RuleId::UnreadableFile, place, "the file's name is not UTF-8").hint(hint),
                    );
                }
                Some(path) => {
                    let from_root = relative(root, path);
                    if matches!(path.extension(), Some("md" | "markdown" | "MD")) {
                        walk.markdown.push(from_root.to_owned());
                    } else {
                        walk.assets.push(Asset {
                            path: relative(&base, path).to_owned(),
                            shown: from_root.to_owned(),
                            file: path.to_owned(),
                        });
                    }
                }
            },
            Ok(_) => {}
        }
    }
    walk
}

fn relative<'a>(base: &Utf8Path, path: &'a Utf8Path) -> &'a Utf8Path {
    path.strip_prefix(base).unwrap_or(path)
}

/// Whether a file or folder of this name is left alone: hidden, or an editor's backup.
pub fn is_passed_over(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || matches!(name, "Thumbs.db" | "desktop.ini")
}

fn unwalkable(root: &Utf8Path, error: &walkdir::Error) -> Diagnostic {
    let shown = error.path().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    let place = Place::file(relative(root, Utf8Path::new(&shown)).to_string());
    match error.loop_ancestor() {
        Some(ancestor) => {
            let ancestor = ancestor.to_string_lossy().into_owned();
            let target = relative(root, Utf8Path::new(&ancestor));
            Diagnostic::new(
                RuleId::UnreadableFile,
                place,
                format!("this link leads back to `{target}`, which holds it"),
            )
            .hint("remove the link; a folder cannot contain itself")
        }
        None => {
            let reason = error.io_error().map_or_else(|| error.to_string(), std::io::Error::to_string);
            Diagnostic::new(RuleId::UnreadableFile, place, format!("it cannot be read: {reason}"))
        }
    }
}
