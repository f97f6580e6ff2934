#!/usr/bin/env bash
exec node -e 'setInterval(() => {}, 1000)'
