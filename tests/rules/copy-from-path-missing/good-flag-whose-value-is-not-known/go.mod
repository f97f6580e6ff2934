module courier

go 1.25
