package main

import (
	"net/http"
	"os"
)

func main() {
	addr := os.Getenv("ADDRESS")
	if addr == "" {
		addr = "127.0.0.1:8080"
	}
	http.ListenAndServe(addr, nil)
}
