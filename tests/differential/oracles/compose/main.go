// What Compose makes of a text with variables: the oracle of the differential test `interpolation`.
//
// Reads questions, a line of JSON each, and answers each with a line of JSON.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	"github.com/compose-spec/compose-go/v2/template"
)

type question struct {
	Text string
	Env  map[string]string
}

func answer(line []byte) any {
	var q question
	if err := json.Unmarshal(line, &q); err != nil {
		panic(err)
	}
	mapping := func(name string) (string, bool) { value, ok := q.Env[name]; return value, ok }
	value, err := template.SubstituteWithOptions(q.Text, mapping, template.WithoutLogging)
	out := map[string]any{"value": value, "error": ""}
	if err != nil {
		out["error"] = err.Error()
	}
	return out
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for in.Scan() {
		encoder.Encode(answer(in.Bytes()))
	}
}
