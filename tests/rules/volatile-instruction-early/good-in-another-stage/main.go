package main

import "golang.org/x/sync/errgroup"

func main() {
	var group errgroup.Group
	group.Wait()
}
