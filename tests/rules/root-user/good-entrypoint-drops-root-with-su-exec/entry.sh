#!/bin/sh
exec su-exec runner "$@"
