//! Compresses the files of dist/ once, as small as possible: beside `app.wasm` it puts
//! `app.wasm.br` and `app.wasm.gz`, where the server looks for them.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;

/// What gets smaller. Images and fonts are compressed already.
const EXTENSIONS: [&str; 10] =
    ["css", "html", "js", "json", "mjs", "svg", "txt", "wasm", "webmanifest", "xml"];

/// A file of the page, and its size.
pub(super) struct Asset {
    pub(super) name: String,
    pub(super) raw: u64,
    /// `None` for what is served uncompressed.
    pub(super) brotli: Option<u64>,
}

/// Compresses the files of a folder and the folders in it; returns all files, by name.
pub(super) fn folder(folder: &Path) -> Result<Vec<Asset>> {
    let mut files =
        files_below(folder).with_context(|| format!("could not list {}", folder.display()))?;
    files.sort();
    files
        .iter()
        .map(|file| {
            let name = file.strip_prefix(folder).unwrap_or(file).display().to_string();
            compress(file, name).with_context(|| format!("could not compress {}", file.display()))
        })
        .collect()
}

fn files_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn compress(file: &Path, name: String) -> Result<Asset> {
    let content = fs::read(file)?;
    let raw = content.len() as u64;
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    if !EXTENSIONS.contains(&extension.as_ref()) {
        return Ok(Asset { name, raw, brotli: None });
    }
    let mut gzip = GzEncoder::new(File::create(with_suffix(file, "gz"))?, Compression::best());
    gzip.write_all(&content)?;
    gzip.finish()?;

    let compressed = brotli(&content)?;
    let brotli = Some(compressed.len() as u64);
    fs::write(with_suffix(file, "br"), compressed)?;
    Ok(Asset { name, raw, brotli })
}

fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    const BUFFER: usize = 64 * 1024;
    const QUALITY: u32 = 11;
    const WINDOW_BITS: u32 = 22;
    let mut writer = CompressorWriter::new(Vec::new(), BUFFER, QUALITY, WINDOW_BITS);
    writer.write_all(content)?;
    writer.flush()?;
    Ok(writer.into_inner())
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suffix_goes_behind_the_extension() {
        let compressed = with_suffix(Path::new("dist/app.wasm"), "br");
        assert_eq!(compressed, Path::new("dist/app.wasm.br"));
    }

    #[test]
    fn brotli_makes_text_smaller() {
        let text = "the session handle, ".repeat(100);
        let compressed = brotli(text.as_bytes()).expect("memory is writable");
        assert!(compressed.len() < text.len() / 10);
    }
}
