//! The command line: one file a command.

mod build;
mod explain;
mod import;
mod init;
mod mentions;
mod new;
mod points;
mod schema;
mod serve;

use std::io::{IsTerminal, Write};
use std::net::IpAddr;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::config::Config;
use crate::diagnostics::{self, Counts, Diagnostic, Format};
use crate::library::Kind;

/// The content is right, or has only warnings.
const CLEAN: u8 = 0;
/// The content has errors, or warnings under `--strict`.
const CONTENT: u8 = 1;
/// The command was called wrongly.
const USAGE: u8 = 2;
/// The disk refused, or something inside went wrong.
const INTERNAL: u8 = 3;

/// A press for acupuncture and Chinese-medicine libraries.
#[derive(Debug, Parser)]
#[command(name = "acupress", version, arg_required_else_help = true)]
struct Arguments {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
struct Shared {
    /// Folder of the library
    #[arg(short, long, global = true, default_value = ".", value_name = "DIR")]
    root: Utf8PathBuf,
    /// Configuration file, from the library's folder
    #[arg(short, long, global = true, value_name = "FILE")]
    config: Option<Utf8PathBuf>,
    /// Form of what is found, or of a result
    #[arg(long, global = true, value_enum, default_value_t = Form::Human)]
    format: Form,
    /// Say nothing but what is found
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    verbose: bool,
    /// Threads to work with, all processors unless told
    #[arg(short, long, global = true, value_name = "N")]
    jobs: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Human,
    Json,
    Github,
    Sarif,
}

impl From<Form> for Format {
    fn from(form: Form) -> Format {
        match form {
            Form::Human => Format::Human,
            Form::Json => Format::Json,
            Form::Github => Format::Github,
            Form::Sarif => Format::Sarif,
        }
    }
}

/// Options that shape a site.
#[derive(Debug, Args)]
struct SiteOptions {
    /// Address at which the site is hosted
    #[arg(short = 'u', long, value_name = "URL")]
    base_url: Option<String>,
    /// Publish drafts too
    #[arg(long)]
    drafts: bool,
    /// Fail on warnings
    #[arg(short, long)]
    strict: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a new library
    Init {
        /// Where to make it
        #[arg(default_value = ".")]
        directory: Utf8PathBuf,
    },
    /// Add a new entry with its front matter
    New {
        /// article, condition, pattern, point, channel, organ, source or page
        kind: String,
        /// Its title, or a point's code
        #[arg(required = true)]
        title: Vec<String>,
    },
    /// Turn plain-text, Markdown, HTML or Word articles into Markdown with front matter
    Import {
        /// Files, or folders of them
        #[arg(required = true)]
        files: Vec<Utf8PathBuf>,
        /// Folder for the articles, from the library's folder; content/articles unless given
        #[arg(long, value_name = "DIR")]
        into: Option<Utf8PathBuf>,
        /// Show what would be written, and write nothing
        #[arg(long)]
        dry_run: bool,
        /// Replace files that are there already
        #[arg(long, conflicts_with = "update")]
        force: bool,
        /// Keep what is taken for debris of a web page
        #[arg(long)]
        keep_debris: bool,
        /// Merge corrections into files that were imported before, keeping edits by hand
        #[arg(long)]
        update: bool,
    },
    /// Build the site
    Build {
        #[command(flatten)]
        options: SiteOptions,
        /// Folder to publish into
        #[arg(short, long, value_name = "DIR")]
        output_dir: Option<Utf8PathBuf>,
        /// Replace the folder even if Acupress did not make it
        #[arg(long)]
        force: bool,
        /// Write links with their file names, so that a copy opened from a disk works too
        #[arg(long)]
        portable: bool,
        /// Write how long each stage and file took, for a profiler (Trace Event Format)
        #[arg(long, value_name = "FILE")]
        trace: Option<Utf8PathBuf>,
    },
    /// Serve the site on this machine, and show every edit at once
    Serve {
        /// Port to listen on; the next free one if it is taken
        #[arg(short, long, default_value_t = 8017, value_name = "PORT")]
        port: u16,
        /// Address to listen on; any but the default lets other machines in
        #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
        host: IpAddr,
        /// Open the browser
        #[arg(short = 'O', long)]
        open: bool,
        /// Show drafts too
        #[arg(long)]
        drafts: bool,
    },
    /// Find all that is wrong, writing nothing
    Check {
        #[command(flatten)]
        options: SiteOptions,
    },
    /// List every mention found in prose, linked or not, and why
    Mentions {
        /// Files or folders of the content; all unless given
        files: Vec<String>,
        /// Read drafts too
        #[arg(long)]
        drafts: bool,
    },
    /// Look points up in the registry, under any name or notation
    Points {
        /// A code, pinyin, Hanzi, or part of them; all points unless given
        query: Vec<String>,
    },
    /// Tell what a rule means and how to mend what it finds
    Explain {
        /// The rule's name; all rules unless given
        rule: Option<String>,
    },
    /// Print the JSON Schema of the front matter and of acupress.yaml
    Schema,
    /// Remove the published site
    Clean {
        /// The published folder
        #[arg(short, long, value_name = "DIR")]
        output_dir: Option<Utf8PathBuf>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Runs the command that the process was called with.
pub fn run() -> ExitCode {
    // clap itself prints usage errors and exits with 2.
    let arguments = Arguments::parse();
    let shared = &arguments.shared;
    if let Some(jobs) = shared.jobs
        && rayon::ThreadPoolBuilder::new().num_threads(jobs.max(1)).build_global().is_err()
    {
        return fail(INTERNAL, "the threads cannot be started");
    }
    let code = match arguments.command {
        Command::Init { directory } => init::run(shared, &directory),
        Command::New { kind, title } => new::run(shared, &kind, &title.join(" ")),
        Command::Import { files, into, dry_run, force, keep_debris, update } => import::run(
            shared,
            &import::Call { files: &files, into: into.as_deref(), dry_run, force, keep_debris, update },
        ),
        Command::Build { options, output_dir, force, portable, trace } => build::build(
            shared,
            &options,
            &build::Call { output: output_dir.as_deref(), force, portable, trace: trace.as_deref() },
        ),
        Command::Serve { port, host, open, drafts } => serve::run(shared, &serve::Call { host, port, open, drafts }),
        Command::Check { options } => build::check(shared, &options),
        Command::Mentions { files, drafts } => mentions::run(shared, &files, drafts),
        Command::Points { query } => points::run(shared, &query.join(" ")),
        Command::Explain { rule } => explain::run(rule.as_deref()),
        Command::Schema => schema::run(),
        Command::Clean { output_dir } => build::clean(shared, output_dir.as_deref()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "acupress", &mut script);
            print_result(&String::from_utf8_lossy(&script))
        }
    };
    ExitCode::from(code)
}

fn fail(code: u8, message: impl std::fmt::Display) -> ExitCode {
    complain(message);
    ExitCode::from(code)
}

/// Prints why a command cannot do what it was asked, on stderr.
fn complain(message: impl std::fmt::Display) {
    anstream::eprintln!("acupress: {message}");
}

/// Prints a result on stdout. A reader that has closed the pipe has what it wanted.
fn print_result(text: &str) -> u8 {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => CLEAN,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => CLEAN,
        Err(error) => {
            complain(format_args!("cannot write the result: {error}"));
            INTERNAL
        }
    }
}

/// How findings are printed.
#[derive(Clone, Copy)]
struct Printing {
    format: Form,
    quiet: bool,
}

impl Printing {
    fn of(shared: &Shared) -> Printing {
        Printing { format: shared.format, quiet: shared.quiet }
    }
}

/// Prints findings on stderr, with a line that counts them for people.
fn print_findings(printing: Printing, found: &[Diagnostic]) {
    let format = Format::from(printing.format);
    let text = diagnostics::print(found, format, wants_colour());
    let mut stderr = std::io::stderr().lock();
    // Nobody is left to tell if stderr is closed.
    let _ = stderr.write_all(text.as_bytes());
    if format == Format::Human && !found.is_empty() && !printing.quiet {
        let rules: std::collections::BTreeSet<&str> = found.iter().map(|diagnostic| diagnostic.rule.name()).collect();
        let more = match rules.first() {
            Some(rule) if rules.len() == 1 => format!("`acupress explain {rule}` tells more"),
            _ => "`acupress explain RULE` tells more of each".to_owned(),
        };
        let _ = writeln!(stderr, "{} ({more})", Counts::of(found));
    }
}

/// Colour on a terminal only, with `NO_COLOR` and `CLICOLOR_FORCE` honoured.
fn wants_colour() -> bool {
    match anstream::AutoStream::choice(&std::io::stderr()) {
        anstream::ColorChoice::Never => false,
        anstream::ColorChoice::Auto => std::io::stderr().is_terminal(),
        anstream::ColorChoice::Always | anstream::ColorChoice::AlwaysAnsi => true,
    }
}

/// Reads the configuration that the command line names, with what was found in it.
fn read_config(shared: &Shared) -> (Config, Vec<Diagnostic>) {
    let file = shared.config.as_deref().unwrap_or(Utf8Path::new("acupress.yaml"));
    let outcome = crate::config::read(&shared.root, file, shared.config.is_some());
    (outcome.value, outcome.diagnostics)
}

/// The kind that a command line names, or its complaint.
fn read_kind(name: &str) -> Result<Kind, String> {
    let singular = name.to_lowercase();
    Kind::from_name(&singular).or_else(|| Kind::from_folder(&singular)).ok_or_else(|| {
        let names = Kind::ALL.map(Kind::name);
        match diagnostics::did_you_mean(&singular, names) {
            Some(near) => format!("there is no kind `{name}`; did you mean `{near}`?"),
            None => format!("there is no kind `{name}`; the kinds are {}", names.join(", ")),
        }
    })
}
