package main

import "net/http"

func main() {
	go http.ListenAndServe(":9090", nil)
	http.ListenAndServe(":8080", nil)
}
