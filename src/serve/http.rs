//! Requests and answers.

use std::net::{IpAddr, SocketAddr};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::watch::Receiver;
use tower_http::set_header::SetResponseHeaderLayer;

use super::live::{self, Now};
use super::range::{self, Asked};
use super::site::{At, File, Site};
use crate::diagnostics::{self, Diagnostic, Format};
use crate::url;

/// What every request is answered from.
#[derive(Clone)]
struct App {
    now: Receiver<Now>,
    address: SocketAddr,
}

/// Answers requests until the process is told to stop.
pub async fn serve(listener: TcpListener, address: SocketAddr, now: Receiver<Now>, stop: Stop) -> std::io::Result<()> {
    // Nothing is kept by the browser: what was true a moment ago may be wrong.
    let no_store = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let no_sniffing =
        SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let router = Router::new().fallback(answer).layer(no_store).layer(no_sniffing).with_state(App { now, address });
    tokio::select! {
        served = async { axum::serve(listener, router).await } => served,
        () = stop.wait() => Ok(()),
    }
}

/// Ctrl-C, and the signal to terminate.
pub struct Stop {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    /// Listens from now on; until then the system ends the process at once. Called within the runtime.
    #[cfg(unix)]
    pub fn listen() -> std::io::Result<Stop> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Stop { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Listens when it is waited for.
    #[cfg(not(unix))]
    pub fn listen() -> std::io::Result<Stop> {
        Ok(Stop {})
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

async fn answer(State(app): State<App>, request: Request) -> Response {
    if let Err(refusal) = check_host(&request, app.address) {
        return refusal.into_response();
    }
    let is_head = request.method() == Method::HEAD;
    if !is_head && request.method() != Method::GET {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")], "only GET and HEAD are answered\n")
            .into_response();
    }
    let Some(address) = url::decode_path(request.uri().path().trim_start_matches('/')) else {
        return (StatusCode::BAD_REQUEST, "the address is not UTF-8\n").into_response();
    };
    if address == live::EVENTS_ADDRESS {
        let number = request.uri().query().and_then(|query| query.strip_prefix("version=")?.parse().ok());
        return live::events(app.now, number.unwrap_or(0)).into_response();
    }
    let asked = Question { address, is_head, headers: request.headers().clone(), query: query(&request) };
    if asked.address == live::SCRIPT_ADDRESS {
        return asked.whole(StatusCode::OK, "live.js", Bytes::from_static(live::SCRIPT.as_bytes()));
    }
    let now = app.now.borrow().clone();
    let Some(site) = now.site else { return asked.nothing_yet(now.number) };
    if let Some(path) = site.path_at(&asked.address)
        && let Some(bytes) = site.made(&path)
    {
        return asked.file(StatusCode::OK, &path, bytes, now.number);
    }
    // Making a page, and the index of the search before all, takes a processor for a while.
    let answer = tokio::task::spawn_blocking(move || asked.answer(&site, now.number)).await;
    answer.unwrap_or_else(|_| (StatusCode::INTERNAL_SERVER_ERROR, "the page could not be made\n").into_response())
}

fn query(request: &Request) -> String {
    request.uri().query().map_or_else(String::new, |query| format!("?{query}"))
}

/// Refuses requests that name another host: a page of another site whose name was made to lead here (DNS rebinding).
fn check_host(request: &Request, address: SocketAddr) -> Result<(), (StatusCode, &'static str)> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        _ => None,
    };
    let Some(host) = host else { return Err((StatusCode::BAD_REQUEST, "one Host is needed\n")) };
    let target = request.uri().authority().map(|authority| authority.as_str());
    if [Some(host), target].into_iter().flatten().all(|host| is_own(host, address.ip())) {
        return Ok(());
    }
    Err((StatusCode::FORBIDDEN, "this host is not served here\n"))
}

/// Whether a `Host` means this machine: `localhost`, a loopback address, or, where others may connect, any address.
fn is_own(host: &str, listening: IpAddr) -> bool {
    let port_at = host.rfind(':').filter(|colon| !host[*colon..].contains(']'));
    let (name, port) = port_at.map_or((host, ""), |colon| (&host[..colon], &host[colon + 1..]));
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix('.').unwrap_or(&name);
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
    let is_named = name == "localhost" || name.ends_with(".localhost");
    let is_address = address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback() || !listening.is_loopback());
    is_port && (is_named || is_address)
}

/// A request for a file.
struct Question {
    /// Address from the site's root, without its encoding.
    address: String,
    is_head: bool,
    headers: HeaderMap,
    query: String,
}

impl Question {
    fn answer(&self, site: &Site, version: u64) -> Response {
        match site.at(&self.address) {
            At::File(path) => self.file_of(site, StatusCode::OK, &path, version),
            At::Folder => {
                let to = format!("/{}/{}", url::encode_path(&self.address), self.query);
                (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response()
            }
            At::Nothing => self.file_of(site, StatusCode::NOT_FOUND, "404.html", version),
        }
    }

    fn file_of(&self, site: &Site, status: StatusCode, path: &str, version: u64) -> Response {
        match site.file(path) {
            Some(Ok(File::Bytes(bytes))) => self.file(status, path, bytes, version),
            Some(Ok(File::OnDisk(file))) => match std::fs::read(&file) {
                Ok(bytes) => self.file(status, path, bytes.into(), version),
                Err(_) => (StatusCode::NOT_FOUND, "the file is gone\n").into_response(),
            },
            Some(Err(errors)) => self.failure(&errors, version),
            None => (StatusCode::NOT_FOUND, "there is no such page\n").into_response(),
        }
    }

    /// A file: the page for a browser that navigates, the part that is asked for, or all of it.
    fn file(&self, status: StatusCode, path: &str, bytes: Bytes, version: u64) -> Response {
        if path.ends_with(".html") && self.is_navigation() {
            let root = "../".repeat(self.address.matches('/').count());
            let root = if status == StatusCode::OK { root } else { "/".to_owned() };
            return self.whole(status, path, live::with_script(&bytes, version, &root).into());
        }
        if status != StatusCode::OK {
            return self.whole(status, path, bytes);
        }
        let length = bytes.len() as u64;
        let range = self.headers.get(header::RANGE).and_then(|range| range.to_str().ok());
        // Parts are only given of what is the same still, and nothing tells that it is.
        let range = range.filter(|_| !self.headers.contains_key(header::IF_RANGE));
        match range.map_or(Asked::Whole, |range| range::asked(range, length)) {
            Asked::Whole => self.whole(status, path, bytes),
            Asked::Part(first, last) => {
                let part = bytes.slice(first as usize..=last as usize);
                let mut response = self.whole(StatusCode::PARTIAL_CONTENT, path, part);
                insert(&mut response, header::CONTENT_RANGE, &format!("bytes {first}-{last}/{length}"));
                response
            }
            Asked::Outside => {
                let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
                insert(&mut response, header::CONTENT_RANGE, &format!("bytes */{length}"));
                response
            }
        }
    }

    /// All bytes, or only what a head says of them.
    fn whole(&self, status: StatusCode, path: &str, bytes: Bytes) -> Response {
        let length = bytes.len();
        let body = if self.is_head { Body::empty() } else { Body::from(bytes) };
        let mut response = (status, body).into_response();
        insert(&mut response, header::CONTENT_TYPE, &content_type(path));
        insert(&mut response, header::CONTENT_LENGTH, &length.to_string());
        insert(&mut response, header::ACCEPT_RANGES, "bytes");
        response
    }

    /// Whether a browser asks for a page to show it: all others get the very bytes of the site.
    fn is_navigation(&self) -> bool {
        let accepted = self.headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
        accepted.is_some_and(|accepted| accepted.contains("text/html"))
    }

    /// A page whose template fails: what is wrong with it.
    fn failure(&self, errors: &[Diagnostic], version: u64) -> Response {
        let text = diagnostics::print(errors, Format::Human, false);
        self.message(StatusCode::INTERNAL_SERVER_ERROR, "This page cannot be made", &text, version)
    }

    fn nothing_yet(&self, version: u64) -> Response {
        let text = "Mend what the terminal tells, and the site appears.";
        self.message(StatusCode::SERVICE_UNAVAILABLE, "There is no site to show yet", text, version)
    }

    /// A page of the server's own.
    fn message(&self, status: StatusCode, title: &str, text: &str, version: u64) -> Response {
        let mut escaped = String::new();
        // Writing to a string never fails.
        let _ = pulldown_cmark_escape::escape_html(&mut escaped, text);
        let page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width\">\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n\
             <pre>{escaped}</pre>\n</body>\n</html>\n"
        );
        self.whole(status, "message.html", live::with_script(page.as_bytes(), version, "/").into())
    }
}

fn insert(response: &mut Response, name: header::HeaderName, value: &str) {
    // All that is put here is ASCII that was made here.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The type of a file by its name; texts are UTF-8.
fn content_type(path: &str) -> String {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = kind.type_() == mime_guess::mime::TEXT
        || matches!(kind.subtype().as_str(), "javascript" | "json" | "xml")
        || kind.suffix().is_some_and(|suffix| suffix == "xml" || suffix == "json");
    if is_text { format!("{}; charset=utf-8", kind.essence_str()) } else { kind.essence_str().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_a_host() {
        let loopback = IpAddr::from([127, 0, 0, 1]);
        for host in ["localhost", "localhost:8017", "LOCALHOST.:1", "a.localhost", "127.0.0.1:80", "[::1]:80", "[::1]"]
        {
            assert!(is_own(host, loopback), "{host}");
        }
        for host in
            ["example.org", "localhost.example.org", "10.0.0.1", "127.0.0.1.example.org", "localhost:80@x", "", "::x"]
        {
            assert!(!is_own(host, loopback), "{host}");
        }
        assert!(is_own("10.0.0.1:8017", IpAddr::from([0, 0, 0, 0])));
        assert!(!is_own("example.org", IpAddr::from([0, 0, 0, 0])));
    }

    #[test]
    fn files_have_the_types_that_browsers_want() {
        for (path, wanted) in [
            ("index.html", "text/html; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("icon.svg", "image/svg+xml; charset=utf-8"),
            ("library.json", "application/json; charset=utf-8"),
            ("feed.xml", "text/xml; charset=utf-8"),
            ("a.webp", "image/webp"),
            ("a.woff2", "font/woff2"),
            ("a.unknown", "application/octet-stream"),
        ] {
            assert_eq!(content_type(path), wanted);
        }
    }
}
