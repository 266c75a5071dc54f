//! The floor: the least that any program does which reads these articles and writes as many files and bytes.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use rayon::prelude::*;

use super::measure::files;
use crate::step::{Error, file_error};

/// Reads each article of a library, makes HTML of it with bare pulldown-cmark, and writes a folder with the files of
/// a site, each as large as the site's own.
pub fn floor(arguments: &[OsString]) -> Result<ExitCode, Error> {
    let [library, site, output] = arguments else {
        return Err(Error::Arguments("write `cargo xtask floor LIBRARY SITE OUTPUT`".to_owned()));
    };
    let articles = files(&Path::new(library).join("content"))?;
    let site = Path::new(site);
    let published = files(site)?;
    let output = Path::new(output);
    let mut folders: Vec<&Path> = published.iter().filter_map(|(path, _)| path.parent()).collect();
    folders.dedup();
    for folder in folders {
        let folder = output.join(folder.strip_prefix(site).unwrap_or(folder));
        fs::create_dir_all(&folder).map_err(file_error(&folder))?;
    }
    let pages: Vec<Vec<u8>> = articles
        .par_iter()
        .map(|(path, _)| {
            let text = fs::read_to_string(path).map_err(file_error(path))?;
            let mut html = String::with_capacity(text.len() * 2);
            pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(&text));
            Ok(html.into_bytes())
        })
        .collect::<Result<_, Error>>()?;
    published.par_iter().enumerate().try_for_each(|(place, (path, size))| {
        let size = usize::try_from(*size).unwrap_or(usize::MAX);
        let mut bytes = Vec::with_capacity(size);
        let filling = pages.get(place % pages.len().max(1)).map_or(&b" "[..], Vec::as_slice);
        while bytes.len() < size {
            bytes.extend_from_slice(&filling[..filling.len().min(size - bytes.len())]);
        }
        let path = output.join(path.strip_prefix(site).unwrap_or(path));
        fs::write(&path, bytes).map_err(file_error(&path))
    })?;
    Ok(ExitCode::SUCCESS)
}
