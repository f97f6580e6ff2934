#!/bin/sh
eval exec /server "$@"
