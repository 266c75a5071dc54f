//! The last stage: what is new of the site is written beside the old one, and put in its place when all is there.
//!
//! Whatever happens before that, an error, a full disk or a kill, leaves the old site as it was.

mod kept;
mod old;
mod staging;

use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::diagnostics::Diagnostic;
use crate::render::{Content, Output, Over, Renderer};
use crate::stamp::Stamp;
use crate::trace::{Clock, Span};
pub use old::OldFiles;
use staging::{Placing, Staging};

/// The file by which Acupress knows a folder that it made itself.
pub const MARKER: &str = ".acupress";
const MARKER_TEXT: &str = "Acupress made this folder and replaces it whole at each build.\n";

/// Why a site was not published.
#[derive(Debug)]
pub enum PublishError {
    /// The folder holds something that Acupress did not make.
    NotOurs(Utf8PathBuf),
    /// Publishing there would destroy the library itself; holds what lies there.
    Unsafe(Utf8PathBuf, &'static str),
    /// Another build is writing the same site.
    Busy(Utf8PathBuf),
    /// A template failed on some pages.
    Templates(Vec<Diagnostic>),
    /// The disk refused; holds what was being done.
    Io(String, std::io::Error),
}

impl PublishError {
    /// Wraps an error of the disk with what was being done.
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> PublishError {
        let doing = doing.into();
        move |error| PublishError::Io(doing, error)
    }
}

impl std::fmt::Display for PublishError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PublishError::NotOurs(path) => write!(
                formatter,
                "`{path}` was not made by Acupress and is not empty; give --force to replace it, or --output-dir to publish elsewhere"
            ),
            PublishError::Unsafe(path, holds) => {
                write!(formatter, "publishing into `{path}` would destroy {holds}; choose another --output-dir")
            }
            PublishError::Busy(path) => {
                write!(formatter, "another build is publishing into `{path}`; try again when it has finished")
            }
            PublishError::Templates(_) => formatter.write_str("a template failed"),
            PublishError::Io(doing, error) => write!(formatter, "{doing}: {error}"),
        }
    }
}

/// What was published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Pages.
    pub pages: usize,
    /// All files, pages among them.
    pub files: usize,
    /// Files that the site before lacked or held with other bytes.
    pub changed: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// A site that was published.
#[derive(Debug)]
pub struct Site {
    /// What was published.
    pub published: Published,
    /// What is wrong with pages that were left out.
    pub failed: Vec<Diagnostic>,
    /// How long each file took, if the target asks for it.
    pub spans: Vec<Span>,
    /// How long files were rendered, all threads together.
    pub rendering: Duration,
    /// How long they were written, or compared with those of the site before, all threads together.
    pub writing: Duration,
    /// Its files by their paths, in order, and by what each is known to be the same still.
    pub stamps: Vec<(String, Stamp)>,
}

/// Files that one thread writes before others may take their share of the rest: some take as long as a thousand others.
const TOGETHER: usize = 32;

/// A file that was written, or kept.
struct Written {
    bytes: u64,
    is_new: bool,
    /// By what it is known, where nobody had to look at more of it.
    stamp: Option<Stamp>,
    /// How long it was rendered.
    rendering: Duration,
    /// How long all of it took.
    span: Span,
}

/// Where a site goes, and what it must not destroy.
#[derive(Clone, Debug)]
pub struct Target {
    /// The folder that the site becomes, absolute.
    pub output: Utf8PathBuf,
    /// The library's root, absolute.
    pub root: Utf8PathBuf,
    /// The content folder, absolute.
    pub content: Utf8PathBuf,
    /// Whether a folder that Acupress did not make may be replaced.
    pub force: bool,
    /// Whether to note how long each file takes.
    pub trace: bool,
}

/// Checks that the target may be replaced, without touching it.
pub fn check_target(target: &Target) -> Result<(), PublishError> {
    let output = canonical(&target.output);
    for (path, holds) in
        [(&target.content, "the articles"), (&target.root, "the library"), (&target.root.join("themes"), "the themes")]
    {
        if canonical(path).starts_with(&output) {
            return Err(PublishError::Unsafe(target.output.clone(), holds));
        }
    }
    if output.starts_with(canonical(&target.content)) || output.starts_with(canonical(&target.root.join("themes"))) {
        return Err(PublishError::Unsafe(target.output.clone(), "files of the library"));
    }
    if target.force || is_ours(&target.output)? { Ok(()) } else { Err(PublishError::NotOurs(target.output.clone())) }
}

/// Whether a folder may be replaced without asking: it is missing, empty, or made by Acupress.
pub fn is_ours(output: &Utf8Path) -> Result<bool, PublishError> {
    match std::fs::metadata(output) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(PublishError::Io(format!("cannot look at `{output}`"), error)),
        Ok(metadata) if !metadata.is_dir() => Ok(false),
        Ok(_) => {
            let mut entries =
                std::fs::read_dir(output).map_err(PublishError::io(format!("cannot look into `{output}`")))?;
            Ok(entries.next().is_none() || output.join(MARKER).is_file())
        }
    }
}

/// The path with its links followed, as far as it exists.
fn canonical(path: &Utf8Path) -> Utf8PathBuf {
    path.canonicalize_utf8().unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !parent.as_str().is_empty() => canonical(parent).join(name),
        _ => path.to_owned(),
    })
}

/// The place of a site. While it stands, nobody else publishes there.
pub struct Opened {
    output: Utf8PathBuf,
    staging: Staging,
    /// Whether to note how long each file takes.
    trace: bool,
}

impl Opened {
    /// Checks the target and makes ready to write beside it.
    pub fn new(target: &Target) -> Result<Opened, PublishError> {
        check_target(target)?;
        // A link to a folder stays a link; what it leads to is replaced.
        let output = canonical(&target.output);
        Ok(Opened { staging: Staging::open(&output)?, output, trace: target.trace })
    }

    /// Looks at what stands there, if there is a site.
    pub fn look(&self) -> Result<Option<OldFiles>, PublishError> {
        self.staging.look()
    }
}

/// Renders and writes the whole site, then puts it in place. `old` is what stands there, if anybody has looked since it
/// was opened.
///
/// Pages whose template fails end it, unless `keep_going` allows them to be left out; they are told then.
pub fn publish(
    renderer: &Renderer,
    opened: Opened,
    old: Option<OldFiles>,
    keep_going: bool,
) -> Result<Site, PublishError> {
    let Opened { output, staging, trace } = opened;
    let outputs = renderer.outputs();
    let paths: Vec<String> = outputs.iter().map(|output| renderer.path(output)).collect();
    staging.make_folders(paths.iter().map(String::as_str))?;
    // What nobody touched since an earlier build wrote it need not be made to be known.
    let stamps = old.as_ref().map(OldFiles::stamps);
    let untouched = |path: &str| {
        let before = renderer.since()?.before.stamp(path)?;
        Some(before).filter(|before| stamps.as_ref().and_then(|stamps| stamps.get(path)) == Some(before))
    };
    if old.is_some() {
        renderer.prepare_over();
    }
    let over = |(file, path): (&Output, &String)| Some((untouched(path)?, renderer.over(file)));
    let overs: Vec<Option<(Stamp, Over)>> = outputs.par_iter().zip(&paths).map(over).collect();
    let unknown = outputs.iter().zip(&overs).filter(|(_, over)| matches!(over, None | Some((_, Over::Unknown))));
    renderer.prepare(unknown.map(|(file, _)| file));
    let write = |file, path: &str, over: Option<(Stamp, Over)>, rendering: &mut Clock| {
        let (bytes, is_new) = match over {
            Some((stamp, Over::Same)) => return Ok((stamp.bytes(), false, Some(stamp))),
            Some((_, Over::Patched(patches))) => staging.patch(path, &patches),
            None | Some((_, Over::Unknown)) => {
                match rendering.run(|| renderer.produce(file)).map_err(PublishError::Templates)? {
                    Content::Bytes(bytes) => staging.write(path, [bytes].into_iter()),
                    Content::Pieces(mut pieces) => {
                        staging.write(path, std::iter::from_fn(|| rendering.run(|| pieces.next())))
                    }
                    Content::CopyOf(file) => staging.copy(path, file),
                }
            }
        }?;
        Ok((bytes, is_new, None))
    };
    let files = outputs.par_iter().zip(&paths).zip(overs).with_max_len(TOGETHER);
    let written = files.map(|((output, path), over)| {
        let (started, mut rendering) = (Instant::now(), Clock::default());
        let (bytes, is_new, stamp) = write(output, path, over, &mut rendering)?;
        Ok(Written {
            bytes,
            is_new,
            stamp,
            rendering: rendering.sum,
            span: Span::since(started, if trace { path } else { "" }),
        })
    });
    let written: Vec<Result<Written, PublishError>> = written.collect();
    let mut published = Published { pages: renderer.pages(), ..Published::default() };
    let (mut failed, mut spans) = (Vec::new(), Vec::new());
    let (mut of_rendering, mut of_writing) = (Duration::ZERO, Duration::ZERO);
    let mut files: Vec<(&str, bool)> = Vec::with_capacity(written.len() + 1);
    let mut known: Vec<Option<Stamp>> = Vec::with_capacity(written.len() + 1);
    for (written, path) in written.into_iter().zip(&paths) {
        match written {
            Ok(Written { bytes, is_new, stamp, rendering, span }) => {
                files.push((path, is_new));
                known.push(stamp);
                published.files += 1;
                published.changed += usize::from(is_new);
                published.bytes += bytes;
                of_rendering += rendering;
                of_writing += span.took - rendering;
                spans.extend(trace.then_some(span));
            }
            Err(PublishError::Templates(diagnostics)) => failed.extend(diagnostics),
            Err(error) => return Err(error),
        }
    }
    if !failed.is_empty() && !keep_going {
        return Err(PublishError::Templates(failed));
    }
    let (_, is_new) = staging.write(MARKER, [MARKER_TEXT].into_iter())?;
    files.push((MARKER, is_new));
    known.push(None);
    if staging.put_in_place(&files, old)? == Placing::Exchanged {
        known.fill(None);
    }
    let stamp = |((path, _), known): (&(&str, bool), Option<Stamp>)| {
        Some(((*path).to_owned(), known.or_else(|| Stamp::of(&output.join(path)))?))
    };
    let mut stamps: Vec<(String, Stamp)> = files.par_iter().zip(known).filter_map(stamp).collect();
    stamps.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(Site { published, failed, spans, rendering: of_rendering, writing: of_writing, stamps })
}
