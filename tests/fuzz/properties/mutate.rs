//! Changes of an input that keep most of it: lines and words are taken out, doubled, moved, or brought in.
//!
//! Of such texts more reach the end of the line than of those in which bytes were turned.

/// Lines and words that the files that are fuzzed are made of.
const WORDS: &str = include_str!("../words.txt");

/// Letters that mean something to one of the parsers, or need care.
const LETTERS: [&str; 34] = [
    "\n",
    "\r",
    "\r\n",
    "\\\n",
    "`\n",
    "\t",
    " ",
    "\u{b}",
    "\u{a0}",
    "\u{feff}",
    "\u{2028}",
    "\0",
    "\u{1b}[0m",
    "é",
    "😀",
    "\\",
    "\"",
    "'",
    "$",
    "#",
    "=",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "|",
    "&",
    ";",
    "*",
    "%",
];

/// Numbers that follow from the seed alone.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        let mut random = Random(seed.wrapping_add(0x9E37_79B9_7F4A_7C15));
        random.below(2);
        random
    }

    /// A number from 0 to `limit - 1`; 0 where the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

/// One to four changes of `input`; `other` lends its lines.
pub fn mutate(input: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut input = input.to_vec();
    for _ in 0..=random.below(4) {
        input = match random.below(10) {
            0..=4 => lines(&input, other, random),
            5..=7 => words(&input, random),
            8 => letters(&input, random),
            _ => whole(&input, random),
        };
    }
    input
}

/// A line is taken out, doubled, moved, replaced or brought in, or ends otherwise.
fn lines(input: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = input.split_inclusive(|it| *it == b'\n').map(<[u8]>::to_vec).collect();
    let theirs: Vec<&[u8]> = other.split_inclusive(|it| *it == b'\n').collect();
    let known: Vec<&str> = WORDS.lines().collect();
    let at = random.below(lines.len());
    let new = match random.below(3) {
        0 if !theirs.is_empty() => random.of(&theirs).to_vec(),
        _ => format!("{}\n", random.of(&known)).into_bytes(),
    };
    match random.below(8) {
        _ if lines.is_empty() => lines.push(new),
        0 => drop(lines.remove(at)),
        1 => {
            let end = (at + 1 + random.below(4)).min(lines.len());
            lines.drain(at..end);
        }
        2 => lines.insert(random.below(lines.len() + 1), lines[at].clone()),
        3 => {
            let to = random.below(lines.len());
            lines.swap(at, to);
        }
        4 => lines[at] = new,
        5 => {
            let end: &[u8] = if random.below(3) == 0 { b" \\\r\n" } else { b" \\\n" };
            let line = lines[at].trim_ascii_end().to_vec();
            lines[at] = [line.as_slice(), end].concat();
        }
        _ => lines.insert(random.below(lines.len() + 1), new),
    }
    lines.concat()
}

/// A word is taken out, doubled, moved, replaced, torn or brought in.
fn words(input: &[u8], random: &mut Random) -> Vec<u8> {
    let is_blank = |it: &u8| it.is_ascii_whitespace();
    let mut words: Vec<Vec<u8>> =
        input.chunk_by(|one, two| is_blank(one) == is_blank(two)).map(<[u8]>::to_vec).collect();
    let known: Vec<&str> = WORDS.lines().collect();
    let pieces: Vec<&str> = random.of(&known).split(' ').collect();
    let new = random.of(&pieces).as_bytes().to_vec();
    let at = random.below(words.len());
    match random.below(7) {
        _ if words.is_empty() => words.push(new),
        0 => drop(words.remove(at)),
        1 => {
            let word = [b" ", words[at].as_slice()].concat();
            words.insert(at, word);
        }
        2 => {
            let to = random.below(words.len());
            words.swap(at, to);
        }
        3 => words[at] = new,
        4 => words[at].extend(new),
        5 => {
            let from = random.below(words[at].len());
            words[at].drain(from..);
        }
        _ => words.insert(at, [b" ", new.as_slice(), b" "].concat()),
    }
    words.concat()
}

/// A letter that means something is brought in, or some are taken out.
fn letters(input: &[u8], random: &mut Random) -> Vec<u8> {
    let mut input = input.to_vec();
    let at = random.below(input.len() + 1);
    match random.below(4) {
        0 => {
            let end = (at + 1 + random.below(6)).min(input.len());
            input.drain(at.min(end)..end);
        }
        1 if at < input.len() => input[at] ^= 1 << random.below(8),
        _ => {
            let letter = random.of(&LETTERS).as_bytes().to_vec();
            input.splice(at..at, letter);
        }
    }
    input
}

/// All line ends change, a part is repeated many times, or the end is cut off.
fn whole(input: &[u8], random: &mut Random) -> Vec<u8> {
    let at = random.below(input.len());
    match random.below(5) {
        0 => String::from_utf8_lossy(input).replace("\r\n", "\n").replace('\n', "\r\n").into_bytes(),
        1 => input[..at].to_vec(),
        2 => String::from_utf8_lossy(input).to_ascii_lowercase().into_bytes(),
        3 => [b"\xef\xbb\xbf", input].concat(),
        _ => {
            let end = (at + 1 + random.below(40)).min(input.len());
            let many = 1 << random.below(7);
            [&input[..at.min(end)], &input[at.min(end)..end].repeat(many), &input[end..]].concat()
        }
    }
}
