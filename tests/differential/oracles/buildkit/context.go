package main

import (
	"context"
	"encoding/json"
	gofs "io/fs"
	"path/filepath"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
	fscopy "github.com/tonistiigi/fsutil/copy"
)

func read[T any](line string) (question T) {
	if err := json.Unmarshal([]byte(line), &question); err != nil {
		panic(err)
	}
	return question
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// ignore says which paths below a folder are sent to the builder, and which patterns are no patterns.
func ignore(line string) any {
	q := read[struct{ Root, Text string }](line)
	patterns, err := ignorefile.ReadAll(strings.NewReader(q.Text))
	sent, bad := []string{}, []string{}
	for _, pattern := range patterns {
		if isBad(pattern) {
			bad = append(bad, pattern)
		}
	}
	if err == nil {
		err = walk(q.Root, patterns, &sent)
	}
	return map[string]any{"error": message(err), "sent": sent, "bad": bad}
}

func walk(root string, patterns []string, sent *[]string) error {
	files, err := fsutil.NewFS(root)
	if err != nil {
		return err
	}
	files, err = fsutil.NewFilterFS(files, &fsutil.FilterOpt{ExcludePatterns: patterns})
	if err != nil {
		return err
	}
	return files.Walk(context.Background(), "/", func(path string, _ gofs.DirEntry, err error) error {
		*sent = append(*sent, path)
		return err
	})
}

// isBad asks each pattern by itself: the walk compiles one only when it comes to it.
func isBad(pattern string) bool {
	matcher, err := patternmatcher.New([]string{pattern})
	if err == nil && len(matcher.Patterns()) == 1 {
		if matcher.Patterns()[0].Exclusion() {
			// What lets in is asked only of what was left out.
			matcher, err = patternmatcher.New([]string{"**", pattern})
		}
		if err == nil {
			_, err = matcher.MatchesOrParentMatches("zzz")
		}
	}
	return err != nil
}

// match is filepath.Match, and filepath.Clean of the pattern.
func match(line string) any {
	q := read[struct{ Pattern, Name string }](line)
	ok, err := filepath.Match(q.Pattern, q.Name)
	return map[string]any{"match": ok, "error": message(err), "clean": filepath.Clean(q.Pattern)}
}

// wildcards are the paths that the source of a COPY stands for.
func wildcards(line string) any {
	q := read[struct{ Root, Pattern string }](line)
	paths, err := fscopy.ResolveWildcards(q.Root, q.Pattern, true)
	if paths == nil {
		paths = []string{}
	}
	return map[string]any{"error": message(err), "paths": paths}
}
