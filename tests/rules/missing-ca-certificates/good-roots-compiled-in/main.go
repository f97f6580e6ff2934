package main

import (
	"fmt"
	"net/http"

	_ "golang.org/x/crypto/x509roots/fallback"
)

func main() {
	response, err := http.Get("https://api.github.com/zen")
	if err != nil {
		panic(err)
	}
	fmt.Println(response.Status)
}
