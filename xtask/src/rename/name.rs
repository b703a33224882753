//! A product's name in its three spellings.

use anyhow::{Result, ensure};

const LENGTHS: std::ops::RangeInclusive<usize> = 3..=40;

/// `Zephyr Notes`, `zephyr-notes`, `ZEPHYR_NOTES`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    /// As people read it.
    pub(crate) title: String,
    /// In file names, addresses and passwords.
    pub(crate) slug: String,
    /// In the names of environment variables.
    pub(crate) upper: String,
}

impl Name {
    /// Checks a name. It must fit into a file name and into a Rust string as it is.
    pub(crate) fn parse(title: &str) -> Result<Self> {
        let is_word =
            |word: &str| !word.is_empty() && word.chars().all(|char| char.is_ascii_alphanumeric());
        ensure!(
            LENGTHS.contains(&title.len())
                && title.starts_with(|first: char| first.is_ascii_alphabetic())
                && title.split([' ', '-']).all(is_word),
            "`{title}` cannot be the name: {} to {} letters (a to z) and digits, a letter first, \
             with single blanks or hyphens between words",
            LENGTHS.start(),
            LENGTHS.end()
        );
        let slug = title.to_ascii_lowercase().replace(' ', "-");
        let upper = slug.to_ascii_uppercase().replace('-', "_");
        Ok(Self { title: title.to_owned(), slug, upper })
    }

    /// The spellings, each with what stands for it in `new`.
    pub(crate) fn replacements<'a>(&'a self, new: &'a Self) -> [(&'a str, &'a str); 3] {
        [(&self.title, &new.title), (&self.slug, &new.slug), (&self.upper, &new.upper)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_three_spellings() {
        let name = Name::parse("Zephyr Notes").expect("valid");
        assert_eq!(
            [name.title, name.slug, name.upper],
            ["Zephyr Notes", "zephyr-notes", "ZEPHYR_NOTES"]
        );
        assert!(Name::parse("x-2go").is_ok());
    }

    #[test]
    fn what_does_not_fit_a_file_name_or_a_string_is_refused() {
        for title in [
            "",
            "Ab",
            "2Go",
            "Ac\"me",
            "Zephyr/Notes",
            " Zephyr",
            "Zephyr ",
            "Zephyr  Notes",
            "Ünder",
            "Zephyr.rs",
            "-zephyr",
            &"a".repeat(41),
        ] {
            assert!(Name::parse(title).is_err(), "{title}");
        }
    }
}
