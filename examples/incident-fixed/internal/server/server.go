// Package server is the HTTP side of the service.
package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"sync/atomic"

	"github.com/acme/releases/internal/github"
)

var repoName = regexp.MustCompile(`^[\w.-]+/[\w.-]+$`)

var requests atomic.Int64

// New returns the handler of the whole service.
func New(client *github.Client) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", healthz)
	mux.HandleFunc("/stats", stats)
	mux.HandleFunc("/latest", latest(client))
	return mux
}

func healthz(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintln(w, "ok")
}

func stats(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintf(w, "requests %d\n", requests.Load())
}

func latest(client *github.Client) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		repo := r.URL.Query().Get("repo")
		if !repoName.MatchString(repo) {
			http.Error(w, "repo must be owner/name", http.StatusBadRequest)
			return
		}
		release, err := client.Latest(r.Context(), repo)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(release)
	}
}
