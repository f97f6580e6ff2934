package main

import "net/http"

// See https://pkg.go.dev/net/http for what a file server does.
func main() {
	http.ListenAndServe(":8080", http.FileServer(http.Dir("/public")))
}
