package main

import (
	"fmt"
	"net/http"
)

func main() {
	response, err := http.Get("https://api.github.com/zen")
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	fmt.Println(response.Status)
}
