package main

import (
	"net/http"
	"os"
)

func main() {
	go http.ListenAndServe(":9090", http.NotFoundHandler()) // metrics
	if len(os.Args) > 1 && os.Args[1] == "debug" {
		http.ListenAndServe(":6060", nil)
		return
	}
	http.ListenAndServe(":8080", nil)
}
