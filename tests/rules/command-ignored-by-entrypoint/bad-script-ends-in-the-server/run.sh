#!/bin/sh
set -e
exec sleep 1d
