#!/bin/sh
exec "${@:2}"
