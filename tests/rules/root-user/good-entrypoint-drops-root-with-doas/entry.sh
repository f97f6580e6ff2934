#!/bin/sh
exec doas -u runner "$@"
