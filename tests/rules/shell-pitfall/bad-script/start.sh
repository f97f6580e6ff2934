#!/bin/bash
folder=$1
# shellcheck disable=SC2086
ls $folder
cd $folder
exec "${@:2}"
