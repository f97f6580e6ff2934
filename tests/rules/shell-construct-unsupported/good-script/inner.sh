#!/bin/sh
[[ -f /ready ]] || sleep 1
