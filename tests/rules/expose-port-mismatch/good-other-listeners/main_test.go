package main

import "net/http"

func serveForTests() { http.ListenAndServe(":7777", nil) }
