//! What the reader sees a report on.

/// What the reader's screen can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    pub colour: Colour,
    pub hyperlinks: Hyperlinks,
    pub frames: Frames,
    pub closing: Closing,
    /// In characters.
    pub width: usize,
}

/// Whether escape sequences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    Always,
    Never,
}

/// Whether the names of rules lead to their pages (OSC 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hyperlinks {
    Written,
    Left,
}

/// What drawings are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frames {
    Unicode,
    Ascii,
}

/// Whether the formats for people end with a line that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    Line,
    Left,
}

impl Screen {
    /// A file or a pipe.
    pub const PLAIN: Screen = Screen {
        colour: Colour::Never,
        hyperlinks: Hyperlinks::Left,
        frames: Frames::Unicode,
        closing: Closing::Line,
        width: 80,
    };
}
