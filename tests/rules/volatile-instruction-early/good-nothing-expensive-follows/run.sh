#!/bin/sh
echo "$GIT_COMMIT"
