//! A small server for the built page on this machine only, and for a folder of bars.

use anyhow::{Result, anyhow};
use flate2::read::GzDecoder;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use tiny_http::{Header, Response, Server, StatusCode};

/// What is served, and where.
pub struct Page {
    server: Server,
    dist: PathBuf,
    data: Option<PathBuf>,
}

impl Page {
    /// Opens the port on 127.0.0.1.
    pub fn open(dist: PathBuf, data: Option<PathBuf>, port: u16) -> Result<Self> {
        let server = Server::http(("127.0.0.1", port))
            .map_err(|problem| anyhow!("port {port} on 127.0.0.1 is not free ({problem}): choose another with --port, or 0 for any"))?;
        Ok(Self { server, dist, data })
    }

    /// The page's address.
    pub fn address(&self) -> String {
        format!("http://{}/", self.server.server_addr())
    }

    /// Answers from a thread of its own until the program ends; the answer is the address.
    pub fn serve_beside(self) -> String {
        let address = self.address();
        std::thread::spawn(move || self.serve());
        address
    }

    /// Answers until the program ends.
    pub fn serve(&self) {
        for request in self.server.incoming_requests() {
            let path = request.url().split(['?', '#']).next().unwrap_or("/").to_string();
            let response = match self.answer(&path) {
                Some((bytes, kind)) => with_header(Response::from_data(bytes), "Content-Type", kind),
                None => Response::from_string("not found\n").with_status_code(StatusCode(404)),
            };
            // A browser that went away is no reason to stop serving.
            let _ = request.respond(with_header(response, "Cache-Control", "no-store"));
        }
    }

    /// The bytes of a path and their type.
    fn answer(&self, path: &str) -> Option<(Vec<u8>, &'static str)> {
        // Without a folder of bars, what the page itself brought under /data/ is served.
        if let (Some(name), Some(data)) = (path.strip_prefix("/data/"), self.data.as_deref()) {
            if name == "index.json" {
                return Some((serde_json::to_vec(&assets(data)).ok()?, "application/json"));
            }
            let asset = name.strip_suffix(".csv").filter(|asset| assets(data).iter().any(|known| known == asset))?;
            return Some((bars(data, asset)?.into_bytes(), "text/csv; charset=utf-8"));
        }
        let relative = Path::new(path.trim_start_matches('/'));
        // Only plain names: nothing above the folder can be asked for.
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let mut file = self.dist.join(relative);
        if file.is_dir() {
            file = file.join("index.html");
        }
        let kind = kind(&file);
        Some((fs::read(file).ok()?, kind))
    }
}

fn with_header<R: Read>(response: Response<R>, name: &str, value: &str) -> Response<R> {
    match Header::from_bytes(name, value) {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    }
}

/// The type that a browser needs; WebAssembly compiles while it streams only under its own.
fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// The assets of a folder of `ASSET.csv` and `ASSET.csv.gz` files, in the order of their names.
pub fn assets(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            name.strip_suffix(".csv").or_else(|| name.strip_suffix(".csv.gz")).map(str::to_string)
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The text of one asset's file.
fn bars(folder: &Path, asset: &str) -> Option<String> {
    let plain = folder.join(format!("{asset}.csv"));
    if plain.is_file() {
        return fs::read_to_string(plain).ok();
    }
    let mut text = String::new();
    GzDecoder::new(fs::File::open(folder.join(format!("{asset}.csv.gz"))).ok()?).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(folder: &Path) -> Page {
        Page::open(folder.join("dist"), Some(folder.join("data")), 0).unwrap()
    }

    #[test]
    fn it_serves_the_page_and_the_bars_and_nothing_above_the_folder() {
        let folder = std::env::temp_dir().join(format!("plimsoll-serve-{}", std::process::id()));
        fs::create_dir_all(folder.join("dist")).unwrap();
        fs::create_dir_all(folder.join("data")).unwrap();
        fs::write(folder.join("dist/index.html"), "<h1>page</h1>").unwrap();
        fs::write(folder.join("dist/a.wasm"), b"\0asm").unwrap();
        fs::write(folder.join("secret"), "no").unwrap();
        let rows: String = (0..3000).map(|i| format!("{},1,1,1,1,1\n", i * 3600)).collect();
        fs::write(folder.join("data/AAA.csv"), format!("ts,open,high,low,close,volume\n{rows}")).unwrap();
        let page = page(&folder);

        assert_eq!(page.answer("/").unwrap(), (b"<h1>page</h1>".to_vec(), "text/html; charset=utf-8"));
        assert_eq!(page.answer("/a.wasm").unwrap().1, "application/wasm");
        assert_eq!(page.answer("/data/index.json").unwrap().0, br#"["AAA"]"#);
        let csv = String::from_utf8(page.answer("/data/AAA.csv").unwrap().0).unwrap();
        assert_eq!(csv.lines().count(), 3001);
        assert_eq!(csv.lines().last().unwrap(), format!("{},1,1,1,1,1", 2999 * 3600));
        assert!(page.answer("/../secret").is_none());
        assert!(page.answer("/data/../../secret.csv").is_none());
        assert!(page.answer("/data/BBB.csv").is_none());
        fs::remove_dir_all(folder).unwrap();
    }
}
