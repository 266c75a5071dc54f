//! `acupress serve`: the site from memory, rebuilt at every edit and shown in the browser at once.
//!
//! ```text
//! watch    files that changed            → Changes
//! rebuild  what they change of the site  → Site, findings
//! http     requests                      → files of the newest good site
//! live     the newest site's number      → the browser's script: reload, styles, findings
//! ```
//!
//! Pages are made when somebody asks for them, so that an edit costs what it changes and not what the library holds.
//! Each is the file that a build writes; only a browser that navigates is given one line more, the script of `live`.

mod http;
mod live;
mod range;
mod rebuild;
mod site;
mod watch;

use std::net::{IpAddr, SocketAddr};
use std::sync::mpsc;
use std::time::Instant;

use camino::Utf8PathBuf;
use tokio::net::TcpListener;
use tokio::sync::watch as channel;

use crate::diagnostics::Diagnostic;
use live::Now;
use rebuild::Rebuilder;
use watch::{Changes, Watcher};

/// Ports that are tried behind the one that was asked for.
const FURTHER_PORTS: u16 = 100;

/// What is served, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The library's root, absolute.
    pub root: Utf8PathBuf,
    /// The configuration file, from the root.
    pub config: Utf8PathBuf,
    /// Whether that file has to be there.
    pub is_config_required: bool,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The address to listen on.
    pub host: IpAddr,
    /// The first port to try.
    pub port: u16,
}

/// What happened, for whoever started the server.
#[derive(Debug)]
pub enum News<'a> {
    /// The library was read; all that is wrong with it, at its configured levels.
    Found(&'a [Diagnostic]),
    /// The port that was asked for is taken; holds the next one that is free.
    PortTaken(u16, u16),
    /// Requests are answered at this address.
    Serving {
        /// The address of the home page.
        address: &'a str,
        /// How many pages there are; none if nothing can be shown yet.
        pages: usize,
    },
    /// Files changed, and what they change was made anew.
    Rebuilt(&'a Rebuilt),
    /// Changes can no longer be seen.
    NotWatching(&'a str),
}

/// A rebuild, as it is told.
#[derive(Debug)]
pub struct Rebuilt {
    /// The files that changed, from the library's root.
    pub files: Vec<String>,
    /// Pages that the change touches.
    pub touched: usize,
    /// Pages of the site.
    pub pages: usize,
    /// Whether the new site is shown; not if something is wrong with it.
    pub is_shown: bool,
    /// Findings that were not there before, and all errors.
    pub findings: Vec<Diagnostic>,
    /// How long it took, from the moment when the change was known.
    pub took: std::time::Duration,
}

/// Why nothing can be served.
#[derive(Debug)]
pub enum ServeError {
    /// No port is free, or the address is none of this machine's.
    NoPort(SocketAddr, std::io::Error),
    /// The system refused threads or sockets.
    System(std::io::Error),
}

impl std::fmt::Display for ServeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ServeError::NoPort(address, error) => {
                write!(formatter, "cannot listen on {address} or the {FURTHER_PORTS} ports behind it: {error}")
            }
            ServeError::System(error) => write!(formatter, "cannot start the server: {error}"),
        }
    }
}

/// Serves a library until the process is told to stop (Ctrl-C, or a signal to terminate).
///
/// `tell` is called from whichever thread has news, one call at a time for each.
pub fn serve(options: Options, tell: impl Fn(News<'_>) + Send + 'static) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_io()
        .enable_time()
        .build()
        .map_err(ServeError::System)?;
    let (listener, address) = runtime.block_on(listen(&options))?;
    if address.port() != options.port && options.port != 0 {
        tell(News::PortTaken(options.port, address.port()));
    }
    // What changes while the library is read for the first time is not missed.
    let (changes, changed) = mpsc::channel();
    let mut rebuilder = Rebuilder::new(&options);
    let watcher = Watcher::new(&options, rebuilder.config(), changes);
    let first = rebuilder.first();
    // Whoever reads the address below may end the server at once; while the library is read, the system does.
    let stop = runtime.block_on(async { http::Stop::listen() }).map_err(ServeError::System)?;
    tell(News::Found(&first.findings));
    let (now, newest) = channel::channel(Now::new(first.site, &first.errors));
    let home = format!("http://{}/", host_name(address));
    tell(News::Serving { address: &home, pages: first.pages });
    match watcher {
        Err(error) => tell(News::NotWatching(&error)),
        Ok(watcher) => {
            std::thread::spawn(move || rebuild_for_ever(rebuilder, watcher, &changed, &now, &tell));
        }
    }
    runtime.block_on(http::serve(listener, address, newest, stop)).map_err(ServeError::System)
}

/// Waits for changes and shows what they make of the site.
fn rebuild_for_ever(
    mut rebuilder: Rebuilder,
    mut watcher: Watcher,
    changed: &mpsc::Receiver<watch::Batch>,
    now: &channel::Sender<Now>,
    tell: &dyn Fn(News<'_>),
) {
    // What a rebuild was told that was given up for newer changes.
    let mut left = Changes::default();
    while let Some(changes) = watcher.next(changed, std::mem::take(&mut left), &|path| rebuilder.knows(path)) {
        let started = Instant::now();
        let Some(outcome) = rebuilder.rebuild(&changes, &|| watcher.has_more(changed)) else {
            left = changes;
            continue;
        };
        left = watcher.follow(rebuilder.config());
        let mut site_before = None;
        now.send_modify(|now| site_before = now.turn(outcome.site, outcome.differs, &outcome.errors));
        // A second look at what was just read is no news, unless it finds something.
        if !changes.said.is_empty() || outcome.touched > 0 {
            tell(News::Rebuilt(&Rebuilt {
                files: changes.said,
                touched: outcome.touched,
                pages: outcome.pages,
                is_shown: outcome.errors.is_empty(),
                findings: outcome.findings,
                took: started.elapsed(),
            }));
        }
        // To give back what nobody needs any more takes a while in a large library; the browser has its page by now.
        drop((outcome.before, site_before));
    }
}

/// Listens on the first free port from the one that is asked for.
async fn listen(options: &Options) -> Result<(TcpListener, SocketAddr), ServeError> {
    let wanted = SocketAddr::new(options.host, options.port);
    let mut refused = None;
    for port in options.port..=options.port.saturating_add(FURTHER_PORTS) {
        match TcpListener::bind(SocketAddr::new(options.host, port)).await {
            Ok(listener) => {
                let address = listener.local_addr().map_err(ServeError::System)?;
                return Ok((listener, address));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => refused = Some(error),
            Err(error) => return Err(ServeError::NoPort(wanted, error)),
        }
    }
    Err(ServeError::NoPort(wanted, refused.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into())))
}

/// The host as a browser's address bar takes it; an address that means every interface is reached by the loopback one.
fn host_name(address: SocketAddr) -> String {
    let host = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from(std::net::Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(host, address.port()).to_string()
}
