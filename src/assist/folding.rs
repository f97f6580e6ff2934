//! Parts that can be folded away.

use crate::model::Model;
use crate::source::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldKind {
    Stage,
    Instruction,
    Heredoc,
    Comment,
}

/// A part of at least two lines; it is folded to its first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    pub span: Span,
    pub kind: FoldKind,
}

/// Stages, instructions of several lines, heredocs, and comments of several lines, in the order of the file.
pub fn folds(model: &Model) -> Vec<Fold> {
    let mut folds = Vec::new();
    for stage in &model.stages {
        let last = model.instructions_of(stage).last().map(|(_, it)| it.span);
        if let (Some(from), Some(last)) = (stage.from, last) {
            folds.push(Fold { span: model.instruction(from).span.to(last), kind: FoldKind::Stage });
        }
    }
    for instruction in &model.dockerfile.instructions {
        folds.push(Fold { span: instruction.span, kind: FoldKind::Instruction });
        let heredocs = &super::innermost(instruction).heredocs;
        for heredoc in heredocs {
            let end = heredoc.terminator.unwrap_or(instruction.span);
            // One heredoc that the instruction consists of is folded with it.
            if heredocs.len() > 1 {
                folds.push(Fold {
                    span: heredoc.opener.to(Span { start: end.end, end: end.end }),
                    kind: FoldKind::Heredoc,
                });
            }
        }
    }
    folds.extend(comments(model));
    let line = |at: u32| model.source.line(at);
    folds.retain(|fold| line(fold.span.start) < line(fold.span.end));
    folds.sort_by_key(|fold| (fold.span.start, std::cmp::Reverse(fold.span.end)));
    folds.dedup_by_key(|fold| (line(fold.span.start), line(fold.span.end)));
    folds
}

/// Comments on lines that follow each other.
fn comments(model: &Model) -> Vec<Fold> {
    let mut blocks: Vec<Span> = Vec::new();
    for comment in &model.dockerfile.comments {
        let line = model.source.line(comment.span.start);
        match blocks.last_mut() {
            Some(last) if model.source.line(last.end) + 1 == line => *last = last.to(comment.span),
            _ => blocks.push(comment.span),
        }
    }
    blocks.into_iter().map(|span| Fold { span, kind: FoldKind::Comment }).collect()
}
