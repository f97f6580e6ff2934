module example.com/tool

go 1.24.0

require (
	example.com/lib v0.0.0
	golang.org/x/sync v0.17.0
)

replace example.com/lib => ./lib
