//! The task `corpus`: libraries of any size to measure with, the same bytes on every machine.

mod article;
mod body;
mod books;
mod flavour;
mod random;
mod subjects;
mod words;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::step::{Error, announce, file_error};
use article::Article;
pub use flavour::Flavour;
use subjects::Subjects;
use words::Vocabulary;

/// What a library consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corpus {
    /// So many articles.
    Articles(usize),
    /// So many long Chinese texts.
    Books(usize),
}

/// Writes the libraries that the command line asks for.
pub fn corpus(root: &Path, arguments: &[OsString]) -> Result<ExitCode, Error> {
    let (folder, corpus) = parse(arguments)?;
    let flavours = match corpus {
        Corpus::Articles(_) => &Flavour::ALL[..],
        Corpus::Books(_) => &[Flavour::Acupress],
    };
    corpus.write(root, &folder, flavours)?;
    Ok(ExitCode::SUCCESS)
}

const WANTED: &str = "write `cargo xtask corpus FOLDER [ARTICLES]` or `cargo xtask corpus --books FOLDER [BOOKS]`";

fn parse(arguments: &[OsString]) -> Result<(PathBuf, Corpus), Error> {
    let is_books = arguments.first().is_some_and(|first| first == "--books");
    let (folder, number) = match &arguments[usize::from(is_books)..] {
        [folder] => (folder, None),
        [folder, number] => (folder, Some(number.to_str().and_then(|number| number.parse().ok()))),
        _ => return Err(Error::Arguments(WANTED.to_owned())),
    };
    if folder.to_string_lossy().starts_with('-') || number == Some(None) {
        return Err(Error::Arguments(WANTED.to_owned()));
    }
    let number = number.flatten();
    let corpus =
        if is_books { Corpus::Books(number.unwrap_or(300)) } else { Corpus::Articles(number.unwrap_or(1_000)) };
    corpus.check()?;
    Ok((folder.into(), corpus))
}

impl Corpus {
    /// Whether there can be so many: titles stand once.
    pub fn check(self) -> Result<(), Error> {
        let (number, most) = match self {
            Corpus::Articles(number) => (number, article::MOST),
            Corpus::Books(number) => (number, books::MOST),
        };
        if (1..=most).contains(&number) {
            Ok(())
        } else {
            Err(Error::Arguments(format!("make it 1 to {most}, not {number}")))
        }
    }

    /// Writes the library for each of these programs, into their folders inside another one, in place of what is there.
    pub fn write(self, root: &Path, into: &Path, flavours: &[Flavour]) -> Result<(), Error> {
        announce(&format!("writing {}", into.display()));
        for flavour in flavours {
            let folder = into.join(flavour.folder());
            let content = folder.join("content");
            if content.exists() {
                fs::remove_dir_all(&content).map_err(file_error(&content))?;
            }
            flavour.files().iter().try_for_each(|(path, text)| write(&folder.join(path), text))?;
        }
        let path = |flavour: Flavour, name: &str| into.join(flavour.folder()).join("content/articles").join(name);
        match self {
            Corpus::Articles(number) => {
                let vocabulary = Vocabulary::new();
                let subjects = Subjects::new(&vocabulary);
                for number in 0..number {
                    let article = Article::new(&vocabulary, &subjects, number);
                    for flavour in flavours {
                        let file = path(*flavour, &format!("{}.md", article.slug));
                        write(&file, &flavour.article(&subjects, &article))?;
                    }
                }
            }
            Corpus::Books(number) => {
                let shelf = books::Shelf::new(root)?;
                for number in 0..number {
                    let book = shelf.book(number);
                    for flavour in flavours {
                        write(&path(*flavour, &format!("book-{:03}.md", number + 1)), &book)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Writes a file and the folders above it.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(file_error(folder))?;
    }
    fs::write(path, text).map_err(file_error(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Option<(PathBuf, Corpus)> {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        parse(&arguments).ok()
    }

    #[test]
    fn command_lines_are_understood() {
        assert_eq!(parsed(&["out"]), Some(("out".into(), Corpus::Articles(1_000))));
        assert_eq!(parsed(&["out", "20"]), Some(("out".into(), Corpus::Articles(20))));
        assert_eq!(parsed(&["--books", "out"]), Some(("out".into(), Corpus::Books(300))));
        for wrong in [&[][..], &["--books"], &["out", "many"], &["out", "0"], &["--all", "out"], &["out", "1", "2"]] {
            assert_eq!(parsed(wrong), None, "{wrong:?}");
        }
    }
}
