package main

import (
	"flag"
	"net"
	"net/http"
)

func main() {
	api := flag.Bool("api", false, "serve the HTTP API")
	flag.Parse()
	if *api {
		go http.ListenAndServe(":8080", nil)
	}
	connection, err := net.ListenPacket("udp", ":7777")
	if err != nil {
		panic(err)
	}
	buffer := make([]byte, 1500)
	for {
		connection.ReadFrom(buffer)
	}
}
