//! The files of one version of the site, made when they are asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::Bytes;
use camino::Utf8PathBuf;
use rayon::prelude::*;

use crate::diagnostics::Diagnostic;
use crate::library::PageOf;
use crate::press::Press;
use crate::render::{Content, Output, Renderer, merge_pages};
use crate::search::SearchIndex;

/// Bytes of made files that are kept for the next request; beyond it all are let go.
const KEPT: usize = 64 * 1024 * 1024;

/// Indexes of earlier versions that are kept.
const OLDER: usize = 2;
/// Earlier versions whose index is kept should it be made: somebody may have asked for it while the next version came.
const ASKED: usize = 8;
/// The file of the index that is loaded first, and whose name stays.
const CATALOGUE: &str = "search/catalogue.js";

/// One version of the site.
pub struct Site {
    press: Press,
    renderer: Renderer,
    outputs: Arc<HashMap<String, Output>>,
    made: Mutex<Made>,
    search: Slot,
    /// Those of earlier versions, which pages may have begun to load.
    older: Vec<Slot>,
}

/// The place of a version's index, which is made when somebody asks for it.
type Slot = Arc<OnceLock<Search>>;

/// Files that were made.
#[derive(Default)]
struct Made {
    files: HashMap<String, Bytes>,
    bytes: usize,
}

/// The index of the search, which is made when the first of its files is asked for.
struct Search {
    press: Press,
    index: SearchIndex,
    outputs: HashMap<String, Output>,
}

impl Search {
    fn file(&self, path: &str) -> Option<Bytes> {
        let Press { library, weaving, theme, .. } = &self.press;
        match self.outputs.get(path)? {
            Output::Search(file) => Some(self.index.files[*file].bytes.clone().into()),
            Output::SearchText(leaf) => Some(self.index.text(*leaf, library, weaving, &theme.words).into()),
            _ => None,
        }
    }
}

/// A file of the site.
#[derive(Clone, Debug)]
pub enum File {
    /// These bytes.
    Bytes(Bytes),
    /// A file of the content folder, as it is on the disk.
    OnDisk(Utf8PathBuf),
}

/// What stands at an address.
#[derive(Debug, PartialEq, Eq)]
pub enum At {
    /// The file of this path.
    File(String),
    /// A page, whose address ends with a slash.
    Folder,
    /// Nothing.
    Nothing,
}

impl Site {
    /// A version of the site; `before` is the one that it follows.
    pub fn new(press: Press, before: Option<&Site>) -> Result<Site, Vec<Diagnostic>> {
        let renderer = Renderer::new(&press, Arc::new(SearchIndex::default()), before.map(|before| &before.renderer))?;
        let is_laid_out_alike = |before: &&Site| {
            Arc::ptr_eq(&before.press.library.routes, &press.library.routes)
                && Arc::ptr_eq(&before.press.theme, &press.theme)
        };
        let outputs = before.filter(is_laid_out_alike).map_or_else(
            || Arc::new(renderer.outputs().into_iter().map(|output| (renderer.path(&output), output)).collect()),
            |before| Arc::clone(&before.outputs),
        );
        let older = before.into_iter().flat_map(|before| [&before.search].into_iter().chain(&before.older));
        let mut made = 0;
        let is_kept = |slot: &&Slot| {
            made += usize::from(slot.get().is_some());
            made <= OLDER
        };
        let older = older.take(ASKED).take_while(is_kept).cloned().collect();
        Ok(Site { press, renderer, outputs, made: Mutex::default(), search: Slot::default(), older })
    }

    /// What it is rendered from.
    pub fn press(&self) -> &Press {
        &self.press
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.renderer.pages()
    }

    /// What stands at an address, given from the site's root and without its encoding.
    ///
    /// The address of a site that is published in a folder (`/library/`) may go before it.
    pub fn at(&self, address: &str) -> At {
        let folder = self.press.config.base_url.as_deref().and_then(crate::render::site_path);
        let within = folder.as_deref().and_then(|folder| format!("/{address}").strip_prefix(folder).map(str::to_owned));
        match self.directly_at(address) {
            At::Nothing => within.map_or(At::Nothing, |within| self.directly_at(&within)),
            found => found,
        }
    }

    fn directly_at(&self, address: &str) -> At {
        if let Some(path) = self.path_at(address) {
            return At::File(path);
        }
        if self.search_with(address).is_some() {
            return At::File(address.to_owned());
        }
        if self.path_at(&format!("{address}/")).is_some() { At::Folder } else { At::Nothing }
    }

    /// The path of the file at an address, if it is none of the search's and needs no looking for.
    pub fn path_at(&self, address: &str) -> Option<String> {
        let is_folder = address.is_empty() || address.ends_with('/');
        let path = if is_folder { format!("{address}index.html") } else { address.to_owned() };
        self.outputs.contains_key(&path).then_some(path)
    }

    /// The index that a file belongs to; only addresses among its own make the newest.
    fn search_with(&self, path: &str) -> Option<&Search> {
        if !path.starts_with("search/") || !path.ends_with(".js") {
            return None;
        }
        // The names of all files but the first tell what they hold, so an older one of the same name is the same.
        let older = self.older.iter().filter(|_| path != CATALOGUE).filter_map(|slot| slot.get());
        let older = older.into_iter().find(|search| search.outputs.contains_key(path));
        older.or_else(|| Some(self.search()).filter(|search| search.outputs.contains_key(path)))
    }

    fn search(&self) -> &Search {
        self.search.get_or_init(|| {
            let Press { library, weaving, theme, .. } = &self.press;
            let index = SearchIndex::new(library, weaving, &theme.words);
            let files = (0..index.files.len()).map(|file| (index.files[file].path.clone(), Output::Search(file)));
            let texts = (0..index.leaves()).map(|leaf| (index.text_path(leaf), Output::SearchText(leaf)));
            let outputs = files.chain(texts).collect();
            Search { press: self.press.clone(), index, outputs }
        })
    }

    /// A file that was made before.
    pub fn made(&self, path: &str) -> Option<Bytes> {
        self.lock().files.get(path).cloned()
    }

    /// The file of a path; none if the site has no such file.
    pub fn file(&self, path: &str) -> Option<Result<File, Vec<Diagnostic>>> {
        if let Some(bytes) = self.made(path) {
            return Some(Ok(File::Bytes(bytes)));
        }
        let bytes = match self.outputs.get(path) {
            Some(output) => match self.renderer.produce(output) {
                Ok(Content::Bytes(bytes)) => bytes.into_owned().into(),
                Ok(Content::Pieces(pieces)) => pieces.flatten().collect(),
                Ok(Content::CopyOf(file)) => return Some(Ok(File::OnDisk(file.to_owned()))),
                Err(errors) => return Some(Err(errors)),
            },
            None => self.search_with(path)?.file(path)?,
        };
        self.keep(path, &bytes);
        Some(Ok(File::Bytes(bytes)))
    }

    fn keep(&self, path: &str, bytes: &Bytes) {
        let mut made = self.lock();
        if made.bytes + bytes.len() > KEPT {
            *made = Made::default();
        }
        if bytes.len() <= KEPT && made.files.insert(path.to_owned(), bytes.clone()).is_none() {
            made.bytes += bytes.len();
        }
    }

    /// The files that were made; a thread that failed while it held them leaves them as good as they were.
    fn lock(&self) -> std::sync::MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What fails when some pages are made, given by their addresses.
    pub fn errors_on(&self, addresses: &[&str]) -> Vec<Diagnostic> {
        let fails = |address: &&str| self.file(&format!("{address}index.html"))?.err();
        merge_pages(addresses.iter().filter_map(fails).flatten().collect())
    }

    /// What fails when one page of each template is made.
    pub fn errors_on_samples(&self) -> Vec<Diagnostic> {
        let mut seen = std::collections::HashSet::new();
        let library = &self.press.library;
        let template = |of: &PageOf| match of {
            PageOf::Entry(id) => format!("{:?}", library.entry(*id).kind),
            of => format!("{:?}", std::mem::discriminant(of)),
        };
        let pages = library.routes.pages.iter().filter(|page| seen.insert(template(&page.of)));
        let paths: Vec<String> = pages.map(crate::library::Page::output).collect();
        merge_pages(paths.iter().filter_map(|path| self.file(path)?.err()).flatten().collect())
    }

    /// What fails when every page and feed is made; none if `is_over` says meanwhile that nobody wants to know.
    pub fn errors(&self, is_over: &dyn Fn() -> bool) -> Option<Vec<Diagnostic>> {
        let all: Vec<&Output> = self.outputs.values().collect();
        self.renderer.prepare(all.iter().copied());
        let mut errors = Vec::new();
        for some in all.chunks(256) {
            if is_over() {
                return None;
            }
            errors.par_extend(some.par_iter().filter_map(|output| self.renderer.produce(output).err()).flatten());
        }
        Some(merge_pages(errors))
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;
    use crate::config;
    use crate::press::press;
    use crate::trace::Timings;

    #[test]
    fn an_index_that_is_asked_for_while_the_next_version_comes_is_found_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::create_dir_all(root.join("content/articles")).unwrap();
        let version = |prose: &str, before: Option<&Site>| {
            let text = format!("---\ntitle: A\nconditions: [Insomnia]\n---\n{prose}\n");
            std::fs::write(root.join("content/articles/a.md"), text).unwrap();
            let config = config::read(root, Utf8Path::new("acupress.yaml"), false).value;
            Site::new(press(root, &config, &mut Timings::default()).value, before).unwrap_or_else(|_| panic!("a site"))
        };
        let first = version("Rest.", None);
        let second = version("Press HT7.", Some(&first));
        let third = version("Press KI3.", Some(&second));
        let is_name = |path: &&String| path.starts_with("search/names-");
        // The index of the first version is made only now.
        let names = first.search().outputs.keys().find(is_name).unwrap().clone();
        assert!(!third.search().outputs.contains_key(&names));
        assert!(second.file(&names).is_some() && third.file(&names).is_some());
    }
}
