#!/bin/sh
set -e
useradd --uid 1500 runner
