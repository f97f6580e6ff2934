package main

import (
	"database/sql"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	db, err := sql.Open("sqlite3", "/data.db")
	if err != nil {
		panic(err)
	}
	defer db.Close()
}
