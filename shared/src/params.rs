//! What stands in the place of a path's `{parameters}`.

use std::fmt::Display;
use std::str::FromStr;

/// The parameters of a path, in the order of its `{…}`.
///
/// There are none (`()`), one [`PathParam`], or a tuple of two or three.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the parameters of a path",
    label = "use (), one `PathParam`, or a tuple of two or three",
    note = "an id becomes one by `impl PathParam for MyId {{}}`; `id_type!` in shared/src/id.rs does it"
)]
pub trait PathParams: Sized {
    /// How many there are.
    const COUNT: usize;

    /// As text, one for each `{…}`, not encoded.
    fn segments(&self) -> Vec<String>;

    /// Reads what [`PathParams::segments`] wrote, percent-decoded. `None` when it is anything else.
    fn parse(segments: &[&str]) -> Option<Self>;
}

/// One parameter of a path: its text is what [`Display`] writes and [`FromStr`] reads.
pub trait PathParam: Display + FromStr {}

impl PathParam for String {}
impl PathParam for i32 {}
impl PathParam for i64 {}
impl PathParam for u16 {}
impl PathParam for u32 {}
impl PathParam for u64 {}

impl PathParams for () {
    const COUNT: usize = 0;

    fn segments(&self) -> Vec<String> {
        Vec::new()
    }

    fn parse(segments: &[&str]) -> Option<Self> {
        segments.is_empty().then_some(())
    }
}

impl<A: PathParam> PathParams for A {
    const COUNT: usize = 1;

    fn segments(&self) -> Vec<String> {
        vec![self.to_string()]
    }

    fn parse(segments: &[&str]) -> Option<Self> {
        let [a] = segments else { return None };
        read(a)
    }
}

impl<A: PathParam, B: PathParam> PathParams for (A, B) {
    const COUNT: usize = 2;

    fn segments(&self) -> Vec<String> {
        vec![self.0.to_string(), self.1.to_string()]
    }

    fn parse(segments: &[&str]) -> Option<Self> {
        let [a, b] = segments else { return None };
        Some((read(a)?, read(b)?))
    }
}

impl<A: PathParam, B: PathParam, C: PathParam> PathParams for (A, B, C) {
    const COUNT: usize = 3;

    fn segments(&self) -> Vec<String> {
        vec![self.0.to_string(), self.1.to_string(), self.2.to_string()]
    }

    fn parse(segments: &[&str]) -> Option<Self> {
        let [a, b, c] = segments else { return None };
        Some((read(a)?, read(b)?, read(c)?))
    }
}

fn read<P: PathParam>(segment: &str) -> Option<P> {
    segment.parse().ok().filter(|_| is_segment(segment))
}

/// Can this text be one segment of a path? Browsers resolve `.` and `..` before they send a path,
/// encoded or not, and an empty segment ends it early.
#[must_use]
pub fn is_segment(text: &str) -> bool {
    !matches!(text, "" | "." | "..")
}

/// Does `path` start with a slash, and have one `{…}` for each of `P`? For
/// [`endpoint!`](crate::endpoint), at compile time.
#[must_use]
pub const fn path_fits_params<P: PathParams>(path: &str) -> bool {
    let bytes = path.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'{' {
            count += 1;
        }
        at += 1;
    }
    !bytes.is_empty() && bytes[0] == b'/' && count == P::COUNT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SessionHandle, UserId};

    #[test]
    fn segments_are_read_as_they_were_written() {
        let handle: SessionHandle = "h/1".parse().expect("a valid handle");
        let both = (handle, 17_u32);
        let segments = both.segments();
        assert_eq!(segments, ["h/1", "17"]);
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        assert_eq!(PathParams::parse(&segments), Some(both));
        assert_eq!(<(SessionHandle, u32)>::parse(&segments[..1]), None);
        assert_eq!(<(SessionHandle, u32)>::parse(&["h", "x"]), None);
    }

    #[test]
    fn dots_are_no_segment() {
        for text in ["", ".", ".."] {
            assert_eq!(String::parse(&[text]), None, "{text:?}");
            assert!(text.parse::<UserId>().is_err(), "{text:?}");
        }
        assert_eq!(String::parse(&["..."]).as_deref(), Some("..."));
    }
}
