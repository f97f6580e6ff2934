//! The codes of ShellCheck.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// `SC2086` and the like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

impl Code {
    /// The code with this number, from 1000 to 9999.
    pub const fn new(number: u32) -> Option<Code> {
        if number >= 1000 && number <= 9999 { Some(Code(number as u16)) } else { None }
    }

    /// The code with a number that stands in this program.
    #[cfg(feature = "shellcheck")]
    pub(super) const fn of(number: u16) -> Code {
        Code(number)
    }

    /// The code called `name`, in any letter case.
    pub fn parse(name: &str) -> Option<Code> {
        let number = name.get(..2).filter(|it| it.eq_ignore_ascii_case("SC")).and_then(|_| name.get(2..))?;
        let is_number = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
        Code::new(number.parse().ok().filter(|_| is_number)?)
    }

    pub fn number(self) -> u16 {
        self.0
    }

    /// The name, which lives as long as the program.
    pub fn name(self) -> &'static str {
        static NAMES: OnceLock<BTreeMap<u16, String>> = OnceLock::new();
        let names = NAMES.get_or_init(|| (1000..=3999).map(|number| (number, format!("SC{number}"))).collect());
        names.get(&self.0).map_or("SC9999", String::as_str)
    }

    /// Where ShellCheck explains it.
    pub fn page(self) -> String {
        format!("https://www.shellcheck.net/wiki/{self}")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "SC{:04}", self.0)
    }
}
