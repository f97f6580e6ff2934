// Command releases answers which release of a GitHub repository is the newest.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/acme/releases/internal/github"
	"github.com/acme/releases/internal/server"
)

func main() {
	client := github.NewClient(os.Getenv("GITHUB_TOKEN"))
	log.Print("listening on :8080")
	log.Fatal(http.ListenAndServe(":8080", server.New(client)))
}
