#!/bin/sh
set -eu
exec gosu nobody "$@"
