//! `acupress serve`.

use std::net::IpAddr;

use camino::Utf8Path;

use super::{CLEAN, INTERNAL, Printing, Shared, USAGE, complain, print_findings, print_result};
use crate::serve::{self, News, Options, Rebuilt};

/// What the server is asked for.
pub struct Call {
    /// The address to listen on.
    pub host: IpAddr,
    /// The first port to try.
    pub port: u16,
    /// Whether to open the browser.
    pub open: bool,
    /// Whether drafts are shown.
    pub drafts: bool,
}

/// Serves the site until Ctrl-C.
pub fn run(shared: &Shared, call: &Call) -> u8 {
    if !shared.root.is_dir() {
        complain(format_args!("there is no folder `{}`", shared.root));
        return USAGE;
    }
    let root = match camino::absolute_utf8(&shared.root) {
        Ok(root) => root,
        Err(error) => {
            complain(format_args!("cannot find `{}`: {error}", shared.root));
            return INTERNAL;
        }
    };
    let options = Options {
        root,
        config: shared.config.clone().unwrap_or_else(|| Utf8Path::new("acupress.yaml").to_owned()),
        is_config_required: shared.config.is_some(),
        drafts: call.drafts,
        host: call.host,
        port: call.port,
    };
    let (printing, open) = (Printing::of(shared), call.open);
    match serve::serve(options, move |news| tell(&news, printing, open)) {
        Ok(()) => CLEAN,
        Err(error) => {
            complain(error);
            INTERNAL
        }
    }
}

fn tell(news: &News<'_>, printing: Printing, open: bool) {
    match news {
        News::Found(found) => print_findings(printing, found),
        News::PortTaken(wanted, port) => complain(format_args!("port {wanted} is taken; using {port}")),
        News::Serving { address, pages } => {
            if !printing.quiet {
                print_result(&format!("{pages} pages at {address} (Ctrl-C ends)\n"));
            }
            if open && let Err(error) = open::that_detached(address) {
                complain(format_args!("cannot open a browser: {error}; open {address} yourself"));
            }
        }
        News::Rebuilt(rebuilt) => {
            print_findings(printing, &rebuilt.findings);
            if !printing.quiet {
                print_result(&line(rebuilt));
            }
        }
        News::NotWatching(why) => complain(format_args!("changes are not seen: {why}")),
    }
}

/// A rebuild in one line.
fn line(rebuilt: &Rebuilt) -> String {
    let files = match &rebuilt.files[..] {
        [] => "the library".to_owned(),
        [one] => one.clone(),
        [one, another] => format!("{one} and {another}"),
        [one, others @ ..] => format!("{one} and {} more", others.len()),
    };
    let (touched, pages) = (rebuilt.touched, rebuilt.pages);
    let milliseconds = rebuilt.took.as_secs_f64() * 1000.0;
    if rebuilt.is_shown {
        format!("{files}: {touched} of {pages} pages, {milliseconds:.0} ms\n")
    } else {
        format!("{files}: not shown, because of errors, {milliseconds:.0} ms\n")
    }
}
