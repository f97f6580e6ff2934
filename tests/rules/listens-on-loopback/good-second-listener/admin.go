package main

import "net/http"

func init() {
	go http.ListenAndServe(":9090", nil)
}
