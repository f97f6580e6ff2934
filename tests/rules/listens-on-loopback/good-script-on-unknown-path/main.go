package main

import (
	"flag"
	"net/http"
)

func main() {
	host := flag.String("host", "localhost:8080", "address")
	flag.Parse()
	http.ListenAndServe(*host, nil)
}
