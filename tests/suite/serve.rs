//! Serving a library while it is written, as a client on this machine sees it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::edits::{Random, edit, library};
use crate::support::{Site, files_below};

/// How long something may take that takes milliseconds on a machine with nothing else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that runs, and ends with the value.
struct Server {
    process: Child,
    port: u16,
    lines: Receiver<String>,
    /// Lines that nobody has waited for yet.
    passed: RefCell<Vec<String>>,
}

/// An answer of the server.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Server {
    fn start(site: &Site, arguments: &[&str]) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_acupress"))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .current_dir(site.root())
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, lines) = channel();
        for stream in [
            Box::new(process.stdout.take().unwrap()) as Box<dyn std::io::Read + Send>,
            Box::new(process.stderr.take().unwrap()),
        ] {
            let send = send.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if send.send(line).is_err() {
                        return;
                    }
                }
            });
        }
        let mut server = Server { process, port: 0, lines, passed: RefCell::default() };
        let line = server.line_with("pages at http://");
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap();
        server.port = address.rsplit(':').next().unwrap().parse().unwrap();
        server
    }

    /// Waits for a line that holds some words. Lines of the two streams come in any order, so those that somebody
    /// else waits for stay.
    #[track_caller]
    fn line_with(&self, words: &str) -> String {
        let mut passed = self.passed.borrow_mut();
        if let Some(index) = passed.iter().position(|line| line.contains(words)) {
            return passed.remove(index);
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => passed.push(line),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("no line with {words:?} among\n{}", passed.join("\n"))
                }
            }
        }
    }

    /// Sends a request as it stands, and reads what comes back until the connection ends.
    fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        let end = all.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(all[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Answer { status, headers: lines.filter_map(header).collect(), body: all[end + 4..].to_vec() }
    }

    fn ask(&self, method: &str, address: &str, headers: &str) -> Answer {
        self.send(&format!("{method} {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"))
    }

    fn get(&self, address: &str) -> Answer {
        self.ask("GET", address, "")
    }

    /// Waits until a page holds some words.
    #[track_caller]
    fn wait_for(&self, address: &str, words: &str) -> Answer {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.get(address);
            if answer.text().contains(words) {
                return answer;
            }
            assert!(Instant::now() < deadline, "{address} never held {words:?}:\n{}", answer.text());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn insomnia() -> Site {
    Site::new()
        .article("rest", "title: Rest\nconditions: [Insomnia]\npoints: [HT7]", "Press HT7.\n\n![A hand](hand.png)")
        .file("content/articles/hand.png", b"\x89PNG first")
}

#[test]
fn every_file_is_the_one_that_a_build_writes() {
    let site = insomnia();
    site.build();
    let server = Server::start(&site, &[]);
    for (path, bytes) in files_below(&site.path("public")) {
        if path == ".acupress" {
            continue;
        }
        let answer = server.get(&format!("/{path}"));
        assert_eq!((answer.status, answer.body == bytes), (200, true), "{path}");
        assert_eq!(answer.headers["content-length"], bytes.len().to_string(), "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        let head = server.ask("HEAD", &format!("/{path}"), "");
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(head.headers["content-length"], bytes.len().to_string(), "{path}");
    }
}

#[test]
fn addresses_lead_where_a_host_of_static_files_leads() {
    let site = insomnia();
    let server = Server::start(&site, &[]);
    assert!(server.get("/").text().contains("<body class=\"kind-home\">"));
    assert!(server.get("/points/ht7/").text().contains("HT7"));
    let answer = server.get("/points/ht7?a=b");
    assert_eq!((answer.status, answer.headers["location"].as_str()), (308, "/points/ht7/?a=b"));
    let answer = server.get("/none/");
    assert_eq!((answer.status, answer.headers["content-type"].as_str()), (404, "text/html; charset=utf-8"));
    assert!(answer.text().contains("kind-not-found"));
    for outside in [
        "/../acupress.yaml",
        "/%2e%2e/acupress.yaml",
        "/..%2facupress.yaml",
        "//acupress.yaml",
        "/content/articles/rest.md",
        "/a%00b",
    ] {
        assert_eq!(server.get(outside).status, 404, "{outside}");
    }
    assert_eq!(server.get("/%ff").status, 400);
    assert_eq!(server.ask("POST", "/", "Content-Length: 0\r\n").status, 405);
    assert_eq!(server.get("/articles/hand.png").headers["content-type"], "image/png");
}

#[test]
fn a_site_in_a_folder_is_served_at_that_folder_too() {
    let site = insomnia().file("acupress.yaml", "base_url: https://example.org/library/\n");
    let server = Server::start(&site, &[]);
    assert!(server.get("/library/points/ht7/").text().contains("HT7"));
    assert!(server.get("/points/ht7/").text().contains("HT7"));
}

#[test]
fn parts_of_files_are_given_as_they_are_asked_for() {
    let site = insomnia();
    let server = Server::start(&site, &[]);
    let part = |range: &str| {
        let answer = server.ask("GET", "/articles/hand.png", &format!("Range: bytes={range}\r\n"));
        let range = answer.headers.get("content-range").cloned().unwrap_or_default();
        (answer.status, range, answer.body)
    };
    assert_eq!(part("1-3"), (206, "bytes 1-3/10".to_owned(), b"PNG".to_vec()));
    assert_eq!(part("-5"), (206, "bytes 5-9/10".to_owned(), b"first".to_vec()));
    assert_eq!(part("10-"), (416, "bytes */10".to_owned(), Vec::new()));
    assert_eq!(part("0-1,4-5").0, 200);
}

#[test]
fn other_hosts_are_refused() {
    let site = insomnia();
    let server = Server::start(&site, &[]);
    let status = |hosts: &str| server.send(&format!("GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n")).status;
    assert_eq!(status(&format!("Host: 127.0.0.1:{}\r\n", server.port)), 200);
    assert_eq!(status("Host: localhost\r\n"), 200);
    assert_eq!(status("Host: rebound.example.org\r\n"), 403);
    assert_eq!(status("Host: localhost.example.org\r\n"), 403);
    assert_eq!(status(""), 400);
    assert_eq!(status("Host: localhost\r\nHost: example.org\r\n"), 400);
}

#[test]
fn a_browser_gets_the_script_and_nobody_else() {
    let site = insomnia();
    let server = Server::start(&site, &[]);
    let page = server.ask("GET", "/points/ht7/", "Accept: text/html,*/*\r\n");
    let line = "<script defer src=\"../../_acupress/live.js\" data-version=\"";
    assert_eq!(page.text().matches(line).count(), 1, "{}", page.text());
    assert_eq!(page.headers["content-length"], page.body.len().to_string());
    assert!(!server.get("/points/ht7/").text().contains("_acupress"));
    let script = server.get("/_acupress/live.js");
    assert_eq!(script.headers["content-type"], "text/javascript; charset=utf-8");
    assert!(server.ask("GET", "/none", "Accept: text/html\r\n").text().contains("src=\"/_acupress/live.js\""));
}

#[test]
fn an_edit_reaches_every_page_that_it_touches() {
    let site = insomnia();
    let server = Server::start(&site, &[]);
    assert!(!server.get("/points/ki3/").text().contains("Rest"));
    site.write(
        "content/articles/rest.md",
        "---\ntitle: Rest\nconditions: [Insomnia]\npoints: [HT7, KI3]\n---\nPress KI3 too.\n",
    );
    server.wait_for("/articles/rest/", "KI3 too");
    assert!(server.get("/points/ki3/").text().contains("Rest"));
    assert!(server.get("/conditions/insomnia/").text().contains("KI3"));
    let line = server.line_with("content/articles/rest.md");
    assert!(line.contains(" pages, ") && line.ends_with(" ms"), "{line}");
}

#[test]
fn every_kind_of_change_is_seen() {
    let site = insomnia();
    let server = Server::start(&site, &[]);
    let article = |title: &str| format!("---\ntitle: {title}\nconditions: [Insomnia]\n---\nText.\n");
    // A new file, in a folder that is new as well.
    site.write("content/articles/deep/sleep.md", article("Sleep"));
    server.wait_for("/articles/deep/sleep/", "Sleep");
    // Another name, and another folder.
    std::fs::rename(site.path("content/articles/deep/sleep.md"), site.path("content/articles/deep/dream.md")).unwrap();
    server.wait_for("/articles/deep/dream/", "Sleep");
    assert_eq!(server.get("/articles/deep/sleep/").status, 404);
    std::fs::rename(site.path("content/articles/deep"), site.path("content/articles/deeper")).unwrap();
    server.wait_for("/articles/deeper/dream/", "Sleep");
    // As editors save: another file takes the name.
    site.write("content/articles/deeper/.dream.md.swp", article("Dream"));
    std::fs::rename(site.path("content/articles/deeper/.dream.md.swp"), site.path("content/articles/deeper/dream.md"))
        .unwrap();
    server.wait_for("/articles/deeper/dream/", "Dream");
    std::fs::remove_dir_all(site.path("content/articles/deeper")).unwrap();
    server.wait_for("/articles/deeper/dream/", "kind-not-found");
    // A picture of an article.
    site.write("content/articles/hand.png", b"other picture");
    server.line_with("content/articles/hand.png");
    assert_eq!(server.get("/articles/hand.png").body, b"other picture");
    // A theme that was not there, its template, its words; then without them.
    site.write("themes/default/templates/404.html", "<p>Lost</p>");
    server.wait_for("/none", "Lost");
    site.write("themes/default/i18n/en.yaml", "nav.home: Beginning\n");
    server.wait_for("/points/ht7/", "Beginning");
    std::fs::remove_dir_all(site.path("themes")).unwrap();
    server.wait_for("/none", "kind-not-found");
    // The configuration, which may name another folder; and no configuration.
    site.write("acupress.yaml", "title: Riverside\nbase_url: https://example.org/\n");
    server.wait_for("/", "Riverside");
    site.write("texts/articles/other.md", article("Other"));
    site.write("acupress.yaml", "content: texts\nbase_url: https://example.org/\n");
    server.wait_for("/articles/other/", "Other");
    site.write("texts/articles/other.md", article("Another"));
    server.wait_for("/articles/other/", "Another");
    std::fs::remove_file(site.path("acupress.yaml")).unwrap();
    server.wait_for("/articles/rest/", "HT7");
    // The whole content, replaced at one stroke.
    site.write("next/articles/new.md", article("New"));
    std::fs::rename(site.path("content"), site.path("old")).unwrap();
    std::fs::rename(site.path("next"), site.path("content")).unwrap();
    server.wait_for("/articles/new/", "New");
    site.write("content/articles/new.md", article("Newer"));
    server.wait_for("/articles/new/", "Newer");
    assert_eq!(server.get("/articles/rest/").status, 404);
    assert!(!site.path("public").exists());
}

#[test]
fn a_thousand_files_at_once_are_a_thousand_pages() {
    let site = insomnia();
    let server = Server::start(&site, &[]);
    for number in 0..1_000 {
        site.write(
            &format!("content/articles/many-{number}.md"),
            format!("---\ntitle: Many {number}\nconditions: [Insomnia]\n---\nText.\n"),
        );
    }
    server.wait_for("/articles/many-999/", "Many 999");
    for number in [0, 500, 998] {
        server.wait_for(&format!("/articles/many-{number}/"), &format!("Many {number}"));
    }
}

#[test]
fn a_mistake_is_told_and_the_last_good_site_goes_on() {
    let site = insomnia();
    let server = Server::start(&site, &[]);
    site.write("content/articles/rest.md", "---\ntitle: [Rest\n---\nBroken.\n");
    server.line_with("error[invalid-front-matter]");
    server.line_with("not shown, because of errors");
    assert!(server.get("/articles/rest/").text().contains("HT7"));
    let told = events(&server, "version=0", "\"place\":\"content/articles/rest.md:");
    assert!(told.contains("invalid-front-matter"), "{told}");
    site.write("content/articles/rest.md", "---\ntitle: Rest\nconditions: [Insomnia]\npoints: [HT7]\n---\nMended.\n");
    server.wait_for("/articles/rest/", "Mended");
    // A template that fails holds the new site back as well.
    site.write("themes/default/templates/point.html", "{% block main %}{{ 1 + entry }}{% endblock %}");
    server.line_with("error[template-error]");
    assert!(server.get("/points/ht7/").text().contains("HT7"));
    std::fs::remove_dir_all(site.path("themes")).unwrap();
    site.write(
        "content/articles/rest.md",
        "---\ntitle: Rest\nconditions: [Insomnia]\npoints: [HT7]\n---\nMended again.\n",
    );
    server.wait_for("/articles/rest/", "Mended again");
}

#[test]
fn a_library_with_errors_is_shown_as_far_as_it_can_be() {
    let site = insomnia().article("wrong", "titel: Wrong\nconditions: [Insomnia", "Text.");
    let server = Server::start(&site, &[]);
    assert!(server.get("/articles/rest/").text().contains("HT7"));
    let site = insomnia().file("themes/default/templates/base.html", "{% if %}");
    let server = Server::start(&site, &[]);
    assert_eq!(server.get("/").status, 503);
    std::fs::remove_file(site.path("themes/default/templates/base.html")).unwrap();
    server.wait_for("/points/ht7/", "HT7");
}

/// What the server tells a browser, up to some words.
fn events(server: &Server, query: &str, words: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET /_acupress/events?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut told = String::new();
    let mut reader = BufReader::new(stream);
    while !told.contains(words) {
        assert_ne!(reader.read_line(&mut told).unwrap(), 0, "{told}");
    }
    told
}

#[test]
fn drafts_are_shown_when_they_are_asked_for() {
    let site = insomnia().article("draft", "title: Draft\ndraft: true\nconditions: [Insomnia]", "Text.");
    assert_eq!(Server::start(&site, &[]).get("/articles/draft/").status, 404);
    assert_eq!(Server::start(&site, &["--drafts"]).get("/articles/draft/").status, 200);
}

#[test]
fn a_port_that_is_taken_is_told_and_another_is_used() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let site = insomnia();
    let mut process = Command::new(env!("CARGO_BIN_EXE_acupress"))
        .args(["serve", "--port", &port])
        .current_dir(site.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = String::new();
    BufReader::new(process.stderr.take().unwrap()).read_line(&mut told).unwrap();
    let mut serving = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut serving).unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(told.starts_with(&format!("acupress: port {port} is taken; using ")), "{told}");
    let used = told.trim_end().rsplit(' ').next().unwrap();
    assert!(serving.contains(&format!("http://127.0.0.1:{used}/")), "{serving}");
}

#[test]
fn it_ends_cleanly_when_it_is_interrupted() {
    let site = insomnia();
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start(&site, &[]);
        let _listening = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        assert!(Command::new("kill").args([signal, &server.process.id().to_string()]).status().unwrap().success());
        assert_eq!(server.process.wait().unwrap().code(), Some(0), "{signal}");
        assert_eq!(server.lines.iter().collect::<Vec<_>>(), Vec::<String>::new());
    }
}

/// Every file of a site as the server gives it.
fn served(server: &Server, paths: impl Iterator<Item = String>) -> BTreeMap<String, Vec<u8>> {
    paths.map(|path| (path.clone(), server.get(&format!("/{}", path.replace('%', "%25"))).body)).collect()
}

/// Rounds of edits; after each the served site is that of a build from nothing, where that has no errors.
fn rounds(seed: u64, rounds: usize) {
    let mut random = Random(seed);
    let site = library(&mut random);
    site.build();
    let server = Server::start(&site, &[]);
    let mut done = Vec::new();
    let mut compared = 0;
    for _ in 0..rounds {
        for _ in 0..=random.below(3) {
            done.push(edit(&site, &mut random).said);
        }
        if site.run(&["build", "--quiet", "--output-dir", "clean"]).code != 0 {
            // What goes on being shown is the last good version that the server saw, maybe between two of these edits.
            continue;
        }
        compared += 1;
        let mut good = files_below(&site.path("clean"));
        good.remove(".acupress");
        std::fs::remove_dir_all(site.path("clean")).unwrap();
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = served(&server, good.keys().cloned());
            let Some((path, _)) = now.iter().find(|(path, bytes)| good[*path] != **bytes) else { break };
            let said = || server.lines.try_iter().collect::<Vec<_>>().join("\n");
            assert!(Instant::now() < deadline, "{path} differs after {done:?}:\n{}", said());
        }
    }
    assert!(compared * 3 > rounds * 2, "only {compared} of {rounds} rounds could be built");
}

#[test]
fn what_is_served_equals_a_build_from_nothing() {
    rounds(0x9E37_79B9_7F4A_7C15, 40);
}

#[test]
fn what_is_served_equals_a_build_from_nothing_again() {
    rounds(0xD1B5_4A32_D192_ED03, 40);
}
