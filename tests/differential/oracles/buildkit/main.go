// What BuildKit and the code below it say: the oracle of the differential tests.
//
// Without an argument it reads paths of Dockerfiles, one a line, and answers each with a line of JSON.
// With `expand`, `ignore`, `match` or `wildcards` it reads questions instead, a line of JSON each.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

type doc struct {
	Name   string `json:"name"`
	Body   string `json:"body"`
	Expand bool   `json:"expand"`
	Chomp  bool   `json:"chomp"`
	Fd     uint   `json:"fd"`
}
type inst struct {
	Keyword  string   `json:"keyword"`
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Flags    []string `json:"flags"`
	Tokens   []string `json:"tokens"`
	JSON     bool     `json:"json"`
	Heredocs []doc    `json:"heredocs"`
	Sub      *inst    `json:"sub,omitempty"`
	Error    string   `json:"error"`
}
type file struct {
	Path         string `json:"path"`
	Error        string `json:"error"`
	Instructions []inst `json:"instructions"`
}
func dump(n *parser.Node) inst {
	r := inst{Keyword: n.Value, Start: n.StartLine, End: n.EndLine, Flags: n.Flags, JSON: n.Attributes["json"]}
	if r.Flags == nil {
		r.Flags = []string{}
	}
	r.Tokens = []string{}
	r.Heredocs = []doc{}
	for _, h := range n.Heredocs {
		r.Heredocs = append(r.Heredocs, doc{h.Name, h.Content, h.Expand, h.Chomp, h.FileDescriptor})
	}
	for a := n.Next; a != nil; a = a.Next {
		if len(a.Children) == 1 {
			s := dump(a.Children[0])
			r.Sub = &s
		} else {
			r.Tokens = append(r.Tokens, a.Value)
		}
	}
	return r
}

func one(path string) (f file) {
	f.Path = path
	f.Instructions = []inst{}
	defer func() {
		if p := recover(); p != nil {
			f.Error = fmt.Sprint("panic: ", p)
			fmt.Fprintln(os.Stderr, path, f.Error)
		}
	}()
	data, err := os.ReadFile(path)
	if err != nil {
		f.Error = "read: " + err.Error()
		return
	}
	data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	res, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		f.Error = err.Error()
		return
	}
	for _, n := range res.AST.Children {
		r := dump(n)
		cmd, err := instructions.ParseInstruction(n)
		if err != nil {
			r.Error = err.Error()
		} else if run, ok := cmd.(*instructions.RunCommand); ok && mountsLiteral(n.Flags) {
			// What BuildKit says of the mounts once they are expanded.
			if err := run.Expand(func(w string) (string, error) { return w, nil }); err != nil {
				r.Error = "mount: " + err.Error()
			}
		}
		f.Instructions = append(f.Instructions, r)
	}
	return
}

func mountsLiteral(flags []string) bool {
	for _, f := range flags {
		if strings.ContainsAny(f, "$'\"\\`") {
			return false
		}
	}
	return true
}

type env map[string]string

func (e env) Get(k string) (string, bool) { v, ok := e[k]; return v, ok }
func (e env) Keys() []string              { return nil }

func expand(line string) any {
	var in struct {
		Word   string            `json:"word"`
		Escape string            `json:"escape"`
		Env    map[string]string `json:"env"`
	}
	if err := json.Unmarshal([]byte(line), &in); err != nil {
		panic(err)
	}
	out := map[string]any{}
	lex := shell.NewLex(rune(in.Escape[0]))
	v, _, err := lex.ProcessWord(in.Word, env(in.Env))
	out["value"] = v
	out["error"] = err != nil
	lex = shell.NewLex(rune(in.Escape[0]))
	w, err2 := lex.ProcessWords(in.Word, env(in.Env))
	if w == nil {
		w = []string{}
	}
	out["words"] = w
	out["words_error"] = err2 != nil
	return out
}

func main() {
	answer := func(line string) any { return one(line) }
	if len(os.Args) > 1 {
		named := map[string]func(string) any{"expand": expand, "ignore": ignore, "match": match, "wildcards": wildcards}
		answer = named[os.Args[1]]
	}
	s := bufio.NewScanner(os.Stdin)
	s.Buffer(make([]byte, 1<<20), 1<<26)
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for s.Scan() {
		e.Encode(answer(s.Text()))
	}
}
